package e2e_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/mock"
)

const aboutTaxpayers = "tax/taxpayer"

// wantMatches asks about each of the personas, whom the tax service knows.
func wantMatches(t *testing.T, w *world, personas ...string) {
	t.Helper()
	for _, id := range personas {
		if r := w.ask(t, aboutTaxpayers, w.query(t, id, aboutTaxpayers)); r.doc.Outcome != string(adapters.Match) {
			t.Errorf("%s: %s", id, r.body)
		}
	}
}

func wantTooMany(t *testing.T, r reply, kind adapters.Kind, reason adapters.Reason) {
	t.Helper()
	after, err := strconv.Atoi(r.header.Get("Retry-After"))
	if r.doc.Kind != string(kind) || r.doc.Reason != string(reason) || r.status != http.StatusServiceUnavailable || !r.doc.Retryable {
		t.Errorf("%d %s", r.status, r.body)
	}
	if err != nil || after < 1 || after > 60 {
		t.Errorf("Retry-After %q, want the rest of a minute", r.header.Get("Retry-After"))
	}
}

// asked counts the questions about taxpayers that reached the registry.
func (w *world) asked(t *testing.T) int {
	t.Helper()
	var journal struct{ Entries []json.RawMessage }
	r := do(t, http.MethodGet, w.MockURL()+"/admin/journal?lookup="+aboutTaxpayers, nil)
	if err := json.Unmarshal(r.body, &journal); err != nil {
		t.Fatalf("%d %s: %v", r.status, r.body, err)
	}
	return len(journal.Entries)
}

// The tax service answers two questions about taxpayers a minute, and the gateway keeps to it by itself: the third is not asked, what is
// kept costs nothing, and no other question waits.
func TestTheThirdQuestionAboutTaxpayersIsNotAsked(t *testing.T) {
	w := newWorld(t)
	wantMatches(t, w, "patent-worker", "eaeu-worker")
	wantTooMany(t, w.ask(t, aboutTaxpayers, w.query(t, "single-name", aboutTaxpayers)), adapters.Refused, adapters.ReasonQuota)
	if n := w.asked(t); n != 2 {
		t.Errorf("the registry was asked %d times", n)
	}
	if r := w.ask(t, aboutTaxpayers, w.query(t, "patent-worker", aboutTaxpayers)); r.doc.Outcome != string(adapters.Match) || !r.doc.Source.Cached {
		t.Errorf("a kept answer: %s", r.body)
	}
	if r := w.ask(t, "tax/obligations", w.query(t, "single-name", "tax/obligations")); r.doc.Outcome != string(adapters.Match) {
		t.Errorf("another lookup: %s", r.body)
	}
}

// A registry that counts otherwise than the gateway does is believed: it is throttled, until the registry's own time.
func TestTheTaxServicesOwnCountIsBelieved(t *testing.T) {
	w := newWorld(t, func(c *app.Config, _ *mock.Config) { c.Registries.Tax.Limits.Quota.Limits = nil })
	wantMatches(t, w, "patent-worker", "eaeu-worker")
	wantTooMany(t, w.ask(t, aboutTaxpayers, w.query(t, "single-name", aboutTaxpayers)), adapters.Throttled, adapters.ReasonRate)
	if n := w.asked(t); n != 3 {
		t.Errorf("the registry was asked %d times", n)
	}
}
