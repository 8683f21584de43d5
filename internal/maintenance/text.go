package maintenance

import (
	"strings"
	"time"
)

// The units of the wall clock's seconds.
const (
	minute = int64(60)
	hour   = 60 * minute
	day    = 24 * hour
	week   = 7 * day
)

// clock reads a time of the day, 00:00 to 24:00, as seconds since midnight.
func clock(text string) (int64, bool) {
	if len(text) != len("15:04") || text[2] != ':' {
		return 0, false
	}
	h, ok1 := digits(text[:2])
	m, ok2 := digits(text[3:])
	at := h*hour + m*minute
	return at, ok1 && ok2 && m < 60 && at <= day
}

// date reads a day of the calendar, 2006-01-02, as the wall clock's seconds at which it begins.
func date(text string) (int64, bool) {
	if len(text) != len(time.DateOnly) || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	y, ok1 := digits(text[:4])
	m, ok2 := digits(text[5:7])
	d, ok3 := digits(text[8:])
	if !ok1 || !ok2 || !ok3 || y < 2000 || y > 2199 {
		return 0, false
	}
	at := time.Date(int(y), time.Month(m), int(d), 0, 0, 0, 0, time.UTC)
	if at.Month() != time.Month(m) || at.Day() != int(d) { // time.Date makes the 1st of May of the 31st of April
		return 0, false
	}
	return at.Unix(), true
}

func digits(text string) (n int64, ok bool) {
	for _, c := range []byte(text) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	return n, true
}

// weekdays reads mon or mon-fri as the first and last day, 0 being Monday.
func weekdays(text string) (first, last int, ok bool) {
	from, until, ranged := strings.Cut(text, "-")
	if !ranged {
		until = from
	}
	first, last = weekday(from), weekday(until)
	return first, last, first >= 0 && last >= 0
}

// weekday returns the number of a day, or -1.
func weekday(text string) int {
	const names = "mon tue wed thu fri sat sun"
	if len(text) != 3 || strings.Contains(text, " ") {
		return -1
	}
	if at := strings.Index(names, text); at >= 0 {
		return at / 4
	}
	return -1
}
