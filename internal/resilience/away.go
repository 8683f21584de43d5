package resilience

import (
	"context"
	"sync"
	"time"
)

// An Away measures for how long a question waited for its registry: queued, on the wire, or sleeping until it may ask again. What
// remains of its time is the gateway's own. It is safe for concurrent use.
type Away struct {
	mu   sync.Mutex
	span span
}

type awayKey struct{}

// MeasureAway returns a context under which all waiting for the registry is measured, and the measure.
func MeasureAway(ctx context.Context) (context.Context, *Away) {
	a := &Away{}
	return context.WithValue(ctx, awayKey{}, a), a
}

// Leave says that what ctx is about waits for its registry from now on, until back is called, once.
func Leave(ctx context.Context) (back func()) {
	a, ok := ctx.Value(awayKey{}).(*Away)
	if !ok {
		return func() {}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.span.begin()
	return a.back
}

func (a *Away) back() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.span.end()
}

// Total returns for how long anything of the question has been waited for by now.
func (a *Away) Total() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.span.total()
}
