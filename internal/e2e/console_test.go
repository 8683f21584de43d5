package e2e_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// What befell a lookup can be found in the console by the id that its caller has, with the reason, and nothing of the person.
func TestTheConsoleShowsWhatFailedAndNothingOfThePerson(t *testing.T) {
	w := newWorld(t, uncached)
	broken := w.query(t, outOfContract, "pension/snils-check")
	var failed struct {
		ID string `json:"lookup_id"`
	}
	for range 5 {
		r := w.ask(t, "pension/snils-check", broken, "Prefer", "wait=1")
		if err := json.Unmarshal(r.body, &failed); err != nil || failed.ID == "" {
			t.Fatalf("%s: %v", r.body, err)
		}
	}
	if r := w.operate(t, "PUT", "/v1/registries/tax/override", `{"mode": "refuse", "reason": "their request", "for": "5m"}`); r.status != http.StatusOK {
		t.Fatalf("%d %s", r.status, r.body)
	}
	page := w.operate(t, "GET", "/", "")
	for _, want := range []string{
		failed.ID, "pension/snils-check breaker open", "malformed/contract", "<code>malformed</code>", "gate of tax is put on refuse by operator", "their request",
		"<dt>Access</dt>", "<dt>Audit</dt>", "<dt>Reload</dt>", "Quota left", "migration/status",
	} {
		if !strings.Contains(string(page.body), want) {
			t.Errorf("the console lacks %q", want)
		}
	}
	var query struct {
		Subject map[string]any `json:"subject"`
	}
	if err := json.Unmarshal(broken, &query); err != nil || len(query.Subject) < 3 {
		t.Fatalf("%s: %v", broken, err)
	}
	for field, v := range query.Subject {
		if text, ok := v.(string); ok && len(text) > 6 && strings.Contains(string(page.body), text) {
			t.Errorf("the console shows the person's %s", field)
		}
	}
	if t.Failed() {
		t.Log(string(page.body))
	}
}
