package mock

import (
	"errors"
	"fmt"
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
	c.put(base, at, stand)
}

// put is set for who holds the lock.
func (c *clock) put(base, at time.Time, stand bool) {
	c.ahead, c.stood = at.Sub(base), time.Time{}
	if stand {
		c.stood = at
	}
}

// turn makes c say set, or where it is nil what it says, and by more. It goes on from there, or stands if stand is true, or if it stood and is
// not set. The error names the member of a ClockOrder that would lead out of the years that a clock can be turned to; then nothing was done.
func (c *clock) turn(base time.Time, set *time.Time, by time.Duration, stand bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := base.Add(c.ahead)
	if !c.stood.IsZero() {
		at, stand = c.stood, stand || set == nil
	}
	if set != nil {
		if at = *set; !turnable(at) {
			return outOfYears("set")
		}
	}
	if by != 0 {
		if at = at.Add(by); !turnable(at) {
			return outOfYears("advance")
		}
	}
	c.put(base, at, stand)
	return nil
}

// The years that a clock can be turned to. Within them a time.Duration leads from any time to any other, and the contracts can write any date that follows from one.
const (
	firstYear = 1970
	lastYear  = 2199
)

func turnable(at time.Time) bool {
	year := at.UTC().Year()
	return year >= firstYear && year <= lastYear
}

func outOfYears(member string) error {
	return fmt.Errorf("%s: expected what leads to a time in the years %d to %d", member, firstYear, lastYear)
}

func (c *clock) stands() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.stood.IsZero()
}

// time returns the namespace's clock, where base is the mock's.
func (s *namespace) time(base func() time.Time) func() time.Time {
	return func() time.Time { return s.clock.now(base()) }
}

// A ClockOrder says what to do with a namespace's clock: set it, move it, or both in this order.
type ClockOrder struct {
	Set     *time.Time `json:"set,omitempty"`     // to this time, of the years 1970 to 2199
	Advance Duration   `json:"advance,omitempty"` // by so long, "90m", and not out of these years; together with Set, after it
	Stand   bool       `json:"stand,omitempty"`   // from then on, until it is set again
}

// clockView is the clock as the admin API shows it.
type clockView struct {
	Now    time.Time `json:"now"`
	Stands bool      `json:"stands"`
}

// order carries out o. A clock that goes and is told to stand stands where it is.
func (s *namespace) order(base time.Time, o ClockOrder) error {
	switch {
	case o.Advance == none:
		return errAdvance
	case o.Set == nil && o.Advance == 0 && !o.Stand:
		return errors.New(`expected {"set": "2026-11-22T09:00:00Z"} or {"advance": "90m"}, and perhaps "stand": true`)
	default:
		return s.clock.turn(base, o.Set, o.Advance.std(), o.Stand)
	}
}

var errAdvance = errors.New("advance: expected how far the clock is to move, such as 90m or 48h")

// SetClock makes the clock of the server's namespace say at, and go on from there. It panics where that is not of the years 1970 to 2199.
func (s *Server) SetClock(at time.Time) { s.turn(&at, 0) }

// Advance moves the clock of the server's namespace by d: tickets become ready, tokens expire, quotas are free again. It panics where that
// leads out of the years 1970 to 2199.
func (s *Server) Advance(d time.Duration) { s.turn(nil, d) }

func (s *Server) turn(set *time.Time, by time.Duration) {
	if err := s.space().clock.turn(s.config.Now(), set, by, false); err != nil {
		panic("mock: " + err.Error())
	}
}

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
