package httpapi

import (
	"strconv"
	"strings"
	"time"
)

// preferredWait returns what the Prefer header lines say of wait (RFC 7240, section 4.3), or false if they say nothing
// that can be understood. Lines and lists are one list; the first wait counts; other preferences and all parameters
// are passed over, and so is a wait that is no whole number: a preference is never an error.
func preferredWait(lines []string) (time.Duration, bool) {
	for _, line := range lines {
		for item := range unquotedSplit(line, ',') {
			preference, _, _ := strings.Cut(item, ";")
			name, value, _ := strings.Cut(preference, "=")
			if strings.EqualFold(strings.TrimSpace(name), "wait") {
				return wholeSeconds(strings.Trim(strings.TrimSpace(value), `"`))
			}
		}
	}
	return 0, false
}

// wholeSeconds reads delta-seconds (RFC 9110, 10.2.3). A number beyond all waiting is a day: the ceiling cuts it anyway.
func wholeSeconds(s string) (time.Duration, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	const most, digits = 24 * time.Hour, 6
	if s = strings.TrimLeft(s, "0"); len(s) > digits {
		return most, true
	}
	var wait time.Duration
	for _, digit := range s {
		wait = wait*10 + time.Duration(digit-'0')*time.Second
	}
	return min(wait, most), true
}

// unquotedSplit yields the parts of s between separators that do not stand within a quoted string (RFC 9110, 5.6.4).
func unquotedSplit(s string, separator byte) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start, quoted := 0, false
		for i := 0; i < len(s); i++ {
			switch c := s[i]; {
			case c == '"':
				quoted = !quoted
			case c == '\\' && quoted:
				i++
			case c == separator && !quoted:
				if !yield(s[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(s[start:])
	}
}

// seconds writes d as whole seconds, rounded up: never less than is meant.
func seconds(d time.Duration) string { return strconv.Itoa(wholeUp(d)) }

// wholeUp returns d in whole seconds, rounded up, at least 1.
func wholeUp(d time.Duration) int { return max(int((d+time.Second-1)/time.Second), 1) }
