package adapters_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func date(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) adapters.Date {
	t.Helper()
	d, err := adapters.ParseDate(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return d
}

func TestParseDateReads(t *testing.T) {
	for input, want := range map[string]adapters.Precision{
		"1991-04-17": adapters.PrecisionDay,
		"2024-02-29": adapters.PrecisionDay,
		"2000-02-29": adapters.PrecisionDay,
		"1850-01-01": adapters.PrecisionDay,
		"2200-12-31": adapters.PrecisionDay,
		"1991-04":    adapters.PrecisionMonth,
		"1991":       adapters.PrecisionYear,
	} {
		d, err := adapters.ParseDate(input)
		wantValue(t, input, d.Reveal(), err, input)
		if got := d.Precision(); got != want {
			t.Errorf("%s: got precision %d, want %d", input, got, want)
		}
	}
}

func TestParseDateRefuses(t *testing.T) {
	for _, input := range []string{
		"", "1", "199", "19910", "1991-4-17", "1991-04-1", "1991-04-170", "1991-00-17", "1991-13-17", "1991-04-00",
		"1991-04-31", "2023-02-29", "1900-02-29", "1991-00", "1991-13", "1849-12-31", "2201-01-01", "0000", "0000-01-01",
		"17.04.1991", "1991/04/17", "1991-04/17", "1991 04 17", "19910417", "1991-04-17T", "1991-04-17Z", " 1991-04-17",
		"+991-04-17", "1991-+4-17", "1991--4-17", "1991-04--7", "١٩٩١", "1991-04-17T00:00:00Z", "1991-04-17+03:00",
	} {
		_, err := adapters.ParseDate(input)
		wantCode(t, input, err, adapters.CodeFormat)
	}
}

func TestNewDateKnowsTheCalendar(t *testing.T) {
	d, err := adapters.NewDate(1991, time.April, 17)
	wantValue(t, "17 April 1991", d.Reveal(), err, "1991-04-17")
	for _, bad := range [][3]int{{1991, 4, 31}, {1991, 0, 1}, {1991, 13, 1}, {1991, 4, 0}, {1991, 4, -1}, {0, 4, 1}, {1991, -4, 1}} {
		if _, err := adapters.NewDate(bad[0], time.Month(bad[1]), bad[2]); err == nil {
			t.Errorf("%v is taken for a date", bad)
		}
	}
}

func TestDateOfIsTheDayWhereTheClockHangs(t *testing.T) {
	moment := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)
	if got := adapters.DateOf(moment).Reveal(); got != "2026-11-21" {
		t.Errorf("in UTC: got %s", got)
	}
	if got := adapters.DateOf(moment.In(time.FixedZone("MSK", 3*3600))).Reveal(); got != "2026-11-22" {
		t.Errorf("in Moscow: got %s", got)
	}
}

func TestDateTimeNeedsAFullDate(t *testing.T) {
	zone := time.FixedZone("MSK", 3*3600)
	got, ok := date(t, "2026-11-22").Time(zone)
	if want := time.Date(2026, 11, 22, 0, 0, 0, 0, zone); !ok || !got.Equal(want) {
		t.Errorf("got %v, %v; want %v", got, ok, want)
	}
	for _, partial := range []adapters.Date{{}, date(t, "2026"), date(t, "2026-11")} {
		if got, ok := partial.Time(zone); ok {
			t.Errorf("%s: got a moment, %v", partial.Reveal(), got)
		}
	}
}

func TestDateCompare(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		order int
	}{
		{"1991-04-17", "1991-04-17", 0},
		{"1991-04-17", "1991-04-18", -1},
		{"1991-04-17", "1991-05-01", -1},
		{"1991-04-17", "1992-01-01", -1},
		{"1991-04-17", "1991-04", 0},
		{"1991-04-17", "1991-05", -1},
		{"1991-04-17", "1991", 0},
		{"1991-04", "1991", 0},
		{"1991-12-31", "1992", -1},
		{"1991", "1992", -1},
	} {
		a, b := date(t, c.a), date(t, c.b)
		if got, ok := a.Compare(b); !ok || got != c.order {
			t.Errorf("%s to %s: got %d, %v; want %d", c.a, c.b, got, ok, c.order)
		}
		if got, ok := b.Compare(a); !ok || got != -c.order {
			t.Errorf("%s to %s: got %d, %v; want %d", c.b, c.a, got, ok, -c.order)
		}
	}
	for _, pair := range [][2]adapters.Date{{{}, {}}, {{}, date(t, "1991")}, {date(t, "1991"), {}}} {
		if _, ok := pair[0].Compare(pair[1]); ok {
			t.Error("a date that is not stated is compared")
		}
	}
}

func TestDateThatIsNotStatedShowsNothing(t *testing.T) {
	var d adapters.Date
	year, month, day := d.Parts()
	if !d.IsZero() || d.Reveal() != "" || d.Precision() != adapters.PrecisionNone || year != 0 || month != 0 || day != 0 {
		t.Errorf("got %q, %d-%d-%d", d.Reveal(), year, month, day)
	}
}

func TestDateEqualIsOfTheSamePrecision(t *testing.T) {
	if !date(t, "1991-04").Equal(date(t, "1991-04")) || !(adapters.Date{}).Equal(adapters.Date{}) {
		t.Error("the same dates are not equal")
	}
	if date(t, "1991-04").Equal(date(t, "1991")) || date(t, "1991-04-17").Equal(adapters.Date{}) {
		t.Error("dates of different precision are equal")
	}
}

// drawDate draws a date as written, of any precision.
func drawDate(t *rapid.T, label string) string {
	day := time.Date(1850, 1, 1+rapid.IntRange(0, 128_000).Draw(t, label), 0, 0, 0, 0, time.UTC)
	return day.Format(time.DateOnly)[:rapid.SampledFrom([]int{4, 7, 10}).Draw(t, label+" length")]
}

func TestDateIsReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		written := drawDate(t, "date")
		d := date(t, written)
		if got := d.Reveal(); got != written {
			t.Fatalf("%s: got %s", written, got)
		}
		year, month, day := d.Parts()
		if parts := fmt.Sprintf("%04d-%02d-%02d", year, month, day); parts != (written + "-00-00")[:10] {
			t.Fatalf("%s: parts are %s", written, parts)
		}
	})
}

// Comparing at the coarser precision is comparing what is written, cut to the shorter length.
func TestDateCompareIsThatOfTheWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawDate(t, "a"), drawDate(t, "b")
		if rapid.Bool().Draw(t, "close") {
			b = a[:min(len(a), len(b))]
		}
		n := min(len(a), len(b))
		want := 0
		switch {
		case a[:n] < b[:n]:
			want = -1
		case a[:n] > b[:n]:
			want = 1
		}
		if got, ok := date(t, a).Compare(date(t, b)); !ok || got != want {
			t.Fatalf("%s to %s: got %d, %v; want %d", a, b, got, ok, want)
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"1991-04-17", "1991-04", "1991", "2023-02-29", "", "0000-00-00", "1991-04-17T00:00:00Z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := adapters.ParseDate(s)
		if err != nil {
			checkValueError(t, s, err)
			return
		}
		if d.Reveal() != s {
			t.Errorf("%q is read as %q", s, d.Reveal())
		}
		if _, err := time.Parse("2006-01-02"[:len(s)], s); err != nil {
			t.Errorf("%q is no date to the standard library", s)
		}
	})
}
