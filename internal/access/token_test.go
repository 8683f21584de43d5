package access_test

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/telemetry"
)

const (
	issuerName = "https://issuer.test/realms/portal"
	audience   = "sverka"
)

// An issuer gives tokens, and tells its keys.
type issuer struct {
	t      testing.TB
	server *httptest.Server

	mu    sync.Mutex
	keys  jose.JSONWebKeySet
	asked int
	down  bool
	body  string // in the place of the keys
}

func newIssuer(t testing.TB) *issuer {
	t.Helper()
	i := &issuer{t: t}
	i.server = httptest.NewServer(http.HandlerFunc(i.serve))
	t.Cleanup(i.server.Close)
	return i
}

func (i *issuer) serve(w http.ResponseWriter, _ *http.Request) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.asked++
	if i.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if i.body != "" {
		_, _ = w.Write([]byte(i.body))
		return
	}
	_ = json.NewEncoder(w).Encode(i.keys)
}

func (i *issuer) set(f func()) {
	i.mu.Lock()
	defer i.mu.Unlock()
	f()
}

func (i *issuer) fetches() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.asked
}

// has tells a key, and returns it.
func (i *issuer) has(id string) *ecdsa.PrivateKey {
	key := newECDSA(i.t)
	i.set(func() {
		i.keys.Keys = append(i.keys.Keys, jose.JSONWebKey{Key: &key.PublicKey, KeyID: id, Algorithm: "ES256", Use: "sig"})
	})
	return key
}

// tokens lets the issuer's tokens in.
func (i *issuer) tokens(c *config.Access) {
	c.Tokens.Issuer, c.Tokens.Audience, c.Tokens.KeysURL = issuerName, audience, i.server.URL
}

// A document is what a token says.
type document map[string]any

// good is a token that holds; change may alter what it says.
func good(change ...func(document)) document {
	now := time.Now().Unix()
	d := document{"iss": issuerName, "aud": audience, "sub": "portal-backend", "iat": now, "exp": now + 600, "jti": "1"}
	for _, c := range change {
		c(d)
	}
	return d
}

func says(name string, value any) func(document) { return func(d document) { d[name] = value } }
func omits(name string) func(document)           { return func(d document) { delete(d, name) } }

// signed writes a token.
func signed(t testing.TB, algorithm jose.SignatureAlgorithm, key any, id string, d any) string {
	t.Helper()
	text, ok := d.(string)
	if !ok {
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		text = string(b)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: jose.JSONWebKey{Key: key, KeyID: id}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := signer.Sign([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	compact, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return compact
}

const byToken = "callers:\n  portal:\n    tokens: [portal-backend]" + granted

// raw writes a token with this header, signed by nobody, or as an HMAC with the secret.
func raw(header string, d document, secret []byte) string {
	body, _ := json.Marshal(d)
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(body)
	if secret == nil {
		return text + "."
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestATokenIsItsCallersAsLongAsItHolds(t *testing.T) {
	i := newIssuer(t)
	key := i.has("1")
	stranger := newECDSA(t)
	weak, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // that it is too short is what is tried
	if err != nil {
		t.Fatal(err)
	}
	strong, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	i.set(func() {
		i.keys.Keys = append(i.keys.Keys, jose.JSONWebKey{Key: &weak.PublicKey, KeyID: "weak"}, jose.JSONWebKey{Key: &strong.PublicKey, KeyID: "rsa", Use: "sig"},
			jose.JSONWebKey{Key: &strong.PublicKey, KeyID: "for-encryption", Use: "enc"}, jose.JSONWebKey{Key: []byte("0123456789abcdef0123456789abcdef"), KeyID: "shared"})
	})
	w := opened(t, byToken, i.tokens)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	of := func(change ...func(document)) string { return signed(t, jose.ES256, key, "1", good(change...)) }
	now := time.Now().Unix()
	twice, _ := json.Marshal(good())
	for name, tc := range map[string]struct {
		token string
		want  string
		cause telemetry.Denial
	}{
		"good":                               {of(), "portal", ""},
		"by RSA":                             {signed(t, jose.RS256, strong, "rsa", good()), "portal", ""},
		"for several":                        {of(says("aud", []string{"other", audience})), "portal", ""},
		"without a key id":                   {signed(t, jose.ES256, key, "", good()), "portal", ""},
		"a little early":                     {of(says("iat", now+5), says("nbf", now+5)), "portal", ""},
		"run out within the leeway":          {of(says("iat", now-600), says("exp", now-5)), "portal", ""},
		"times with a fraction":              {of(says("iat", float64(now)-0.5), says("exp", float64(now)+600.5)), "portal", ""},
		"somebody else":                      {of(says("sub", "stranger")), "unauthenticated/bad_credential", telemetry.DeniedUnknown},
		"nobody":                             {of(omits("sub")), "unauthenticated/bad_credential", telemetry.DeniedClaims},
		"a name that is no text":             {of(says("sub", 7)), "unauthenticated/bad_credential", telemetry.DeniedAudience},
		"run out":                            {of(says("iat", now-600), says("exp", now-60)), "unauthenticated/expired", telemetry.DeniedExpired},
		"of tomorrow":                        {of(says("iat", now+3600), says("exp", now+4000)), "unauthenticated/bad_credential", telemetry.DeniedEarly},
		"not before tomorrow":                {of(says("nbf", now+3600)), "unauthenticated/bad_credential", telemetry.DeniedEarly},
		"lives longer than an hour":          {of(says("exp", now+3601)), "unauthenticated/bad_credential", telemetry.DeniedLifetime},
		"lives for ever":                     {of(omits("exp")), "unauthenticated/bad_credential", telemetry.DeniedLifetime},
		"says not since when":                {of(omits("iat")), "unauthenticated/bad_credential", telemetry.DeniedLifetime},
		"ends before it begins":              {of(says("iat", now+8), says("exp", now+5)), "unauthenticated/bad_credential", telemetry.DeniedLifetime},
		"an absurd time":                     {of(says("exp", 1e300)), "unauthenticated/bad_credential", ""},
		"another issuer":                     {of(says("iss", "https://other.test")), "unauthenticated/bad_credential", telemetry.DeniedIssuer},
		"its issuer, and a slash":            {of(says("iss", issuerName+"/")), "unauthenticated/bad_credential", telemetry.DeniedIssuer},
		"another audience":                   {of(says("aud", "other")), "unauthenticated/bad_credential", telemetry.DeniedAudience},
		"no audience":                        {of(omits("aud")), "unauthenticated/bad_credential", telemetry.DeniedAudience},
		"a stranger's signature":             {signed(t, jose.ES256, stranger, "1", good()), "unauthenticated/bad_credential", telemetry.DeniedSignature},
		"a key that is not there":            {signed(t, jose.ES256, key, "2", good()), "unauthenticated/bad_credential", telemetry.DeniedSigner},
		"a weak key":                         {signed(t, jose.RS256, weak, "weak", good()), "unauthenticated/bad_credential", telemetry.DeniedSigner},
		"a key for encryption":               {signed(t, jose.RS256, strong, "for-encryption", good()), "unauthenticated/bad_credential", telemetry.DeniedSigner},
		"a key for another algorithm":        {signed(t, jose.RS256, strong, "1", good()), "unauthenticated/bad_credential", telemetry.DeniedSigner},
		"an algorithm that is not allowed":   {signed(t, jose.PS256, strong, "rsa", good()), "unauthenticated/bad_credential", telemetry.DeniedAlgorithm},
		"signed by nobody":                   {raw(`{"alg":"none","kid":"1"}`, good(), nil), "unauthenticated/bad_credential", telemetry.DeniedAlgorithm},
		"an HMAC by our public key":          {raw(`{"alg":"HS256","kid":"1"}`, good(), public), "unauthenticated/bad_credential", telemetry.DeniedAlgorithm},
		"an HMAC by a shared key of the set": {raw(`{"alg":"HS256","kid":"shared"}`, good(), []byte("0123456789abcdef0123456789abcdef")), "unauthenticated/bad_credential", telemetry.DeniedAlgorithm},
		"what it must heed and we know not":  {raw(`{"alg":"ES256","kid":"1","crit":["exp"],"exp":1}`, good(), []byte("x")), "unauthenticated/bad_credential", ""},
		"its subject twice":                  {signed(t, jose.ES256, key, "1", strings.TrimSuffix(string(twice), "}")+`,"sub":"portal-backend"}`), "unauthenticated/bad_credential", telemetry.DeniedClaims},
		"no document":                        {signed(t, jose.ES256, key, "1", "not json"), "unauthenticated/bad_credential", telemetry.DeniedClaims},
		"no token":                           {"abc", "unauthenticated/bad_credential", telemetry.DeniedForm},
		"two points":                         {"..", "unauthenticated/bad_credential", telemetry.DeniedForm},
		"half of it":                         {of()[:100], "unauthenticated/bad_credential", ""},
		"far too long":                       {strings.Repeat("a", 9000) + ".b.c", "unauthenticated/bad_credential", telemetry.DeniedForm},
		"a document in the place of a token": {`{"payload":"a.b.c"}`, "unauthenticated/bad_credential", telemetry.DeniedForm},
	} {
		before := w.counted("sverka_access_denied_total", "cause="+string(tc.cause), "way=token")
		c, err := w.from(nil, "Bearer "+tc.token)
		if got := c.Name + reason(err); got != tc.want {
			t.Errorf("%s: got %s (%v), want %s", name, got, err, tc.want)
		}
		if after := w.counted("sverka_access_denied_total", "cause="+string(tc.cause), "way=token"); tc.cause != "" && after != before+1 {
			t.Errorf("%s: it is not counted as %s: %v", name, tc.cause, err)
		}
	}
	for _, secret := range []string{"portal-backend", "stranger", "issuer.test", "eyJ"} {
		if strings.Contains(w.log.String(), secret) {
			t.Errorf("the log tells what stands in a token (%s): %s", secret, w.log)
		}
	}
}

func TestWhichClaimNamesTheCaller(t *testing.T) {
	i := newIssuer(t)
	key := i.has("1")
	w := opened(t, byToken, i.tokens, func(c *config.Access) { c.Tokens.Claim = "client_id" })
	token := signed(t, jose.ES256, key, "1", good(says("sub", "7f3a"), says("client_id", "portal-backend")))
	if c, err := w.from(nil, "Bearer "+token); c.Name != "portal" {
		t.Error(err)
	}
	if _, err := w.from(nil, "Bearer "+signed(t, jose.ES256, key, "1", good())); reason(err) != "unauthenticated/bad_credential" {
		t.Errorf("by its subject: %v", err)
	}
}

// running runs the gate until the test ends.
func (w *world) running() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.Run(w.t.Context())
	}()
	w.t.Cleanup(func() { <-done })
}

// Whoever makes up key ids has the issuer asked once.
func TestUnknownKeysDoNotBesiegeTheIssuer(t *testing.T) {
	i := newIssuer(t)
	i.has("1")
	w := opened(t, byToken, i.tokens)
	stranger := newECDSA(t)
	var all sync.WaitGroup
	for n := range 200 {
		token := signed(t, jose.ES256, stranger, fmt.Sprint("made-up-", n), good())
		all.Go(func() {
			if _, err := w.from(nil, "Bearer "+token); reason(err) != "unauthenticated/bad_credential" {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := i.fetches(); n != 1 {
		t.Errorf("the issuer was asked %d times", n)
	}
	if spared := w.counted("sverka_token_key_fetches_total", "result=spared"); spared == 0 {
		t.Error("that it was spared is not counted")
	}
}

// A signature that does not hold, of a key that is known, has nobody asked.
func TestABadSignatureHasNobodyAsked(t *testing.T) {
	i := newIssuer(t)
	key := i.has("1")
	w := opened(t, byToken, i.tokens)
	if _, err := w.from(nil, "Bearer "+signed(t, jose.ES256, key, "1", good())); err != nil {
		t.Fatal(err)
	}
	for range 20 {
		_, _ = w.from(nil, "Bearer "+signed(t, jose.ES256, newECDSA(t), "1", good()))
	}
	if n := i.fetches(); n != 1 {
		t.Errorf("the issuer was asked %d times", n)
	}
}

// A verified token is believed until its key leaves the key set, and not afterwards.
func TestATokenGoesWithItsKey(t *testing.T) {
	i := newIssuer(t)
	old := i.has("old")
	w := opened(t, byToken, i.tokens)
	token := "Bearer " + signed(t, jose.ES256, old, "old", good())
	for range 3 {
		if _, err := w.from(nil, token); err != nil {
			t.Fatal(err)
		}
	}
	i.set(func() { i.keys.Keys = nil })
	next := i.has("new")
	if err := access.Refetch(t.Context(), w.Gate); err != nil { // what Run does by the clock
		t.Fatal(err)
	}
	if _, err := w.from(nil, token); reason(err) != "unauthenticated/bad_credential" {
		t.Errorf("its key is gone: %v", err)
	}
	if _, err := w.from(nil, "Bearer "+signed(t, jose.ES256, next, "new", good())); err != nil {
		t.Error(err)
	}
}

func TestAStartWhileTheIssuerIsDown(t *testing.T) {
	i := newIssuer(t)
	key := i.has("1")
	file := filepath.Join(t.TempDir(), "keys.json")
	saving := func(c *config.Access) { c.Tokens.SavedKeys = file }
	token := "Bearer " + signed(t, jose.ES256, key, "1", good())
	first := opened(t, byToken, i.tokens, saving)
	if _, err := first.from(nil, token); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the keys are not saved for their owner alone: %v", err)
	}
	i.set(func() { i.down = true })
	if _, err := opened(t, byToken, i.tokens, saving).from(nil, token); err != nil {
		t.Errorf("with the saved keys: %v", err)
	}
	saved, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"none":               "",
		"of another issuer":  strings.Replace(string(saved), i.server.URL, "https://other.test", 1),
		"too old":            strings.Replace(string(saved), time.Now().UTC().Format("2006"), "2001", 1),
		"of the future":      strings.Replace(string(saved), time.Now().UTC().Format("2006"), "2099", 1),
		"cut":                string(saved[:len(saved)/2]),
		"something else":     `{"keys": []}`,
		"without a key":      strings.Replace(string(saved), `"ES256"`, `"XX256"`, 1) + " ",
		"changed by anybody": string(saved),
	} {
		_ = os.Remove(file)
		if text != "" {
			replace(t, file, text)
		}
		if name == "changed by anybody" {
			if err := os.Chmod(file, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if name == "without a key" {
			replace(t, file, strings.Replace(string(saved), `"kty":"EC"`, `"kty":"oct"`, 1))
		}
		_, err := opened(t, byToken, i.tokens, saving).from(nil, token)
		if reason(err) != "refused/keys" {
			t.Errorf("saved keys, %s: %v", name, err)
		}
	}
}

// What the issuer tells that is no key set leaves the keys of before.
func TestABadKeySetLeavesTheOneOfBefore(t *testing.T) {
	i := newIssuer(t)
	key := i.has("1")
	w := opened(t, byToken, i.tokens)
	token := "Bearer " + signed(t, jose.ES256, key, "1", good())
	if _, err := w.from(nil, token); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"{}", `{"keys":[]}`, "<html>", `{"keys":[{"kty":"oct","k":"AAAA"}]}`, strings.Repeat("a", 300<<10)} {
		i.set(func() { i.body = body })
		if err := access.Refetch(t.Context(), w.Gate); err == nil {
			t.Errorf("%.20s is taken for a key set", body)
		}
		if _, err := w.from(nil, token); err != nil {
			t.Errorf("after %.20s: %v", body, err)
		}
	}
	if n := w.counted("sverka_token_key_fetches_total", "result=failed"); n != 5 {
		t.Errorf("%v failures counted", n)
	}
	if n := w.counted("sverka_token_keys"); n != 1 {
		t.Errorf("%v keys", n)
	}
}

// The gate fetches the keys by itself, before anybody shows a token.
func TestTheGateFetchesTheKeysByItself(t *testing.T) {
	i := newIssuer(t)
	i.has("1")
	w := opened(t, byToken, i.tokens)
	w.running()
	for w.counted("sverka_token_keys") == 0 {
		<-time.After(time.Millisecond)
	}
}
