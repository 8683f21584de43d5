package transport

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)

func TestTheLeastOffsetThatADateProves(t *testing.T) {
	for _, tc := range []struct {
		date           string
		sent, answered time.Duration // after noon
		want           time.Duration
	}{
		{"Thu, 26 Nov 2026 12:00:00 GMT", 0, 0, 0},
		{"Thu, 26 Nov 2026 12:00:00 GMT", 900 * time.Millisecond, 950 * time.Millisecond, 0}, // the second that is cut off
		{"Thu, 26 Nov 2026 12:00:00 GMT", 2 * time.Second, 3 * time.Second, -time.Second},
		{"Thu, 26 Nov 2026 12:00:40 GMT", 0, time.Second, 39 * time.Second},
		{"Thu, 26 Nov 2026 12:00:40 GMT", 0, time.Minute, 0}, // a reply that took so long proves nothing
		{"Thursday, 26-Nov-26 11:59:00 GMT", 0, time.Second, -59 * time.Second},
		{"Thu Nov 26 11:00:00 2026", 0, time.Second, -(time.Hour - time.Second)},
	} {
		date, ok := parseDate(tc.date)
		if got := leastOffset(date, noon.Add(tc.sent), noon.Add(tc.answered)); !ok || got != tc.want {
			t.Errorf("%s, from %s to %s: %s, %v, want %s", tc.date, tc.sent, tc.answered, got, ok, tc.want)
		}
	}
}

func TestClocksThatDifferAreSaidOncePerChange(t *testing.T) {
	var log bytes.Buffer
	c := &clock{log: slog.New(slog.NewTextHandler(&log, nil))}
	at := noon
	see := func(after, offset time.Duration) (warnings, agreed int) {
		at = at.Add(after)
		c.saw(http.Header{"Date": {at.Add(offset).Format(http.TimeFormat)}}, at, at)
		return strings.Count(log.String(), "the clocks differ"), strings.Count(log.String(), "agree again")
	}
	for i, step := range []struct {
		after, offset    time.Duration
		warnings, agreed int
	}{
		{0, 0, 0, 0},
		{time.Second, 29 * time.Second, 0, 0},
		{time.Second, 30 * time.Second, 1, 0}, // at 30 s, not beyond
		{time.Second, 45 * time.Second, 1, 0},
		{time.Second, 0, 1, 0},                // one host of several
		{time.Second, 45 * time.Second, 1, 0}, // and the other
		{59 * time.Second, 0, 1, 0},
		{time.Second, 0, 1, 1}, // a minute without
		{time.Second, 0, 1, 1},
		{time.Second, -40 * time.Second, 2, 1}, // behind
		{time.Second, 40 * time.Second, 3, 1},  // another change
	} {
		if warnings, agreed := see(step.after, step.offset); warnings != step.warnings || agreed != step.agreed {
			t.Fatalf("step %d: %d warnings, %d all-clears, want %d and %d", i, warnings, agreed, step.warnings, step.agreed)
		}
	}
}

func TestADateThatIsNoneTellsNothing(t *testing.T) {
	for name, h := range map[string]http.Header{
		"none": {}, "empty": {"Date": {""}}, "no date": {"Date": {"yesterday"}}, "a number": {"Date": {"1764158400"}},
		"ISO": {"Date": {"2026-11-26T12:00:00Z"}}, "two": {"Date": {noon.Format(http.TimeFormat), noon.Format(http.TimeFormat)}},
	} {
		var log bytes.Buffer
		c := &clock{log: slog.New(slog.NewTextHandler(&log, nil))}
		c.saw(h, noon.Add(-time.Hour), noon.Add(-time.Hour))
		if _, known := c.reading(); known || log.Len() > 0 {
			t.Errorf("%s: %v %s", name, known, log.String())
		}
	}
}

// FuzzDate reads any text as a Date: it is a date that lies within what was found, or nothing; and nobody repeats it.
func FuzzDate(f *testing.F) {
	for _, s := range []string{noon.Format(http.TimeFormat), "Thursday, 26-Nov-26 11:59:00 GMT", "Thu Nov 26 11:00:00 2026", "", "x", "Mon, 01 Jan 0001 00:00:00 GMT"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var log bytes.Buffer
		c := &clock{log: slog.New(slog.NewTextHandler(&log, nil))}
		c.saw(http.Header{"Date": {s}}, noon, noon.Add(time.Second))
		offset, known := c.reading()
		if date, ok := parseDate(s); ok != known || !ok && offset != 0 {
			t.Errorf("%q: %v %v %s", s, date, known, offset)
		}
		if (offset >= ClockOff || offset <= -ClockOff) != (strings.Count(log.String(), "\n") == 1) || len(s) > 12 && strings.Contains(log.String(), s) {
			t.Errorf("%q: %s, the log says %s", s, offset, log.String())
		}
	})
}
