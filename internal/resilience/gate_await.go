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
		return pass{}, g.opens(at), g.listen()
	}
	p, b := g.try(now)
	if b == nil {
		return p, time.Time{}, nil
	}
	return pass{}, b.until, g.listen()
}

// opensNow is opens for those who do not hold the lock.
func (g *gate) opensNow(at time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.opens(at)
}

// opens returns the first moment from at on at which somebody may pass, as far as is known now: no operator, no hold and
// no window of the calendar stands before it.
func (g *gate) opens(at time.Time) time.Time {
	switch g.override.mode(time.Now()) {
	case Pass, Observe:
		return at
	case Refuse:
		at = later(at, g.override.Until)
	}
	if g.hold != nil {
		at = later(at, g.hold.Until)
	}
	return g.reopens(at)
}

// reopensNow is reopens for those who do not hold the lock.
func (g *gate) reopensNow(at time.Time) time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.reopens(at)
}

// reopens returns at, or the end of the window that it lies in, if the calendar is to hold then.
func (g *gate) reopens(at time.Time) time.Time {
	if mode := g.override.mode(at); mode == Pass || mode == Observe {
		return at
	}
	if w := g.closed(at); w.closed {
		return later(at, w.until)
	}
	return at
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
