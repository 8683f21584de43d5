package classify_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/classify"
)

func TestStatus(t *testing.T) {
	for status, want := range map[int]struct {
		kind   adapters.Kind
		reason adapters.Reason
	}{
		204: {adapters.Malformed, adapters.ReasonContract},
		302: {adapters.Malformed, adapters.ReasonContract},
		400: {adapters.Rejected, adapters.ReasonSchema},
		401: {adapters.Denied, adapters.ReasonToken},
		403: {adapters.Denied, adapters.ReasonAccess},
		404: {adapters.Malformed, adapters.ReasonContract},
		407: {adapters.Denied, adapters.ReasonToken},
		408: {adapters.Unavailable, adapters.ReasonStatus},
		413: {adapters.Rejected, adapters.ReasonSchema},
		415: {adapters.Rejected, adapters.ReasonSchema},
		422: {adapters.Rejected, adapters.ReasonSchema},
		429: {adapters.Throttled, adapters.ReasonRate},
		500: {adapters.Unavailable, adapters.ReasonStatus},
		502: {adapters.Unavailable, adapters.ReasonStatus},
		503: {adapters.Unavailable, adapters.ReasonStatus},
		599: {adapters.Unavailable, adapters.ReasonStatus},
	} {
		f := classify.Status(adapters.Response{Status: status, Header: http.Header{"Retry-After": {"7"}}})
		if f.Kind != want.kind || f.Reason != want.reason {
			t.Errorf("%d: %s/%s, want %s/%s", status, f.Kind, f.Reason, want.kind, want.reason)
		}
		if waits := f.Kind == adapters.Throttled || f.Kind == adapters.Unavailable; waits != (f.RetryAfter == 7*time.Second) {
			t.Errorf("%d: Retry-After %s", status, f.RetryAfter)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now().UTC()
		at := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
		for _, c := range []struct {
			value, date string
			want        time.Duration
		}{
			{"", "", 0},
			{"0", "", 0},
			{"30", "", 30 * time.Second},
			{" 30 ", "", 30 * time.Second},
			{"-5", "", 0},
			{"1.5", "", 0},
			{"soon", "", 0},
			{"604800", "", 7 * 24 * time.Hour},
			{"99999999999999999999", "", 999999999 * time.Second},
			{at(time.Minute), "", time.Minute},
			{at(-time.Minute), "", 0},
			// The registry's clock is an hour behind ours: its own Date counts.
			{at(time.Minute - time.Hour), at(-time.Hour), time.Minute},
			{at(time.Minute), "yesterday", time.Minute},
		} {
			h := http.Header{"Retry-After": {c.value}, "Date": {c.date}}
			if got := classify.RetryAfter(h); got != c.want {
				t.Errorf("%q at %q: %s, want %s", c.value, c.date, got, c.want)
			}
		}
	})
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("120", "")
	f.Add("Sun, 22 Nov 2026 06:00:00 GMT", "Sun, 22 Nov 2026 05:00:00 GMT")
	f.Fuzz(func(t *testing.T, value, date string) {
		if d := classify.RetryAfter(http.Header{"Retry-After": {value}, "Date": {date}}); d < 0 {
			t.Errorf("a negative time: %s", d)
		}
	})
}
