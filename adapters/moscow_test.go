package adapters_test

import (
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

func TestADayEndsAtMidnightInMoscow(t *testing.T) {
	midnight := time.Date(2026, 12, 31, 21, 0, 0, 0, time.UTC)
	for at, want := range map[time.Time]time.Time{
		midnight.Add(-1):              midnight,
		midnight.Add(-24 * time.Hour): midnight,
		midnight:                      midnight.Add(24 * time.Hour),
	} {
		if got := adapters.EndOfDay(at); !got.Equal(want) {
			t.Errorf("%v: got %v, want %v", at, got, want)
		}
	}
}
