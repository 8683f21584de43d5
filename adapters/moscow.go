package adapters

import "time"

// Moscow returns the zone of the registries' calendars, and of the days in which callers' questions are counted (Federal Law 107-ФЗ:
// UTC+3; it has had no summer time since 2014).
func Moscow() *time.Location { return time.FixedZone("MSK", 3*60*60) }

// EndOfDay returns when the day of Moscow in which t lies is over: the first moment of the next.
func EndOfDay(t time.Time) time.Time {
	year, month, day := t.In(Moscow()).Date()
	return time.Date(year, month, day+1, 0, 0, 0, 0, Moscow())
}
