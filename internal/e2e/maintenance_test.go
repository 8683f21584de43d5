package e2e_test

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/maintenance"
	"github.com/sverka/sverka/mock"
)

// daily closes the pension registry each day from an hour ago until an hour from now.
func daily(now time.Time) func(*app.Config, *mock.Config) {
	return func(c *app.Config, _ *mock.Config) {
		c.Registries.Pension.Maintenance = maintenance.Config{Zone: "UTC", Weekly: []maintenance.Weekly{{
			Days: []string{"mon-sun"}, From: now.Add(-time.Hour).Format("15:04"), Until: now.Add(time.Hour).Format("15:04"),
		}}}
	}
}

func TestARegistryInMaintenanceIsNotAsked(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Minute)
	w := newWorld(t, uncached, daily(now))
	query := w.query(t, known, "pension/snils-check")
	for range 6 { // more than open a breaker
		r := w.ask(t, "pension/snils-check", query)
		left := time.Until(now.Add(time.Hour)).Seconds()
		told, err := strconv.Atoi(r.header.Get("Retry-After"))
		if r.status != http.StatusServiceUnavailable || r.doc.Kind != "refused" || r.doc.Reason != "maintenance" || r.doc.Origin != "gateway" || !r.doc.Retryable {
			t.Fatalf("got %d %s", r.status, r.body)
		}
		if off := float64(told) - left; err != nil || off < 0 || off > 5 {
			t.Errorf("Retry-After is %d, the window ends in %.0f s", told, left)
		}
	}
	if r := w.ask(t, "tax/inn", w.query(t, known, "tax/inn")); r.status != http.StatusOK {
		t.Errorf("another registry: %d %s", r.status, r.body)
	}
	var doc struct {
		Registries []struct {
			Registry, Gate string
			Hold           struct{ Cause string }
			Maintenance    struct {
				Now, Next struct{ From, Until time.Time }
			}
			Lookups []struct{ Breaker string }
		}
	}
	ready := do(t, http.MethodGet, "http://"+w.Gateway().Observe().String()+"/readyz?verbose", nil)
	if err := json.Unmarshal(ready.body, &doc); err != nil || ready.status != http.StatusOK {
		t.Fatalf("readyz: %d, %v", ready.status, err)
	}
	for _, r := range doc.Registries {
		closed := r.Registry == "pension"
		if (r.Gate == "holding") != closed || (r.Hold.Cause == "maintenance") != closed || r.Lookups[0].Breaker != "closed" {
			t.Errorf("readyz says %+v", r)
		}
		m := r.Maintenance
		if closed && (!m.Now.From.Equal(now.Add(-time.Hour)) || !m.Now.Until.Equal(now.Add(time.Hour)) || !m.Next.From.Equal(now.Add(23*time.Hour))) {
			t.Errorf("readyz says %+v", m)
		}
	}
	scrape := w.metrics(t)
	for series, want := range map[string]string{
		`sverka_gate_holds_total{cause="maintenance",registry="pension"}`:                                                      "1",
		`sverka_gate_hold_cause{cause="maintenance",registry="pension"}`:                                                       "1",
		`sverka_gate_hold_cause{cause="maintenance",registry="tax"}`:                                                           "0",
		`sverka_lookups_total{lookup="snils-check",origin="gateway",reason="maintenance",registry="pension",result="refused"}`: "6",
		`sverka_breaker_trips_total{cause="unavailable",lookup="snils-check",registry="pension"}`:                              "0",
		`sverka_maintenance_active{registry="pension"}`:                                                                        "1",
		`sverka_maintenance_active{registry="tax"}`:                                                                            "0",
	} {
		if got := counter(t, scrape, series); got != want {
			t.Errorf("%s is %s, want %s", series, got, want)
		}
	}
	if n := strings.Count(w.log.String(), `"msg":"gate holds"`); n != 1 {
		t.Errorf("the log says %d times that the gate holds, want once", n)
	}
}

func TestAnOperatorsPassGoesThroughMaintenance(t *testing.T) {
	w := newWorld(t, uncached, daily(time.Now().UTC()))
	query := w.query(t, known, "pension/snils-check")
	if r := w.operate(t, "PUT", "/v1/registries/pension/override", `{"mode": "pass", "reason": "they are up again"}`); r.status != http.StatusOK {
		t.Fatalf("PUT: %d %s", r.status, r.body)
	}
	if r := w.ask(t, "pension/snils-check", query); r.status != http.StatusOK {
		t.Errorf("got %d %s", r.status, r.body)
	}
}
