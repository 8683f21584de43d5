package mock

import (
	"errors"
	"regexp"
	"strconv"
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

var relativeDay = regexp.MustCompile(`^today(?:([+-]\d{1,5})([dmy]))?$`)

// UnmarshalText reads YYYY-MM-DD, today, today+90d, today-2m or today+1y.
func (d *day) UnmarshalText(text []byte) error {
	parts := relativeDay.FindStringSubmatch(string(text))
	if parts == nil {
		if _, err := time.Parse(time.DateOnly, string(text)); err != nil {
			return errors.New("expected a day: 2026-01-31, today, today+90d, today-2m or today+1y")
		}
		*d = day{fixed: string(text)}
		return nil
	}
	*d = day{relative: true}
	if parts[1] == "" {
		return nil
	}
	n, err := strconv.Atoi(parts[1])
	switch parts[2] {
	case "d":
		d.days = n
	case "m":
		d.months = n
	default:
		d.years = n
	}
	return err
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
