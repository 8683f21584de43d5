package resilience

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

// endings are all ways in which an attempt may end, of which a history draws.
func endings() []func() error {
	fail := func(k adapters.Kind, r adapters.Reason) func() error {
		return func() error { return adapters.Fail(k, r, "") }
	}
	return []func() error{
		func() error { return nil },
		func() error { return &adapters.Pending{Ticket: "1"} },
		fail(adapters.Unavailable, adapters.ReasonStatus), fail(adapters.Unavailable, adapters.ReasonConnect),
		fail(adapters.Unavailable, adapters.ReasonReset), fail(adapters.Unavailable, adapters.ReasonTicketLost),
		fail(adapters.TimedOut, adapters.ReasonExchange), fail(adapters.Malformed, adapters.ReasonSyntax),
		fail(adapters.Denied, adapters.ReasonAccess), fail(adapters.Rejected, adapters.ReasonSchema),
		fail(adapters.Refused, adapters.ReasonBusy), fail(adapters.Canceled, ""), fail(adapters.Internal, ""),
		func() error { return tooMany(time.Minute) },
		func() error { return tooMany(0) },
		func() error { panic("a bug") },
		func() error { runtime.Goexit(); return nil },
	}
}

// A watch knows what may not happen at any moment of any history.
type watch struct {
	registry *Registry
	lookups  []*Lookup
	mu       sync.Mutex
	wrong    string
	probes   map[string]int // on their way: of the gate, and of each breaker
}

func (w *watch) fail(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrong = fmt.Sprintf(format, args...)
}

// add counts a probe on its way, of which there is one at most.
func (w *watch) add(of string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.probes[of] += n; w.probes[of] > 1 {
		w.wrong = fmt.Sprintf("%d probes of %s at a time", w.probes[of], of)
	}
}

// op ends after d as end says, and notes whether it is a probe: whoever is let in by a gate that holds, or by a breaker
// that is half open.
func (w *watch) op(l *Lookup, d time.Duration, end func() error) Op {
	return func(ctx context.Context, _ adapters.Exchanger) error {
		now := time.Now()
		if w.registry.gate.snapshot(now).State == Holding {
			w.add("gate", 1)
			defer w.add("gate", -1)
		}
		switch l.breaker.snapshot(now).State {
		case Open:
			w.fail("let through by an open breaker")
		case HalfOpen:
			w.add(l.name, 1)
			defer w.add(l.name, -1)
		}
		if !pause(ctx, d) {
			return ended(ctx)
		}
		return end()
	}
}

// A step of a history is one question, and how long after it the next one comes.
type step struct {
	lookup, way        int
	poll               bool
	takes, wait, after time.Duration
}

func drawSteps(t *rapid.T, ways int) []step {
	bias := rapid.IntRange(0, ways-1).Draw(t, "bias") // what this history mostly consists of
	steps := make([]step, rapid.IntRange(1, 80).Draw(t, "steps"))
	for i := range steps {
		s := step{
			lookup: rapid.IntRange(0, 1).Draw(t, "lookup"), way: bias, poll: rapid.Bool().Draw(t, "poll"),
			takes: time.Duration(rapid.IntRange(0, 5).Draw(t, "takes")) * time.Second,
			wait:  time.Duration(rapid.IntRange(0, 30).Draw(t, "wait")) * time.Second,
		}
		if rapid.Bool().Draw(t, "another way") {
			s.way = rapid.IntRange(0, ways-1).Draw(t, "way")
		}
		if rapid.Bool().Draw(t, "later") {
			s.after = time.Duration(rapid.IntRange(0, 600).Draw(t, "after")) * time.Second
		}
		steps[i] = s
	}
	return steps
}

// Whatever attempts end in, in whatever order and at whatever times: no more than one probe at a time, nobody passes
// what holds, and as soon as the registry is well again everybody passes after one probe each.
func TestGateAndBreakersForAnyHistory(t *testing.T) {
	ways := endings()
	anyHistory(t, func(t *rapid.T) {
		cfg := Default()
		cfg.Retry.Budget.Bucket = 1000
		r, err := NewRegistry("tax", cfg, taking(0), nil)
		if err != nil {
			t.Fatal(err)
		}
		w := &watch{registry: r, lookups: []*Lookup{r.Lookup("inn"), r.Lookup("taxpayer")}, probes: make(map[string]int)}
		var all sync.WaitGroup
		for _, s := range drawSteps(t, len(ways)) {
			l := w.lookups[s.lookup]
			all.Go(func() {
				defer func() { _ = recover() }()
				if s.poll {
					_, _ = l.Poll(endless(), w.op(l, s.takes, ways[s.way]))
				} else {
					_, _ = l.Do(endless(), in(s.wait), w.op(l, s.takes, ways[s.way]))
				}
			})
			synctest.Wait()
			time.Sleep(s.after)
		}
		all.Wait()
		if w.wrong != "" {
			t.Fatal(w.wrong)
		}
		w.recovers(t)
	})
}

// recovers checks that with a registry that is well again each lookup passes within the longest hold, by one probe.
func (w *watch) recovers(t *rapid.T) {
	time.Sleep(30 * time.Minute)
	for _, l := range w.lookups {
		for range 2 { // the gate's probe, which is the breaker's too, and one that must simply pass
			if _, err := l.Do(endless(), in(0), returning(nil)); err != nil {
				t.Fatalf("%s is stuck: %v", l.name, err)
			}
		}
		if s := l.breaker.snapshot(time.Now()).State; s != Closed {
			t.Fatalf("%s: %s after a success", l.name, s)
		}
	}
	if g := w.registry.Snapshot().Gate; g.State != Passing || g.Probing {
		t.Fatalf("gate: %+v", g)
	}
}
