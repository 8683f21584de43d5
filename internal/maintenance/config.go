// Package maintenance knows when a registry is closed by its calendar (технологические работы): weekly windows and dates, by
// the wall clock of the registry's zone. It knows no registry and no policy.
package maintenance

import (
	"errors"
	"fmt"
	"time"
)

// A Config is when one registry is closed. It is closed when a weekly window or a date says so, and no date says that it
// is open.
type Config struct {
	// Zone is the IANA name of the zone by whose wall clock all times are meant: what the clock on its walls shows decides,
	// so that an hour that is skipped when summer time begins closes nothing, and one that comes twice is twice closed.
	Zone   string   `yaml:"zone"`
	Weekly []Weekly `yaml:"weekly"`
	Dates  []Date   `yaml:"dates"` // those that close, at most 366 days at a stretch
}

// A Weekly is a window of each week.
type Weekly struct {
	// Days are those on which it begins: mon, tue, wed, thu, fri, sat, sun, or ranges of them such as mon-fri or sat-mon.
	Days []string `yaml:"days"`
	// From and Until are times of the day, 00:00 to 24:00; empty: its beginning and its end. An Until that is not after From
	// is of the next day.
	From  string `yaml:"from,omitempty"`
	Until string `yaml:"until,omitempty"`
}

// A Date is one day, or the days from First to Last, written 2006-01-02.
type Date struct {
	Day   string `yaml:"day,omitempty"`
	First string `yaml:"first,omitempty"`
	Last  string `yaml:"last,omitempty"`
	// From is a time of Day or First, Until one of Day or Last; empty: the day's beginning and end. Until of a Day is of the
	// next day if it is not after From.
	From  string `yaml:"from,omitempty"`
	Until string `yaml:"until,omitempty"`
	// Open says that the registry works then, whatever closes it otherwise.
	Open bool `yaml:"open,omitempty"`
}

// Bounds of a configuration.
const (
	maxWeekly = 100
	maxDates  = 1000
	maxDays   = 366 // that dates close at a stretch: a longer one is a slip in a year
)

// Default returns a calendar of Moscow's wall clock that never closes.
func Default() Config { return Config{Zone: "Europe/Moscow"} }

// Validate returns nil, or an error that names each key that is wrong and what it has to be.
func (c Config) Validate() error {
	_, err := New(c)
	return err
}

// New returns the calendar that c describes. The error is Validate's.
func New(c Config) (*Calendar, error) {
	var r reading
	zone, err := time.LoadLocation(c.Zone)
	// Go takes "" for UTC and Local for this machine's zone; localtime is the latter again, as a file of the system. None of the
	// three says whose clock is meant.
	r.check(err == nil && c.Zone != "" && c.Zone != "Local" && c.Zone != "localtime", "zone: must be the name of a time zone, like Europe/Moscow")
	r.check(len(c.Weekly) <= maxWeekly, "weekly: must be at most %d windows", maxWeekly)
	r.check(len(c.Dates) <= maxDates, "dates: must be at most %d", maxDates)
	var rules rules
	for i, w := range c.Weekly {
		rules.weekly = append(rules.weekly, r.weekly(fmt.Sprintf("weekly[%d]", i), w)...)
	}
	for i, d := range c.Dates {
		s := r.date(fmt.Sprintf("dates[%d]", i), d)
		if d.Open {
			rules.open = append(rules.open, s)
		} else {
			rules.dates = append(rules.dates, s)
		}
	}
	rules.weekly, rules.dates, rules.open = joined(rules.weekly), joined(rules.dates), joined(rules.open)
	r.check(len(r) > 0 || rules.dates.longest() <= maxDays*day, "dates: must close no more than %d days at a stretch; to close a registry for good, switch it off", maxDays)
	r.check(len(r) > 0 || !rules.weekly.whole(week), "weekly: must leave a minute of the week open")
	if err := errors.Join(r...); err != nil {
		return nil, err
	}
	return &Calendar{zone: zone, rules: rules}, nil
}

// A reading gathers what is wrong.
type reading []error

func (r *reading) check(ok bool, format string, args ...any) {
	if !ok {
		*r = append(*r, fmt.Errorf(format, args...))
	}
}

// weekly returns the spans of the week that w closes: seconds since Monday, 00:00.
func (r *reading) weekly(key string, w Weekly) spans {
	begins, until := r.times(key, w.From, w.Until)
	if until <= begins {
		until += day
	}
	r.check(len(w.Days) > 0, "%s.days: must name a day of the week", key)
	var all spans
	for i, text := range w.Days {
		first, last, ok := weekdays(text)
		r.check(ok, "%s.days[%d]: must be mon, tue, wed, thu, fri, sat, sun, or a range like mon-fri", key, i)
		for d := first; ok; d = (d + 1) % 7 {
			all = append(all, wrapped(span{int64(d)*day + begins, int64(d)*day + until})...)
			if d == last {
				break
			}
		}
	}
	return all
}

// wrapped returns s as parts of one week.
func wrapped(s span) spans {
	if s.until <= week {
		return spans{s}
	}
	return spans{{s.from, week}, {0, s.until - week}}
}

// date returns the span that d names, in seconds of the wall clock.
func (r *reading) date(key string, d Date) span {
	begins, until := r.times(key, d.From, d.Until)
	one := d.Day != "" && d.First == "" && d.Last == ""
	if !one && (d.Day != "" || d.First == "" || d.Last == "") {
		r.check(false, "%s: must have either day, or first and last", key)
		return span{}
	}
	if one {
		if until <= begins {
			until += day
		}
		at := r.day(key+".day", d.Day)
		return span{at + begins, at + until}
	}
	first, last := r.day(key+".first", d.First), r.day(key+".last", d.Last)
	r.check(first < last || first == 0 || last == 0, "%s.last: must be after first", key)
	return span{first + begins, last + until}
}

// day returns the seconds of the wall clock at which a day begins; 0, which no day has, if text is none.
func (r *reading) day(key, text string) int64 {
	at, ok := date(text)
	r.check(ok, "%s: must be a day of the calendar of the years 2000 to 2199, like 2026-12-31", key)
	return at
}

// times returns two times of the day in seconds, with the day's beginning and end for those that are left out.
func (r *reading) times(key, from, until string) (begins, ends int64) {
	begins, ends = 0, day
	if from != "" {
		at, ok := clock(from)
		r.check(ok && at < day, "%s.from: must be a time of the day from 00:00 to 23:59, like 02:00", key)
		begins = at
	}
	if until != "" {
		at, ok := clock(until)
		r.check(ok, "%s.until: must be a time of the day from 00:00 to 24:00, like 06:00", key)
		r.check(!ok || from == "" || at != begins, "%s.until: must be another time than from; for a whole day leave both out", key)
		r.check(!ok || from != "" || at > 0, "%s.until: must be after 00:00, where no from is", key)
		ends = at
	}
	return begins, ends
}
