package adapterstest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/mock/fault"
)

// pipeURL is where a registry in virtual time is: nothing of it is looked at but the scheme.
const pipeURL = "http://127.0.0.1"

// pipes is a net.Listener whose connections are net.Pipes: sockets would stop virtual time.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), closed: make(chan struct{})} }

// dial is a transport.Dial.
func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr implements net.Listener.
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe", Net: "unix"} }

// lasting is a house and a registry in virtual time.
type lasting[R any] struct {
	o       Operation[R]
	house   *house
	spoiler *spoiler
	driver  adapters.Driver[R]
	query   adapters.Query
}

// inVirtualTime runs do in a bubble of virtual time, and holds it to leaving nothing: what is left keeps the bubble from ending.
func (o Operation[R]) inVirtualTime(
	t *testing.T, f fault.Fault, limits func(*resilience.Config), change func(*fault.Input), do func(*testing.T, *lasting[R]),
) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := &lasting[R]{o: o, driver: o.New(t, pipeURL), query: o.question(t)}
		l.spoiler = &spoiler{aside: o.Aside, fault: f, input: func(id string) fault.Input {
			in := o.input(id)
			change(&in)
			return in
		}}
		listener := newPipes()
		l.house = newHouse(t, l.driver.Spec(), pipeURL, building{limits: limits, dial: listener.dial})
		server := &http.Server{Handler: l.spoiler, ReadHeaderTimeout: patience}
		var serving sync.WaitGroup
		serving.Go(func() { _ = server.Serve(listener) }) // until it is closed
		defer func() {
			l.house.leave(t)
			_ = server.Close()
			serving.Wait()
		}()
		do(t, l)
	})
}

// ask puts the question once and returns how long that took.
func (l *lasting[R]) ask(t *testing.T) (reply adapters.Reply[R], took time.Duration, err error) {
	began := time.Now()
	reply, err = askIn(t.Context(), l.house, l.driver, l.query, l.o.Ticket)
	return reply, time.Since(began), err
}

func unchanged(*fault.Input) {}

// meetTimeout puts the driver to a registry that does not come to an end: the exchange's limit does, to the nanosecond.
func (o Operation[R]) meetTimeout(t *testing.T, f fault.Fault) {
	limit := resilience.Default().ExchangeLimit
	limits := func(c *resilience.Config) {
		hairTrigger(c)
		c.ExchangeLimit, c.SlowAfter = limit, limit
	}
	o.inVirtualTime(t, f, limits, unchanged, func(t *testing.T, l *lasting[R]) {
		reply, took, err := l.ask(t)
		end, want := o.expected(f.Ends, f.Name)
		o.ended(t, l.driver.Spec(), reply, err, end, want)
		l.house.charged(t, err)
		if took != limit {
			t.Errorf("it took %s, the limit is %s", took, limit)
		}
		l.house.traffic.settle(t, 0)
		for range 2 { // as the probe
			time.Sleep(time.Second)
			if _, took, err := l.ask(t); took != limit {
				t.Errorf("a probe took %s: %v", took, err)
			}
		}
	})
}

// meetSlow puts the driver to a registry that answers, now in good time and now slowly: slow answers open the breaker.
func (o Operation[R]) meetSlow(t *testing.T, f fault.Fault) {
	defaults := resilience.Default()
	for _, c := range []struct {
		name   string
		median time.Duration
		state  resilience.BreakerState
	}{
		{"in good time", defaults.SlowAfter / 4, resilience.Closed},
		{"slowly", 2 * defaults.SlowAfter, resilience.Open},
	} {
		t.Run(c.name, func(t *testing.T) {
			slow := func(in *fault.Input) { in.Slow = fault.LogNormal{Median: c.median, Sigma: 0.1} }
			o.inVirtualTime(t, f, func(*resilience.Config) {}, slow, func(t *testing.T, l *lasting[R]) {
				for range defaults.Trip.InARow {
					reply, took, err := l.ask(t)
					o.ended(t, l.driver.Spec(), reply, err, f.Ends, o.Want)
					if isSlow := took >= defaults.SlowAfter; isSlow != (c.state == resilience.Open) {
						t.Fatalf("it took %s: the test's delays are wrong", took)
					}
				}
				breaker := l.house.registry.Snapshot().Lookups[0].Breaker
				if breaker.State != c.state || breaker.Trip.Cause.Slow != (c.state == resilience.Open) {
					t.Errorf("after %d answers the breaker is %+v", defaults.Trip.InARow, breaker)
				}
			})
		})
	}
}

// meetFlap puts the driver to a registry of which every second exchange fails: questions are answered by a retry, and retries stay
// within the budget. A poll is never retried: every second one fails.
func (o Operation[R]) meetFlap(t *testing.T, f fault.Fault) {
	const questions = 10
	o.inVirtualTime(t, f, func(*resilience.Config) {}, unchanged, func(t *testing.T, l *lasting[R]) {
		began, answered := time.Now(), 0
		for n := range questions {
			reply, _, err := l.ask(t)
			end := fault.End{}
			if err != nil {
				end = fault.End{Kind: adapters.Unavailable, Reason: adapters.ReasonReset}
			} else {
				answered++
			}
			o.ended(t, l.driver.Spec(), reply, err, end, o.Want)
			if n == 0 && err != nil && o.Ticket == "" {
				t.Errorf("the first question is not asked again: %v", err)
			}
		}
		budget := resilience.Default().Retry.Budget
		most := questions + questions*int(budget.Ratio)/100 + budget.Bucket + int(time.Since(began)/budget.BucketGain)
		if o.Ticket != "" {
			most = questions
		}
		if n := l.spoiler.seen(); n > most || n < questions {
			t.Errorf("the registry has seen %d exchanges, from %d to %d may be", n, questions, most)
		}
		if answered < questions/2 {
			t.Errorf("%d questions of %d were answered", answered, questions)
		}
	})
}
