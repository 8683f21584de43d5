package resilience

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

func decisions(seen *record) map[Decision]int {
	seen.mu.Lock()
	defer seen.mu.Unlock()
	counts := make(map[Decision]int)
	for _, r := range seen.retrials {
		counts[r.Decision]++
	}
	return counts
}

func TestAFailureIsRetriedWithinTheCount(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, func(c *Config) { c.Retry.Budget.Bucket = 100 })
		l := r.Lookup("snils-check")
		attempts, err := l.Do(t.Context(), in(time.Minute), series(down(), down()))
		wantNone(t, err)
		same(t, "attempts", attempts, 3)
		attempts, err = l.Do(t.Context(), in(time.Minute), series(down(), down(), down()))
		want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "attempts", attempts, 3)
		same(t, "granted", decisions(seen)[RetryGranted], 4)
		same(t, "count", decisions(seen)[RetryCount], 1)
		for i, number := range []int{1, 2, 3, 1, 2, 3} {
			same(t, "number", seen.attempts[i].Number, number)
		}
	})
}

func TestOnlyWhatTheTableSaysIsRetried(t *testing.T) {
	for _, rule := range adapters.Rules() {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			attempts, err := r.Lookup("snils-check").Do(t.Context(), in(time.Hour), series(adapters.Fail(rule.Kind, "", "")))
			same(t, string(rule.Kind), attempts == 2, rule.Retried)
			same(t, string(rule.Kind), err == nil, rule.Retried)
		})
	}
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		lost := adapters.Fail(adapters.Unavailable, adapters.ReasonTicketLost, "")
		attempts, err := r.Lookup("snils-check").Do(t.Context(), in(time.Hour), series(lost))
		want(t, err, adapters.Unavailable, adapters.ReasonTicketLost)
		same(t, "attempts", attempts, 1)
	})
}

func TestPendingIsHealthyAndReturned(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, nil)
		pending := &adapters.Pending{Ticket: "7"}
		attempts, err := r.Lookup("snils-check").Do(t.Context(), in(time.Hour), returning(pending))
		same(t, "error", err, error(pending))
		same(t, "attempts", attempts, 1)
		same(t, "told", seen.attempts[0].Pending, true)
		same(t, "successes", r.Snapshot().Lookups[0].Breaker.Successes, 1)
	})
}

func TestIntervalsDoubleWithJitterAndStayWithinTheMaximum(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { c.Retry.Backoff, c.Retry.BackoffMax = 200*time.Millisecond, time.Second })
		l := r.Lookup("snils-check")
		for range 200 {
			a := retrying{lookup: l}
			for i, bounds := range [][2]time.Duration{{100, 300}, {200, 600}, {400, 1000}, {500, 1000}, {500, 1000}} {
				if d := a.interval(); d < bounds[0]*time.Millisecond || d > bounds[1]*time.Millisecond {
					t.Fatalf("interval %d is %s, want %d to %d ms", i+1, d, bounds[0], bounds[1])
				}
				time.Sleep(time.Hour) // elapsed time ends nothing
			}
		}
	})
}

// asked notes when op is called.
func asked(times *[]time.Time, op Op) Op {
	return func(ctx context.Context, x adapters.Exchanger) error {
		*times = append(*times, time.Now())
		return op(ctx, x)
	}
}

func TestARegistrysRetryAfterIsHonoured(t *testing.T) {
	for _, f := range []*adapters.Failure{down().After(7 * time.Second), tooMany(7 * time.Second)} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			var times []time.Time
			_, err := r.Lookup("snils-check").Do(t.Context(), in(time.Minute), asked(&times, series(f)))
			wantNone(t, err)
			same(t, string(f.Kind), times[1].Sub(times[0]), 7*time.Second)
		})
	}
}

func TestNoSleepOutlastsTheDeadline(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		start := time.Now()
		attempts, err := l.Do(t.Context(), in(10*time.Second), series(tooMany(10*time.Second)))
		same(t, "retry after", want(t, err, adapters.Throttled, adapters.ReasonRate).RetryAfter, 10*time.Second)
		same(t, "attempts", attempts, 1)
		same(t, "slept", time.Since(start), 0)
		same(t, "decision", decisions(seen)[RetryDeadline], 1)
		same(t, "budget", r.Snapshot().BudgetLeft, 3)
	})
}

func TestAHoldBeyondTheDeadlineIsNotSleptFor(t *testing.T) {
	closing := windows{{time.Date(2000, 1, 1, 0, 0, 1, 0, time.UTC), time.Date(2000, 1, 2, 0, 0, 0, 0, time.UTC)}}
	for name, hold := range map[string]func(*Registry, *Lookup){
		"gate":     func(r *Registry, _ *Lookup) { _ = once(t, r.Lookup("other"), returning(tooMany(time.Minute))) },
		"operator": func(r *Registry, _ *Lookup) { force(t, r.Override, Refuse, time.Time{}) },
		"breaker":  func(_ *Registry, l *Lookup) { force(t, l.Override, Refuse, time.Time{}) },
		"calendar": func(r *Registry, _ *Lookup) { r.gate.calendar = closing },
	} {
		inTime(t, func(t *testing.T) {
			r, seen := newRegistry(t, nil, nil)
			l := r.Lookup("inn")
			attempts, err := l.Do(t.Context(), in(20*time.Second), func(context.Context, adapters.Exchanger) error {
				time.Sleep(2 * time.Second)
				hold(r, l)
				return down()
			})
			f := want(t, err, adapters.Unavailable, adapters.ReasonStatus)
			same(t, name+": attempts", attempts, 1)
			same(t, name+": granted", decisions(seen)[RetryGranted], 0)
			if f.RetryAfter < time.Minute {
				t.Errorf("%s: retry after %s", name, f.RetryAfter)
			}
		})
	}
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, nil)
		attempts, _ := r.Lookup("inn").Do(t.Context(), in(4*time.Second), series(tooMany(0))) // the default is 5 s
		same(t, "attempts", attempts, 1)
		same(t, "decision", decisions(seen)[RetryDeadline], 1)
	})
}

func TestWhatIsObservedIsNotSleptFor(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { c.Observe = true })
		l := r.Lookup("inn")
		_ = once(t, r.Lookup("other"), returning(tooMany(time.Minute)))
		for range 4 {
			_ = once(t, l, returning(down()))
		}
		start := time.Now()
		attempts, err := l.Do(t.Context(), in(20*time.Second), series(down()))
		wantNone(t, err)
		same(t, "attempts", attempts, 2)
		if d := time.Since(start); d > 300*time.Millisecond {
			t.Errorf("slept %s", d)
		}
	})
}

// With the defaults (an exchange of 8 s, a wait of 10 s) the retry after a timeout is always cut short by the deadline:
// the caller is told of the registry that hangs, not of his own patience.
func TestARetryThatTheDeadlineCutsShortGivesTheFailureBeforeIt(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, wireFunc(hanging), nil)
		attempts, err := r.Lookup("inn").Do(within(t, 10*time.Second), in(10*time.Second), exchanging)
		want(t, err, adapters.TimedOut, adapters.ReasonExchange)
		same(t, "attempts", attempts, 2)
	})
}

func TestADeadlineThatMovesIsReadAgain(t *testing.T) {
	t.Run("later, while the attempt is on its way", func(t *testing.T) {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			until := in(time.Second)
			attempts, err := r.Lookup("snils-check").Do(t.Context(), func() time.Time { return until() },
				func(context.Context, adapters.Exchanger) error {
					until = in(10 * time.Second) // somebody has joined
					return down()
				})
			want(t, err, adapters.Unavailable, adapters.ReasonStatus)
			same(t, "attempts", attempts, 3)
		})
	})
	t.Run("earlier, while it sleeps", func(t *testing.T) {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			start := time.Now()
			until := func() time.Time {
				if time.Since(start) < time.Second {
					return start.Add(time.Minute)
				}
				return start.Add(2 * time.Second) // the one with the long deadline has left
			}
			attempts, err := r.Lookup("snils-check").Do(t.Context(), until, series(down().After(5*time.Second)))
			want(t, err, adapters.Unavailable, adapters.ReasonStatus)
			same(t, "attempts", attempts, 1)
			same(t, "budget", r.Snapshot().BudgetLeft, 3)
		})
	})
}

func TestARefusalAfterAFailedAttemptGivesThatFailure(t *testing.T) {
	for name, refusal := range map[string]func(*Registry, *Lookup){
		"breaker": func(_ *Registry, l *Lookup) { _, _ = l.Override(Override{Mode: Refuse, Reason: "test"}) },
		"gate":    func(r *Registry, _ *Lookup) { _, _ = r.Override(Override{Mode: Refuse, Reason: "test"}) },
	} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			l := r.Lookup("snils-check")
			go func() {
				time.Sleep(time.Second)
				refusal(r, l)
			}()
			attempts, err := l.Do(t.Context(), in(time.Minute), series(down().After(5*time.Second)))
			f := want(t, err, adapters.Unavailable, adapters.ReasonStatus)
			same(t, name+": retry after", f.RetryAfter, 5*time.Second)
			same(t, name+": attempts", attempts, 1)
			same(t, name+": budget", r.Snapshot().BudgetLeft, 3)
		})
	}
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		busy := adapters.Fail(adapters.Refused, adapters.ReasonBusy, "")
		attempts, err := r.Lookup("snils-check").Do(t.Context(), in(time.Minute), series(down(), busy))
		want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "attempts", attempts, 2)
	})
}

func TestTheEndOfASleeperDoesNotHideHisFailure(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		start := time.Now()
		attempts, err := r.Lookup("snils-check").Do(within(t, time.Second), in(time.Minute), series(down().After(5*time.Second)))
		want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "attempts", attempts, 1)
		same(t, "left at once", time.Since(start), time.Second)
		same(t, "budget", r.Snapshot().BudgetLeft, 3)
	})
}

func TestTheLastFailureIsGiven(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		timeout := adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, "")
		_, err := r.Lookup("snils-check").Do(t.Context(), in(time.Minute), series(down(), timeout, adapters.Fail(adapters.Malformed, adapters.ReasonSize, "")))
		want(t, err, adapters.Malformed, adapters.ReasonSize)
	})
}

func TestFailuresThatPromiseARetryAfterHaveOne(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, steady)
		l := r.Lookup("snils-check")
		known := down()
		same(t, "unknown", want(t, once(t, l, returning(known)), adapters.Unavailable, adapters.ReasonStatus).RetryAfter, soon)
		same(t, "op's own is left alone", known.RetryAfter, 0)
		tripInARow(t, r.Lookup("payments"))
		time.Sleep(time.Second)
		same(t, "the breaker's", want(t, once(t, r.Lookup("payments"), returning(nil)), adapters.Refused, adapters.ReasonBreaker).RetryAfter, 29*time.Second)
		same(t, "the gate's", want(t, once(t, l, returning(tooMany(0))), adapters.Throttled, adapters.ReasonRate).RetryAfter, 5*time.Second)
		f := want(t, once(t, r.Lookup("snils"), returning(nil)), adapters.Refused, adapters.ReasonGate)
		same(t, "a refusal's", f.RetryAfter, 5*time.Second)
	})
}

func TestAThrottledQuestionSleepsUntilTheGatePasses(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, nil)
		var times []time.Time
		_, err := r.Lookup("snils-check").Do(t.Context(), in(time.Minute), asked(&times, series(tooMany(0))))
		wantNone(t, err)
		same(t, "slept", times[1].Sub(times[0]), 5*time.Second) // the gate's default
		same(t, "passes", seen.gates[1].State, Passing)
	})
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		var times []time.Time
		go func() {
			time.Sleep(time.Millisecond)
			_ = once(t, r.Lookup("payments"), returning(tooMany(20*time.Second)))
		}()
		_, err := r.Lookup("snils-check").Do(t.Context(), in(time.Minute), asked(&times, series(down())))
		wantNone(t, err)
		same(t, "held by another lookup", times[1].Sub(times[0]), 20*time.Second+time.Millisecond)
	})
}

// Many questions that were throttled together wake together: one of them probes, and the others wait for what it finds.
func TestSleepersWaitForTheProbe(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { c.Retry.Budget.Bucket = 100 })
		l := r.Lookup("snils-check")
		throttledUntil := time.Now().Add(5 * time.Second)
		var probes atomic.Int32
		op := func(context.Context, adapters.Exchanger) error {
			if r.Snapshot().Gate.State == Holding {
				defer probes.Add(-1)
				if n := probes.Add(1); n > 1 {
					t.Errorf("%d probes at a time", n)
				}
			}
			time.Sleep(time.Second)
			if time.Now().Before(throttledUntil) {
				return tooMany(4 * time.Second)
			}
			return nil
		}
		errs := make(chan error, 10)
		for range 10 {
			go func() {
				_, err := l.Do(t.Context(), in(20*time.Second), op)
				errs <- err
			}()
		}
		for range 10 {
			wantNone(t, <-errs)
		}
	})
}

func TestSleepersGiveUpWhenTheProbeHoldsBeyondTheirDeadline(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		start := time.Now()
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := l.Do(t.Context(), in(20*time.Second), func(context.Context, adapters.Exchanger) error {
					if time.Sleep(time.Second); time.Since(start) == time.Second {
						return tooMany(2 * time.Second)
					}
					return tooMany(time.Minute)
				})
				errs <- err
			}()
		}
		want(t, <-errs, adapters.Throttled, adapters.ReasonRate)
		want(t, <-errs, adapters.Throttled, adapters.ReasonRate)
		same(t, "gave up as soon as it was known", time.Since(start), 4*time.Second)
	})
}

func TestAProbeThatIsGivenBackIsTakenByTheNextSleeper(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		start := time.Now()
		slept := make(chan error)
		go func() { // wakes at 3 s, while the other one is probing
			_, err := r.Lookup("inn").Do(t.Context(), in(20*time.Second), series(down().After(3*time.Second)))
			slept <- err
		}()
		synctest.Wait()
		_ = once(t, r.Lookup("other"), returning(tooMany(2*time.Second)))
		time.Sleep(2 * time.Second)
		busy := once(t, r.Lookup("other"), func(context.Context, adapters.Exchanger) error {
			time.Sleep(3 * time.Second)
			return adapters.Fail(adapters.Refused, adapters.ReasonBusy, "")
		})
		want(t, busy, adapters.Refused, adapters.ReasonBusy)
		wantNone(t, <-slept)
		same(t, "took", time.Since(start), 5*time.Second)
	})
}

func TestASleeperGivesUpAsSoonAsAHoldGoesBeyondItsDeadline(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		go func() {
			time.Sleep(2 * time.Second)
			_ = once(t, r.Lookup("other"), returning(tooMany(time.Minute)))
		}()
		start := time.Now()
		attempts, err := r.Lookup("inn").Do(t.Context(), in(20*time.Second), series(down().After(10*time.Second)))
		want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "attempts", attempts, 1)
		same(t, "slept", time.Since(start), 2*time.Second)
	})
}

func TestAWaiterForTheProbeGivesUpAtItsDeadline(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		go func() { // throttled first, then a probe that lasts
			time.Sleep(time.Millisecond)
			_, _ = l.Do(t.Context(), in(time.Hour), func(context.Context, adapters.Exchanger) error {
				if r.Snapshot().Gate.State == Passing {
					return tooMany(time.Second)
				}
				time.Sleep(time.Minute)
				return nil
			})
		}()
		start := time.Now()
		attempts, err := l.Do(t.Context(), in(10*time.Second), func(context.Context, adapters.Exchanger) error {
			time.Sleep(1500 * time.Millisecond)
			return down()
		})
		want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "attempts", attempts, 1)
		same(t, "at its deadline", time.Since(start), 10*time.Second)
		time.Sleep(time.Hour)
	})
}

func TestAnOpenBreakerIsNotSleptFor(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		for range 4 {
			_ = once(t, l, returning(down()))
		}
		start := time.Now()
		attempts, err := l.Do(t.Context(), in(20*time.Second), returning(down()))
		f := want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "attempts", attempts, 1)
		same(t, "slept", time.Since(start), 0)
		same(t, "decision", decisions(seen)[RetryBreaker], 1)
		if f.RetryAfter < 27*time.Second {
			t.Errorf("retry after %s, want the open time", f.RetryAfter)
		}
	})
}

func TestSleepingHoldsNoPlaceInFlight(t *testing.T) {
	inTime(t, func(t *testing.T) {
		calls := 0
		wire := wireFunc(func(context.Context, *http.Request) (adapters.Response, error) {
			if calls++; calls == 1 {
				return adapters.Response{}, down().After(10 * time.Second)
			}
			return adapters.Response{Status: 200}, nil
		})
		r, _ := newRegistry(t, wire, func(c *Config) { c.InFlight, c.LookupShare = 1, 100 })
		l := r.Lookup("snils-check")
		done := make(chan error)
		go func() {
			_, err := l.Do(t.Context(), in(time.Minute), exchanging)
			done <- err
		}()
		synctest.Wait()
		start := time.Now()
		wantNone(t, once(t, l, exchanging))
		same(t, "waited", time.Since(start), 0)
		wantNone(t, <-done)
	})
}

func TestPollsAreNeverRetriedAndAreNoAttemptsUnlessTheyEndTheTicket(t *testing.T) {
	lost := adapters.Fail(adapters.Unavailable, adapters.ReasonTicketLost, "")
	for _, c := range []struct {
		err      error
		attempts int
	}{{&adapters.Pending{Ticket: "1"}, 0}, {down(), 0}, {tooMany(time.Second), 0}, {nil, 1}, {lost, 1}} {
		inTime(t, func(t *testing.T) {
			r, seen := newRegistry(t, nil, nil)
			calls := 0
			attempts, err := r.Lookup("criminal-record").Poll(t.Context(), func(context.Context, adapters.Exchanger) error {
				calls++
				return c.err
			})
			same(t, "calls", calls, 1)
			same(t, "attempts", attempts, c.attempts)
			same(t, "told", len(seen.attempts), c.attempts)
			same(t, "failed", err != nil, c.err != nil)
			same(t, "retrials", len(seen.retrials), 0)
			same(t, "first attempts", r.budget.firsts, 0)
		})
	}
}

func TestPollsGoThroughGateAndBreaker(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("criminal-record")
		for range 5 {
			_, err := l.Poll(t.Context(), returning(down()))
			want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		}
		attempts, err := l.Poll(t.Context(), returning(nil))
		want(t, err, adapters.Refused, adapters.ReasonBreaker)
		same(t, "attempts", attempts, 0)
		_, err = r.Lookup("restrictions").Poll(t.Context(), returning(tooMany(time.Minute)))
		want(t, err, adapters.Throttled, adapters.ReasonRate)
		attempts, err = r.Lookup("restrictions").Poll(t.Context(), returning(nil))
		want(t, err, adapters.Refused, adapters.ReasonGate)
		same(t, "attempts", attempts, 0)
	})
}
