package resilience

import (
	"context"
	"time"
)

// await sleeps until at, and then until the gate lets this one through: because it passes, or as its probe. It gives up
// as soon as that cannot be before until, which is read again at every waking, and when ctx ends.
func (g *gate) await(ctx context.Context, at time.Time, until func() time.Time) (pass, bool) {
	for {
		now, end := time.Now(), until()
		if !now.Before(end) || ctx.Err() != nil {
			return pass{}, false
		}
		p, wake, changed := g.admit(now, at)
		if changed == nil {
			return p, true
		}
		if !wake.After(now) {
			wake = end // nobody knows: the probe on its way may settle at any time
		} else if !wake.Before(end) {
			return pass{}, false
		}
		sleep(ctx, wake.Sub(now), changed)
	}
}

// admit returns a pass, or when to come back (zero: unknown) and a channel that is closed if something changes before.
func (g *gate) admit(now, at time.Time) (p pass, wake time.Time, changed <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if now.Before(at) {
		return pass{}, later(at, g.heldUntil(now)), g.listen()
	}
	p, b := g.try(now)
	if b == nil {
		return p, time.Time{}, nil
	}
	return pass{}, b.until, g.listen()
}

// heldUntilNow is heldUntil for those who do not hold the lock.
func (g *gate) heldUntilNow(now time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.heldUntil(now)
}

// heldUntil returns before when nobody passes, zero if somebody might now.
func (g *gate) heldUntil(now time.Time) time.Time {
	mode := g.override.mode(now)
	switch mode {
	case Refuse:
		return g.override.Until
	case Pass, Observe:
		return time.Time{}
	}
	var until time.Time
	if reopens, closed := g.closed(now); closed {
		until = reopens
	}
	if g.hold != nil {
		until = later(until, g.hold.Until)
	}
	return until
}

// listen returns a channel that is closed at the gate's next change.
func (g *gate) listen() <-chan struct{} {
	if g.changed == nil {
		g.changed = make(chan struct{})
	}
	return g.changed
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// sleep returns after d, when changed is closed, or when ctx ends.
func sleep(ctx context.Context, d time.Duration, changed <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-changed:
	case <-ctx.Done():
	}
}
