package mock

import (
	"crypto/rand"
	"sync"
	"time"
)

// tokens are those that a registry has issued and that hold. The zero value is ready for use, by several goroutines.
type tokens struct {
	mu    sync.Mutex
	until map[string]time.Time
}

// maxTokens bounds what is kept; a registry refuses nobody a token, so the rest is forgotten.
const maxTokens = 1000

// issue returns a new token that holds until a time. It is random and not seeded: one of an earlier run must not hold.
func (t *tokens) issue(now, until time.Time) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for token, end := range t.until {
		if !now.Before(end) || len(t.until) >= maxTokens {
			delete(t.until, token)
		}
	}
	if t.until == nil {
		t.until = map[string]time.Time{}
	}
	token := rand.Text()
	t.until[token] = until
	return token
}

func (t *tokens) holds(token string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return now.Before(t.until[token])
}
