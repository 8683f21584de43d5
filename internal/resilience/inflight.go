package resilience

import (
	"context"
	"sync"
	"time"

	"github.com/sverka/sverka/internal/fair"
)

// inflight bounds the exchanges under way with a registry, and those of one lookup among them. Who finds no place waits:
// callers go in turn, each in the order of his coming, and are passed over only while their own lookup has all that it may take.
type inflight struct {
	mu    sync.Mutex
	limit int
	used  int
	turns fair.Turns
	came  uint64 // waiters ever
	lanes []*lane
	mean  time.Duration // of the time on the wire, moving
}

// A lane is one lookup's part of an inflight. Its fields are guarded by the inflight's lock.
type lane struct {
	limit       int
	used        int
	queued      int
	first, last *waiter // the queue
}

// A waiter is one exchange in a lane's queue.
type waiter struct {
	caller     string
	turn       uint64
	came       uint64        // tells equal turns apart
	ready      chan struct{} // closed when the waiter may go
	prev, next *waiter
}

// acquire takes a place for l, waiting for one if it must until ctx ends; then it returns false.
func (f *inflight) acquire(ctx context.Context, l *lane) bool {
	f.mu.Lock()
	if f.used < f.limit && l.used < l.limit { // then nobody of l waits: serve would have let him in
		f.used++
		l.used++
		f.mu.Unlock()
		return true
	}
	p := &waiter{caller: fair.Caller(ctx), came: f.came, ready: make(chan struct{})}
	p.turn = f.turns.Give(p.caller)
	f.came++
	l.push(p)
	f.mu.Unlock()
	select {
	case <-p.ready:
		return true
	case <-ctx.Done():
		return f.abandon(l, p)
	}
}

// abandon takes p out of the queue. A place that was given in the same moment is handed on.
func (f *inflight) abandon(l *lane, p *waiter) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	select {
	case <-p.ready:
		f.free(l)
	default:
		l.remove(p)
		f.turns.Gone(p.caller)
	}
	return false
}

// release gives l's place back after an exchange that was on the wire for took.
func (f *inflight) release(l *lane, took time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.mean += (took - f.mean) / 8
	f.free(l)
}

func (f *inflight) free(l *lane) {
	f.used--
	l.used--
	f.serve()
}

// serve gives free places to those whose turn it is among the lanes that may take more.
func (f *inflight) serve() {
	for f.used < f.limit {
		var next *lane
		for _, l := range f.lanes {
			if l.first != nil && l.used < l.limit && (next == nil || l.first.before(next.first)) {
				next = l
			}
		}
		if next == nil {
			return
		}
		p := next.first
		next.remove(p)
		f.turns.Went(p.caller, p.turn)
		f.used++
		next.used++
		close(p.ready)
	}
}

// add gives the registry another lane; every lane may take limit from now on.
func (f *inflight) add(l *lane, limit int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lanes = append(f.lanes, l)
	for _, l := range f.lanes {
		l.limit = limit
	}
}

// clearing estimates how long n more questions take to get through at the present pace.
func (f *inflight) clearing(n int) time.Duration {
	f.mu.Lock()
	defer f.mu.Unlock()
	d := f.mean * time.Duration(n) / time.Duration(f.limit)
	return min(max(d, busyLeast), busyMost)
}

// The bounds of what a caller is told who finds the registry busy.
const (
	busyLeast = time.Second
	busyMost  = 30 * time.Second
)

// before reports whether p goes before q.
func (p *waiter) before(q *waiter) bool {
	return p.turn < q.turn || p.turn == q.turn && p.came < q.came
}

// push puts p at its turn. Those behind it are of callers who have more in the queue than p's has.
func (l *lane) push(p *waiter) {
	p.prev = l.last
	for p.prev != nil && p.before(p.prev) {
		p.next, p.prev = p.prev, p.prev.prev
	}
	if p.prev == nil {
		l.first = p
	} else {
		p.prev.next = p
	}
	if p.next == nil {
		l.last = p
	} else {
		p.next.prev = p
	}
	l.queued++
}

func (l *lane) remove(p *waiter) {
	if p.prev == nil {
		l.first = p.next
	} else {
		p.prev.next = p.next
	}
	if p.next == nil {
		l.last = p.prev
	} else {
		p.next.prev = p.prev
	}
	p.prev, p.next = nil, nil
	l.queued--
}
