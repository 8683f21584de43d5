package resilience

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

// refusedByGate checks that l is held back for exactly d more.
func refusedByGate(t *testing.T, l *Lookup, d time.Duration) {
	t.Helper()
	called := false
	err := once(t, l, func(context.Context, adapters.Exchanger) error { called = true; return nil })
	same(t, "retry after", want(t, err, adapters.Refused, adapters.ReasonGate).RetryAfter, d)
	same(t, "called", called, false)
}

func TestThrottledHoldsUntilItsRetryAfter(t *testing.T) {
	for _, c := range []struct{ told, held time.Duration }{
		{30 * time.Second, 30 * time.Second},
		{0, 5 * time.Second},         // nothing said
		{time.Hour, 5 * time.Minute}, // absurd
		{5 * time.Minute, 5 * time.Minute},
	} {
		inTime(t, func(t *testing.T) {
			r, seen := newRegistry(t, nil, nil)
			l := r.Lookup("snils-check")
			f := tooMany(0)
			f.RetryAfter = c.told
			want(t, once(t, l, returning(f)), adapters.Throttled, adapters.ReasonRate)
			refusedByGate(t, r.Lookup("payments"), c.held) // the registry as a whole
			time.Sleep(c.held - 1)
			refusedByGate(t, l, 1)
			time.Sleep(1)
			wantNone(t, once(t, l, returning(nil)))
			wantNone(t, once(t, l, returning(nil)))
			same(t, "changes", len(seen.gates), 2)
			same(t, "held", seen.gates[0].Hold.Until.Sub(seen.gates[0].Hold.Since), c.held)
			same(t, "cause", seen.gates[0].Hold.Cause, HoldThrottled)
			same(t, "passes", seen.gates[1].State, Passing)
		})
	}
}

func TestDeniedHoldsAtTheSecondInARowAndIsProbedEverMoreRarely(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		want(t, once(t, l, returning(denied())), adapters.Denied, adapters.ReasonAccess)
		wantNone(t, once(t, l, returning(nil))) // an answer between: not in a row
		want(t, once(t, l, returning(denied())), adapters.Denied, adapters.ReasonAccess)
		want(t, once(t, l, returning(denied())), adapters.Denied, adapters.ReasonAccess)
		for _, step := range []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 30 * time.Minute} {
			refusedByGate(t, l, step)
			time.Sleep(step)
			want(t, once(t, l, returning(denied())), adapters.Denied, adapters.ReasonAccess)
		}
		same(t, "since", r.Snapshot().Gate.Hold.Since, seen.gates[0].Hold.Since)
		time.Sleep(30 * time.Minute)
		wantNone(t, once(t, l, returning(nil)))
		same(t, "state", r.Snapshot().Gate.State, Passing)
		want(t, once(t, l, returning(denied())), adapters.Denied, adapters.ReasonAccess)
		same(t, "one denial", r.Snapshot().Gate.State, Passing)
	})
}

func TestADeniedGatePassesByAnAnswerOnly(t *testing.T) {
	proofs := []error{
		nil,
		&adapters.Pending{Ticket: "1"},
		adapters.Fail(adapters.Rejected, adapters.ReasonSchema, ""),
		adapters.Fail(adapters.Malformed, adapters.ReasonContract, ""),
		adapters.Fail(adapters.Unavailable, adapters.ReasonTicketLost, ""),
	}
	for _, proof := range proofs {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			l := r.Lookup("snils-check")
			_ = once(t, l, series(denied()))
			_ = once(t, l, series(denied()))
			time.Sleep(time.Minute)
			_ = once(t, l, returning(proof))
			if state := r.Snapshot().Gate.State; state != Passing {
				t.Errorf("after %v: %s", proof, state)
			}
		})
	}
	for _, f := range []*adapters.Failure{
		down(), unreached(),
		adapters.Fail(adapters.Unavailable, adapters.ReasonReset, ""),
		adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, ""),
		adapters.Fail(adapters.Malformed, adapters.ReasonSyntax, ""),
	} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			l := r.Lookup("snils-check")
			_ = once(t, l, returning(denied()))
			_ = once(t, l, returning(f)) // proves nothing either
			_ = once(t, l, returning(denied()))
			refusedByGate(t, l, time.Minute)
			time.Sleep(time.Minute)
			_ = once(t, l, returning(f))
			refusedByGate(t, l, time.Minute) // the same step again
			time.Sleep(time.Minute)
			_ = once(t, l, returning(denied()))
			refusedByGate(t, l, 5*time.Minute)
		})
	}
}

func TestConnectionTroubleHoldsAtTheThirdInARowDoubling(t *testing.T) {
	for _, reason := range []adapters.Reason{adapters.ReasonDNS, adapters.ReasonConnect, adapters.ReasonHandshake} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			l := r.Lookup("snils-check")
			fail := func() { _ = once(t, l, returning(adapters.Fail(adapters.Unavailable, reason, ""))) }
			fail()
			fail()
			_ = once(t, l, returning(down())) // it was reached
			fail()
			fail()
			same(t, "two in a row", r.Snapshot().Gate.State, Passing)
			fail()
			for held := time.Second; held < 10*time.Minute; held *= 2 {
				step := min(held, 5*time.Minute)
				refusedByGate(t, l, step)
				time.Sleep(step)
				fail()
			}
			same(t, "cause", r.Snapshot().Gate.Hold.Cause, HoldConnection)
			time.Sleep(5 * time.Minute)
			_ = once(t, l, returning(down()))
			same(t, "reached", r.Snapshot().Gate.State, Passing)
			fail()
			fail()
			same(t, "counted anew", r.Snapshot().Gate.State, Passing)
		})
	}
}

func TestWhateverReachesTheRegistryEndsARowOfTrouble(t *testing.T) {
	for _, f := range []*adapters.Failure{
		denied(), tooMany(time.Second), down(), adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, ""),
	} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			l := r.Lookup("inn")
			_ = once(t, l, returning(unreached()))
			_ = once(t, l, returning(unreached()))
			_ = once(t, l, returning(f))
			time.Sleep(time.Second)
			_ = once(t, l, returning(unreached()))
			_ = once(t, l, returning(unreached()))
			same(t, string(f.Kind), r.Snapshot().Gate.State, Passing)
		})
	}
}

// Twenty attempts that fail together are one piece of news: they neither double the hold nor skip a step.
func TestAttemptsFromBeforeAHoldAreNoNews(t *testing.T) {
	for _, f := range []*adapters.Failure{unreached(), denied()} {
		inTime(t, func(t *testing.T) {
			r, seen := newRegistry(t, nil, nil)
			l := r.Lookup("snils-check")
			var all sync.WaitGroup
			for i := range 20 {
				all.Go(func() {
					_ = once(t, l, func(context.Context, adapters.Exchanger) error {
						time.Sleep(time.Second)
						if i == 19 {
							time.Sleep(time.Second)
							return nil // a success from before it does not open it either
						}
						return f
					})
				})
			}
			all.Wait()
			same(t, "changes", len(seen.gates), 1)
			same(t, "state", r.Snapshot().Gate.State, Holding)
		})
	}
}

func TestALateTooManyHoldsForLonger(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		late := func(wait time.Duration, f *adapters.Failure) {
			go func() {
				_ = once(t, l, func(context.Context, adapters.Exchanger) error { time.Sleep(wait); return f })
			}()
		}
		late(time.Second, tooMany(10*time.Second))
		late(2*time.Second, tooMany(30*time.Second))
		late(3*time.Second, tooMany(time.Second)) // never for shorter
		time.Sleep(4 * time.Second)
		refusedByGate(t, l, 28*time.Second)
	})
}

func TestAHoldLetsOneProbeThrough(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("snils-check")
		_ = once(t, l, returning(tooMany(time.Second)))
		time.Sleep(time.Second)
		probed := make(chan error)
		go func() { probed <- once(t, l, lasting(time.Second)) }()
		synctest.Wait()
		same(t, "probing", r.Snapshot().Gate.Probing, true)
		for range 5 {
			refusedByGate(t, r.Lookup("payments"), time.Second)
		}
		wantNone(t, <-probed)
		wantNone(t, once(t, l, returning(nil)))
	})
}

// lasting takes d without an exchange.
func lasting(d time.Duration) Op {
	return func(context.Context, adapters.Exchanger) error { time.Sleep(d); return nil }
}

// whatSaysNothing are the ways in which an attempt ends that tell nothing about the registry.
func whatSaysNothing() map[string]Op {
	return map[string]Op{
		"busy":     returning(adapters.Fail(adapters.Refused, adapters.ReasonBusy, "")),
		"quota":    returning(adapters.Fail(adapters.Refused, adapters.ReasonQuota, "")),
		"canceled": returning(adapters.Fail(adapters.Canceled, "", "")),
		"deadline": returning(adapters.Fail(adapters.DeadlineEnded, "", "")),
		"internal": returning(adapters.Fail(adapters.Internal, "", "")),
		"untyped":  returning(context.DeadlineExceeded),
		"invalid":  returning(adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "")),
		"panic":    func(context.Context, adapters.Exchanger) error { panic("a driver's bug") },
		"goexit":   func(context.Context, adapters.Exchanger) error { runtime.Goexit(); return nil },
	}
}

// suffer asks l by op on a goroutine of its own, and survives whatever op does.
func suffer(t *testing.T, l *Lookup, op Op) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		_ = once(t, l, op)
	}()
	<-done
}

func TestAProbeThatSaysNothingIsGivenBackByTheGate(t *testing.T) {
	for name, op := range whatSaysNothing() {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, nil, nil)
			l := r.Lookup("snils-check")
			_ = once(t, l, returning(tooMany(time.Second)))
			time.Sleep(time.Second)
			suffer(t, l, op)
			g := r.Snapshot().Gate
			if g.State != Holding || g.Probing {
				t.Errorf("%s: state %s, probing %v", name, g.State, g.Probing)
			}
			if err := once(t, l, returning(nil)); err != nil {
				t.Errorf("%s: the next probe: %v", name, err)
			}
			same(t, name, r.Snapshot().Gate.State, Passing)
		})
	}
}

func TestABreakerThatRefusesGivesTheGatesProbeBack(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		broken, sound := r.Lookup("snils-check"), r.Lookup("payments")
		tripInARow(t, broken)
		_ = once(t, sound, returning(tooMany(time.Second)))
		time.Sleep(time.Second)
		want(t, once(t, broken, returning(nil)), adapters.Refused, adapters.ReasonBreaker)
		same(t, "probing", r.Snapshot().Gate.Probing, false)
		wantNone(t, once(t, sound, returning(nil)))
		same(t, "state", r.Snapshot().Gate.State, Passing)
	})
}
