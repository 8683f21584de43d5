package resilience

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func TestWaitingIsFullAtOnce(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { c.Waiting = 3 })
		l := r.Lookup("snils-check")
		var leaves []func()
		for range 3 {
			leave, err := l.Enter(t.Context())
			wantNone(t, err)
			leaves = append(leaves, leave)
		}
		start := time.Now()
		_, err := l.Enter(t.Context())
		same(t, "retry after", want(t, err, adapters.Refused, adapters.ReasonBusy).RetryAfter, busyLeast)
		same(t, "waited", time.Since(start), 0)
		same(t, "waiting", r.Snapshot().Waiting, 3)
		leaves[0]()
		leaves[0]() // the first call counts
		same(t, "waiting", r.Snapshot().Waiting, 2)
		_, err = l.Enter(t.Context())
		wantNone(t, err)
		_, err = l.Enter(t.Context())
		want(t, err, adapters.Refused, adapters.ReasonBusy)
	})
}

func TestOneLookupMayHoldItsShareOfWaiting(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { c.Waiting = 10 })
		hanging, sibling := r.Lookup("payments"), r.Lookup("snils-check")
		fill := func(l *Lookup) (n int) {
			for {
				if _, err := l.Enter(t.Context()); err != nil {
					return n
				}
				n++
			}
		}
		same(t, "the hanging one", fill(hanging), 6)
		same(t, "its sibling", fill(sibling), 4)
		same(t, "told apart", r.Snapshot().Lookups[0].Waiting, 6)
	})
}

func TestBusySaysWhenToComeAgain(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, taking(4*time.Second), func(c *Config) { c.Waiting, c.InFlight, c.Observe = 50, 10, true })
		l := r.Lookup("snils-check")
		for range 50 {
			wantNone(t, once(t, l, exchanging)) // the mean comes near 4 s
		}
		for range 50 {
			_, err := l.Enter(t.Context())
			wantNone(t, err)
		}
		_, err := l.Enter(t.Context())
		f := want(t, err, adapters.Refused, adapters.ReasonBusy)
		if f.RetryAfter < 19*time.Second || f.RetryAfter > 20*time.Second {
			t.Errorf("retry after %s, want nearly 50/10 times 4 s", f.RetryAfter)
		}
	})
}

// counting is a wire that takes d and notes how many exchanges were under way at most.
func counting(d time.Duration) (wireFunc, *atomic.Int32) {
	var now, most atomic.Int32
	return func(ctx context.Context, r *http.Request) (adapters.Response, error) {
		n := now.Add(1)
		defer now.Add(-1)
		for {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		return taking(d)(ctx, r)
	}, &most
}

func TestNoMoreExchangesAreUnderWayThanMay(t *testing.T) {
	inTime(t, func(t *testing.T) {
		wire, most := counting(time.Second)
		r, seen := newRegistry(t, wire, nil)
		l := r.Lookup("snils-check")
		var all sync.WaitGroup
		start := time.Now()
		for range 100 {
			all.Go(func() { wantNone(t, once(t, l, exchanging)) })
		}
		synctest.Wait()
		same(t, "in flight", r.Snapshot().InFlight, 20)
		same(t, "queued", r.Snapshot().Queued, 80)
		all.Wait()
		same(t, "at most", most.Load(), 20)
		same(t, "took", time.Since(start), 5*time.Second) // and no fewer
		same(t, "the last one queued", seen.exchanges[99].Queued, 4*time.Second)
		same(t, "in flight", r.Snapshot().InFlight, 0)
	})
}

func TestAHangingLookupNeverStarvesItsSiblings(t *testing.T) {
	inTime(t, func(t *testing.T) {
		wire := wireFunc(func(ctx context.Context, r *http.Request) (adapters.Response, error) {
			if r.URL.Path == "/hang" {
				return hanging(ctx, r)
			}
			return taking(10*time.Millisecond)(ctx, r)
		})
		r, _ := newRegistry(t, wire, func(c *Config) { c.Observe = true })
		stuck, sibling := r.Lookup("payments"), r.Lookup("snils-check")
		var all sync.WaitGroup
		for range 2 * 200 { // twice as many as the registry holds
			all.Go(func() {
				leave, err := stuck.Enter(t.Context())
				if err != nil {
					return
				}
				defer leave()
				_, _ = stuck.Do(within(t, 10*time.Second), in(10*time.Second), exchangingAt("/hang"))
			})
		}
		synctest.Wait()
		same(t, "its share", r.Snapshot().InFlight, 12)
		for range 100 {
			start := time.Now()
			leave, err := sibling.Enter(t.Context())
			wantNone(t, err)
			wantNone(t, once(t, sibling, exchanging))
			leave()
			same(t, "took", time.Since(start), 10*time.Millisecond)
		}
		all.Wait()
		same(t, "left in flight", r.Snapshot().InFlight, 0)
		same(t, "left waiting", r.Snapshot().Waiting, 0)
	})
}

func TestAHangingRegistryNeverSlowsAnother(t *testing.T) {
	inTime(t, func(t *testing.T) {
		stuck, _ := newRegistry(t, wireFunc(hanging), nil)
		other, _ := newRegistry(t, taking(10*time.Millisecond), nil)
		l, sound := stuck.Lookup("snils-check"), other.Lookup("inn")
		var all sync.WaitGroup
		for range 200 {
			all.Go(func() { _, _ = l.Do(within(t, 10*time.Second), in(10*time.Second), exchanging) })
		}
		for range 100 {
			start := time.Now()
			wantNone(t, once(t, sound, exchanging))
			same(t, "took", time.Since(start), 10*time.Millisecond)
		}
		all.Wait()
	})
}

func TestALookupAloneMayTakeAll(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, taking(time.Second), nil)
		l := r.Lookup("criminal-record")
		for range 30 {
			go func() { _ = once(t, l, exchanging) }()
		}
		synctest.Wait()
		same(t, "in flight", r.Snapshot().InFlight, 20)
		time.Sleep(time.Minute)
	})
}

func TestTheSameNameIsTheSameLookup(t *testing.T) {
	r, _ := newRegistry(t, nil, nil)
	same(t, "lookup", r.Lookup("inn"), r.Lookup("inn"))
	same(t, "name", r.Lookup("inn").Name(), "inn")
	same(t, "registry", r.Name(), "pension")
	same(t, "alone", r.Lookup("inn").lane.limit, 20)
	r.Lookup("taxpayer")
	same(t, "with a sibling", r.Lookup("inn").lane.limit, 12)
}

func TestTheQueueIsFirstComeFirstServed(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(time.Second), func(c *Config) { c.InFlight = 2; c.LookupShare = 50 })
		a, b := r.Lookup("a"), r.Lookup("b")
		var all sync.WaitGroup
		for _, l := range []*Lookup{a, a, a, b, a, b, b} {
			all.Go(func() { wantNone(t, once(t, l, exchanging)) })
			synctest.Wait()
			time.Sleep(time.Millisecond)
		}
		all.Wait()
		var order string
		for _, e := range seen.exchanges {
			order += e.Lookup
		}
		// One of each at a time; none of a's overtakes another, and b is not held up by the a that wait before it.
		same(t, "order", order, "abababa")
		for i := 2; i < len(seen.exchanges); i++ {
			if e, before := seen.exchanges[i], seen.exchanges[i-2]; e.Lookup == before.Lookup && e.Queued < before.Queued-time.Second {
				t.Errorf("exchange %d queued for %s after one that queued for %s", i, e.Queued, before.Queued)
			}
		}
	})
}

func TestAmongLookupsTheLongestWaitingIsServedFirst(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(time.Second), func(c *Config) { c.InFlight, c.LookupShare = 1, 100 })
		a, b, c := r.Lookup("a"), r.Lookup("b"), r.Lookup("c")
		var all sync.WaitGroup
		for _, l := range []*Lookup{a, c, b, c, a, b} {
			all.Go(func() { wantNone(t, once(t, l, exchanging)) })
			synctest.Wait()
		}
		all.Wait()
		var order string
		for _, e := range seen.exchanges {
			order += e.Lookup
		}
		same(t, "order", order, "acbcab")
	})
}

// A place may be given in the moment in which its waiter leaves.
func TestAPlaceGivenToOneWhoLeavesIsHandedOn(t *testing.T) {
	inTime(t, func(t *testing.T) {
		f, l := &inflight{limit: 1}, &lane{}
		f.add(l, 1)
		same(t, "first", f.acquire(t.Context(), l), true)
		leaver := &waiter{ready: make(chan struct{})}
		l.push(leaver)
		next := make(chan bool)
		go func() { next <- f.acquire(t.Context(), l) }()
		synctest.Wait()
		f.release(l, 0)
		same(t, "the leaver", f.abandon(l, leaver), false)
		same(t, "the next one", <-next, true)
		f.release(l, 0)
		same(t, "used", f.used+l.used, 0)
	})
}

func TestTheDeadlineWhileQueuedIsBusy(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(5*time.Second), func(c *Config) { c.InFlight, c.LookupShare = 1, 100 })
		l := r.Lookup("snils-check")
		go func() { _ = once(t, l, exchanging) }()
		synctest.Wait()
		start := time.Now()
		_, err := l.Do(within(t, time.Second), in(time.Second), exchanging)
		f := want(t, err, adapters.Refused, adapters.ReasonBusy)
		same(t, "retry after", f.RetryAfter > 0, true)
		same(t, "at the deadline", time.Since(start), time.Second)
		canceled, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = l.Do(canceled, in(time.Second), exchanging)
		want(t, err, adapters.Canceled, "")
		same(t, "queued", r.Snapshot().Queued, 0)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		same(t, "on the wire", len(seen.exchanges), 1)
	})
}

// A visit is one who comes for a place in flight.
type visit struct {
	lane                   int
	patience, takes, after time.Duration
}

func drawVisits(t *rapid.T) []visit {
	seconds := func(most int, what string) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(t, what)) * time.Second
	}
	visits := make([]visit, rapid.IntRange(1, 40).Draw(t, "visits"))
	for i := range visits {
		visits[i] = visit{
			lane:     rapid.IntRange(0, 2).Draw(t, "lane"),
			patience: seconds(20, "patience"), takes: seconds(20, "takes"), after: seconds(5, "after"),
		}
	}
	return visits
}

// Whoever comes, waits, leaves or is canceled in whatever order: the limits hold, no place is lost, and none stays free
// while somebody waits who may have it.
func TestInFlightHoldsForAnyHistory(t *testing.T) {
	anyHistory(t, func(t *rapid.T) {
		f := &inflight{limit: rapid.IntRange(1, 5).Draw(t, "limit")}
		lanes := []*lane{{}, {}, {}}
		share := rapid.IntRange(1, f.limit).Draw(t, "share")
		for _, l := range lanes {
			f.add(l, share)
		}
		var all sync.WaitGroup
		var wrong string
		for _, v := range drawVisits(t) {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(endless(), v.patience)
				defer cancel()
				if f.acquire(ctx, lanes[v.lane]) {
					time.Sleep(v.takes)
					f.release(lanes[v.lane], v.takes)
				}
			})
			synctest.Wait()
			wrong = cmp.Or(wrong, f.wrong(share))
			time.Sleep(v.after)
		}
		all.Wait()
		for _, l := range lanes {
			if l.used != 0 || l.queued != 0 || l.first != nil || l.last != nil || f.used != 0 {
				t.Fatalf("left behind: %+v, %d in all", *l, f.used)
			}
		}
		if wrong != "" {
			t.Fatal(wrong)
		}
	})
}

// wrong says what may never be, when nobody is on his way in or out.
func (f *inflight) wrong(share int) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	used := 0
	for _, l := range f.lanes {
		used += l.used
		if l.used > share || l.first != nil && l.used < share && f.used < f.limit {
			return fmt.Sprintf("%d of %d used, in all %d of %d, somebody waiting: %v", l.used, share, f.used, f.limit, l.first != nil)
		}
	}
	if used != f.used || used > f.limit {
		return fmt.Sprintf("%d used, %d counted, at most %d", used, f.used, f.limit)
	}
	return ""
}
