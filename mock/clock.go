package mock

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

// A clock is a namespace's own: the mock's, moved or stopped. The zero value is the mock's as it is. It is safe for concurrent use.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration // of the mock's clock
	stood time.Time     // zero: it goes
}

// now returns the time by c where the mock's clock says base.
func (c *clock) now(base time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stood.IsZero() {
		return c.stood
	}
	return base.Add(c.ahead)
}

// set makes c say at, and go on from there or stand.
func (c *clock) set(base, at time.Time, stand bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead, c.stood = at.Sub(base), time.Time{}
	if stand {
		c.stood = at
	}
}

// move moves c by d, whether it goes or stands.
func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stood.IsZero() {
		c.ahead += d
	} else {
		c.stood = c.stood.Add(d)
	}
}

func (c *clock) stands() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.stood.IsZero()
}

// A ClockOrder says what to do with a namespace's clock: set it, move it, or both in this order.
type ClockOrder struct {
	Set     time.Time `json:"set,omitzero"`      // to this time
	Advance Duration  `json:"advance,omitempty"` // by so long, "90m"; together with Set, after it
	Stand   bool      `json:"stand,omitempty"`   // from then on, until it is set again
}

// clockView is the clock as the admin API shows it.
type clockView struct {
	Now    time.Time `json:"now"`
	Stands bool      `json:"stands"`
}

// order carries out o. A clock that goes and is told to stand stands where it is.
func (s *namespace) order(base time.Time, o ClockOrder) error {
	if o.Set.IsZero() && o.Advance == 0 && !o.Stand {
		return errors.New(`expected {"set": "2026-11-22T09:00:00Z"} or {"advance": "90m"}, and perhaps "stand": true`)
	}
	if !o.Set.IsZero() {
		s.clock.set(base, o.Set, o.Stand)
	}
	if o.Advance > 0 {
		s.clock.move(o.Advance.std())
	}
	if o.Stand && o.Set.IsZero() {
		s.clock.set(base, s.clock.now(base), true)
	}
	return nil
}

// SetClock makes the clock of the server's namespace say at, and go on from there.
func (s *Server) SetClock(at time.Time) { s.space().clock.set(s.config.Now(), at, false) }

// Advance moves the clock of the server's namespace by d: tickets become ready, tokens expire, quotas are free again.
func (s *Server) Advance(d time.Duration) { s.space().clock.move(d) }

func (m *Mock) serveClock(w http.ResponseWriter, r *http.Request) {
	s := spaceOf(r)
	writeJSON(w, clockView{s.clock.now(m.config.Now()), s.clock.stands()}, nil)
}

func (m *Mock) setClock(w http.ResponseWriter, r *http.Request) {
	var o ClockOrder
	err := readOrder(r, &o, `{"set": "2026-11-22T09:00:00Z", "advance": "90m", "stand": true}, one of the first two at least, or stand`)
	if err == nil {
		err = spaceOf(r).order(m.config.Now(), o)
	}
	if err != nil {
		badScenario(w, err)
		return
	}
	m.serveClock(w, r)
}

func (m *Mock) resetClock(w http.ResponseWriter, r *http.Request) {
	base := m.config.Now()
	spaceOf(r).clock.set(base, base, false)
	w.WriteHeader(http.StatusNoContent)
}
