package maintenance_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/internal/maintenance"
)

func calendar(t testing.TB, c maintenance.Config) *maintenance.Calendar {
	t.Helper()
	made, err := maintenance.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// at reads "2026-11-29 02:00" by the clock of a zone; a third word is an offset, where the clock shows a time twice.
func at(t testing.TB, zone, text string) time.Time {
	t.Helper()
	location, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(text, " ") == 2 {
		made, err := time.Parse("2006-01-02 15:04 -07", text)
		if err != nil {
			t.Fatal(err)
		}
		return made.In(location)
	}
	made, err := time.ParseInLocation("2006-01-02 15:04", text, location)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestTheWindowOfAMoment(t *testing.T) {
	sundays := []maintenance.Weekly{{Days: []string{"sun"}, From: "02:00", Until: "06:00"}}
	for name, c := range map[string]struct {
		config          maintenance.Config
		at, from, until string // from empty: none
	}{
		"before it, the next": {maintenance.Config{Weekly: sundays}, "2026-11-26 12:00", "2026-11-29 02:00", "2026-11-29 06:00"},
		"at its beginning":    {maintenance.Config{Weekly: sundays}, "2026-11-29 02:00", "2026-11-29 02:00", "2026-11-29 06:00"},
		"in its last minute":  {maintenance.Config{Weekly: sundays}, "2026-11-29 05:59", "2026-11-29 02:00", "2026-11-29 06:00"},
		"at its end":          {maintenance.Config{Weekly: sundays}, "2026-11-29 06:00", "2026-12-06 02:00", "2026-12-06 06:00"},
		"over midnight": {
			maintenance.Config{Weekly: []maintenance.Weekly{{Days: []string{"sun"}, From: "23:00", Until: "04:00"}}},
			"2026-11-30 03:00", "2026-11-29 23:00", "2026-11-30 04:00",
		},
		"a whole day": {
			maintenance.Config{Weekly: []maintenance.Weekly{{Days: []string{"sun"}}}},
			"2026-11-29 12:00", "2026-11-29 00:00", "2026-11-30 00:00",
		},
		"windows that touch are one, over the week's end too": {
			maintenance.Config{Weekly: []maintenance.Weekly{
				{Days: []string{"sat-mon"}, From: "20:00", Until: "24:00"}, {Days: []string{"sun-tue"}, Until: "03:00"}, {Days: []string{"mon"}, From: "02:00", Until: "04:30"},
			}},
			"2026-11-29 23:59", "2026-11-29 20:00", "2026-11-30 04:30",
		},
		"a date, with a week's window that it touches": {
			maintenance.Config{Weekly: sundays, Dates: []maintenance.Date{{First: "2026-11-27", Last: "2026-11-29", From: "18:00", Until: "02:00"}}},
			"2026-11-26 12:00", "2026-11-27 18:00", "2026-11-29 06:00",
		},
		"one day, into the next": {
			maintenance.Config{Dates: []maintenance.Date{{Day: "2026-12-31", From: "20:00", Until: "08:00"}}},
			"2026-11-26 12:00", "2026-12-31 20:00", "2027-01-01 08:00",
		},
		"a date on which it works": {
			maintenance.Config{Weekly: sundays, Dates: []maintenance.Date{{Day: "2026-11-29", Open: true}}},
			"2026-11-29 03:00", "2026-12-06 02:00", "2026-12-06 06:00",
		},
		"a date on which it works for a while": {
			maintenance.Config{Weekly: sundays, Dates: []maintenance.Date{{Day: "2026-11-29", From: "03:00", Until: "04:00", Open: true}}},
			"2026-11-29 02:30", "2026-11-29 02:00", "2026-11-29 03:00",
		},
		"and the rest of it": {
			maintenance.Config{Weekly: sundays, Dates: []maintenance.Date{{Day: "2026-11-29", From: "03:00", Until: "04:00", Open: true}}},
			"2026-11-29 03:00", "2026-11-29 04:00", "2026-11-29 06:00",
		},
		"of a date that is past": {
			maintenance.Config{Dates: []maintenance.Date{{Day: "2026-11-25"}}}, "2026-11-26 00:00", "", "",
		},
		"of no calendar":   {maintenance.Config{}, "2026-11-26 12:00", "", ""},
		"of a far one":     {maintenance.Config{Dates: []maintenance.Date{{Day: "2199-12-31"}}}, "2026-11-26 00:00", "2199-12-31 00:00", "2200-01-01 00:00"},
		"on the leap day":  {maintenance.Config{Dates: []maintenance.Date{{Day: "2028-02-29"}}}, "2026-11-26 00:00", "2028-02-29 00:00", "2028-03-01 00:00"},
		"open at all ends": {maintenance.Config{Dates: []maintenance.Date{{Day: "2026-11-26", Open: true}}}, "2026-11-26 12:00", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			const zone = "Europe/Moscow"
			c.config.Zone = zone
			made := calendar(t, c.config)
			for range 2 { // found, and remembered
				from, until, ok := made.Window(at(t, zone, c.at))
				if ok != (c.from != "") {
					t.Fatalf("ok is %v", ok)
				}
				if ok && (!from.Equal(at(t, zone, c.from)) || !until.Equal(at(t, zone, c.until))) {
					t.Errorf("from %v until %v, want %s to %s", from, until, c.from, c.until)
				}
			}
		})
	}
}

// The clock on the wall decides: New York's is put forward at 02:00 on 8 March 2026, and back at 02:00 on 1 November.
func TestSummerTimeBeginsAndEndsWithinAWindow(t *testing.T) {
	const zone = "America/New_York"
	for name, c := range map[string]struct{ from, until, at, begins, ends string }{
		"over the hour that is skipped":          {"01:00", "04:00", "2026-03-08 00:00", "2026-03-08 01:00", "2026-03-08 04:00"},
		"until within it":                        {"01:00", "02:30", "2026-03-08 00:00", "2026-03-08 01:00 -05", "2026-03-08 03:00 -04"},
		"from within it":                         {"02:30", "04:00", "2026-03-08 00:00", "2026-03-08 03:00 -04", "2026-03-08 04:00 -04"},
		"all within it: closed the week after":   {"02:00", "03:00", "2026-03-08 00:00", "2026-03-15 02:00", "2026-03-15 03:00"},
		"over the hour that comes twice":         {"00:30", "03:00", "2026-11-01 00:00", "2026-11-01 00:30 -04", "2026-11-01 03:00 -05"},
		"all of it, twice":                       {"01:00", "02:00", "2026-11-01 00:00", "2026-11-01 01:00 -04", "2026-11-01 02:00 -05"},
		"its first half comes twice: once":       {"01:00", "01:30", "2026-11-01 00:00", "2026-11-01 01:00 -04", "2026-11-01 01:30 -04"},
		"its first half comes twice: once again": {"01:00", "01:30", "2026-11-01 01:45 -04", "2026-11-01 01:00 -05", "2026-11-01 01:30 -05"},
	} {
		t.Run(name, func(t *testing.T) {
			made := calendar(t, maintenance.Config{Zone: zone, Weekly: []maintenance.Weekly{{Days: []string{"sun"}, From: c.from, Until: c.until}}})
			from, until, ok := made.Window(at(t, zone, c.at))
			if !ok || !from.Equal(at(t, zone, c.begins)) || !until.Equal(at(t, zone, c.ends)) {
				t.Errorf("from %v until %v, want %s to %s", from, until, c.begins, c.ends)
			}
		})
	}
}

// A clock that is put back makes no window out of what was found for later.
func TestWhatWasFoundIsForItsTimeOnly(t *testing.T) {
	const zone = "Europe/Moscow"
	made := calendar(t, maintenance.Config{Zone: zone, Weekly: []maintenance.Weekly{{Days: []string{"sun"}, Until: "01:00"}}})
	for _, c := range []struct{ at, want string }{
		{"2026-11-29 00:30", "2026-11-29 00:00"}, {"2026-11-26 12:00", "2026-11-29 00:00"}, {"2026-11-19 12:00", "2026-11-22 00:00"}, {"2026-12-01 00:00", "2026-12-06 00:00"},
	} {
		if from, _, _ := made.Window(at(t, zone, c.at)); !from.Equal(at(t, zone, c.want)) {
			t.Errorf("at %s: from %v, want %s", c.at, from, c.want)
		}
	}
}

// A model is a calendar as a person reads it: is it closed at this minute of the wall clock?
type model struct {
	zone   *time.Location
	config maintenance.Config
}

const stamp = "2006-01-02 15:04"

func (m model) closed(t time.Time) bool {
	wall := t.In(m.zone)
	now := wall.Format(stamp)
	closed := false
	for _, w := range m.config.Weekly {
		for back := range 2 { // began today or yesterday
			begun := time.Date(wall.Year(), wall.Month(), wall.Day()-back, 0, 0, 0, 0, time.UTC)
			if slices.Contains(w.Days, strings.ToLower(begun.Weekday().String()[:3])) && shows(begun, begun, w.From, w.Until, now) {
				closed = true
			}
		}
	}
	for _, d := range m.config.Dates {
		first, last := d.First, d.Last
		if d.Day != "" {
			first, last = d.Day, d.Day
		}
		a, _ := time.Parse(time.DateOnly, first)
		b, _ := time.Parse(time.DateOnly, last)
		if shows(a, b, d.From, d.Until, now) {
			if d.Open {
				return false
			}
			closed = true
		}
	}
	return closed
}

// shows reports whether a clock that shows now is between a time of the day first and one of the day last.
func shows(first, last time.Time, from, until, now string) bool {
	if from == "" {
		from = "00:00"
	}
	if until == "" || until == "24:00" {
		last, until = last.AddDate(0, 0, 1), "00:00"
	} else if first.Equal(last) && until <= from {
		last = last.AddDate(0, 0, 1)
	}
	return now >= first.Format(time.DateOnly)+" "+from && now < last.Format(time.DateOnly)+" "+until
}

// anyTime draws a time of the day: often one at which summer time begins or ends somewhere.
func anyTime(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "00:00", "01:00", "01:30", "02:00", "02:30", "03:00", "23:59"}),
		rapid.Custom(func(t *rapid.T) string {
			return fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
		}),
	).Draw(t, name)
}

func anyConfig(t *rapid.T, zone string, around time.Time) maintenance.Config {
	c := maintenance.Config{Zone: zone}
	days := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for range rapid.IntRange(0, 3).Draw(t, "windows") {
		c.Weekly = append(c.Weekly, maintenance.Weekly{
			Days: rapid.SliceOfNDistinct(rapid.SampledFrom(days), 1, 3, rapid.ID).Draw(t, "days"),
			From: anyTime(t, "from"), Until: anyTime(t, "until"),
		})
	}
	for range rapid.IntRange(0, 4).Draw(t, "dates") {
		d := maintenance.Date{From: anyTime(t, "from"), Until: anyTime(t, "until"), Open: rapid.Bool().Draw(t, "open")}
		first := around.AddDate(0, 0, rapid.IntRange(-3, 3).Draw(t, "first"))
		if d.Day = first.Format(time.DateOnly); rapid.Bool().Draw(t, "several") {
			d.First, d.Day = d.Day, ""
			d.Last = first.AddDate(0, 0, rapid.IntRange(1, 3).Draw(t, "days")).Format(time.DateOnly)
		}
		c.Dates = append(c.Dates, d)
	}
	return c
}

// zones put their clocks forward and back in all the ways there are: by an hour in the night, by half an hour (Lord Howe), at
// midnight so that a day has no beginning (Santiago, Beirut), and in the month of fasting (Casablanca).
func zones() []string {
	return []string{
		"Europe/Moscow", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Santiago", "Asia/Beirut",
		"Africa/Casablanca", "Asia/Kathmandu", "UTC",
	}
}

// changes returns the moments of a year at which the zone's clock is put forward or back, or its beginning.
func changes(zone *time.Location) []time.Time {
	all := []time.Time{time.Date(2026, 1, 1, 0, 0, 0, 0, zone)}
	for t := all[0]; ; {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.Year() > 2026 {
			return all
		}
		all, t = append(all, end), end
	}
}

func TestAWindowIsWhatTheClockOnTheWallSaysMinuteByMinute(t *testing.T) {
	const far = 9 * 24 * 60 // minutes
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones()).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		now := rapid.SampledFrom(changes(zone)).Draw(t, "near").Add(time.Duration(rapid.IntRange(-3*24*60, 3*24*60).Draw(t, "minutes")) * time.Minute)
		m := model{zone, anyConfig(t, zone.String(), now)}
		c, err := maintenance.New(m.config)
		if err != nil {
			t.Skip(err) // a whole week closed, or a time that is nothing
		}
		from, until, ok := c.Window(now.Add(time.Duration(rapid.IntRange(0, 59).Draw(t, "seconds")) * time.Second))
		if closed := ok && !now.Before(from); closed != m.closed(now) {
			t.Fatalf("at %s: closed is %v, the wall clock says otherwise", now.Format(stamp), closed)
		}
		begin := now
		for n := 0; !m.closed(begin); n++ {
			if n == far {
				if ok && from.Before(begin) {
					t.Fatalf("from %v, when it is open", from)
				}
				return
			}
			begin = begin.Add(time.Minute)
		}
		end := begin
		for m.closed(end) {
			end = end.Add(time.Minute)
		}
		for m.closed(begin.Add(-time.Minute)) {
			begin = begin.Add(-time.Minute)
		}
		if !ok || !from.Equal(begin) || !until.Equal(end) {
			t.Fatalf("at %v: from %v until %v (%v), by the wall clock from %v until %v", now, from, until, ok, begin, end)
		}
	})
}
