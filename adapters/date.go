package adapters

import "time"

// Precision says how much of a date is known.
type Precision uint8

// The precisions, coarse to fine. The zero Precision is that of a date that was not stated.
const (
	PrecisionNone Precision = iota
	PrecisionYear
	PrecisionMonth
	PrecisionDay
)

// A Date is a calendar date of which the day, or the month and day, may be unknown: foreign documents bear such birth
// dates. It is hidden, immutable, and zero when not stated. Unknown parts are never filled in.
type Date struct{ Hidden[ymd] }

type ymd struct {
	year       int
	month, day int // 0: unknown
}

// The years that a document in force today can bear.
const minYear, maxYear = 1850, 2200

// ParseDate reads YYYY, YYYY-MM or YYYY-MM-DD (ISO 8601-1:2019, 5.2.2) and checks it against the calendar. The error is
// a ValueError, which does not quote s.
func ParseDate(s string) (Date, error) {
	var d ymd
	ok := false
	switch len(s) {
	case 4:
		d.year, ok = digits(s)
		return newDate(d, ok && d.inCalendar())
	case 7:
		d.year, d.month, ok = yearMonth(s)
	case 10:
		if d.year, d.month, ok = yearMonth(s[:7]); ok && s[7] == '-' {
			d.day, ok = digits(s[8:])
			ok = ok && d.day > 0
		} else {
			ok = false
		}
	}
	return newDate(d, ok && d.month > 0 && d.inCalendar())
}

// NewDate returns the full date, or an error when there is no such day.
func NewDate(year int, month time.Month, day int) (Date, error) {
	d := ymd{year, int(month), day}
	return newDate(d, d.month > 0 && d.day > 0 && d.inCalendar())
}

// DateOf returns the day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{Hide(ymd{y, int(m), d})}
}

func newDate(d ymd, ok bool) (Date, error) {
	if !ok {
		return Date{}, &ValueError{Code: CodeFormat, Expected: "a calendar date YYYY-MM-DD, YYYY-MM or YYYY"}
	}
	return Date{Hide(d)}, nil
}

func yearMonth(s string) (year, month int, ok bool) {
	year, ok = digits(s[:4])
	if !ok || s[4] != '-' {
		return 0, 0, false
	}
	month, ok = digits(s[5:])
	return year, month, ok
}

// digits reads s as a number of ASCII digits only; strconv would take a sign and, in its error, quote s.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}

// inCalendar reports whether the known parts name a year, month or day that exists. time.Date normalises the 31st of
// April to the 1st of May, so a day that survives it unchanged is one.
func (d ymd) inCalendar() bool {
	if d.year < minYear || d.year > maxYear || d.month > 12 {
		return false
	}
	if d.day == 0 {
		return true
	}
	return time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC).Day() == d.day
}

// Precision says how much of the date is known.
func (d Date) Precision() Precision {
	switch v := d.Hidden.Reveal(); {
	case v.year == 0:
		return PrecisionNone
	case v.month == 0:
		return PrecisionYear
	case v.day == 0:
		return PrecisionMonth
	default:
		return PrecisionDay
	}
}

// Parts returns year, month and day; an unknown part is 0.
func (d Date) Parts() (year int, month time.Month, day int) {
	v := d.Hidden.Reveal()
	return v.year, time.Month(v.month), v.day
}

// Reveal returns YYYY, YYYY-MM or YYYY-MM-DD, as precise as the date is; "" when none is stated.
func (d Date) Reveal() string {
	const full = "2006-01-02"
	layout := [...]int{PrecisionNone: 0, PrecisionYear: 4, PrecisionMonth: 7, PrecisionDay: 10}[d.Precision()]
	if layout == 0 {
		return ""
	}
	v := d.Hidden.Reveal()
	return time.Date(v.year, time.Month(max(v.month, 1)), max(v.day, 1), 0, 0, 0, 0, time.UTC).Format(full)[:layout]
}

// Time returns the first moment of the day in loc; ok is false unless the date is full.
func (d Date) Time(loc *time.Location) (t time.Time, ok bool) {
	if d.Precision() != PrecisionDay {
		return time.Time{}, false
	}
	v := d.Hidden.Reveal()
	return time.Date(v.year, time.Month(v.month), v.day, 0, 0, 0, 0, loc), true
}

// Compare orders two dates at the coarser of their precisions: -1, 0 or 1. A date that is not stated compares as equal
// to nothing: ok is false.
func (d Date) Compare(other Date) (order int, ok bool) {
	p := min(d.Precision(), other.Precision())
	if p == PrecisionNone {
		return 0, false
	}
	a, b := d.Hidden.Reveal().at(p), other.Hidden.Reveal().at(p)
	switch {
	case a.before(b):
		return -1, true
	case b.before(a):
		return 1, true
	default:
		return 0, true
	}
}

// Equal reports whether both are known equally well and are the same; two dates that are not stated are equal.
func (d Date) Equal(other Date) bool { return d.Hidden.Reveal() == other.Hidden.Reveal() }

func (d ymd) at(p Precision) ymd {
	if p < PrecisionDay {
		d.day = 0
	}
	if p < PrecisionMonth {
		d.month = 0
	}
	return d
}

func (d ymd) before(other ymd) bool {
	if d.year != other.year {
		return d.year < other.year
	}
	if d.month != other.month {
		return d.month < other.month
	}
	return d.day < other.day
}
