package cache

import (
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
)

// A Ticket is one question that a registry has taken, the lookups that wait for it, and, once collected, its result.
// Its methods are safe for concurrent use.
type Ticket[T any] struct {
	Key    Key
	Caller string
	Query  adapters.Query // asked first; what the driver collects by
	Opened time.Time

	mu       sync.Mutex
	pending  adapters.Pending
	nextPoll time.Time
	hopeless time.Time // until then a poll would be refused, as far as is known
	polling  bool

	asked []string // lookup ids, oldest first; guarded by Tickets.mu

	// Written before done is closed, read after.
	done  chan struct{}
	value T
	err   error
}

// Asked is one lookup that waits for a ticket: its own query may state more than the lookup reads.
type asked[T any] struct {
	ticket *Ticket[T]
	query  adapters.Query
	until  time.Time // once the ticket is done; zero before
}

// Done is closed when the ticket has its result.
func (t *Ticket[T]) Done() <-chan struct{} { return t.done }

// Result returns what was collected; to be called after Done only.
func (t *Ticket[T]) Result() (T, error) { return t.value, t.err }

// Pending returns what the registry said last of when to come back. RetryAfter is the time until the next poll that may
// be let through.
func (t *Ticket[T]) Pending() *adapters.Pending {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.pending
	p.RetryAfter = max(time.Until(t.nextPoll), time.Until(t.hopeless), 0)
	return &p
}

// NextPoll returns when the registry may be polled again. While somebody polls, that is not before a pace from now.
func (t *Ticket[T]) NextPoll() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if next := time.Now().Add(t.pending.Pace); t.polling && next.After(t.nextPoll) {
		return next
	}
	return t.nextPoll
}

// Claim takes the next poll if it is due, and puts the one after it a pace later: whoever polls, the registry is never
// polled faster than its pace, nor twice at a time, and a poll that fails keeps it. Who claimed it says Polled afterwards.
func (t *Ticket[T]) Claim() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	if t.polling || now.Before(t.nextPoll) {
		return false
	}
	t.polling, t.nextPoll = true, now.Add(t.pending.Pace)
	return true
}

// Polled says that the poll which was claimed has come back.
func (t *Ticket[T]) Polled() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.polling = false
}

// Postpone notes what a poll that found nothing told. The ticket's own text and pace may have changed.
func (t *Ticket[T]) Postpone(p adapters.Pending) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if p.Ticket == "" {
		p.Ticket = t.pending.Ticket
	}
	if p.ExpectedBy.IsZero() {
		p.ExpectedBy = t.pending.ExpectedBy
	}
	t.pending, t.hopeless = p, time.Time{}
	t.nextPoll = time.Now().Add(p.Pace)
}

// Delay puts the next poll off by at least d: the registry asked for it.
func (t *Ticket[T]) Delay(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if next := time.Now().Add(d); next.After(t.nextPoll) {
		t.nextPoll = next
	}
}

// Refused notes that a poll was not let through to the registry, and will not be for d unless somebody changes that: the
// next one may come a pace later all the same, for it costs nothing.
func (t *Ticket[T]) Refused(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.hopeless = time.Now().Add(d)
}

// Limits bounds the tickets of one lookup. Zero members mean the defaults.
type Limits struct {
	Keep time.Duration // how long a collected answer stays readable; 1 hour
	Open time.Duration // how long a ticket may stay open; 30 days, the longest that the law gives a registry (59-ФЗ)
	Most int           // tickets held, open and done; 10,000
	IDs  int           // lookups held per ticket; 64, the oldest go first
}

func (l Limits) orDefaults() Limits {
	l.Keep = orDefault(l.Keep, time.Hour)
	l.Open = orDefault(l.Open, 30*24*time.Hour)
	l.Most = orDefault(l.Most, 10_000)
	l.IDs = orDefault(l.IDs, 64)
	return l
}

func orDefault[N int | time.Duration](n, def N) N {
	if n <= 0 {
		return def
	}
	return n
}

// Tickets holds the tickets of one lookup. It is safe for concurrent use.
type Tickets[T any] struct {
	limits Limits

	mu    sync.Mutex
	open  map[Key]*Ticket[T]
	asked map[string]*asked[T]
	swept time.Time
}

// NewTickets returns an empty Tickets.
func NewTickets[T any](limits Limits) *Tickets[T] {
	return &Tickets[T]{limits: limits.orDefaults(), open: make(map[Key]*Ticket[T]), asked: make(map[string]*asked[T])}
}

// Get returns the open ticket for key.
func (ts *Tickets[T]) Get(key Key) (*Ticket[T], bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.sweep()
	t, ok := ts.open[key]
	return t, ok
}

// Has reports whether a ticket is open for key.
func (ts *Tickets[T]) Has(key Key) bool {
	_, ok := ts.Get(key)
	return ok
}

// askedPerTicket bounds the lookups held, those of collected tickets included, by the tickets held: most questions are
// asked once or twice.
const askedPerTicket = 8

// Full reports whether no further ticket can be held. It is asked before a registry is, for a ticket that cannot be
// held would be a question asked in vain.
func (ts *Tickets[T]) Full() bool {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.sweep()
	return len(ts.open) >= ts.limits.Most || len(ts.asked) >= askedPerTicket*ts.limits.Most
}

// Open holds a ticket that a registry has just given for q.
func (ts *Tickets[T]) Open(key Key, q adapters.Query, p adapters.Pending) *Ticket[T] {
	now := time.Now()
	t := &Ticket[T]{Key: key, Caller: q.Caller, Query: q, Opened: now, pending: p, nextPoll: now.Add(p.Pace), done: make(chan struct{})}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.open[key] = t
	return t
}

// Attach lets the lookup id, which asked q, wait for t.
func (ts *Tickets[T]) Attach(id string, q adapters.Query, t *Ticket[T]) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	a := &asked[T]{ticket: t, query: q}
	select {
	case <-t.done:
		a.until = time.Now().Add(ts.limits.Keep)
	default:
	}
	ts.asked[id] = a
	t.asked = append(t.asked, id)
	if len(t.asked) > ts.limits.IDs {
		delete(ts.asked, t.asked[0])
		t.asked = t.asked[1:]
	}
}

// Find returns the ticket that the lookup id waits for, and the query that was asked, if caller is who asked.
func (ts *Tickets[T]) Find(caller, id string) (t *Ticket[T], q adapters.Query, ok bool) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	ts.sweep()
	a := ts.asked[id]
	if a == nil || a.ticket.Caller != caller || !a.until.IsZero() && !time.Now().Before(a.until) {
		return nil, q, false
	}
	return a.ticket, a.query, true
}

// Forget lets the lookup id wait no longer: Find does not know it any more.
func (ts *Tickets[T]) Forget(id string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	delete(ts.asked, id)
}

// Finish gives t its result, which stays readable by its lookups for Limits.Keep. Whoever asks the same from now on
// asks anew. The first result stands.
func (ts *Tickets[T]) Finish(t *Ticket[T], value T, err error) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	select {
	case <-t.done:
		return
	default:
	}
	t.value, t.err = value, err
	close(t.done)
	ts.forgetOpen(t)
	until := time.Now().Add(ts.limits.Keep)
	for _, id := range t.asked {
		if a := ts.asked[id]; a != nil {
			a.until = until
		}
	}
}

func (ts *Tickets[T]) forgetOpen(t *Ticket[T]) {
	if ts.open[t.Key] == t {
		delete(ts.open, t.Key)
	}
}

// sweepEvery is how often what has had its time is forgotten; between, Find and Get look at the time themselves.
const sweepEvery = time.Minute

// sweep forgets what has had its time. It runs on others' calls: what is never asked for needs no goroutine.
func (ts *Tickets[T]) sweep() {
	now := time.Now()
	if now.Sub(ts.swept) < sweepEvery {
		return
	}
	ts.swept = now
	for id, a := range ts.asked {
		if !a.until.IsZero() && !now.Before(a.until) || now.Sub(a.ticket.Opened) > ts.limits.Open+ts.limits.Keep {
			delete(ts.asked, id)
		}
	}
	for _, t := range ts.open {
		if now.Sub(t.Opened) > ts.limits.Open {
			ts.forgetOpen(t)
		}
	}
}

// Len returns how many tickets are open.
func (ts *Tickets[T]) Len() int {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	return len(ts.open)
}
