package migration

import "github.com/sverka/sverka/adapters"

// later returns the later of two days. A registry whose data are of last week does not know what has run out since; one whose
// midnight has passed before ours knows the day better.
func later(a, b adapters.Date) adapters.Date {
	if order, ok := a.Compare(b); ok && order > 0 {
		return a
	}
	return b
}

func startsAfter(from, day adapters.Date) bool {
	order, ok := from.Compare(day)
	return ok && order > 0
}

func endedBefore(until, day adapters.Date) bool {
	order, ok := until.Compare(day)
	return ok && order < 0
}

// longest returns the latest of last days, or zero when one of them is: it has no term. days is not empty.
func longest(days []adapters.Date) adapters.Date {
	latest := days[0]
	for _, d := range days {
		if d.IsZero() {
			return adapters.Date{}
		}
		latest = later(d, latest)
	}
	return latest
}
