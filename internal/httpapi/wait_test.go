package httpapi

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/tax"
)

func TestPreferredWait(t *testing.T) {
	for _, tc := range []struct {
		lines []string
		want  time.Duration
		ok    bool
	}{
		{nil, 0, false},
		{[]string{"wait=5"}, 5 * time.Second, true},
		{[]string{"WAIT = 5"}, 5 * time.Second, true},
		{[]string{`wait="5"`}, 5 * time.Second, true},
		{[]string{"wait=5;foo=bar"}, 5 * time.Second, true},
		{[]string{"respond-async, wait=5"}, 5 * time.Second, true},
		{[]string{"respond-async", "handling=lenient; a=b, wait=5"}, 5 * time.Second, true},
		{[]string{"wait=5, wait=9"}, 5 * time.Second, true},
		{[]string{"wait=5", "wait=9"}, 5 * time.Second, true},
		{[]string{`foo="a, wait=3", wait=5`}, 5 * time.Second, true},
		{[]string{`foo="a\", wait=3", wait=5`}, 5 * time.Second, true},
		{[]string{`foo="a;wait=3";wait=4, wait=5`}, 5 * time.Second, true},
		{[]string{"wait=0"}, 0, true},
		{[]string{"wait=007"}, 7 * time.Second, true},
		{[]string{"wait=99999999999999999999999999"}, 24 * time.Hour, true},
		{[]string{"wait"}, 0, false},
		{[]string{"wait="}, 0, false},
		{[]string{"wait=-1"}, 0, false},
		{[]string{"wait=+1"}, 0, false},
		{[]string{"wait=1.5"}, 0, false},
		{[]string{"wait=ten, wait=5"}, 0, false},
		{[]string{"waiting=5"}, 0, false},
		{[]string{",,;=,\"", "\""}, 0, false},
	} {
		if got, ok := preferredWait(tc.lines); got != tc.want || ok != tc.ok {
			t.Errorf("%q: %v %v, want %v %v", tc.lines, got, ok, tc.want, tc.ok)
		}
	}
}

func FuzzPreferredWait(f *testing.F) {
	for _, seed := range []string{"wait=5", `a="b, wait=3", wait=2`, ";;,=", `"\`, "wait=184467440737095516151"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		if d, ok := preferredWait([]string{line}); d < 0 || d > 24*time.Hour || !ok && d != 0 {
			t.Errorf("%q: %v %v", line, d, ok)
		}
	})
}

// TestNobodyWaitsBeyondTheCeiling: the usual wait is within it too.
func TestNobodyWaitsBeyondTheCeiling(t *testing.T) {
	if d := (Deps{Wait: time.Minute, Ceiling: time.Second}).orDefaults(); d.Wait != time.Second {
		t.Errorf("wait %v", d.Wait)
	}
}

// TestTheDeadlineIsWhatTheCallerPrefers: within the ceiling, with time kept for the reply; and he is told what holds.
func TestTheDeadlineIsWhatTheCallerPrefers(t *testing.T) {
	var left time.Duration
	until := func(ctx context.Context) {
		deadline, _ := ctx.Deadline()
		left = time.Until(deadline)
	}
	l := all()
	l.TaxINN = fake[tax.INN]{
		ask: func(ctx context.Context, _ adapters.Query) (adapters.Answer[tax.INN], error) {
			until(ctx)
			return adapters.Answer[tax.INN]{LookupID: someID, Outcome: adapters.Match, Source: adapters.Source{Registry: "tax"}}, nil
		},
		resume: func(ctx context.Context, _ adapters.Caller, _ string) (adapters.Answer[tax.INN], error) {
			until(ctx)
			return adapters.Answer[tax.INN]{LookupID: someID, Outcome: adapters.Match, Source: adapters.Source{Registry: "tax"}}, nil
		},
	}
	d := open(t, Deps{Lookups: l, Wait: 100 * time.Second, Ceiling: 300 * time.Second})
	for _, tc := range []struct {
		prefer, applied string
		want            time.Duration
	}{
		{"", "", 100 * time.Second},
		{"respond-async", "", 100 * time.Second},
		{"wait=soon", "", 100 * time.Second},
		{"wait=50", "wait=50", 50 * time.Second},
		{"wait=299", "wait=299", 299 * time.Second},
		{"wait=301", "wait=300", 300 * time.Second},
		{"wait=9999999999", "wait=300", 300 * time.Second},
		{"wait=0", "wait=1", time.Second},
	} {
		for _, g := range []got{
			d.ask("tax/inn", stated(t, "tax/inn"), "Prefer", tc.prefer),
			d.do(http.MethodGet, lookupsPath+someID, "", "Prefer", tc.prefer),
		} {
			if g.status != http.StatusOK || g.header.Get("Preference-Applied") != tc.applied {
				t.Errorf("%q: %d, Preference-Applied %q, want %q", tc.prefer, g.status, g.header.Get("Preference-Applied"), tc.applied)
			}
			// The request has been on its way for some time; a second is more than enough for that, and the waits differ by more.
			if left > tc.want-reserve || left < tc.want-reserve-900*time.Millisecond {
				t.Errorf("%q: %v left, want %v", tc.prefer, left, tc.want-reserve)
			}
		}
	}
}
