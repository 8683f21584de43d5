package mock

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A day is a calendar day as a persona's file writes it: 2026-01-31, or today with days, months or years added, so that a patent
// that holds for three months more does so whenever the mock runs. The zero day is none.
type day struct {
	fixed               string
	years, months, days int
	relative            bool
}

// UnmarshalText reads YYYY-MM-DD, today, today+90d, today-2m or today+1y.
func (d *day) UnmarshalText(text []byte) error {
	fromToday, relative := strings.CutPrefix(string(text), "today")
	if !relative {
		if _, err := time.Parse(time.DateOnly, fromToday); err != nil {
			return errNoDay
		}
		*d = day{fixed: fromToday}
		return nil
	}
	*d = day{relative: true}
	if fromToday == "" {
		return nil
	}
	return d.move(fromToday)
}

var errNoDay = errors.New("expected a day: 2026-01-31, today, today+90d, today-2m or today+1y")

// move adds +90d, -2m or +1y: a sign, one to five digits, and a unit.
func (d *day) move(by string) error {
	const least, most = len("+1d"), len("+12345d")
	if len(by) < least || len(by) > most || by[0] != '+' && by[0] != '-' {
		return errNoDay
	}
	n, err := strconv.Atoi(by[:len(by)-1])
	if err != nil {
		return errNoDay
	}
	switch by[len(by)-1] {
	case 'd':
		d.days = n
	case 'm':
		d.months = n
	case 'y':
		d.years = n
	default:
		return errNoDay
	}
	return nil
}

// on returns YYYY-MM-DD as of today, or "" for none.
func (d day) on(today time.Time) string {
	if d.relative {
		return today.AddDate(d.years, d.months, d.days).Format(time.DateOnly)
	}
	return d.fixed
}

// moscow is the zone of the registries' calendar; it has had no summer time since 2014.
//
//nolint:gochecknoglobals // made once, never written to
var moscow = sync.OnceValue(func() *time.Location { return time.FixedZone("MSK", 3*60*60) })
