package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// factor is what times are divided by: a minute of the rules is a second of the day that is played.
const factor = 60

// A place is where in a line of a rule file a time stands.
type place struct {
	kind string // duration, or age: a number of seconds that an age is compared with
	text string // as it is written
}

var (
	// duration is one as PromQL and Prometheus' YAML write it: a word that begins with a digit and ends with a unit. Names such as
	// ratio_rate5m are one word with what stands before.
	duration = regexp.MustCompile(`\b(?:\d+(?:ms|[smhdwy]))+\b`)
	// age is a comparison of an age with seconds, "time() - … > 3 * 3600": on one line, its last comparison.
	age = regexp.MustCompile(`^(.*\btime\(\) - .*[<>]=? *)(\d+(?: \* \d+)*)(\b.*)$`)
	// quoted is what is in quotes within an expression: values of labels, which are no times.
	quoted = regexp.MustCompile(`"[^"]*"`)
	// told is a line that is told to people.
	told = regexp.MustCompile(`^\s*(?:#|summary:|description:|runbook_url:|dashboard:)`)
)

// compress returns a file of rules, or of Alertmanager's, in which every time is divided by the factor, and which they were. Texts are
// left as they are.
func compress(text string) (compressed string, changed []place) {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if told.MatchString(line) {
			out.WriteString(line)
			continue
		}
		out.WriteString(outsideQuotes(line, func(code string) string {
			return duration.ReplaceAllStringFunc(code, func(d string) string {
				changed = append(changed, place{"duration", d})
				return shorter(d)
			})
		}, func(whole string) string {
			m := age.FindStringSubmatch(strings.TrimRight(whole, "\n"))
			if m == nil {
				return whole
			}
			changed = append(changed, place{"age", m[2]})
			return m[1] + "(" + m[2] + ") / " + strconv.Itoa(factor) + m[3] + "\n"
		}))
	}
	return out.String(), changed
}

// outsideQuotes applies code to what of a line is not in quotes, and then whole to the line.
func outsideQuotes(line string, code, whole func(string) string) string {
	var out strings.Builder
	at := 0
	for _, q := range quoted.FindAllStringIndex(line, -1) {
		out.WriteString(code(line[at:q[0]]) + line[q[0]:q[1]])
		at = q[1]
	}
	out.WriteString(code(line[at:]))
	return whole(out.String())
}

// shorter divides one duration. What Prometheus writes in days and weeks, Go does not read.
func shorter(text string) string {
	var sum time.Duration
	for _, m := range regexp.MustCompile(`(\d+)(ms|[smhdwy])`).FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1]) // digits
		sum += time.Duration(n) * map[string]time.Duration{
			"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour,
			"d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "y": 365 * 24 * time.Hour,
		}[m[2]]
	}
	return fmt.Sprintf("%dms", (sum / factor).Milliseconds())
}
