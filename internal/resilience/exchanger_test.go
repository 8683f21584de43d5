package resilience

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

// exchangingAt is exchanging at a path.
func exchangingAt(path string) Op {
	return func(ctx context.Context, x adapters.Exchanger) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://registry.test"+path, http.NoBody)
		if err != nil {
			return err
		}
		_, err = x.Exchange(ctx, r)
		return err
	}
}

func TestAnExchangeThatOutlivesItsLimitIsATimeout(t *testing.T) {
	for name, ctx := range map[string]func(*testing.T) context.Context{
		"no deadline":                          func(t *testing.T) context.Context { return t.Context() },
		"one that the context does not report": func(t *testing.T) context.Context { return within(t, time.Minute) },
		"one that it reports": func(t *testing.T) context.Context {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			t.Cleanup(cancel)
			return ctx
		},
	} {
		inTime(t, func(t *testing.T) {
			r, seen := newRegistry(t, wireFunc(hanging), nil)
			start := time.Now()
			_, err := r.Lookup("snils-check").Do(ctx(t), in(0), exchanging)
			want(t, err, adapters.TimedOut, adapters.ReasonExchange)
			same(t, name, time.Since(start), 8*time.Second)
			same(t, name, seen.exchanges[0].Kind, adapters.TimedOut)
			same(t, name, seen.attempts[0].Reason, adapters.ReasonExchange)
		})
	}
}

func TestTheCallersEndIsNotTheExchanges(t *testing.T) {
	for _, c := range []struct {
		end  func(context.Context) (context.Context, func())
		kind adapters.Kind
	}{
		{func(ctx context.Context) (context.Context, func()) {
			ctx, cancel := context.WithTimeout(ctx, time.Second)
			return ctx, cancel
		}, adapters.DeadlineEnded},
		{ending(context.DeadlineExceeded), adapters.DeadlineEnded},
		{ending(adapters.DeadlineEnded), adapters.DeadlineEnded},
		{ending(context.Canceled), adapters.Canceled},
		{ending(errors.New("anything else")), adapters.Canceled},
	} {
		inTime(t, func(t *testing.T) {
			r, _ := newRegistry(t, wireFunc(hanging), nil)
			ctx, cancel := c.end(t.Context())
			defer cancel()
			start := time.Now()
			attempts, err := r.Lookup("snils-check").Do(ctx, in(time.Minute), exchanging)
			want(t, err, c.kind, "")
			same(t, "attempts", attempts, 1)
			same(t, "took", time.Since(start), time.Second)
		})
	}
}

// ending ends a context after a second with a cause.
func ending(cause error) func(context.Context) (context.Context, func()) {
	return func(ctx context.Context) (context.Context, func()) {
		ctx, cancel := context.WithCancelCause(ctx)
		timer := time.AfterFunc(time.Second, func() { cancel(cause) })
		return ctx, func() { timer.Stop(); cancel(nil) }
	}
}

func TestTheWiresErrorsKeepTheirNames(t *testing.T) {
	fail := adapters.Fail
	for _, c := range []struct {
		err    error
		late   bool // it comes back after the limit
		kind   adapters.Kind
		reason adapters.Reason
	}{
		{fail(adapters.Unavailable, adapters.ReasonDNS, ""), false, adapters.Unavailable, adapters.ReasonDNS},
		{fail(adapters.Denied, adapters.ReasonTLS, ""), false, adapters.Denied, adapters.ReasonTLS},
		{fail(adapters.Malformed, adapters.ReasonSize, ""), false, adapters.Malformed, adapters.ReasonSize},
		{fail(adapters.TimedOut, adapters.ReasonExchange, ""), false, adapters.TimedOut, adapters.ReasonExchange},
		{errors.New("no name"), false, adapters.Internal, ""},
		{fail(adapters.Unavailable, adapters.ReasonConnect, ""), true, adapters.TimedOut, adapters.ReasonExchange}, // torn down
		{fail(adapters.Canceled, "", ""), true, adapters.TimedOut, adapters.ReasonExchange},
		{fail(adapters.Malformed, adapters.ReasonSize, ""), true, adapters.Malformed, adapters.ReasonSize}, // what was read is read
	} {
		inTime(t, func(t *testing.T) {
			wire := wireFunc(func(ctx context.Context, _ *http.Request) (adapters.Response, error) {
				if c.late {
					<-ctx.Done()
				}
				return adapters.Response{}, c.err
			})
			r, _ := newRegistry(t, wire, nil)
			f := want(t, once(t, r.Lookup("snils-check"), exchanging), c.kind, c.reason)
			if c.kind != adapters.Unavailable { // that one is given with a Retry-After, as a copy
				same(t, "the wire's error is kept", errors.Is(f, c.err), true)
			}
		})
	}
}

func TestAnAnswerThatComesWithTheLimitIsAnAnswer(t *testing.T) {
	inTime(t, func(t *testing.T) {
		wire := wireFunc(func(ctx context.Context, _ *http.Request) (adapters.Response, error) {
			<-ctx.Done()
			return adapters.Response{Status: 200}, nil
		})
		r, seen := newRegistry(t, wire, nil)
		wantNone(t, once(t, r.Lookup("snils-check"), exchanging))
		same(t, "status", seen.exchanges[0].Status, 200)
		same(t, "slow", seen.attempts[0].Slow, true)
	})
}

// A token request that outlives the attempt that began it is still bounded and counted.
func TestTheExchangerOutlivesItsAttempt(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, wireFunc(hanging), nil)
		l := r.Lookup("inn")
		token := make(chan error, 1)
		_, err := l.Do(within(t, 3*time.Second), in(time.Minute), func(ctx context.Context, x adapters.Exchanger) error {
			go func() { token <- exchanging(adapters.WithOperation(context.WithoutCancel(ctx), "token"), x) }()
			<-ctx.Done()
			return ctx.Err()
		})
		want(t, err, adapters.DeadlineEnded, "")
		same(t, "on the wire meanwhile", seen.attempts[0].Wire, 3*time.Second)
		want(t, <-token, adapters.TimedOut, adapters.ReasonExchange)
		same(t, "operation", seen.exchanges[0].Operation, "token")
		same(t, "in flight", r.Snapshot().InFlight, 0)
	})
}

func TestExchangesAtTheSameTimeAreOnTheWireOnce(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(1500*time.Millisecond), nil)
		wantNone(t, once(t, r.Lookup("inn"), func(ctx context.Context, x adapters.Exchanger) error {
			var both sync.WaitGroup
			both.Go(func() { wantNone(t, exchanging(ctx, x)) })
			time.Sleep(time.Second)
			both.Go(func() { wantNone(t, exchanging(ctx, x)) })
			both.Wait()
			return nil
		}))
		same(t, "wire", seen.attempts[0].Wire, 2500*time.Millisecond)
	})
}

// pooled says that a second of its three went by before it had a connection.
type pooled struct{}

func (pooled) Do(context.Context, *http.Request) (adapters.Response, Timing, error) {
	time.Sleep(3 * time.Second)
	return adapters.Response{Status: 200}, Timing{Queued: 1100 * time.Millisecond}, nil
}

func TestTheWaitForAConnectionIsNotOnTheWire(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, pooled{}, nil)
		wantNone(t, once(t, r.Lookup("inn"), exchanging))
		same(t, "exchange", seen.exchanges[0].Took, 1900*time.Millisecond)
		same(t, "attempt", seen.attempts[0].Wire, 1900*time.Millisecond)
		same(t, "slow", seen.attempts[0].Slow, false)
	})
}

func TestAWireThatPanicsLeavesNothingBehind(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, wireFunc(func(context.Context, *http.Request) (adapters.Response, error) { panic("a bug") }), nil)
		suffer(t, r.Lookup("inn"), exchanging)
		synctest.Wait()
		same(t, "in flight", r.Snapshot().InFlight, 0)
	})
}

func TestAnOpsOwnContextErrorIsTheCallersEnd(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		_, err := r.Lookup("inn").Do(within(t, time.Second), in(time.Minute), func(ctx context.Context, _ adapters.Exchanger) error {
			<-ctx.Done()
			return ctx.Err()
		})
		want(t, err, adapters.DeadlineEnded, "")
		want(t, once(t, r.Lookup("inn"), returning(context.Canceled)), adapters.Internal, "") // the context has not ended
	})
}

// What an attempt does itself is neither the registry's time nor that of our queue.
func TestAnAttemptsOwnTimeIsWhatItDidNotWaitForAnExchange(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(3*time.Second), func(c *Config) { c.InFlight, c.LookupShare = 1, 100 })
		l := r.Lookup("snils-check")
		working := func(ctx context.Context, x adapters.Exchanger) error {
			pause(ctx, time.Second)
			err := exchanging(ctx, x)
			pause(ctx, 500*time.Millisecond)
			return err
		}
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() { _, _ = l.Do(t.Context(), in(0), working) })
		}
		all.Wait()
		for _, a := range seen.attempts { // the second one queued behind the first
			same(t, "own", a.Own, 1500*time.Millisecond)
			same(t, "wire", a.Wire, 3*time.Second)
		}
	})
}
