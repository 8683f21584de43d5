package mock

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/soap"
)

// The vector was computed with Python's hashlib: base64(sha1(b"0123456789abcdef" + b"2026-11-22T09:00:00Z" + b"mock-password")).
const (
	vectorNonce  = "MDEyMzQ1Njc4OWFiY2RlZg=="
	vectorDigest = "WZmPepDlwq8zyosfBco6UTuQQAM="
)

func TestADigestMadeElsewhereIsAccepted(t *testing.T) {
	token := &soap.PresentedToken{Username: "sverka", Nonce: vectorNonce, Created: "2026-11-22T09:00:00Z", Digest: vectorDigest, IsDigest: true}
	if bad := Defaults().Migration.verify(token, &nonces{}, noon); bad != nil {
		t.Errorf("refused: %+v", bad)
	}
}

func TestMigrationAdmitsByTokenOnly(t *testing.T) {
	s, clock := started(t)
	question := statusQuestion(stated(t, "patent-worker", lookupStatus))
	good := security("sverka", "mock-password", noon)
	for _, c := range []struct{ name, header, code string }{
		{"no token", "", "NO_TOKEN"},
		{"another user", security("somebody", "mock-password", noon), "AUTHENTICATION_FAILED"},
		{"another password", security("sverka", "guess", noon), "AUTHENTICATION_FAILED"},
		{"an old token", security("sverka", "mock-password", noon.Add(-5*time.Minute-time.Second)), "MESSAGE_EXPIRED"},
		{"a token of the future", security("sverka", "mock-password", noon.Add(5*time.Minute+time.Second)), "MESSAGE_EXPIRED"},
		{"a plain password", strings.Replace(good, "#PasswordDigest", "#PasswordText", 1), "UNSUPPORTED_TOKEN"},
		{"a good token", good, ""},
		{"the same again", good, "REPLAYED"},
	} {
		r := post(t, s.Registry("migration"), envelope11(c.header, question), "Content-Type", "text/xml")
		switch {
		case c.code == "" && r.status != 200:
			t.Errorf("%s: %d %s", c.name, r.status, r.body)
		case c.code != "" && (r.status != 500 || !strings.Contains(r.body, "<SignatureVerificationFault") || !strings.Contains(r.body, "<code>"+c.code+"<")):
			t.Errorf("%s: %d %s, want %s", c.name, r.status, r.body, c.code)
		}
	}
	clock.pass(9 * time.Minute) // beyond a token's freshness, and the nonce is still known
	if r := post(t, s.Registry("migration"), envelope11(good, question), "Content-Type", "text/xml"); r.status != 500 {
		t.Errorf("an old token was taken: %s", r.body)
	}
}

func TestNoncesAreRememberedWhileTheyCouldBeReplayedAndNoLonger(t *testing.T) {
	var n nonces
	const fresh = 5 * time.Minute
	for minute := range 600 {
		now := noon.Add(time.Duration(minute) * time.Minute)
		if !n.first(fmt.Sprint(minute), now, fresh) {
			t.Fatalf("minute %d: a new nonce was refused", minute)
		}
		for back := range min(minute+1, 10) {
			if n.first(fmt.Sprint(minute-back), now, fresh) {
				t.Fatalf("minute %d: the nonce of %d minutes ago was forgotten", minute, back)
			}
		}
	}
	if kept := len(n.fresh) + len(n.before); kept > 40 {
		t.Errorf("%d nonces are kept after ten hours", kept)
	}
}
