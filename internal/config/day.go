package config

import (
	"time"

	"github.com/sverka/sverka/adapters"
)

// EndOf returns when the last day on which something holds is over, by Moscow's calendar; "" has no last day, and the zero time. ok is
// false for what is no day YYYY-MM-DD.
func EndOf(written string) (end time.Time, ok bool) {
	if written == "" {
		return time.Time{}, true
	}
	day, err := adapters.ParseDate(written)
	if err != nil {
		return time.Time{}, false
	}
	t, ok := day.Time(adapters.Moscow())
	if !ok {
		return time.Time{}, false
	}
	return t.AddDate(0, 0, 1), true
}
