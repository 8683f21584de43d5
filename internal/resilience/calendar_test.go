package resilience

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

// windows is a calendar of its windows, in order.
type windows []Window

func (all windows) Window(at time.Time) (from, until time.Time, ok bool) {
	i := slices.IndexFunc(all, func(w Window) bool { return w.Until.IsZero() || at.Before(w.Until) })
	if i < 0 {
		return from, until, false
	}
	return all[i].From, all[i].Until, true
}

// closing returns a window from one time from now until another.
func closing(from, until time.Duration) Window {
	now := time.Now()
	return Window{now.Add(from), now.Add(until)}
}

// inMaintenance returns a registry that is closed in the windows.
func inMaintenance(t *testing.T, change func(*Config), all ...Window) (*Registry, *record) {
	t.Helper()
	cfg := Default()
	if change != nil {
		change(&cfg)
	}
	seen := &record{}
	r, err := NewRegistry("pension", cfg, taking(0), seen, WithCalendar(windows(all)))
	wantNone(t, err)
	return r, seen
}

// refusedByCalendar checks that l is held back for exactly d more.
func refusedByCalendar(t *testing.T, l *Lookup, d time.Duration) {
	t.Helper()
	called := false
	err := once(t, l, func(context.Context, adapters.Exchanger) error { called = true; return nil })
	same(t, "retry after", want(t, err, adapters.Refused, adapters.ReasonMaintenance).RetryAfter, d)
	same(t, "called", called, false)
}

func TestTheCalendarHoldsTheGate(t *testing.T) {
	inTime(t, func(t *testing.T) {
		night, other := closing(time.Hour, 3*time.Hour), closing(25*time.Hour, 27*time.Hour)
		r, _ := inMaintenance(t, nil, night, other)
		l := r.Lookup("snils-check")
		wantNone(t, once(t, l, returning(nil)))
		g := r.Snapshot().Gate
		same(t, "closed, before", g.Closed, Window{})
		same(t, "next, before", g.Next, night)
		time.Sleep(time.Hour - 1)
		wantNone(t, once(t, l, returning(nil)))
		time.Sleep(1)
		refusedByCalendar(t, l, 2*time.Hour)
		time.Sleep(time.Hour)
		refusedByCalendar(t, l, time.Hour)
		g = r.Snapshot().Gate
		same(t, "state", g.State, Holding)
		same(t, "hold", g.Hold, Hold{Cause: HoldMaintenance, Since: night.From, Until: night.Until})
		same(t, "closed", g.Closed, night)
		same(t, "next", g.Next, other)
		time.Sleep(time.Hour - 1)
		refusedByCalendar(t, l, 1)
		time.Sleep(1)
		wantNone(t, once(t, l, returning(nil)))
		same(t, "afterwards", r.Snapshot().Gate.State, Passing)
	})
}

func TestACalendarThatDoesNotKnowTheEndStillSaysWhenToComeAgain(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := inMaintenance(t, nil, Window{From: time.Now()})
		refusedByCalendar(t, r.Lookup("snils-check"), soon)
		g := r.Snapshot().Gate
		same(t, "state", g.State, Holding)
		same(t, "next", g.Next, Window{})
	})
}

func TestAWindowIsToldOfOnceWhenItBeginsAndOnceWhenItHasEnded(t *testing.T) {
	inTime(t, func(t *testing.T) {
		night := closing(time.Hour, 3*time.Hour)
		r, seen := inMaintenance(t, nil, night)
		l := r.Lookup("snils-check")
		wantNone(t, once(t, l, returning(nil)))
		time.Sleep(2 * time.Hour)
		for range 3 {
			refusedByCalendar(t, l, time.Hour)
		}
		hold := Hold{Cause: HoldMaintenance, Since: night.From, Until: night.Until}
		same(t, "told", len(seen.gates), 1)
		same(t, "begins", seen.gates[0], GateChange{Registry: "pension", At: night.From, State: Holding, Hold: hold})
		time.Sleep(2 * time.Hour)
		for range 3 {
			wantNone(t, once(t, l, returning(nil)))
		}
		same(t, "told", len(seen.gates), 2)
		same(t, "ends", seen.gates[1], GateChange{Registry: "pension", At: night.Until, State: Passing, Hold: hold})
	})
}

// The end of a window is no news where another hold stands; nor is the end of a hold within a window.
func TestAGateThatHoldsForTwoCausesPassesOnce(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := inMaintenance(t, nil, closing(10*time.Second, time.Minute))
		l := r.Lookup("snils-check")
		_ = once(t, l, returning(tooMany(5*time.Second)))
		time.Sleep(5 * time.Second)
		probe := make(chan error)
		go func() { probe <- once(t, l, lasting(10*time.Second)) }()
		time.Sleep(7 * time.Second)
		refusedByCalendar(t, r.Lookup("payments"), 48*time.Second)
		wantNone(t, <-probe) // the hold ends
		refusedByCalendar(t, l, 45*time.Second)
		same(t, "told", len(seen.gates), 2)
		time.Sleep(45 * time.Second)
		wantNone(t, once(t, l, returning(nil)))
		same(t, "told", len(seen.gates), 3)
		same(t, "passes", seen.gates[2].State, Passing)
	})
	inTime(t, func(t *testing.T) {
		r, seen := inMaintenance(t, nil, closing(10*time.Second, time.Minute))
		l := r.Lookup("snils-check")
		_ = once(t, l, returning(tooMany(2*time.Minute)))
		time.Sleep(10 * time.Second)
		refusedByCalendar(t, l, 110*time.Second) // the hold is the longer one
		same(t, "hold", r.Snapshot().Gate.Hold.Cause, HoldThrottled)
		time.Sleep(50 * time.Second)
		refusedByGate(t, l, time.Minute)
		same(t, "told", len(seen.gates), 2)
	})
}

// Whatever a caller is told to wait for, he is not sent into a window.
func TestRetryAfterIsNeverWithinAWindow(t *testing.T) {
	within := func(op ...Op) *adapters.Failure {
		var f *adapters.Failure
		inTime(t, func(t *testing.T) {
			r, _ := inMaintenance(t, limits(Limit{Count: 1, Window: 15 * time.Second}), closing(10*time.Second, 10*time.Minute))
			var err error
			for _, op := range op {
				err = once(t, r.Lookup("snils-check"), op)
			}
			f = adapters.AsFailure(err)
		})
		return f
	}
	failing := func(n int) (all []Op) {
		for range n {
			all = append(all, returning(down()))
		}
		return all
	}
	for name, f := range map[string]*adapters.Failure{
		"throttled":      within(returning(tooMany(15 * time.Second))),
		"gate":           within(returning(tooMany(15*time.Second)), returning(nil)),
		"breaker":        within(append(failing(5), returning(nil))...),
		"what opened it": within(failing(5)...),
		"quota":          within(exchanging, exchanging),
	} {
		same(t, name, f.RetryAfter, 10*time.Minute)
	}
	same(t, "before it", within(returning(tooMany(5*time.Second))).RetryAfter, 5*time.Second)
	inTime(t, func(t *testing.T) {
		r, _ := inMaintenance(t, nil, closing(time.Minute, time.Hour))
		force(t, r.Override, Refuse, time.Now().Add(10*time.Minute))
		same(t, "forced", want(t, once(t, r.Lookup("snils-check"), returning(nil)), adapters.Refused, adapters.ReasonForced).RetryAfter, time.Hour)
	})
	inTime(t, func(t *testing.T) {
		r, _ := inMaintenance(t, func(c *Config) { c.Observe = true }, closing(time.Minute, time.Hour))
		force(t, r.Override, Refuse, time.Now().Add(10*time.Minute))
		same(t, "forced, then observing", want(t, once(t, r.Lookup("snils-check"), returning(nil)), adapters.Refused, adapters.ReasonForced).RetryAfter, 10*time.Minute)
	})
}

func TestARetryIsNotSleptForThatWouldFallIntoAWindow(t *testing.T) {
	inTime(t, func(t *testing.T) { // it outlasts the caller's patience
		r, seen := inMaintenance(t, nil, closing(time.Second, time.Hour))
		began := time.Now()
		attempts, err := r.Lookup("inn").Do(t.Context(), in(10*time.Second), returning(down().After(2*time.Second)))
		f := want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "retry after", f.RetryAfter, time.Hour)
		same(t, "attempts", attempts, 1)
		same(t, "took", time.Since(began), 0)
		same(t, "decision", seen.retrials[0].Decision, RetryDeadline)
	})
	inTime(t, func(t *testing.T) { // it ends in time
		r, _ := inMaintenance(t, nil, closing(time.Second, 5*time.Second))
		began := time.Now()
		attempts, err := r.Lookup("inn").Do(t.Context(), in(10*time.Second), series(down().After(2*time.Second)))
		wantNone(t, err)
		same(t, "attempts", attempts, 2)
		same(t, "took", time.Since(began), 5*time.Second)
	})
}

// A sleeper that is woken by a change finds the window, though it was to sleep for less.
func TestASleeperIsHeldByAWindowThatBegunMeanwhile(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := inMaintenance(t, nil, closing(2*time.Second, time.Minute))
		l := r.Lookup("inn")
		force(t, r.Override, Pass, time.Now().Add(3*time.Second)) // what is decided now does not know of the window
		attempts, err := l.Do(t.Context(), in(10*time.Second), returning(down().After(4*time.Second)))
		f := want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "attempts", attempts, 1)
		same(t, "retry after", f.RetryAfter, 56*time.Second)
	})
}

// What was on its way when the window began may fail as it likes: that the registry is closed is known.
func TestFailuresInMaintenanceCountAgainstNothing(t *testing.T) {
	for name, c := range map[string]struct {
		window [2]time.Duration // from now
		takes  time.Duration
		counts bool
	}{
		"it began on the way":              {[2]time.Duration{time.Second, time.Hour}, 2 * time.Second, false},
		"at the very moment of the reply":  {[2]time.Duration{time.Second, time.Hour}, time.Second, false},
		"it ended on the way":              {[2]time.Duration{-time.Hour, time.Second}, 2 * time.Second, false},
		"it began and ended on the way":    {[2]time.Duration{time.Second, 2 * time.Second}, 3 * time.Second, false},
		"it has been over":                 {[2]time.Duration{-time.Hour, 0}, time.Second, true},
		"it begins just after the failure": {[2]time.Duration{time.Second + 1, time.Hour}, time.Second, true},
	} {
		for kind, f := range map[string]*adapters.Failure{
			"breaker": down(), "connection": unreached(), "denied": denied(), "throttled": tooMany(time.Minute),
			"slow": adapters.Fail(adapters.Canceled, "", ""),
		} {
			inTime(t, func(t *testing.T) {
				r, seen := inMaintenance(t, func(c *Config) { c.SlowAfter, c.Observe = time.Millisecond, true }, closing(c.window[0], c.window[1]))
				l := r.Lookup("inn")
				l.registry.wire = taking(c.takes)
				for range 6 {
					go func() {
						_ = once(t, l, func(ctx context.Context, x adapters.Exchanger) error {
							_ = exchanging(ctx, x)
							return f
						})
					}()
				}
				time.Sleep(c.takes)
				synctest.Wait()
				s := r.Snapshot()
				counted := s.Lookups[0].Breaker.State != Closed || s.Gate.State == Holding && s.Gate.Hold.Cause != HoldMaintenance
				if counted != c.counts {
					t.Errorf("%s, %s: counted is %v", name, kind, counted)
				}
				for _, a := range seen.attempts {
					if a.Slow && !c.counts {
						t.Errorf("%s, %s: an attempt is said to count as slow", name, kind)
					}
				}
			})
		}
	}
}

func TestASlowAnswerInMaintenanceIsNoFailureAndNoProof(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := inMaintenance(t, func(c *Config) { c.SlowAfter = time.Millisecond }, closing(time.Millisecond, time.Hour))
		l := r.Lookup("inn")
		r.wire = taking(time.Second)
		wantNone(t, once(t, l, exchanging))
		b := r.Snapshot().Lookups[0].Breaker
		same(t, "failures", b.Failures, 0)
		same(t, "successes", b.Successes, 0)
	})
}

func TestAHalfOpenBreakersProbeIsGivenBackByAWindow(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := inMaintenance(t, steady, closing(31*time.Second, time.Hour))
		l := r.Lookup("inn")
		tripInARow(t, l)
		time.Sleep(30 * time.Second)
		_ = once(t, l, func(context.Context, adapters.Exchanger) error { time.Sleep(2 * time.Second); return down() })
		same(t, "state", stateOfBreaker(l), HalfOpen)
		time.Sleep(time.Hour)
		wantNone(t, once(t, l, returning(nil)))
		same(t, "state", stateOfBreaker(l), Closed)
	})
}

func TestOverridesStandAboveTheCalendar(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := inMaintenance(t, nil, closing(0, time.Hour))
		l := r.Lookup("inn")
		force(t, r.Override, Pass, time.Now().Add(10*time.Minute))
		wantNone(t, once(t, l, returning(nil)))
		_, err := l.Do(t.Context(), in(10*time.Second), series(down().After(time.Second))) // it retries, too
		wantNone(t, err)
		same(t, "told", len(seen.gates), 0)
		time.Sleep(10*time.Minute - time.Second)
		refusedByCalendar(t, l, 50*time.Minute)
		same(t, "told", len(seen.gates), 1)
		force(t, r.Override, Refuse, time.Now().Add(2*time.Hour))
		same(t, "forced", want(t, once(t, l, returning(nil)), adapters.Refused, adapters.ReasonForced).RetryAfter, 2*time.Hour)
	})
	inTime(t, func(t *testing.T) {
		r, seen := inMaintenance(t, func(c *Config) { c.Observe = true }, closing(0, time.Hour))
		wantNone(t, once(t, r.Lookup("inn"), returning(nil)))
		same(t, "measured", r.Snapshot().Gate.State, Holding)
		same(t, "told", len(seen.gates), 1)
	})
}

func TestAPollIsRefusedInMaintenance(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := inMaintenance(t, nil, closing(0, time.Hour))
		attempts, err := r.Lookup("criminal-record").Poll(t.Context(), returning(nil))
		same(t, "retry after", want(t, err, adapters.Refused, adapters.ReasonMaintenance).RetryAfter, time.Hour)
		same(t, "attempts", attempts, 0)
	})
}
