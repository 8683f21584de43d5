package resilience

import (
	"context"
	"errors"
	"time"

	"github.com/sverka/sverka/adapters"
)

// A result is what one call of op came to, as gate and breaker see it.
type result struct {
	failure *adapters.Failure // nil: answered, or pending
	pending *adapters.Pending
	wire    time.Duration
	lost    bool // op panicked: nothing is known of the registry
	excused bool // the registry was in maintenance meanwhile: no failure counts
}

// final reports whether r, of a poll, ends its ticket.
func (r result) final() bool {
	if r.failure != nil {
		return r.failure.EndsTicket()
	}
	return r.pending == nil
}

// resultOf classifies what op returned under ctx.
func resultOf(ctx context.Context, err error, wire time.Duration) result {
	if err == nil {
		return result{wire: wire}
	}
	var pending *adapters.Pending
	if errors.As(err, &pending) {
		return result{pending: pending, wire: wire}
	}
	var f *adapters.Failure
	if !errors.As(err, &f) && ctx.Err() != nil {
		f = ended(ctx)
	}
	if f == nil {
		f = adapters.AsFailure(err)
	}
	return result{failure: f, wire: wire}
}

// ended returns the failure of a question whose context is over: deadline or canceled, by its cause.
func ended(ctx context.Context) *adapters.Failure {
	if isDeadline(context.Cause(ctx)) {
		return adapters.Fail(adapters.DeadlineEnded, "", "the caller's deadline ended first")
	}
	return adapters.Fail(adapters.Canceled, "", "the caller went away")
}

func isDeadline(cause error) bool {
	return errors.Is(cause, context.DeadlineExceeded) || errors.Is(cause, adapters.DeadlineEnded)
}

// A signal is what a result says to the gate.
type signal int

const (
	silent      signal = iota // nothing about the registry: it was not asked, or nobody waited for it
	answered                  // the registry took us in and answered
	unanswered                // it was reached, and gave nothing that proves that it takes us in
	unreachable               // no connection
	denying                   // it refuses this gateway
	throttling                // it says "too many"
)

func (r result) signal() signal {
	f := r.failure
	if r.lost || r.excused && f != nil {
		return silent
	}
	if f == nil || f.Kind == adapters.Rejected || f.Reason == adapters.ReasonTicketLost {
		return answered
	}
	switch f.Charge() {
	case adapters.ChargeGate:
		return gateSignal(f)
	case adapters.ChargeBreaker:
		return breakerSignal(f)
	default:
		return silent
	}
}

func gateSignal(f *adapters.Failure) signal {
	switch f.Kind {
	case adapters.Denied:
		return denying
	case adapters.Throttled:
		return throttling
	default:
		return unreachable
	}
}

// breakerSignal tells a reply that only a registry which takes us in can have given from one that a proxy, a login page
// or a dying process gives too.
func breakerSignal(f *adapters.Failure) signal {
	switch f.Reason {
	case adapters.ReasonContract, adapters.ReasonOtherPerson, adapters.ReasonOtherRequest:
		return answered
	default:
		return unanswered
	}
}

// A health is what a result says to the breaker.
type health int

const (
	excluded health = iota // nothing: it counts neither way, and a probe is given back
	succeeded
	failed
)

// health returns what r says to the breaker, and whether time on the wire alone made it a failure.
func (r result) health(slowAfter time.Duration) (h health, slow bool) {
	charge := adapters.ChargeSlow // of an answer, too
	if r.failure != nil {
		charge = r.failure.Charge()
	}
	slow = charge == adapters.ChargeSlow && r.wire >= slowAfter
	switch {
	case r.lost:
		return excluded, false
	case charge == adapters.ChargeBreaker || slow:
		if r.excused {
			return excluded, false
		}
		return failed, slow
	case r.failure == nil:
		return succeeded, false
	default:
		return excluded, false
	}
}

// A Cause is what a failure was, as breakers and gates remember it.
type Cause struct {
	Kind   adapters.Kind   `json:"kind,omitempty"` // empty: answered, only too slowly
	Reason adapters.Reason `json:"reason,omitempty"`
	Slow   bool            `json:"slow,omitempty"` // counted for its time on the wire alone
}

// String returns "kind/reason", or "slow".
func (c Cause) String() string {
	text := string(c.Kind)
	if c.Reason != "" {
		text += "/" + string(c.Reason)
	}
	if c.Slow {
		return "slow"
	}
	return text
}

func (r result) cause(slow bool) Cause {
	if r.failure == nil {
		return Cause{Slow: slow}
	}
	return Cause{Kind: r.failure.Kind, Reason: r.failure.Reason, Slow: slow}
}
