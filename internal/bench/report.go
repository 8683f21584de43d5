package main

import (
	"fmt"
	"io"
	"slices"
	"time"
)

// A report prints figures as they are taken.
type report struct {
	to   io.Writer
	over bool // a count is beyond its bound
}

func newReport(to io.Writer) *report { return &report{to: to} }

// heading begins a figure.
func (r *report) heading(format string, args ...any) { fmt.Fprintf(r.to, "\n"+format+"\n", args...) }

// say prints what has no bound.
func (r *report) say(name, format string, args ...any) {
	fmt.Fprintf(r.to, "  %-46s %s\n", name, fmt.Sprintf(format, args...))
}

// ratio prints a ratio of two times beside its bound. It never fails a run: times are the machine's.
func (r *report) ratio(name string, got, bound float64, of string) {
	r.say(name, "%.2f (at most %.2f) %s   %s", got, bound, verdictOf(got <= bound), of)
}

// within prints a time beside its bound, and as little as ratio fails a run.
func (r *report) within(name string, got, bound time.Duration, write func(time.Duration) string, of string) {
	r.say(name, "%s (at most %s) %s   %s", write(got), write(bound), verdictOf(got <= bound), of)
}

// holds prints an amount of memory beside its bound. What of it a kernel counts is the machine's, so it fails no run either.
func (r *report) holds(name string, got, bound int, of string) {
	r.say(name, "%s (at most %s) %s   %s", mebibytes(got), mebibytes(bound), verdictOf(got <= bound), of)
}

func verdictOf(within bool) string {
	if within {
		return "PASS"
	}
	return "OVER"
}

// atMost prints a count beside its bound, and fails the run if it is beyond.
func (r *report) atMost(name string, got, bound int) {
	verdict := "PASS"
	if got > bound {
		verdict, r.over = "FAIL", true
	}
	r.say(name, "%d (at most %d) %s", got, bound, verdict)
}

// atLeast is atMost for what must not be less: that what is measured did happen.
func (r *report) atLeast(name string, got, bound int) {
	verdict := "PASS"
	if got < bound {
		verdict, r.over = "FAIL", true
	}
	r.say(name, "%d (at least %d) %s", got, bound, verdict)
}

// median returns the middle of values; it is 0 of none.
func median[N ~int | ~int64 | ~float64](values []N) N { return quantile(values, 0.5) }

// quantile returns the smallest value that at least part q of values do not exceed (the nearest rank); 0 of none.
func quantile[N ~int | ~int64 | ~float64](values []N, q float64) N {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	rank := int(q * float64(len(sorted)))
	if float64(rank) == q*float64(len(sorted)) && rank > 0 {
		rank--
	}
	return sorted[min(rank, len(sorted)-1)]
}

func micros(d time.Duration) string {
	return fmt.Sprintf("%.0f µs", float64(d)/float64(time.Microsecond))
}

func millis(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

func mebibytes(n int) string { return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20)) }
