package resilience

import (
	"fmt"
	"strings"
	"time"
)

// Why says in a sentence why the breaker is not closed, since when, and when the next probe may go; or what an operator makes of
// it. "": it is closed, and does its work.
func (s BreakerSnapshot) Why(now time.Time) string {
	var parts []string
	if s.State != Closed {
		parts = append(parts, since(s.Trip.At, now)+": "+s.Trip.Why())
		parts = append(parts, s.next(now))
	}
	return strings.Join(append(parts, s.Override.why(now)...), "; ")
}

func (s BreakerSnapshot) next(now time.Time) string {
	if s.State == HalfOpen {
		return "the next question is the probe"
	}
	text := "the next probe may go at " + moment(s.OpenUntil, now)
	if s.Reopened > 0 {
		text += fmt.Sprintf(", its time has doubled %d times, last for %s", s.Reopened, s.LastFailure)
	}
	return text
}

// Why says in a sentence what made the breaker trip.
func (t Tripped) Why() string {
	var what string
	switch t.Rule {
	case TripRow:
		what = fmt.Sprintf("%d attempts in a row failed", t.InARow)
	case TripRate:
		what = fmt.Sprintf("%d of %d attempts in the window failed or were slow", t.Failures, t.Failures+t.Successes)
	case TripProbe:
		what = "the probe failed"
	default:
		return "it was open before the restart"
	}
	if t.Cause != (Cause{}) {
		what += ", most often " + t.Cause.String()
	}
	if t.Slowest > 0 {
		what += ", the slowest after " + round(t.Slowest) + " on the wire"
	}
	return what
}

// Why says in a sentence why the gate holds, since when, and when it may let somebody through; or what an operator makes of it.
// "": it passes, and does its work.
func (s GateSnapshot) Why(now time.Time) string {
	var parts []string
	if s.State == Holding {
		parts = append(parts, since(s.Hold.Since, now)+": "+s.Hold.Why(), s.next(now))
	}
	return strings.Join(append(parts, s.Override.why(now)...), "; ")
}

func (s GateSnapshot) next(now time.Time) string {
	switch {
	case s.Probing:
		return "a probe is on its way"
	case s.Hold.Until.IsZero():
		return "nobody knows until when"
	case s.Hold.Cause == HoldMaintenance:
		return "it opens at " + moment(s.Hold.Until, now)
	case !now.Before(s.Hold.Until):
		return "the next question is the probe"
	default:
		return "the next probe may go at " + moment(s.Hold.Until, now)
	}
}

// Why says in a sentence what made the gate hold.
func (h Hold) Why() string {
	var what string
	switch h.Cause {
	case HoldThrottled:
		what = "the registry says that we ask too much"
	case HoldDenied:
		what = "the registry refuses this gateway"
	case HoldConnection:
		what = "the registry cannot be reached"
	case HoldMaintenance:
		return "closed by its calendar"
	}
	if h.What != (Cause{}) {
		what += " (" + h.What.String() + ")"
	}
	return what
}

func (o Override) why(now time.Time) []string {
	if o.Mode == "" {
		return nil
	}
	text := "put on " + string(o.Mode)
	if o.Until.IsZero() {
		return []string{text + " by the configuration"}
	}
	return []string{text + " until " + moment(o.Until, now) + ": " + o.Reason}
}

// since and moment write a time and how far away it is; of one that nobody knows, that.
func since(t, now time.Time) string {
	if t.IsZero() {
		return "since nobody knows when"
	}
	return "since " + t.UTC().Format(time.RFC3339) + " (" + round(now.Sub(t)) + ")"
}

func moment(t, now time.Time) string {
	return t.UTC().Format(time.RFC3339) + " (in " + round(t.Sub(now)) + ")"
}

// round leaves of a duration what a person reads.
func round(d time.Duration) string {
	switch d = max(d, 0); {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < time.Minute:
		return d.Round(100 * time.Millisecond).String()
	default:
		return d.Round(time.Second).String()
	}
}
