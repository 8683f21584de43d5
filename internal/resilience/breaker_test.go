package resilience

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

// steady takes the jitter out, for tests that name times.
func steady(c *Config) { c.Open.Jitter = 0 }

// byRate takes the trip in a row out of the way.
func byRate(c *Config) {
	steady(c)
	c.Trip.InARow = 1000
}

func tripInARow(t *testing.T, l *Lookup) {
	t.Helper()
	for range 5 {
		want(t, once(t, l, returning(down())), adapters.Unavailable, adapters.ReasonStatus)
	}
}

func stateOfBreaker(l *Lookup) BreakerState { return l.breaker.snapshot(time.Now()).State }

// refusedByBreaker checks that l is held back for exactly d more.
func refusedByBreaker(t *testing.T, l *Lookup, d time.Duration) {
	t.Helper()
	called := false
	err := once(t, l, func(context.Context, adapters.Exchanger) error { called = true; return nil })
	same(t, "retry after", want(t, err, adapters.Refused, adapters.ReasonBreaker).RetryAfter, d)
	same(t, "called", called, false)
}

func TestTheBreakerTripsAtTheRateOfAMinimum(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, byRate)
		l := r.Lookup("snils-check")
		for range 9 {
			wantNone(t, once(t, l, returning(nil)))
			_ = once(t, l, returning(down()))
		}
		wantNone(t, once(t, l, returning(nil)))
		same(t, "19 of them", stateOfBreaker(l), Closed)
		_ = once(t, l, returning(down()))
		same(t, "10 of 20", stateOfBreaker(l), Open)
		refusedByBreaker(t, l, 30*time.Second)
		wantNone(t, once(t, r.Lookup("payments"), returning(nil))) // only this lookup
	})
}

func TestBelowTheRateTheBreakerStaysClosed(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, byRate)
		l := r.Lookup("snils-check")
		for range 100 {
			for range 3 {
				wantNone(t, once(t, l, returning(nil)))
			}
			for range 2 {
				_ = once(t, l, returning(down()))
			}
		}
		same(t, "40%", stateOfBreaker(l), Closed)
	})
}

// Requests, in gobreaker's counts, includes excluded results and those on their way.
func TestTheRateIsOfSuccessesAndFailuresOnly(t *testing.T) {
	t.Run("excluded ones do not hide it", func(t *testing.T) {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, byRate)
			l := r.Lookup("snils-check")
			for range 100 {
				_ = once(t, l, returning(adapters.Fail(adapters.Refused, adapters.ReasonQuota, "")))
			}
			for range 20 {
				_ = once(t, l, returning(down()))
			}
			same(t, "20 of 20", stateOfBreaker(l), Open)
		})
	})
	t.Run("those on their way do not hide it", func(t *testing.T) {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, byRate)
			l := r.Lookup("snils-check")
			for range 100 {
				go func() { _ = once(t, l, lasting(time.Second)) }()
			}
			synctest.Wait()
			for range 20 {
				_ = once(t, l, returning(down()))
			}
			same(t, "20 of 20", stateOfBreaker(l), Open)
			time.Sleep(time.Second)
		})
	})
	t.Run("neither makes up the minimum", func(t *testing.T) {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, byRate)
			l := r.Lookup("snils-check")
			for range 100 {
				_ = once(t, l, returning(adapters.Fail(adapters.Canceled, "", "")))
				go func() { _ = once(t, l, lasting(time.Second)) }()
			}
			synctest.Wait()
			for range 19 {
				_ = once(t, l, returning(down()))
			}
			same(t, "19 of 19", stateOfBreaker(l), Closed)
			time.Sleep(time.Second)
		})
	})
}

func TestTheWindowRolls(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, byRate)
		l := r.Lookup("snils-check")
		for range 19 {
			_ = once(t, l, returning(down()))
		}
		time.Sleep(time.Minute)
		_ = once(t, l, returning(down()))
		same(t, "a minute apart", stateOfBreaker(l), Closed)
		for range 9 {
			_ = once(t, l, returning(down()))
		}
		time.Sleep(30 * time.Second) // a fixed window would have begun anew
		for range 10 {
			_ = once(t, l, returning(down()))
		}
		same(t, "within a minute", stateOfBreaker(l), Open)
	})
}

// A result is credited to the bucket of its start: the window must be long enough for the slowest attempt to count.
func TestTheSlowestAttemptIsStillCounted(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) {
			byRate(c)
			c.Trip.Window = 4 * c.ExchangeLimit // the least that Validate lets pass
		})
		l := r.Lookup("snils-check")
		for range 20 {
			go func() {
				_ = once(t, l, func(context.Context, adapters.Exchanger) error {
					time.Sleep(3 * 8 * time.Second) // three exchanges, each to its limit
					return down()
				})
			}()
		}
		time.Sleep(25 * time.Second)
		same(t, "20 of 20", stateOfBreaker(l), Open)
	})
}

func TestFailuresInARowDoNotExpire(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, steady)
		l := r.Lookup("snils-check")
		first := time.Now()
		for range 4 {
			_ = once(t, l, returning(down()))
			time.Sleep(time.Hour) // at night
		}
		same(t, "four", stateOfBreaker(l), Closed)
		_ = once(t, l, returning(down()))
		same(t, "five", stateOfBreaker(l), Open)
		trip := seen.breakers[0].Trip
		same(t, "rule", trip.Rule, TripRow)
		same(t, "in a row", trip.InARow, 5)
		same(t, "since", trip.Since, first)
	})
}

func TestASuccessEndsARow(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		for range 10 {
			for range 4 {
				_ = once(t, l, returning(down()))
			}
			for range 9 {
				wantNone(t, once(t, l, returning(nil)))
			}
			_ = once(t, l, returning(denied())) // excluded: neither ends nor lengthens a row
		}
		same(t, "state", stateOfBreaker(l), Closed)
	})
}

func TestWhatCountsAgainstTheBreaker(t *testing.T) {
	fail := adapters.Fail
	for _, c := range []struct {
		err   error
		trips bool
	}{
		{down(), true},
		{fail(adapters.Unavailable, adapters.ReasonFault, ""), true},
		{fail(adapters.Unavailable, adapters.ReasonReset, ""), true},
		{fail(adapters.TimedOut, adapters.ReasonExchange, ""), true},
		{fail(adapters.Malformed, adapters.ReasonContract, ""), true},
		{fail(adapters.Malformed, adapters.ReasonOtherPerson, ""), true},
		{nil, false},
		{&adapters.Pending{Ticket: "1"}, false},
		{fail(adapters.Rejected, adapters.ReasonSchema, ""), false},
		{fail(adapters.Refused, adapters.ReasonBusy, ""), false},
		{fail(adapters.Canceled, "", ""), false},
		{fail(adapters.DeadlineEnded, "", ""), false},
		{fail(adapters.Internal, "", ""), false},
		{fail(adapters.Unavailable, adapters.ReasonTicketLost, ""), false},
		{unreached(), false}, // the gate's
		{denied(), false},
		{tooMany(time.Second), false},
	} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			if _, err := r.Override(Override{Mode: Observe, Reason: "test"}); err != nil {
				t.Fatal(err)
			}
			l := r.Lookup("snils-check")
			for range 30 {
				_ = once(t, l, returning(c.err))
			}
			if open := stateOfBreaker(l) == Open; open != c.trips {
				t.Errorf("30 times %v: open %v, want %v", c.err, open, c.trips)
			}
		})
	}
}

func TestSlowAttemptsCount(t *testing.T) {
	for _, c := range []struct {
		name  string
		takes time.Duration
		trips bool
	}{{"slow", 2 * time.Second, true}, {"quick", 2*time.Second - 1, false}} {
		inTime(t, func(t *testing.T) {
			r, seen := newRegistry(t, taking(c.takes), nil)
			l := r.Lookup("snils-check")
			for range 5 {
				wantNone(t, once(t, l, exchanging))
			}
			same(t, c.name, stateOfBreaker(l) == Open, c.trips)
			same(t, "told", seen.attempts[0].Slow, c.trips)
			if c.trips {
				same(t, "cause", seen.breakers[0].Trip.Cause, Cause{Slow: true})
				same(t, "cause in words", seen.breakers[0].Trip.Cause.String(), "slow")
				same(t, "slowest", seen.breakers[0].Trip.Slowest, c.takes)
			}
		})
	}
}

func TestExchangesOfOneAttemptAreSlowTogether(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(time.Second), nil)
		l := r.Lookup("snils-check")
		for range 5 {
			wantNone(t, once(t, l, func(ctx context.Context, x adapters.Exchanger) error {
				wantNone(t, exchanging(adapters.WithOperation(ctx, "token"), x))
				time.Sleep(time.Hour) // the driver's own time is not the registry's
				return exchanging(ctx, x)
			}))
		}
		same(t, "state", stateOfBreaker(l), Open)
		same(t, "wire", seen.attempts[0].Wire, 2*time.Second)
	})
}

// A caller that gives up at 3 s hides a registry that hangs for 5; one that gives up at 1 s tells nothing.
func TestAbandonedAttemptsCountAsSlowOnlyAfterSlowAfterOnTheWire(t *testing.T) {
	for _, c := range []struct {
		gaveUp time.Duration
		trips  bool
	}{{3 * time.Second, true}, {time.Second, false}} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, wireFunc(hanging), nil)
			l := r.Lookup("snils-check")
			for range 5 {
				_, err := l.Do(within(t, c.gaveUp), in(c.gaveUp), exchanging)
				want(t, err, adapters.DeadlineEnded, "")
			}
			same(t, c.gaveUp.String(), stateOfBreaker(l) == Open, c.trips)
		})
	}
}

func TestTimeInOurOwnQueueIsNotSlow(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, taking(1500*time.Millisecond), func(c *Config) { c.InFlight, c.LookupShare = 1, 100 })
		l := r.Lookup("snils-check")
		done := make(chan error, 10)
		for range 10 {
			go func() { done <- once(t, l, exchanging) }()
		}
		for range 10 {
			wantNone(t, <-done)
		}
		same(t, "state", stateOfBreaker(l), Closed)
		same(t, "failures", l.breaker.snapshot(time.Now()).Failures, 0)
	})
}

func TestTheOpenTimeDoublesToItsMaximumAndOneProbeCloses(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, steady)
		l := r.Lookup("snils-check")
		tripInARow(t, l)
		for i, d := range []time.Duration{30, 60, 120, 240, 300, 300} {
			refusedByBreaker(t, l, d*time.Second)
			time.Sleep(d * time.Second)
			same(t, "reopened", l.breaker.snapshot(time.Now()).Reopened, i)
			_ = once(t, l, returning(down()))
		}
		time.Sleep(5 * time.Minute)
		wantNone(t, once(t, l, returning(nil)))
		same(t, "after one probe", stateOfBreaker(l), Closed)
		wantNone(t, once(t, l, returning(nil)))
		last := seen.breakers[len(seen.breakers)-1]
		same(t, "from", last.From, HalfOpen)
		same(t, "to", last.To, Closed)
		same(t, "what had opened it", last.Trip.Rule, TripRow)
	})
}

func TestTheOpenTimeStartsOverAfterAHealthyWindowOnly(t *testing.T) {
	for _, c := range []struct{ healthy, open time.Duration }{
		{10 * time.Second, 60 * time.Second}, {time.Minute, 30 * time.Second},
	} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, steady)
			l := r.Lookup("snils-check")
			tripInARow(t, l)
			time.Sleep(30 * time.Second)
			wantNone(t, once(t, l, returning(nil)))
			time.Sleep(c.healthy)
			tripInARow(t, l)
			refusedByBreaker(t, l, c.open)
		})
	}
}

func TestATripIsExplainedByWhatCameSinceTheLastOne(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, steady)
		l := r.Lookup("inn")
		tripInARow(t, l)
		time.Sleep(30 * time.Second)
		wantNone(t, once(t, l, returning(nil)))
		first := time.Now()
		tripInARow(t, l)
		last := seen.breakers[len(seen.breakers)-1]
		same(t, "to", last.To, Open)
		same(t, "since", last.Trip.Since, first)
		same(t, "in a row", last.Trip.InARow, 5)
	})
}

// curious looks at everything while it is told of something.
type curious struct {
	registry *Registry
	told     int
}

func (c *curious) look()                        { c.told++; c.registry.Snapshot() }
func (c *curious) Exchanged(Exchange)           { c.look() }
func (c *curious) Attempted(Attempt)            { c.look() }
func (c *curious) Retried(Retrial)              { c.look() }
func (c *curious) GateChanged(GateChange)       { c.look() }
func (c *curious) BreakerChanged(BreakerChange) { c.look() }

func TestAnObserverIsToldOutsideOfAllLocks(t *testing.T) {
	inTime(t, func(t *testing.T) {
		c := &curious{}
		r, err := NewRegistry("tax", Default(), taking(0), c)
		wantNone(t, err)
		c.registry = r
		l := r.Lookup("inn")
		wantNone(t, once(t, l, exchanging)) // an exchange, an attempt
		tripInARow(t, l)                    // five attempts, five retrials, a trip
		time.Sleep(30 * time.Second)
		_ = once(t, l, returning(tooMany(0))) // half open, an attempt, a retrial, a hold
		same(t, "told", c.told, 2+5+5+1+4)
	})
}

func TestJitterShortensTheOpenTimeByAPart(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		seen := make(map[time.Duration]bool)
		for range 50 {
			b := newBreaker(r.name, "payments", r.cfg, silence{})
			b.hold(time.Now())
			d := time.Until(b.openUntil)
			if d < 27*time.Second || d > 30*time.Second {
				t.Errorf("open for %s, want 27 to 30 s", d)
			}
			seen[d] = true
		}
		if len(seen) < 10 {
			t.Errorf("%d different times of 50", len(seen))
		}
	})
}

func TestHalfOpenLetsOneProbeThrough(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, steady)
		l := r.Lookup("snils-check")
		tripInARow(t, l)
		time.Sleep(30 * time.Second)
		probed := make(chan error)
		go func() { probed <- once(t, l, lasting(time.Second)) }()
		synctest.Wait()
		for range 5 {
			refusedByBreaker(t, l, soon)
		}
		wantNone(t, <-probed)
		same(t, "state", stateOfBreaker(l), Closed)
	})
}

// Half-open is lazy in gobreaker: only a look at the state brings it about.
func TestHalfOpenIsSeenWithoutTraffic(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, steady)
		l := r.Lookup("snils-check")
		tripInARow(t, l)
		time.Sleep(30*time.Second - 1)
		same(t, "before", r.Snapshot().Lookups[0].Breaker.State, Open)
		time.Sleep(1)
		same(t, "after", r.Snapshot().Lookups[0].Breaker.State, HalfOpen)
		same(t, "told", seen.breakers[len(seen.breakers)-1].To, HalfOpen)
	})
}

func TestAProbeThatSaysNothingIsGivenBackByTheBreaker(t *testing.T) {
	for name, op := range whatSaysNothing() {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, steady)
			l := r.Lookup("snils-check")
			tripInARow(t, l)
			time.Sleep(30 * time.Second)
			suffer(t, l, op)
			same(t, name, stateOfBreaker(l), HalfOpen)
			if err := once(t, l, returning(nil)); err != nil {
				t.Errorf("%s: the next probe: %v", name, err)
			}
			same(t, name, stateOfBreaker(l), Closed)
		})
	}
}

// The counts are wiped before gobreaker says that it has opened, and asking it then would wait for ever.
func TestTheReasonOfATripIsKept(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(5*time.Second), byRate)
		l := r.Lookup("snils-check")
		for range 10 {
			wantNone(t, once(t, l, returning(nil)))
		}
		first := time.Now()
		for range 6 {
			_ = once(t, l, returning(adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, "")))
		}
		wantNone(t, once(t, l, exchanging)) // slow
		for range 3 {
			_ = once(t, l, returning(adapters.Fail(adapters.Malformed, adapters.ReasonContract, "")))
		}
		want := Tripped{
			At: time.Now(), Rule: TripRate, Failures: 10, Successes: 10, InARow: 10,
			Cause:   Cause{Kind: adapters.TimedOut, Reason: adapters.ReasonExchange},
			Slowest: 5 * time.Second, Since: first,
		}
		same(t, "told", seen.breakers[0].Trip, want)
		same(t, "kept", r.Snapshot().Lookups[0].Breaker.Trip, want)
		same(t, "in words", want.Cause.String(), "timeout/exchange")
		time.Sleep(30 * time.Second)
		_ = once(t, l, returning(down()))
		again := seen.breakers[len(seen.breakers)-1]
		same(t, "probe's rule", again.Trip.Rule, TripProbe)
		same(t, "probe's cause", again.Trip.Cause.String(), "unavailable/status")
		same(t, "still kept", r.Snapshot().Lookups[0].Breaker.Trip, want)
	})
}

func TestOldFailuresDoNotExplainATripByRate(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, byRate)
		l := r.Lookup("snils-check")
		for range 15 {
			_ = once(t, l, returning(down()))
		}
		wantNone(t, once(t, l, returning(nil)))
		time.Sleep(time.Hour)
		for range 20 {
			_ = once(t, l, returning(adapters.Fail(adapters.Malformed, adapters.ReasonSyntax, "")))
		}
		same(t, "cause", seen.breakers[0].Trip.Cause.String(), "malformed/syntax")
		same(t, "since", seen.breakers[0].Trip.Since, time.Now())
	})
}

func TestResultsFromBeforeATripAreNoNews(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, steady)
		l := r.Lookup("snils-check")
		for range 10 { // begun before the trip, back after the probe has closed it
			go func() {
				_ = once(t, l, func(context.Context, adapters.Exchanger) error { time.Sleep(40 * time.Second); return down() })
			}()
		}
		go func() { _ = once(t, l, lasting(10*time.Second)) }()
		synctest.Wait()
		tripInARow(t, l)
		time.Sleep(15 * time.Second)
		same(t, "a late success", stateOfBreaker(l), Open)
		time.Sleep(15 * time.Second)
		wantNone(t, once(t, l, returning(nil)))
		time.Sleep(15 * time.Second)
		same(t, "late failures", stateOfBreaker(l), Closed)
		_ = once(t, l, returning(down()))
		same(t, "a row begins with this one", l.breaker.snapshot(time.Now()).InARow, 1)
		same(t, "and trips nothing", stateOfBreaker(l), Closed)
	})
}
