package access

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"

	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// tokens verifies the JWTs of one issuer (RFC 7519, RFC 9068), and remembers for a while those that hold.
type tokens struct {
	config     config.Tokens
	algorithms []jose.SignatureAlgorithm
	keys       *keySet
	verifier   *oidc.IDTokenVerifier
	checker    *strictjson.Checker
	kept       keptTokens
}

// longestToken bounds a token. The whole head of a request is 16 KiB.
const longestToken = 8 << 10

func newTokens(c config.Tokens, metrics *telemetry.Metrics, log *slog.Logger) (*tokens, error) {
	keys, err := newKeySet(c, metrics, log)
	if err != nil {
		return nil, err
	}
	t := &tokens{
		config: c, keys: keys, kept: keptTokens{of: make(map[[sha256.Size]byte]keptToken)},
		checker: strictjson.New(strictjson.Limits{Bytes: longestToken, Depth: 16, Values: 1024, Members: 128, KeyBytes: 128}),
		verifier: oidc.NewVerifier(c.Issuer, keys, &oidc.Config{
			ClientID: c.Audience, SupportedSigningAlgs: c.Algorithms,
			SkipExpiryCheck: true, // times are looked at here: its allowance for nbf is five minutes, and it wants no iat
		}),
	}
	for _, a := range c.Algorithms {
		t.algorithms = append(t.algorithms, jose.SignatureAlgorithm(a))
	}
	return t, nil
}

// isToken reports whether text has the parts of a signed token (RFC 7515, section 7.1). No key has them.
func isToken(text string) bool { return strings.Count(text, ".") == 2 }

// verify returns the value of the claim that names the caller.
func (t *tokens) verify(ctx context.Context, text string) (string, telemetry.Denial) {
	if len(text) > longestToken || !isToken(text) || text[0] == '{' {
		return "", telemetry.DeniedForm
	}
	sum := sha256.Sum256([]byte(text))
	if kept, ok := t.kept.get(sum, time.Now()); ok && t.keys.has(kept.key) {
		return kept.claim, ""
	}
	found := &signer{algorithms: t.algorithms}
	token, err := t.verifier.Verify(context.WithValue(ctx, signerKey{}, found), text)
	if found.why != "" {
		return "", found.why
	}
	if err != nil {
		return "", t.whyNot(text, found)
	}
	claims, why := t.claims(token)
	if why == "" {
		why = t.times(claims, time.Now())
	}
	if why != "" {
		return "", why
	}
	value := claims.of(t.config.Claim)
	if value == "" {
		return "", telemetry.DeniedClaims
	}
	t.kept.keep(sum, keptToken{claim: value, key: found.key, until: t.keepUntil(claims, time.Now())})
	return value, ""
}

// whyNot tells in our words what go-oidc found: its own quote the token.
func (t *tokens) whyNot(text string, found *signer) telemetry.Denial {
	if found.key == (thumbprint{}) { // it did not come to a signature
		if _, err := jose.ParseSignedCompact(text, allAlgorithms()); err == nil {
			return telemetry.DeniedAlgorithm
		}
		return telemetry.DeniedForm
	}
	var said struct {
		Issuer string `json:"iss"`
	}
	if json.Unmarshal(found.payload, &said) != nil {
		return telemetry.DeniedClaims
	}
	if said.Issuer != t.config.Issuer {
		return telemetry.DeniedIssuer
	}
	return telemetry.DeniedAudience
}

// allAlgorithms are those that a token may be told by to be one, though it is not taken.
func allAlgorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{
		jose.EdDSA, jose.HS256, jose.HS384, jose.HS512, jose.RS256, jose.RS384, jose.RS512,
		jose.ES256, jose.ES384, jose.ES512, jose.PS256, jose.PS384, jose.PS512, "none",
	}
}

// claims are what of a token is looked at besides issuer and audience.
type claims struct {
	Subject    string       `json:"sub"`
	Authorized string       `json:"azp"`
	ClientID   string       `json:"client_id"`
	Expires    *json.Number `json:"exp"`
	NotBefore  *json.Number `json:"nbf"`
	Issued     *json.Number `json:"iat"`
}

func (c *claims) of(name string) string {
	switch name {
	case "azp":
		return c.Authorized
	case "client_id":
		return c.ClientID
	default:
		return c.Subject
	}
}

// claims reads what the signed document says. One that says anything twice is not believed: who reads it elsewhere may read it
// otherwise.
func (t *tokens) claims(token *oidc.IDToken) (*claims, telemetry.Denial) {
	var document json.RawMessage
	var c claims
	if token.Claims(&document) != nil {
		return nil, telemetry.DeniedClaims
	}
	if _, err := t.checker.Check(document); err != nil || json.Unmarshal(document, &c) != nil {
		return nil, telemetry.DeniedClaims
	}
	return &c, ""
}

// times looks whether the token holds now, and does not for longer than it may (RFC 7519, section 4.1).
func (t *tokens) times(c *claims, now time.Time) telemetry.Denial {
	expires, expiresSaid := moment(c.Expires)
	issued, issuedSaid := moment(c.Issued)
	if !expiresSaid || !issuedSaid || !expires.After(issued) || expires.Sub(issued) > t.config.Lifetime {
		return telemetry.DeniedLifetime
	}
	before, said := moment(c.NotBefore)
	switch {
	case c.NotBefore != nil && !said:
		return telemetry.DeniedLifetime
	case !now.Before(expires.Add(t.config.Leeway)):
		return telemetry.DeniedExpired
	case issued.After(now.Add(t.config.Leeway)), said && before.After(now.Add(t.config.Leeway)):
		return telemetry.DeniedEarly
	default:
		return ""
	}
}

// moment reads a NumericDate. One that no token of an hour can have is none.
func moment(n *json.Number) (time.Time, bool) {
	const latest = 1 << 40 // 36,000 years hence
	if n == nil {
		return time.Time{}, false
	}
	f, err := n.Float64()
	if err != nil || !(f > 0 && f < latest) {
		return time.Time{}, false
	}
	return time.Unix(0, int64(f*1e3)*int64(time.Millisecond)), true
}

func (t *tokens) keepUntil(c *claims, now time.Time) time.Time {
	until := now.Add(t.config.Keep)
	if expires, ok := moment(c.Expires); ok && expires.Before(until) {
		return expires
	}
	return until
}

// signer is how the key set tells who signed, and why not.
type signer struct {
	algorithms []jose.SignatureAlgorithm
	key        thumbprint
	payload    []byte
	why        telemetry.Denial
}

type signerKey struct{}

// keptTokens are tokens that were verified, by their hashes. It is bounded.
type keptTokens struct {
	mu sync.RWMutex
	of map[[sha256.Size]byte]keptToken
}

type keptToken struct {
	claim string
	key   thumbprint // that signed it
	until time.Time
}

const mostTokens = 10_000

func (k *keptTokens) get(sum [sha256.Size]byte, now time.Time) (keptToken, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	kept, ok := k.of[sum]
	return kept, ok && now.Before(kept.until)
}

func (k *keptTokens) keep(sum [sha256.Size]byte, t keptToken) {
	if !time.Now().Before(t.until) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.of) >= mostTokens {
		k.sweep(time.Now())
	}
	k.of[sum] = t
}

// sweep makes room: what has run out goes, and if that is not enough, everything. The caller holds mu.
func (k *keptTokens) sweep(now time.Time) {
	for sum, t := range k.of {
		if !now.Before(t.until) {
			delete(k.of, sum)
		}
	}
	if len(k.of) >= mostTokens {
		clear(k.of)
	}
}

var errUnverified = errors.New("the token's signature does not hold")
