package maintenance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/maintenance"
)

func TestWhatIsWrongIsSaidByItsKeyAndNotRepeated(t *testing.T) {
	weekly := func(w maintenance.Weekly) maintenance.Config {
		return maintenance.Config{Zone: "UTC", Weekly: []maintenance.Weekly{{Days: []string{"mon"}}, w}}
	}
	dated := func(d maintenance.Date) maintenance.Config {
		return maintenance.Config{Zone: "UTC", Dates: []maintenance.Date{d}}
	}
	const secret = "s3cret"
	for _, c := range []struct {
		config maintenance.Config
		want   string
	}{
		{maintenance.Config{Zone: secret}, "zone: must be the name"},
		{maintenance.Config{Zone: "Local"}, "zone: must be the name"},
		{maintenance.Config{Zone: "localtime"}, "zone: must be the name"},
		{maintenance.Config{}, "zone: must be the name"},
		{weekly(maintenance.Weekly{}), "weekly[1].days: must name a day"},
		{weekly(maintenance.Weekly{Days: []string{"mon", secret}}), "weekly[1].days[1]: must be mon"},
		{weekly(maintenance.Weekly{Days: []string{"mon-"}}), "weekly[1].days[0]: must be mon"},
		{weekly(maintenance.Weekly{Days: []string{"Mon"}}), "weekly[1].days[0]: must be mon"},
		{weekly(maintenance.Weekly{Days: []string{"n t"}}), "weekly[1].days[0]: must be mon"},
		{weekly(maintenance.Weekly{Days: []string{"tue"}, From: "2:00"}), "weekly[1].from: must be a time"},
		{weekly(maintenance.Weekly{Days: []string{"tue"}, From: "24:00"}), "weekly[1].from: must be a time"},
		{weekly(maintenance.Weekly{Days: []string{"tue"}, Until: "24:01"}), "weekly[1].until: must be a time"},
		{weekly(maintenance.Weekly{Days: []string{"tue"}, Until: "12:60"}), "weekly[1].until: must be a time"},
		{weekly(maintenance.Weekly{Days: []string{"tue"}, Until: "ab:cd"}), "weekly[1].until: must be a time"},
		{weekly(maintenance.Weekly{Days: []string{"tue"}, Until: "00:00"}), "weekly[1].until: must be after 00:00"},
		{weekly(maintenance.Weekly{Days: []string{"tue"}, From: "02:00", Until: "02:00"}), "weekly[1].until: must be another time"},
		{weekly(maintenance.Weekly{Days: []string{"tue-sun"}}), "weekly: must leave a minute"},
		{weekly(maintenance.Weekly{Days: []string{"sun-sat"}, From: "00:00", Until: "24:00"}), "weekly: must leave a minute"},
		{maintenance.Config{Zone: "UTC", Weekly: make([]maintenance.Weekly, 101)}, "weekly: must be at most 100"},
		{maintenance.Config{Zone: "UTC", Dates: make([]maintenance.Date, 1001)}, "dates: must be at most 1000"},
		{dated(maintenance.Date{}), "dates[0]: must have either"},
		{dated(maintenance.Date{First: "2026-01-01"}), "dates[0]: must have either"},
		{dated(maintenance.Date{Day: "2026-01-01", Last: "2026-01-02"}), "dates[0]: must have either"},
		{dated(maintenance.Date{Day: secret}), "dates[0].day: must be a day"},
		{dated(maintenance.Date{Day: "2026-02-29"}), "dates[0].day: must be a day"},
		{dated(maintenance.Date{Day: "2026-13-01"}), "dates[0].day: must be a day"},
		{dated(maintenance.Date{Day: "1999-12-31"}), "dates[0].day: must be a day"},
		{dated(maintenance.Date{Day: "2200-01-01"}), "dates[0].day: must be a day"},
		{dated(maintenance.Date{First: "2026-01-01", Last: "01.02.2026"}), "dates[0].last: must be a day"},
		{dated(maintenance.Date{First: "2026-01-01", Last: "2026-01-01"}), "dates[0].last: must be after first"},
		{dated(maintenance.Date{Day: "2026-01-01", From: "12"}), "dates[0].from: must be a time"},
		{dated(maintenance.Date{First: "2026-01-01", Last: "2199-12-31"}), "dates: must close no more than 366 days"},
		{dated(maintenance.Date{First: "2026-01-01", Last: "2027-01-01", Until: "00:01"}), ""},
		{dated(maintenance.Date{First: "2026-01-01", Last: "2027-01-02"}), "dates: must close no more than 366 days"},
		{maintenance.Config{Zone: "UTC", Dates: []maintenance.Date{
			{First: "2026-01-01", Last: "2026-12-31"}, {First: "2027-01-01", Last: "2027-06-30"},
		}}, "dates: must close no more than 366 days"},
		{dated(maintenance.Date{First: "2026-01-01", Last: "2199-12-31", Open: true}), ""},
	} {
		err := c.config.Validate()
		if c.want == "" {
			if err != nil {
				t.Errorf("%+v: %v", c.config, err)
			}
			continue
		}
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("got %v, want %s", err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("it repeats what is written: %v", err)
		}
		if err != nil && len(c.config.Weekly) < 100 && len(c.config.Dates) < 1000 && strings.Contains(err.Error(), "\n") {
			t.Errorf("one mistake gives several errors: %v", err)
		}
	}
}

func TestTheDefaultNeverCloses(t *testing.T) {
	if err := maintenance.Default().Validate(); err != nil {
		t.Error(err)
	}
	if _, _, ok := calendar(t, maintenance.Default()).Window(time.Now()); ok {
		t.Error("it closes")
	}
}

// Whatever is written: it is refused, or it is a calendar that closes on the minute and opens again.
func FuzzCalendar(f *testing.F) {
	f.Add("Europe/Moscow", "sun", "02:00", "06:00", "2026-12-31", "", "20:00", "", false, int64(1_800_000_000))
	f.Add("America/New_York", "sat-mon", "", "24:00", "2026-12-31", "2027-01-08", "", "09:00", true, int64(1_772_953_200))
	f.Add("UTC", "mon-sun", "00:00", "00:00", "", "", "24:00", "12:60", true, int64(0))
	f.Add("Local", "mon-", "2:00", "", "2026-02-30", "2026-02-29", "", "", false, int64(-1))
	f.Fuzz(func(t *testing.T, zone, days, from, until, first, last, opens, closes string, open bool, now int64) {
		c := maintenance.Config{
			Zone:   zone,
			Weekly: []maintenance.Weekly{{Days: []string{days}, From: from, Until: until}},
			Dates:  []maintenance.Date{{First: first, Last: last, From: opens, Until: closes, Open: open}},
		}
		if last == "" {
			c.Dates[0].Day, c.Dates[0].First = first, ""
		}
		made, err := maintenance.New(c)
		if (err == nil) != (c.Validate() == nil) {
			t.Fatal("New and Validate differ")
		}
		if err != nil {
			return
		}
		const centuries = 400 * 366 * 24 * 3600
		at := time.Unix(now%centuries, 0)
		begins, ends, ok := made.Window(at)
		switch {
		case !ok:
			t.Error("a weekly window has no next")
		case !at.Before(ends) || !begins.Before(ends) || begins.Second() != 0 && begins.Year() > 1980:
			t.Errorf("at %v: from %v until %v", at, begins, ends)
		}
		if next, _, _ := made.Window(ends); !next.After(ends) {
			t.Errorf("it is still closed at its end %v", ends)
		}
	})
}
