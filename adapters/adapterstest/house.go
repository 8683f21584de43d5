package adapterstest

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/transport"
)

// A house is what stands between a driver and its registry in the program, for one case: transport and policy, with what they did.
type house struct {
	client   *transport.Client
	registry *resilience.Registry
	lookup   *resilience.Lookup
	traffic  *traffic
	watch    watch
}

// building says how a house differs from the program's defaults.
type building struct {
	transport func(*transport.Config)
	limits    func(*resilience.Config)
	dial      transport.Dial
}

func newHouse(t testing.TB, spec adapters.Spec, baseURL string, b building) *house {
	t.Helper()
	config, limits := transport.Default(), resilience.Default()
	config.BaseURL = baseURL
	if b.transport != nil {
		b.transport(&config)
	}
	b.limits(&limits)
	if b.dial == nil {
		b.dial = new(net.Dialer).DialContext
	}
	h := &house{traffic: newTraffic()}
	var err error
	if h.client, err = transport.New(config, transport.WithDial(h.traffic.over(b.dial))); err != nil {
		t.Fatal(err)
	}
	if h.registry, err = resilience.NewRegistry(spec.Registry, limits, h, &h.watch); err != nil {
		t.Fatal(err)
	}
	h.lookup = h.registry.Lookup(spec.Lookup)
	return h
}

// Do implements resilience.Wire.
func (h *house) Do(ctx context.Context, r *http.Request) (adapters.Response, resilience.Timing, error) {
	response, w, err := h.client.Do(ctx, r)
	return response, resilience.Timing{Reused: w.Reused, Queued: w.Queued}, err
}

// patience is how long a question may take in all.
const patience = time.Minute

// askIn puts the question to the driver as the program does: a ticket's by a poll.
func askIn[R any](ctx context.Context, h *house, d adapters.Driver[R], q adapters.Query, t adapters.Ticket) (reply adapters.Reply[R], err error) {
	leave, err := h.lookup.Enter(ctx)
	if err != nil {
		return reply, err
	}
	defer leave()
	op := func(ctx context.Context, x adapters.Exchanger) (err error) {
		reply, err = ask(ctx, d, q, t, x)
		return err
	}
	if t != "" {
		_, err = h.lookup.Poll(ctx, op)
		return reply, err
	}
	until := time.Now().Add(patience)
	_, err = h.lookup.Do(ctx, func() time.Time { return until }, op)
	return reply, err
}

// leave closes what the house keeps and holds it to leaving nothing: no connection, no question, no exchange, no probe.
func (h *house) leave(t testing.TB) {
	t.Helper()
	s := h.registry.Snapshot()
	if s.Waiting != 0 || s.InFlight != 0 || s.Queued != 0 || s.Gate.Probing {
		t.Errorf("the house still holds %d questions, %d exchanges in flight and %d queued, a probe: %v", s.Waiting, s.InFlight, s.Queued, s.Gate.Probing)
	}
	h.client.Close()
	h.traffic.settle(t, 0)
}

// A watch is the Observer that keeps count.
type watch struct {
	mu        sync.Mutex
	exchanges []resilience.Exchange
}

// seen returns the exchanges so far.
func (w *watch) seen() []resilience.Exchange {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.exchanges
}

// Exchanged implements resilience.Observer.
func (w *watch) Exchanged(e resilience.Exchange) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges = append(w.exchanges, e)
}

// Attempted implements resilience.Observer.
func (*watch) Attempted(resilience.Attempt) {}

// Retried implements resilience.Observer.
func (*watch) Retried(resilience.Retrial) {}

// GateChanged implements resilience.Observer.
func (*watch) GateChanged(resilience.GateChange) {}

// BreakerChanged implements resilience.Observer.
func (*watch) BreakerChanged(resilience.BreakerChange) {}
