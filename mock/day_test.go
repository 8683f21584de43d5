package mock

import (
	"testing"
	"time"
)

func TestDaysAreRelativeToTheRegistriesClock(t *testing.T) {
	today := time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC).In(moscow())
	for text, want := range map[string]string{
		"today": "2026-11-22", "today+9d": "2026-12-01", "today-40d": "2026-10-13", "today+3m": "2027-02-22", "today-2y": "2024-11-22",
		"2025-06-20": "2025-06-20",
	} {
		var d day
		if err := d.UnmarshalText([]byte(text)); err != nil || d.on(today) != want {
			t.Errorf("%s: %s, %v; want %s", text, d.on(today), err, want)
		}
	}
	if (day{}).on(today) != "" {
		t.Error("no day is a day")
	}
	for _, text := range []string{"", "tomorrow", "today+", "today+1w", "today+d", "today+-1d", "today 1d", "today+123456d", "todayish", "2025-02-30", "20.06.2025"} {
		if err := new(day).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is a day", text)
		}
	}
}

// It is tomorrow in Moscow while it is today in Greenwich.
func TestTodayIsMoscows(t *testing.T) {
	ex := &exchange{now: time.Date(2026, 11, 22, 22, 0, 0, 0, time.UTC)}
	if got := ex.today().Format(time.DateOnly); got != "2026-11-23" {
		t.Errorf("got %s", got)
	}
}
