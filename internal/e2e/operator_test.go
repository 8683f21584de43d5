package e2e_test

import (
	"strings"
	"testing"
)

func TestAnOperatorHoldsARegistryBackAndLetsItPass(t *testing.T) {
	w := newWorld(t, uncached)
	query := w.query(t, known, "pension/snils-check")
	const gate = "/v1/registries/pension/override"
	if r := w.operate(t, "PUT", gate, `{"mode": "refuse", "reason": "their request", "for": "5m"}`); r.status != 200 {
		t.Fatalf("PUT: %d %s", r.status, r.body)
	}
	r := w.ask(t, "pension/snils-check", query)
	if r.doc.Kind != "refused" || r.doc.Reason != "forced" || r.header.Get("Retry-After") != "300" {
		t.Errorf("got %s/%s, Retry-After %s", r.doc.Kind, r.doc.Reason, r.header.Get("Retry-After"))
	}
	checkStatus(t, r)
	if v := counter(t, w.metrics(t), `sverka_gate_override{mode="refuse",registry="pension"}`); v != "1" {
		t.Errorf("the metric says %s", v)
	}
	if r := w.operate(t, "DELETE", gate, ""); r.status != 204 {
		t.Errorf("DELETE: %d", r.status)
	}
	if r := w.ask(t, "pension/snils-check", query); r.status != 200 {
		t.Errorf("after it was lifted: %d %s", r.status, r.body)
	}
}

func TestTheScrapeShowsWhatHappened(t *testing.T) {
	w := newWorld(t)
	query := w.query(t, known, "pension/snils-check")
	for range 3 {
		w.ask(t, "pension/snils-check", query)
	}
	scrape := w.metrics(t)
	for series, want := range map[string]string{
		`sverka_lookups_total{lookup="snils-check",origin="",reason="",registry="pension",result="match"}`:        "3",
		`sverka_attempts_total{lookup="snils-check",origin="",reason="",registry="pension",result="answered"}`:    "1",
		`sverka_exchanges_total{origin="",reason="",registry="pension",result="2xx"}`:                             "1",
		`sverka_caller_lookups_total{caller="anonymous",class="cached",origin="",registry="pension"}`:             "2",
		`sverka_caller_lookups_total{caller="anonymous",class="failed",origin="registry",registry="tax"}`:         "0",
		`sverka_shared_total{by="kept",lookup="snils-check",registry="pension"}`:                                  "2",
		`sverka_cache_entries{lookup="snils-check",registry="pension"}`:                                           "1",
		`sverka_breaker_state{lookup="snils-check",registry="pension",state="closed"}`:                            "1",
		`sverka_lookup_duration_seconds_count{class="cached",lookup="snils-check",registry="pension"}`:            "2",
		`sverka_lookups_total{lookup="inn",origin="registry",reason="reset",registry="tax",result="unavailable"}`: "0",
	} {
		if got := counter(t, scrape, series); got != want {
			t.Errorf("%s is %s, want %s", series, got, want)
		}
	}
	for line := range strings.Lines(scrape) {
		if strings.Contains(line, "anonymous") && !strings.HasPrefix(line, "sverka_caller_") {
			t.Errorf("a caller's name is a label of %s", line)
		}
	}
}
