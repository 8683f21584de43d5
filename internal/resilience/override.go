package resilience

import (
	"fmt"
	"time"

	"github.com/sverka/sverka/adapters"
)

// A Mode is what an operator makes a gate or a breaker do.
type Mode string

// The modes. The empty Mode is no override: it does its work.
const (
	// Pass lets everything through and counts nothing: what stood before stands again when it ends. An answer alone counts, to a
	// gate that holds for denial: it proves that the registry lets us in again, and ends the hold.
	Pass Mode = "pass"
	// Refuse lets nothing through to the registry, with reason forced; answers that are kept are given all the same.
	Refuse Mode = "refuse"
	// Observe measures and never holds: state and metrics are those of a gate or breaker at work, as far as they can
	// be told from traffic that is not held back.
	Observe Mode = "observe"
)

// Modes returns the closed list, in a fixed order.
func Modes() []Mode { return []Mode{Pass, Refuse, Observe} }

// OverrideFor is how long an override holds unless stated.
const OverrideFor = 4 * time.Hour

// OverrideMost is the longest that an override holds: it is to be forgotten by itself.
const OverrideMost = 7 * 24 * time.Hour

// An Override is an operator's word on a gate or a breaker.
type Override struct {
	Mode   Mode      `json:"mode"`
	Reason string    `json:"reason"`         // the operator's, for others to read; required
	Until  time.Time `json:"until,omitzero"` // when it ends by itself; zero, of a request: OverrideFor from now
	By     string    `json:"by,omitempty"`   // the operator's name in the configuration; "": the configuration, or one of before names were kept

	then Mode // what stands when it has ended: the configured mode
}

// completed returns o as it is to be kept, or an error that says what is wrong with it.
func (o Override) completed(now time.Time) (Override, error) {
	switch {
	case o.Mode != Pass && o.Mode != Refuse && o.Mode != Observe:
		return o, fmt.Errorf("mode: must be one of %v", Modes())
	case o.Reason == "":
		return o, fmt.Errorf("reason: must be given")
	case o.Until.IsZero():
		o.Until = now.Add(OverrideFor)
	case !o.Until.After(now):
		return o, fmt.Errorf("until: must be in the future")
	}
	return o, nil
}

// mode returns what o makes of the moment now: once it has ended, what was configured.
func (o Override) mode(now time.Time) Mode { return o.standing(now).Mode }

// standing returns o if it holds at now, else what was configured: nothing, as a rule.
func (o Override) standing(now time.Time) Override {
	if o.Until.IsZero() || now.Before(o.Until) {
		return o
	}
	return observing(o.then == Observe)
}

// within returns o with an end that is not further away than it may be: a clock may have been set.
func (o Override) within(now time.Time) Override {
	o.Until = earlier(o.Until, now.Add(OverrideMost))
	return o
}

// over returns o as the successor of before: what was configured comes back after it.
func (o Override) over(before Override) Override {
	o.then = before.then
	return o
}

// lifted returns what stands when o is taken away at now: what was configured, or nothing if o is that.
func (o Override) lifted(now time.Time) Override {
	if o = o.standing(now); o.Until.IsZero() {
		return Override{}
	}
	return observing(o.then == Observe)
}

func (o Override) refusal(now time.Time) *adapters.Failure {
	f := adapters.Fail(adapters.Refused, adapters.ReasonForced, "held back by an operator")
	f.RetryAfter = o.Until.Sub(now)
	return f
}

// observing is the override of Config.Observe, which has no end.
func observing(on bool) Override {
	if !on {
		return Override{}
	}
	return Override{Mode: Observe, Reason: "configured", then: Observe}
}

// Override makes the registry's gate do as o says until it ends. It returns o as it is kept, or an error that says what
// is wrong with it. A second one replaces the first.
func (r *Registry) Override(o Override) (Override, error) {
	return r.gate.force(o)
}

// Lift ends the override of the registry's gate: after an operator's, what is configured stands again; after that, the
// gate does its work.
func (r *Registry) Lift() { r.gate.lift() }

// Arm ends all overrides of the registry's gate and of its lookups' breakers, the configured ones too.
func (r *Registry) Arm() {
	r.gate.arm()
	for _, l := range r.all() {
		l.breaker.arm()
	}
}

// Override makes the lookup's breaker do as o says until it ends. It returns o as it is kept, or an error that says what
// is wrong with it. A second one replaces the first.
func (l *Lookup) Override(o Override) (Override, error) {
	return l.breaker.force(o)
}

// Lift ends the override of the lookup's breaker, as Registry.Lift does the gate's.
func (l *Lookup) Lift() { l.breaker.lift() }

func (g *gate) force(o Override) (Override, error) {
	o, err := o.completed(time.Now())
	if err != nil {
		return Override{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.override = o.over(g.override)
	g.keep()
	g.wake()
	return o, nil
}

func (g *gate) lift() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.override = g.override.lifted(time.Now())
	g.keep()
	g.wake()
}

func (g *gate) arm() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.override = Override{}
	g.keep()
	g.wake()
}

func (b *breaker) force(o Override) (Override, error) {
	o, err := o.completed(time.Now())
	if err != nil {
		return Override{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.override = o.over(b.override)
	b.keep()
	return o, nil
}

func (b *breaker) lift() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.override = b.override.lifted(time.Now())
	b.keep()
}

func (b *breaker) arm() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.override = Override{}
	b.keep()
}
