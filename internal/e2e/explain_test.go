package e2e_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Whoever is woken finds the same reason wherever he looks: in readiness, for scripts and for people, in the log, in the metrics,
// and what callers are told fits it.
func TestABreakerThatOpenedSaysWhyEverywhere(t *testing.T) {
	w := newWorld(t, uncached)
	broken := w.query(t, outOfContract, "pension/snils-check")
	for range 5 {
		w.ask(t, "pension/snils-check", broken, "Prefer", "wait=1")
	}
	refused := w.ask(t, "pension/snils-check", broken)
	if refused.doc.Kind != "refused" || refused.doc.Reason != "breaker" {
		t.Fatalf("nothing holds back a lookup that fails every time: %s", refused.body)
	}
	observe := "http://" + w.Gateway().Observe().String()
	ready := do(t, http.MethodGet, observe+"/readyz?verbose", nil)
	var doc struct {
		Registries []struct {
			Registry string
			Lookups  []struct {
				Lookup, Breaker, Why string
				Since                time.Time `json:"not_closed_since"`
				OpenUntil            time.Time `json:"open_until"`
				Trip                 struct{ Cause, Rule string }
			}
		}
	}
	if err := json.Unmarshal(ready.body, &doc); err != nil || ready.status != http.StatusOK {
		t.Fatalf("%d %v", ready.status, err)
	}
	found := false
	for _, r := range doc.Registries {
		for _, l := range r.Lookups {
			if r.Registry != "pension" || l.Lookup != "snils-check" {
				continue
			}
			found = true
			if l.Breaker != "open" || l.Trip.Cause != "malformed/contract" || !strings.Contains(l.Why, "5 attempts in a row failed, most often malformed/contract") {
				t.Errorf("readiness says %+v", l)
			}
			after, err := strconv.Atoi(refused.header.Get("Retry-After"))
			if left := time.Until(l.OpenUntil).Seconds(); err != nil || float64(after) < left || float64(after) > left+5 {
				t.Errorf("Retry-After is %d, the next probe may go in %.1f s", after, left)
			}
			if since, err := strconv.ParseFloat(counter(t, w.metrics(t), `sverka_breaker_not_closed_since_timestamp_seconds{lookup="snils-check",registry="pension"}`), 64); err != nil ||
				time.UnixMilli(int64(since*1000)).Sub(l.Since).Abs() > time.Second {
				t.Errorf("since is %v in the metrics, %v in readiness", since, l.Since)
			}
		}
	}
	if !found {
		t.Fatalf("readiness does not know pension/snils-check: %s", ready.body)
	}
	for _, text := range []reply{
		do(t, http.MethodGet, observe+"/readyz?verbose=text", nil),
		do(t, http.MethodGet, observe+"/readyz?verbose", nil, "Accept", "text/plain"),
	} {
		for _, want := range []string{"ready\n", "pension    ", "5 attempts in a row failed, most often malformed/contract", "the next probe may go at "} {
			if !strings.Contains(string(text.body), want) || text.header.Get("Content-Type") != "text/plain; charset=utf-8" {
				t.Errorf("the text lacks %q:\n%s", want, text.body)
			}
		}
	}
	scrape := w.metrics(t)
	of := `lookup="snils-check",registry="pension"`
	for series, want := range map[string]string{
		`sverka_breaker_trip_info{cause="malformed/contract",` + of + `,rule="in_a_row"}`: "1",
		`sverka_breaker_trip_failures{` + of + `}`:                                        "5",
		`sverka_breaker_trip_attempts{` + of + `}`:                                        "5",
		`sverka_breaker_trips_total{cause="malformed",` + of + `}`:                        "1",
		`sverka_breaker_trips_total{cause="timeout",` + of + `}`:                          "0",
		`sverka_breaker_state{` + of + `,state="open"}`:                                   "1",
	} {
		if got := counter(t, scrape, series); got != want {
			t.Errorf("%s is %s, want %s", series, got, want)
		}
	}
	for _, want := range []string{`"msg":"breaker open"`, `"why":"5 attempts in a row failed, most often malformed/contract`, `"failing_since":"2`, `"next_probe":"2`} {
		if !strings.Contains(w.log.String(), want) {
			t.Errorf("the log lacks %s", want)
		}
	}
}
