package maintenance

import (
	"sync/atomic"
	"time"
)

// A Calendar knows when a registry is closed. It is safe for concurrent use.
type Calendar struct {
	zone  *time.Location
	rules rules
	last  atomic.Pointer[found]
}

// Window returns the window that at lies in or, if the registry is open at that moment, the next one: its first minute,
// and the first one at which the registry is open again. Windows that touch or overlap are one. ok is false if it will not
// be closed any more.
//
// What the clock is set to counts, not how long the process has run.
func (c *Calendar) Window(at time.Time) (from, until time.Time, ok bool) {
	now := at.Unix()
	f := c.last.Load()
	if f == nil || !f.answers(now) {
		f = c.find(now)
		c.last.Store(f)
	}
	if f.until == 0 {
		return time.Time{}, time.Time{}, false
	}
	return time.Unix(f.from, 0).In(c.zone), time.Unix(f.until, 0).In(c.zone), true
}

// A found is the window that was found for a moment and for all after it, up to the window's end: in seconds since 1970.
type found struct {
	since       int64
	from, until int64 // 0: there is no window any more
}

func (f *found) answers(now int64) bool { return now >= f.since && (now < f.until || f.until == 0) }

func (c *Calendar) find(now int64) *found {
	for at := now; ; {
		s, closed, more := c.stretch(at)
		switch {
		case closed:
			from, until := c.joined(s)
			return &found{since: now, from: from, until: until}
		case !more:
			return &found{since: now}
		}
		at = s.until
	}
}

// joined returns the whole window that the closed stretch s is part of.
func (c *Calendar) joined(s span) (from, until int64) {
	for before, closed, _ := c.stretch(s.from - 1); closed; before, closed, _ = c.stretch(s.from - 1) {
		s.from = before.from
	}
	for after, closed, _ := c.stretch(s.until); closed; after, closed, _ = c.stretch(s.until) {
		s.until = after.until
	}
	return s.from, s.until
}

// stretch returns a part of time around a moment, in seconds since 1970, that is all closed or all open, and within which
// the wall clock is not put forward or back. more is whether anything changes after it.
func (c *Calendar) stretch(at int64) (part span, closed, more bool) {
	t := time.Unix(at, 0).In(c.zone)
	_, seconds := t.Zone()
	offset := int64(seconds)
	wall, closed := c.rules.stretch(at + offset)
	part = span{wall.from - offset, wall.until - offset}
	start, end := t.ZoneBounds()
	if !start.IsZero() {
		part.from = max(part.from, start.Unix())
	}
	if !end.IsZero() {
		part.until = min(part.until, end.Unix())
	}
	return part, closed, wall.until != ever
}
