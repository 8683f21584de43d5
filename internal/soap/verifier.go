package soap

import (
	"crypto/subtle"
	"encoding/base64"
	"sync"
	"time"
)

// A PresentedToken is the UsernameToken of a request, not verified.
type PresentedToken struct {
	Username string
	Digest   string // what the element Password holds: base64, if IsDigest
	Nonce    string // base64
	Created  string
	IsDigest bool // the password is a digest, by its Type
}

// SecurityCode is a fault code of WS-Security 1.1.1, section 12: the local name in the namespace that [SecurityNamespace] gives.
type SecurityCode string

// The codes that a [Verifier] gives.
const (
	SecurityInvalid     SecurityCode = "InvalidSecurity"          // no token, or one that cannot be read
	SecurityUnsupported SecurityCode = "UnsupportedSecurityToken" // a token, but not with a password digest
	SecurityExpired     SecurityCode = "MessageExpired"           // not fresh
	SecurityFailed      SecurityCode = "FailedAuthentication"     // unknown, wrong password, or a nonce used before
)

// SecurityNamespace is the namespace of a [SecurityCode].
const SecurityNamespace = namespaceWSSE

// Error gives the code; it implements error.
func (c SecurityCode) Error() string { return "soap: security: " + string(c) }

// A Verifier verifies UsernameTokens with a password digest, as a service does: their digest, that they are fresh, and that no nonce
// comes twice while it is (OASIS WSS UsernameToken Profile 1.1, section 3.1). It is safe for concurrent use.
type Verifier struct {
	passwords func(username string) (password string, ok bool)
	now       func() time.Time
	fresh     time.Duration

	mu   sync.Mutex
	seen map[string]time.Time // until when a nonce must be remembered
}

const (
	defaultFresh = 5 * time.Minute // as the profile recommends
	maxNonces    = 100_000
	maxNonceSize = 128 // base64
)

// NewVerifier makes a verifier. passwords gives a user's password and must be safe for concurrent use. A token is fresh while its time
// differs from now by at most fresh; 0 is five minutes. A nil now is time.Now.
func NewVerifier(passwords func(string) (string, bool), fresh time.Duration, now func() time.Time) *Verifier {
	if now == nil {
		now = time.Now
	}
	if fresh <= 0 {
		fresh = defaultFresh
	}
	return &Verifier{passwords: passwords, now: now, fresh: fresh, seen: map[string]time.Time{}}
}

// Verify tells whether the token is genuine; nil is no token. Its error is a SecurityCode.
func (v *Verifier) Verify(t *PresentedToken) error {
	if t == nil {
		return SecurityInvalid
	}
	if !t.IsDigest {
		return SecurityUnsupported
	}
	nonce, err := base64.StdEncoding.DecodeString(t.Nonce)
	created, errTime := time.Parse(time.RFC3339Nano, t.Created) //nolint:forbidigo // the error is dropped
	if err != nil || errTime != nil || len(nonce) == 0 || len(t.Nonce) > maxNonceSize {
		return SecurityInvalid
	}
	now := v.now()
	if age := now.Sub(created); age > v.fresh || age < -v.fresh {
		return SecurityExpired
	}
	password, known := v.passwords(t.Username)
	digest := digestOf(nonce, []byte(t.Created), password)
	given, err := base64.StdEncoding.DecodeString(t.Digest)
	if err != nil || subtle.ConstantTimeCompare(digest[:], given) != 1 || !known {
		return SecurityFailed
	}
	return v.once(string(nonce), created.Add(v.fresh), now)
}

// once remembers a nonce of a genuine token, and refuses it the second time. When no more can be remembered it refuses all.
func (v *Verifier) once(nonce string, until, now time.Time) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if last, there := v.seen[nonce]; there && !now.After(last) {
		return SecurityFailed
	}
	if len(v.seen) >= maxNonces {
		for other, last := range v.seen {
			if now.After(last) {
				delete(v.seen, other)
			}
		}
		if len(v.seen) >= maxNonces {
			return SecurityFailed
		}
	}
	v.seen[nonce] = until
	return nil
}
