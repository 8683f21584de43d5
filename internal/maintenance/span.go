package maintenance

import (
	"cmp"
	"slices"
	"sort"
)

// A span is a part of the wall clock's time, in seconds: from its from until before its until.
type span struct{ from, until int64 }

func (s span) within(t span) span { return span{max(s.from, t.from), min(s.until, t.until)} }

// ever is longer than any calendar.
const ever = int64(1) << 40

// always is all of the wall clock's time.
func always() span { return span{-ever, ever} }

// spans are in order, and apart from each other.
type spans []span

// joined returns all as spans: what touches or overlaps is one.
func joined(all []span) spans {
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var apart spans
	for _, s := range all {
		if last := len(apart) - 1; last >= 0 && s.from <= apart[last].until {
			apart[last].until = max(apart[last].until, s.until)
		} else {
			apart = append(apart, s)
		}
	}
	return apart
}

// longest returns the length of the longest of s, in seconds.
func (s spans) longest() (most int64) {
	for _, one := range s {
		most = max(most, one.until-one.from)
	}
	return most
}

// whole reports whether s is all of a period.
func (s spans) whole(period int64) bool { return len(s) == 1 && s[0] == span{0, period} }

// around returns the span that holds w, or the gap between two of them that does.
func (s spans) around(w int64) (part span, held bool) {
	after := sort.Search(len(s), func(i int) bool { return s[i].from > w })
	part = always()
	if after < len(s) {
		part.until = s[after].from
	}
	if after == 0 {
		return part, false
	}
	before := s[after-1]
	if w < before.until {
		return before, true
	}
	part.from = before.until
	return part, false
}

// weekly are spans of each week, in seconds since its Monday, 00:00.
func (s spans) weekly(w int64) (part span, held bool) {
	if len(s) == 0 {
		return always(), false
	}
	monday := w - modulo(w-firstMonday, week)
	part, held = s.around(w - monday)
	if part.from == -ever {
		part.from = s[len(s)-1].until - week
	}
	if part.until == ever {
		part.until = s[0].from + week
	}
	return span{part.from + monday, part.until + monday}, held
}

// firstMonday is the first one of 1970, whose first day was a Thursday.
const firstMonday = 4 * day

func modulo(a, b int64) int64 { return (a%b + b) % b }

// rules are what a configuration comes to.
type rules struct{ weekly, dates, open spans }

// stretch returns a part of the wall clock's time around w that is all closed or all open.
func (r rules) stretch(w int64) (part span, closed bool) {
	works, open := r.open.around(w)
	if open {
		return works, false
	}
	dated, closed := r.dates.around(w)
	if closed {
		return dated.within(works), true
	}
	weekly, closed := r.weekly.weekly(w)
	if closed {
		return weekly.within(works), true
	}
	return weekly.within(dated), false
}
