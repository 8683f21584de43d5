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
	return a.leave()
}

func (a *Away) leave() (back func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.span.begin(time.Now())
	return a.back
}

func (a *Away) back() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.span.end(time.Now(), 0)
}

// Total returns for how long anything of the question has been waited for by now.
func (a *Away) Total() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.span.total(time.Now())
}

// A span adds up the time in which anything at all was under way.
type span struct {
	ongoing int
	since   time.Time // when ongoing left 0
	sum     time.Duration
}

func (s *span) begin(now time.Time) {
	if s.ongoing == 0 {
		s.since = now
	}
	s.ongoing++
}

// end takes off what of the time was none, where nothing else is under way.
func (s *span) end(now time.Time, off time.Duration) {
	if s.ongoing--; s.ongoing == 0 {
		s.sum += max(0, now.Sub(s.since)-off)
	}
}

func (s *span) total(now time.Time) time.Duration {
	if s.ongoing > 0 {
		return s.sum + now.Sub(s.since)
	}
	return s.sum
}
