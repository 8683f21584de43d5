package resilience

import (
	"cmp"
	"fmt"
	"time"
)

// sliding counts exactly: it remembers when each exchange that still counts was sent.
type sliding struct {
	window time.Duration
	count  int
	start  time.Time // ring holds times since then
	ring   []time.Duration
	first  int // the oldest
	n      int
}

func (s *sliding) used(now time.Time) int {
	since := now.Sub(s.start) - s.window
	for s.n > 0 && s.ring[s.first] <= since {
		s.first = (s.first + 1) % len(s.ring)
		s.n--
	}
	return s.n
}

func (s *sliding) send(now time.Time) {
	if s.ring == nil {
		s.ring, s.start = make([]time.Duration, s.count), now
	}
	s.used(now)
	s.ring[(s.first+s.n)%len(s.ring)] = now.Sub(s.start)
	s.n++
}

// frees returns when the oldest leaves the window. Where all places are kept by exchanges that are still to be sent, a
// whole window from now is the honest bound.
func (s *sliding) frees(now time.Time) time.Time {
	if s.n == 0 {
		return now.Add(s.window)
	}
	return s.start.Add(s.ring[s.first] + s.window)
}

// A day counts within a calendar day of its zone.
type day struct {
	zone  *time.Location
	today date
	sent  int
}

// A date is a day of the calendar.
type date struct {
	year  int
	month time.Month
	day   int
}

func (d date) after(e date) bool {
	return cmp.Or(cmp.Compare(d.year, e.year), cmp.Compare(d.month, e.month), cmp.Compare(d.day, e.day)) > 0
}

func (d *day) used(now time.Time) int {
	var today date
	today.year, today.month, today.day = now.In(d.zone).Date()
	if today.after(d.today) { // never back: a clock that is set must not give the day's quota twice
		d.today, d.sent = today, 0
	}
	return d.sent
}

func (d *day) send(now time.Time) {
	d.used(now)
	d.sent++
}

// String writes d as 2006-01-02.
func (d date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// frees returns the end of the day.
func (d *day) frees(now time.Time) time.Time {
	d.used(now)
	return time.Date(d.today.year, d.today.month, d.today.day+1, 0, 0, 0, 0, d.zone)
}
