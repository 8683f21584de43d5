package resilience

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

func force(t *testing.T, over func(Override) (Override, error), mode Mode, until time.Time) Override {
	t.Helper()
	o, err := over(Override{Mode: mode, Reason: "planned work", Until: until})
	wantNone(t, err)
	return o
}

func TestRefuseRefusesUntilItEnds(t *testing.T) {
	for _, of := range []string{"gate", "breaker"} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			l := r.Lookup("inn")
			over, lift := r.Override, r.Lift
			if of == "breaker" {
				over, lift = l.Override, l.Lift
			}
			o := force(t, over, Refuse, time.Time{})
			same(t, of+": four hours", time.Until(o.Until), 4*time.Hour)
			f := want(t, once(t, l, returning(nil)), adapters.Refused, adapters.ReasonForced)
			same(t, of+": retry after", f.RetryAfter, 4*time.Hour)
			_, err := l.Poll(t.Context(), returning(nil))
			want(t, err, adapters.Refused, adapters.ReasonForced)
			time.Sleep(4*time.Hour - 1)
			want(t, once(t, l, returning(nil)), adapters.Refused, adapters.ReasonForced)
			time.Sleep(1)
			wantNone(t, once(t, l, returning(nil)))
			same(t, of+": gone", r.Snapshot().Gate.Override, Override{})
			same(t, of+": gone", r.Snapshot().Lookups[0].Breaker.Override, Override{})
			force(t, over, Refuse, time.Now().Add(time.Minute))
			want(t, once(t, l, returning(nil)), adapters.Refused, adapters.ReasonForced)
			lift()
			wantNone(t, once(t, l, returning(nil)))
		})
	}
}

func TestABreakersOverrideIsItsLookupsOnly(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		force(t, r.Lookup("inn").Override, Refuse, time.Time{})
		wantNone(t, once(t, r.Lookup("taxpayer"), returning(nil)))
		same(t, "shown", r.Snapshot().Lookups[0].Breaker.Override.Mode, Refuse)
	})
}

func TestPassLetsThroughAndCountsNothing(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, steady)
		l := r.Lookup("inn")
		tripInARow(t, l)
		_ = once(t, r.Lookup("taxpayer"), returning(tooMany(time.Minute)))
		force(t, r.Override, Pass, time.Time{})
		force(t, l.Override, Pass, time.Time{})
		changes := len(seen.gates) + len(seen.breakers)
		for range 30 {
			wantNone(t, once(t, l, returning(nil)))
			_ = once(t, l, returning(down()))
			_ = once(t, l, returning(tooMany(time.Hour)))
			_ = once(t, l, returning(unreached()))
		}
		same(t, "changes", len(seen.gates)+len(seen.breakers), changes)
		r.Lift()
		l.Lift()
		want(t, once(t, l, returning(nil)), adapters.Refused, adapters.ReasonGate)
		time.Sleep(time.Minute)
		wantNone(t, once(t, l, returning(nil))) // the probe of both
	})
}

// Whoever has mended a certificate lets the gate pass, and need not wait half an hour for the probe that the gate would allow itself.
func TestAnAnswerWhilePassedEndsAHoldForDenial(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("inn")
		_ = once(t, l, returning(denied()))
		_ = once(t, l, returning(denied()))
		force(t, r.Override, Pass, time.Time{})
		for _, f := range []error{denied(), down(), unreached(), adapters.Fail(adapters.Malformed, adapters.ReasonSyntax, "")} {
			_ = once(t, l, returning(f))
		}
		r.Lift()
		refusedByGate(t, l, time.Minute) // nothing of that proves anything, nor makes it worse
		force(t, r.Override, Pass, time.Time{})
		wantNone(t, once(t, l, returning(nil)))
		r.Lift()
		same(t, "state", r.Snapshot().Gate.State, Passing)
		_ = once(t, l, returning(denied()))
		same(t, "one denial", r.Snapshot().Gate.State, Passing)
	})
}

func TestPassAndObserveOverrideTheCalendarToo(t *testing.T) {
	for _, mode := range []Mode{Pass, Observe} {
		inTime(t, func(t *testing.T) {
			r, err := NewRegistry("tax", Default(), taking(0), nil, WithCalendar(windows{{From: time.Now()}}))
			wantNone(t, err)
			force(t, r.Override, mode, time.Time{})
			wantNone(t, once(t, r.Lookup("inn"), returning(nil)))
		})
	}
}

func TestObserveMeasuresAndNeverHolds(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, func(c *Config) { steady(c); c.Observe = true })
		l := r.Lookup("inn")
		calls := 0
		op := func(err error) Op {
			return func(context.Context, adapters.Exchanger) error { calls++; return err }
		}
		for range 10 {
			_ = once(t, l, op(down()))
			_ = once(t, l, op(denied()))
		}
		same(t, "asked", calls, 20)
		same(t, "breaker", stateOfBreaker(l), Open)
		same(t, "gate", r.Snapshot().Gate.State, Holding)
		same(t, "told", len(seen.gates)+len(seen.breakers), 2)
		time.Sleep(time.Minute)
		same(t, "breaker", stateOfBreaker(l), HalfOpen)
		probed := make(chan error)
		go func() { probed <- once(t, l, lasting(time.Second)) }()
		synctest.Wait()
		wantNone(t, once(t, l, op(nil))) // beside the probe
		wantNone(t, <-probed)
		same(t, "breaker", stateOfBreaker(l), Closed)
		same(t, "gate", r.Snapshot().Gate.State, Passing)
	})
}

func TestArmedByLifting(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { c.Observe = true })
		l := r.Lookup("inn")
		time.Sleep(100 * time.Hour) // without an end
		same(t, "gate", r.Snapshot().Gate.Override.Mode, Observe)
		same(t, "breaker", r.Snapshot().Lookups[0].Breaker.Override.Mode, Observe)
		for range 5 {
			_ = once(t, l, returning(down()))
		}
		wantNone(t, once(t, l, returning(nil)))
		l.Lift()
		want(t, once(t, l, returning(nil)), adapters.Refused, adapters.ReasonBreaker)
	})
}

func TestAWrongOverrideIsAnError(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("inn")
		for name, o := range map[string]Override{
			"mode":   {Mode: "off", Reason: "x"},
			"empty":  {Reason: "x"},
			"reason": {Mode: Pass},
			"until":  {Mode: Pass, Reason: "x", Until: time.Now()},
		} {
			if _, err := r.Override(o); err == nil {
				t.Errorf("%s: the gate took it", name)
			}
			if _, err := l.Override(o); err == nil {
				t.Errorf("%s: the breaker took it", name)
			}
		}
		same(t, "gate", r.Snapshot().Gate.Override, Override{})
		same(t, "breaker", r.Snapshot().Lookups[0].Breaker.Override, Override{})
	})
}

func TestLiftingWakesSleepers(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("inn")
		start := time.Now()
		go func() {
			time.Sleep(time.Second)
			force(t, r.Override, Refuse, time.Now().Add(20*time.Second))
			time.Sleep(9 * time.Second)
			r.Lift()
		}()
		attempts, err := l.Do(t.Context(), in(time.Minute), series(down().After(5*time.Second)))
		wantNone(t, err)
		same(t, "attempts", attempts, 2)
		same(t, "woken", time.Since(start), 10*time.Second)
	})
}

func TestPassingWakesSleepers(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		start := time.Now()
		go func() {
			time.Sleep(time.Millisecond)
			_ = once(t, r.Lookup("other"), returning(tooMany(20*time.Second)))
			time.Sleep(5 * time.Second)
			force(t, r.Override, Pass, time.Time{})
		}()
		outcomes := series(down())
		attempts, err := r.Lookup("inn").Do(t.Context(), in(time.Minute), func(ctx context.Context, x adapters.Exchanger) error {
			if time.Since(start) == 0 {
				time.Sleep(time.Second) // fails when the gate holds already
			}
			return outcomes(ctx, x)
		})
		wantNone(t, err)
		same(t, "attempts", attempts, 2)
		same(t, "woken", time.Since(start), 5*time.Second+time.Millisecond)
	})
}

// The design's example: everything on observe, one lookup's trouble is never another's.
func TestOnObserveRetriesStayWithinTheBudget(t *testing.T) {
	inTime(t, func(t *testing.T) {
		var calls atomic.Int64
		r, _ := newRegistry(t, nil, func(c *Config) { c.Observe = true })
		l := r.Lookup("inn")
		for range 100 {
			_, err := l.Do(t.Context(), in(time.Minute), func(context.Context, adapters.Exchanger) error { calls.Add(1); return down() })
			want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		}
		if n := calls.Load(); n > 120+3 {
			t.Errorf("%d calls for 100 lookups", n)
		}
	})
}
