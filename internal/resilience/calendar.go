package resilience

import "time"

// A Calendar knows when a registry is closed for maintenance. It is safe for concurrent use.
type Calendar interface {
	// Window returns the window that at lies in or, if the registry is open then, the next one: when it closes, and when it
	// is open again (zero: nobody knows). ok is false if there is none any more.
	Window(at time.Time) (from, until time.Time, ok bool)
}

// A Window is a time in which a registry is closed by its calendar.
type Window struct{ From, Until time.Time }

// A closure is what the calendar says of a moment: the window that it lies in, or else the next one, if there is one.
type closure struct {
	from, until time.Time
	closed      bool
}

func (g *gate) closed(at time.Time) closure {
	if g.calendar == nil {
		return closure{}
	}
	from, until, ok := g.calendar.Window(at)
	return closure{from, until, ok && !at.Before(from)}
}

// hold returns the closure as a hold of the gate.
func (w closure) hold() Hold { return Hold{Cause: HoldMaintenance, Since: w.from, Until: w.until} }

// windows returns the window that stands, and the next one.
func (w closure) windows(c Calendar) (now, next Window) {
	if !w.closed {
		return Window{}, Window{w.from, w.until}
	}
	now = Window{w.from, w.until}
	if !w.until.IsZero() {
		if from, until, ok := c.Window(w.until); ok {
			next = Window{from, until}
		}
	}
	return now, next
}

// notice returns the news of a window that has begun, or has ended, since somebody asked last: once each. An operator who
// lets all pass, or none, has taken the calendar's place. Its caller holds the lock.
func (g *gate) notice(now time.Time) (GateChange, bool) {
	if g.calendar == nil {
		return GateChange{}, false
	}
	w := g.closed(now)
	mode := g.override.mode(now)
	told := g.window
	switch {
	case w.closed && told.Since.Equal(w.from) || w.closed && (mode == Pass || mode == Refuse):
		return GateChange{}, false
	case w.closed:
		g.window = w.hold()
		return GateChange{Registry: g.registry, At: w.from, State: Holding, Hold: g.window}, true
	case told.Cause == "":
		return GateChange{}, false
	default:
		g.window = Hold{}
		return GateChange{Registry: g.registry, At: told.Until, State: Passing, Hold: told}, g.hold == nil
	}
}

// excuses reports whether the registry was closed by its calendar at any moment from one to another: what failed then says
// nothing about it.
func (g *gate) excuses(from, until time.Time) bool {
	w := g.closed(from)
	return !w.from.IsZero() && !w.from.After(until)
}
