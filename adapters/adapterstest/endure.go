package adapterstest

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/mock/fault"
)

// Endure puts one driver, made once as in the program, to n bad replies: the mutants of the goldens of dir that are refused, over and
// over. It returns how much heap was in use, after a collection, at points evenly apart; the first stands after an eighth, when
// pools and caches are full. With overSockets they come through transport and policy, on loopback.
func Endure[R any](t testing.TB, dir string, r Room[R], n int, overSockets bool) (heap []uint64) {
	t.Helper()
	bad, g := r.badReplies(t, dir)
	put := r.putting(t, g, bad)
	if overSockets {
		put = r.sending(t, g, bad)
	}
	const points = 8
	for i := range n {
		if err := put(i); failureOf(err) == nil {
			t.Fatalf("bad reply %d was accepted", i)
		}
		if (i+1)%max(1, n/points) == 0 {
			heap = append(heap, inUse())
		}
	}
	return heap
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC() // what pools hold goes with the second
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

// badReplies returns the mutants that are refused of the longest golden of one exchange, or of one exchange and a token.
func (r Room[R]) badReplies(t testing.TB, dir string) ([]scripted, golden) {
	t.Helper()
	m := breeder[R]{room: r}
	var longest golden
	for _, g := range readGoldens(t, dir, r.Query) {
		if len(g.replies) > 0 && g.ticket == "" && !m.ask(t, g, nil).failed && (longest.replies == nil || g.length() > longest.length()) {
			longest = g
		}
	}
	if longest.replies == nil {
		t.Fatalf("no golden in %s ends in an answer", dir)
	}
	last := len(longest.replies) - 1
	good := longest.replies[last]
	var bad []scripted
	var driver any
	for _, mutant := range fault.Mutants(good.protocol(), []byte(good.body), nil) {
		spoilt, reply := longest, good
		reply.body = string(mutant.Body)
		spoilt.replies = append(slices.Clone(longest.replies[:last]), reply)
		a := m.ask(t, spoilt, driver)
		if driver = a.driver; a.failed && a.kind == adapters.Malformed {
			bad = append(bad, reply)
		}
	}
	return bad, longest
}

// putting puts bad replies to a driver without a socket. The replies before the answer, a token, come first, once.
func (r Room[R]) putting(t testing.TB, g golden, bad []scripted) func(i int) error {
	t.Helper()
	driver := r.New(t, nobody)
	if _, err := ask(t.Context(), driver, g.query, "", &canned{replies: g.replies}); err != nil && !isPending(err) {
		t.Fatal(err)
	}
	return func(i int) error {
		_, err := ask(t.Context(), driver, g.query, "", &canned{replies: bad[i%len(bad):][:1]})
		return err
	}
}

// sending serves bad replies to a driver behind transport and policy, which holds nobody back.
func (r Room[R]) sending(t testing.TB, g golden, bad []scripted) func(i int) error {
	t.Helper()
	var served atomic.Int64
	before := len(g.replies) - 1
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		n := int(served.Add(1) - 1)
		if n < before {
			(&script{replies: g.replies[n:]}).ServeHTTP(w, request)
			return
		}
		(&script{replies: bad[(n-before)%len(bad):][:1]}).ServeHTTP(w, request)
	}))
	t.Cleanup(server.Close)
	driver := r.New(t, server.URL)
	h := newHouse(t, driver.Spec(), server.URL, building{limits: observing})
	t.Cleanup(func() { h.leave(t) })
	return func(int) error {
		_, err := askIn(t.Context(), h, driver, g.query, "")
		h.watch.forget()
		return err
	}
}

func observing(c *resilience.Config) {
	c.Observe = true
	c.Retry.Retries = 0
	c.ExchangeLimit, c.Trip.Window = patience, 4*patience
}

// forget drops what was counted: it is no part of what is measured.
func (w *watch) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exchanges = w.exchanges[:0]
}

// Flat reports whether heap, as Endure returns it, does not grow: the last point is above the first by no more than a tenth and
// what the collector's own hand leaves.
func Flat(heap []uint64) bool {
	const hand = 256 << 10
	return len(heap) > 1 && heap[len(heap)-1] <= heap[0]+heap[0]/10+hand
}
