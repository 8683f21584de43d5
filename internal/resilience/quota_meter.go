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

func (s *sliding) send(now time.Time) (scarce bool) {
	if s.ring == nil {
		s.ring, s.start = make([]time.Duration, s.count), now
	}
	s.used(now)
	s.ring[(s.first+s.n)%len(s.ring)] = now.Sub(s.start)
	s.n++
	return false
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

	recorded int // what of sent was in the last record that was ahead
	reserved int // what that record counts
	low      int // from here on another record is wanted
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
		d.begin(today, 0)
	}
	return d.sent
}

// begin counts from sent on, with nothing in reserve.
func (d *day) begin(today date, sent int) {
	d.today, d.sent, d.recorded, d.reserved, d.low = today, sent, sent, sent, sent
}

func (d *day) send(now time.Time) (scarce bool) {
	d.used(now)
	d.sent++
	return d.sent >= d.low
}

// exactly returns what a last record is to count.
func (d *day) exactly(int) int { return d.sent }

// ahead returns what a record of now is to count of the limit: a fiftieth of it beyond what was sent, or twice what was sent since
// the last record if that is more. While nothing is sent, nothing more is reserved: who starts again and again and asks
// nothing spends nothing.
func (d *day) ahead(limit int) int {
	moved := d.sent - d.recorded
	d.recorded = d.sent
	if moved > 0 {
		d.reserved = max(d.reserved, min(limit, d.sent+max(limit/50, 2*moved)))
		d.low = d.sent + max(1, (d.reserved-d.sent)/2)
	}
	d.reserved = max(d.reserved, d.sent)
	return d.reserved
}

// restore counts what the record does, if it is of today, or of tomorrow: then the clock was put back over midnight, which
// must not give a day's quota twice.
func (d *day) restore(s DayRecord) {
	counted := max(s.Sent, s.Reserved)
	switch tomorrow := d.today.next(); s.Day {
	case d.today.String():
		d.begin(d.today, max(d.sent, counted))
	case tomorrow.String():
		d.begin(tomorrow, counted)
	}
}

func (d date) next() date {
	var e date
	e.year, e.month, e.day = time.Date(d.year, d.month, d.day+1, 0, 0, 0, 0, time.UTC).Date()
	return e
}

// String writes d as 2006-01-02.
func (d date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day) }

// frees returns the end of the day.
func (d *day) frees(now time.Time) time.Time {
	d.used(now)
	return time.Date(d.today.year, d.today.month, d.today.day+1, 0, 0, 0, 0, d.zone)
}
