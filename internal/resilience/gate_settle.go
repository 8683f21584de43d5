package resilience

import "time"

// settle hears what came of p. It is to be called once for each pass.
func (g *gate) settle(p pass, r result) {
	if p.unheard && !p.byOperator {
		return
	}
	g.mu.Lock()
	before := g.progress()
	hear := g.hear
	if p.byOperator {
		hear = g.proved
	}
	change, changed := hear(p, r, time.Now())
	if g.progress() != before {
		g.keep()
	}
	g.mu.Unlock()
	g.tell(change, changed)
}

// A progress is what of a gate is written down.
type progress struct {
	hold            *Hold
	denied, trouble int
}

func (g *gate) progress() progress { return progress{g.hold, g.denied, g.trouble} }

// tell tells the observer of a change, outside of the lock.
func (g *gate) tell(change GateChange, changed bool) {
	if changed {
		g.observer.GateChanged(change)
	}
}

func (g *gate) hear(p pass, r result, now time.Time) (GateChange, bool) {
	heard := r.signal()
	if p.turn != g.turn {
		// Twenty attempts that fail together are one piece of news. "Too many" is always news, unless a probe is asking.
		if heard == throttling && !g.probing {
			return g.throttle(r, now)
		}
		return GateChange{}, false
	}
	if p.probe {
		g.probing = false
		g.wake()
	}
	switch heard {
	case throttling:
		g.trouble = 0
		return g.throttle(r, now)
	case denying:
		g.trouble = 0
		g.denied++
	case unreachable:
		g.trouble++
	case unanswered:
		g.trouble = 0
	case answered:
		g.trouble, g.denied = 0, 0
	case silent:
		return GateChange{}, false
	}
	return g.judge(p, r, now)
}

// proved hears what came while an operator lets everything pass. It counts nothing, but for an answer after denials: it proves what
// the probe would ask for half an hour from now, and the operator has let it pass to find out.
func (g *gate) proved(_ pass, r result, now time.Time) (GateChange, bool) {
	if g.hold == nil || g.hold.Cause != HoldDenied || r.signal() != answered {
		return GateChange{}, false
	}
	g.trouble, g.denied = 0, 0
	g.turn++
	g.probing = false
	g.wake()
	return g.pass(now)
}

// judge holds or passes by what has been counted. A gate that was denied passes only by an answer: whatever else comes
// of its probe proves no access, and holds it for the same time again.
func (g *gate) judge(p pass, r result, now time.Time) (GateChange, bool) {
	switch {
	case g.denied >= g.cfg.DeniedInARow:
		step := min(g.denied-g.cfg.DeniedInARow, len(g.cfg.DeniedSteps)-1)
		return g.holdFor(g.cfg.DeniedSteps[step], HoldDenied, r, now)
	case g.trouble >= g.cfg.TroubleInARow:
		d := doubled(g.cfg.TroubleFirst, g.cfg.TroubleMax, g.trouble-g.cfg.TroubleInARow)
		return g.holdFor(d, HoldConnection, r, now)
	case p.probe:
		return g.pass(now)
	default:
		return GateChange{}, false
	}
}

func (g *gate) throttle(r result, now time.Time) (GateChange, bool) {
	d := r.failure.RetryAfter
	if d <= 0 {
		d = g.cfg.ThrottledDefault
	}
	return g.holdFor(min(d, g.cfg.ThrottledMax), HoldThrottled, r, now)
}

// holdFor holds for d from now on, unless the gate already holds for longer.
func (g *gate) holdFor(d time.Duration, cause HoldCause, r result, now time.Time) (GateChange, bool) {
	hold := &Hold{Cause: cause, What: r.cause(false), Since: now, Until: now.Add(d)}
	if g.hold != nil {
		if !hold.Until.After(g.hold.Until) {
			return GateChange{}, false
		}
		hold.Since = g.hold.Since
	}
	g.hold = hold
	g.turn++
	g.wake()
	return GateChange{Registry: g.registry, At: now, State: Holding, Hold: *hold}, true
}

// pass ends the hold. It is no news while the calendar holds.
func (g *gate) pass(now time.Time) (GateChange, bool) {
	ended := *g.hold
	g.hold = nil
	return GateChange{Registry: g.registry, At: now, State: Passing, Hold: ended}, g.window.Cause == ""
}

// wake lets those who wait for the gate look again.
func (g *gate) wake() {
	if g.changed != nil {
		close(g.changed)
		g.changed = nil
	}
}

// doubled returns first doubled n times, at most most.
func doubled(first, most time.Duration, n int) time.Duration {
	d := first
	for ; n > 0 && d < most; n-- {
		d *= 2
	}
	return min(d, most)
}
