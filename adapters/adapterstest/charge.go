package adapterstest

import (
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
)

// hairTrigger is a policy under which one result shows: a breaker opens at one failure, a gate holds at one denial, and both let
// a probe through at once. Nothing is retried, and nothing is slow.
func hairTrigger(c *resilience.Config) {
	const shortest = time.Nanosecond
	c.Retry.Retries = 0
	c.ExchangeLimit, c.SlowAfter, c.Trip.Window = patience, patience, 4*patience
	c.Trip.InARow = 1
	c.Open = resilience.OpenTimes{First: shortest, Max: shortest}
	c.Gate = resilience.Gate{
		ThrottledDefault: shortest, ThrottledMax: shortest,
		DeniedInARow: 1, DeniedSteps: []time.Duration{shortest},
		TroubleInARow: 1, TroubleFirst: shortest, TroubleMax: shortest,
	}
}

// charged holds breaker and gate, after one question under hairTrigger, to what the one table says of its end.
func (h *house) charged(t testing.TB, err error) {
	t.Helper()
	charge, cause := adapters.ChargeNone, resilience.Cause{}
	f := failureOf(err)
	if f != nil {
		charge, cause = f.Charge(), resilience.Cause{Kind: f.Kind, Reason: f.Reason}
	}
	s := h.registry.Snapshot()
	breaker := s.Lookups[0].Breaker
	tripped, success := 0, 0
	if charge == adapters.ChargeBreaker {
		tripped = 1
	}
	if f == nil {
		success = 1
	}
	if breaker.Trip.Failures != tripped || breaker.Successes != success || breaker.Failures != 0 || (breaker.State == resilience.Closed) != (tripped == 0) {
		t.Errorf("of %v, charged to %s, the breaker counts: %+v", err, charge, breaker)
	}
	if tripped == 1 && breaker.LastFailure != cause {
		t.Errorf("the breaker remembers %v and not %v", breaker.LastFailure, cause)
	}
	want := resilience.Hold{}
	if charge == adapters.ChargeGate {
		want = resilience.Hold{Cause: holdOf(f), What: cause}
	}
	if got := s.Gate.Hold; got.Cause != want.Cause || got.What != want.What {
		t.Errorf("of %v, charged to %s, the gate is %s: %+v", err, charge, s.Gate.State, got)
	}
}

// holdOf says why a gate holds for what is charged to it.
func holdOf(f *adapters.Failure) resilience.HoldCause {
	switch f.Kind {
	case adapters.Denied:
		return resilience.HoldDenied
	case adapters.Throttled:
		return resilience.HoldThrottled
	default:
		return resilience.HoldConnection
	}
}

// failureOf is the failure that err is, or nil: an answer, or a ticket.
func failureOf(err error) *adapters.Failure {
	if isPending(err) {
		return nil
	}
	return adapters.AsFailure(err)
}
