package mock

import (
	"crypto/rand"
	"sync"
	"time"
)

// A ticket is a question that mvd has taken.
type ticket struct {
	id     string
	asked  mvdPerson
	found  *dossier // nil: nobody who is known
	ready  time.Time
	polled time.Time
	number int // in the order in which they were opened
}

// tickets are those that are not forgotten yet. The zero value is ready for use, by several goroutines.
type tickets struct {
	mu     sync.Mutex
	byID   map[string]*ticket
	opened int
}

// maxTickets bounds what is kept; beyond it the ticket that is ready first is forgotten.
const maxTickets = 10_000

// open keeps t under an identifier of its own, which it returns. Identifiers are random and not seeded: one of an earlier run
// must lead to nobody.
func (t *tickets) open(one ticket, now time.Time, keep time.Duration) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.byID == nil {
		t.byID = map[string]*ticket{}
	}
	if len(t.byID) >= maxTickets {
		t.sweep(now, keep)
	}
	t.opened++
	one.id, one.number = rand.Text(), t.opened
	t.byID[one.id] = &one
	return one.id
}

// sweep forgets what is kept too long, and one more where that was nothing.
func (t *tickets) sweep(now time.Time, keep time.Duration) {
	var first *ticket
	for id, one := range t.byID {
		if now.After(one.ready.Add(keep)) {
			delete(t.byID, id)
		} else if first == nil || one.ready.Before(first.ready) {
			first = one
		}
	}
	if first != nil && len(t.byID) >= maxTickets {
		delete(t.byID, first.id)
	}
}

// last returns a copy of the youngest ticket of a question about asked; one without an id if there is none.
func (t *tickets) last(asked mvdPerson) ticket {
	t.mu.Lock()
	defer t.mu.Unlock()
	youngest := &ticket{}
	for _, one := range t.byID {
		if one.asked == asked && one.number > youngest.number {
			youngest = one
		}
	}
	return *youngest
}

// poll returns a copy of the ticket; known is false for one that never was or is forgotten. Where it was polled less than gap ago,
// wait says how long to stay away. A poll at a time that is still to come, for somebody has set the clock back, does not count; that none is
// to come for another reason, poll sees to by looking at the clock in its turn.
func (t *tickets) poll(id string, clock func() time.Time, gap, keep time.Duration) (one ticket, known bool, wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := clock()
	found := t.byID[id]
	if found == nil || now.After(found.ready.Add(keep)) {
		delete(t.byID, id)
		return ticket{}, false, 0
	}
	if since := now.Sub(found.polled); since >= 0 && since < gap {
		return *found, true, gap - since
	}
	found.polled = now
	return *found, true, 0
}
