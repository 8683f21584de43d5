package operate

import (
	"fmt"
	"strings"
	"time"
)

// A when is a moment that is shown, and the moment at which it is.
type when struct{ at, now time.Time }

// Known reports whether there is one.
func (w when) Known() bool { return !w.at.IsZero() }

// Ahead reports whether it is yet to come.
func (w when) Ahead() bool { return w.at.After(w.now) }

// ISO is for machines, and for who wants all of it.
func (w when) ISO() string { return w.at.UTC().Format(time.RFC3339) }

// Clock is the time of the day, with the day if it is another. Times are UTC.
func (w when) Clock() string {
	at, now := w.at.UTC(), w.now.UTC()
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format(time.TimeOnly)
	}
	return at.Format("2006-01-02 15:04")
}

// Away says how far it is.
func (w when) Away() string {
	switch d := w.at.Sub(w.now); {
	case d > 0:
		return "in " + short(d)
	case d > -time.Second:
		return "now"
	default:
		return short(-d) + " ago"
	}
}

// short leaves of a duration what a person reads.
func short(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d < time.Minute:
		return d.Round(time.Second).String()
	case d < time.Hour:
		return zeroless(d.Round(time.Second))
	case d < day:
		return zeroless(d.Round(time.Minute))
	}
	days, rest := d/day, (d % day).Round(time.Hour)
	return strings.TrimSuffix(fmt.Sprintf("%dd%dh", days, rest/time.Hour), "0h")
}

func zeroless(d time.Duration) string {
	text := d.String()
	for _, none := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, none) {
			text = strings.TrimSuffix(text, none[1:])
		}
	}
	return text
}
