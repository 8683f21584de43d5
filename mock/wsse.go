package mock

import (
	"crypto/sha1" //nolint:gosec // the profile says so
	"crypto/subtle"
	"encoding/base64"
	"sync"
	"time"

	"github.com/sverka/sverka/internal/soap"
)

// WS-Security UsernameToken with a password digest (OASIS WSS UsernameToken Profile 1.0). It is read with the envelope, once, and verified here,
// apart from the code that the gateway writes it with.

// A securityError is why a token was not accepted, in the registry's words.
type securityError struct{ code, text string }

func noToken() *securityError {
	return &securityError{"NO_TOKEN", "В запросе нет UsernameToken"}
}

// verify returns nil for a token that c's user made for this message.
func (c MigrationConfig) verify(t *soap.PresentedToken, n *nonces, now time.Time) *securityError {
	if t == nil {
		return noToken()
	}
	nonce, err := base64.StdEncoding.DecodeString(t.Nonce)
	if err != nil || len(nonce) == 0 || !t.IsDigest {
		return &securityError{"UNSUPPORTED_TOKEN", "Ожидается UsernameToken с PasswordDigest, Nonce и Created"}
	}
	created, err := time.Parse(time.RFC3339Nano, t.Created)
	if age := now.Sub(created).Abs(); err != nil || age > c.Freshness.std() {
		return &securityError{"MESSAGE_EXPIRED", "Created отсутствует, устарел или относится к будущему"}
	}
	digest := sha1.Sum([]byte(string(nonce) + t.Created + c.Password)) //nolint:gosec // the profile says so
	want := base64.StdEncoding.EncodeToString(digest[:])
	if t.Username != c.Username || subtle.ConstantTimeCompare([]byte(want), []byte(t.Digest)) != 1 {
		return &securityError{"AUTHENTICATION_FAILED", "Неизвестная система или неверный пароль"}
	}
	if !n.first(string(nonce), now, c.Freshness.std()) {
		return &securityError{"REPLAYED", "Nonce уже был использован"}
	}
	return nil
}

// nonces are those seen while they could still be replayed, by their hashes: a load test leaves millions, and in what has no pointers the
// collector of garbage has nothing to look at. The zero value is ready for use, by several goroutines.
type nonces struct {
	mu     sync.Mutex
	fresh  map[nonceHash]struct{} // of the present period
	before map[nonceHash]struct{} // of the one before
	until  time.Time              // when the present period ends
}

type nonceHash [sha1.Size]byte

// first reports whether nonce comes for the first time within twice a token's freshness. Two generations of that length each
// remember long enough, and forget without looking at every nonce.
func (n *nonces) first(nonce string, now time.Time, freshness time.Duration) bool {
	hash := nonceHash(sha1.Sum([]byte(nonce))) //nolint:gosec // short, and nobody gains by two that are alike
	n.mu.Lock()
	defer n.mu.Unlock()
	if period := 2 * freshness; !now.Before(n.until) {
		if now.Before(n.until.Add(period)) {
			n.before = n.fresh
		} else {
			n.before = nil
		}
		n.fresh, n.until = map[nonceHash]struct{}{}, now.Add(period)
	}
	_, again := n.fresh[hash]
	_, earlier := n.before[hash]
	n.fresh[hash] = struct{}{}
	return !again && !earlier
}
