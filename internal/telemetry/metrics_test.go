package telemetry_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

func newMetrics() *telemetry.Metrics {
	m := telemetry.New("v0")
	m.Add(adapters.Spec{
		Registry: "mvd", Lookup: "criminal-record",
		Outcomes: []adapters.Outcome{adapters.NotFound, adapters.Clear, adapters.Possible, adapters.Listed},
	}, true)
	return m
}

func gather(t *testing.T, m *telemetry.Metrics) map[string]*dto.MetricFamily {
	t.Helper()
	families, err := m.Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]*dto.MetricFamily)
	for _, f := range families {
		all[f.GetName()] = f
	}
	return all
}

// value returns the counter of the series whose labels have the values given.
func value(t *testing.T, m *telemetry.Metrics, name string, labels map[string]string) float64 {
	t.Helper()
	for _, s := range gather(t, m)[name].GetMetric() {
		fits := true
		for _, l := range s.GetLabel() {
			if want, ok := labels[l.GetName()]; ok && want != l.GetValue() {
				fits = false
			}
		}
		if fits {
			return s.GetCounter().GetValue()
		}
	}
	t.Fatalf("%s%v does not exist", name, labels)
	return 0
}

func TestEveryEndOfALookupExistsAtZero(t *testing.T) {
	m := newMetrics()
	for _, rule := range adapters.Rules() {
		for _, reason := range rule.Reasons {
			if atTheFrontDoor(rule.Kind, reason) {
				continue
			}
			labels := map[string]string{"result": string(rule.Kind), "reason": string(reason), "origin": string(rule.Origin)}
			if v := value(t, m, "sverka_lookups_total", labels); v != 0 {
				t.Errorf("%v begins at %v", labels, v)
			}
			if rule.Origin == adapters.OriginRegistry {
				value(t, m, "sverka_attempts_total", labels)
			}
		}
	}
	for _, result := range []string{"clear", "possible", "listed", "pending", "not_found"} {
		value(t, m, "sverka_lookups_total", map[string]string{"result": result})
	}
}

// atTheFrontDoor reports whether a request ends so before it becomes a lookup: sverka_http_refused_total counts it.
func atTheFrontDoor(k adapters.Kind, r adapters.Reason) bool {
	return k == adapters.Unauthenticated || r == adapters.ReasonBody || k == adapters.Limited && r == adapters.ReasonRate ||
		r == adapters.ReasonShed || r == adapters.ReasonKeys
}

// A series that can never count only makes a scrape longer, and a reader wonder.
func TestNoSeriesIsThereThatCannotCount(t *testing.T) {
	m := newMetrics()
	m.Add(adapters.Spec{Registry: "mvd", Lookup: "restrictions", Outcomes: []adapters.Outcome{adapters.Clear}}, false)
	for _, name := range []string{"sverka_lookups_total", "sverka_attempts_total", "sverka_resumes_total"} {
		for _, s := range gather(t, m)[name].GetMetric() {
			of := make(map[string]string)
			for _, l := range s.GetLabel() {
				of[l.GetName()] = l.GetValue()
			}
			ticket := of["reason"] == string(adapters.ReasonTicketLost) || of["reason"] == string(adapters.ReasonPolls)
			if atTheFrontDoor(adapters.Kind(of["result"]), adapters.Reason(of["reason"])) || ticket && of["lookup"] == "restrictions" {
				t.Errorf("%s%v", name, of)
			}
		}
	}
	ways := map[string]bool{"nothing/expired": true, "nothing/signature": true, "certificate/issuer": true, "key/algorithm": true, "several/unknown": true}
	for _, s := range gather(t, m)["sverka_access_denied_total"].GetMetric() {
		if is := s.GetLabel()[1].GetValue() + "/" + s.GetLabel()[0].GetValue(); ways[is] {
			t.Errorf("access is denied for %s", is)
		}
	}
}

func TestWhatIsCountedIsCountedOnceAndMakesNoSeries(t *testing.T) {
	m := newMetrics()
	before := testutil.CollectAndCount(m.Registry())
	m.Looked(telemetry.Asked{Registry: "mvd", Lookup: "criminal-record", Result: telemetry.Answered(adapters.Clear, ""), Took: time.Second})
	m.Looked(telemetry.Asked{Registry: "mvd", Lookup: "criminal-record", Result: telemetry.Failed(adapters.Fail(adapters.Malformed, adapters.ReasonContract, "")), Took: time.Second})
	m.Looked(telemetry.Asked{Registry: "mvd", Lookup: "criminal-record", Result: telemetry.Answered("a word that is no outcome", "nor this a reason"), Took: time.Second})
	m.Looked(telemetry.Asked{Registry: "no such registry", Lookup: "or lookup", Result: telemetry.Answered(adapters.Clear, ""), Took: time.Second})
	m.Attempted(resilience.Attempt{Registry: "mvd", Lookup: "criminal-record", Pending: true})
	m.Exchanged(resilience.Exchange{Registry: "mvd", Lookup: "criminal-record", Status: 503})
	m.Retried(resilience.Retrial{Registry: "mvd", Lookup: "criminal-record", Decision: resilience.RetryBudget})
	m.Shared("mvd", "criminal-record", telemetry.SharedFlight)
	m.Resumed(telemetry.Asked{Registry: "mvd", Lookup: "criminal-record", Result: telemetry.Answered(adapters.InProgress, "")})
	m.Unlisted("mvd", "criminal-record", []adapters.KindOf{adapters.KindOfDocument, "a word that is none"})
	m.Unlisted("no such registry", "or lookup", []adapters.KindOf{adapters.KindOfDocument})
	for _, tc := range []struct {
		name   string
		labels map[string]string
	}{
		{"sverka_lookups_total", map[string]string{"result": "clear"}},
		{"sverka_lookups_total", map[string]string{"result": "malformed", "reason": "contract", "origin": "registry"}},
		{"sverka_lookups_total", map[string]string{"result": "unforeseen"}},
		{"sverka_attempts_total", map[string]string{"result": "pending"}},
		{"sverka_exchanges_total", map[string]string{"result": "5xx"}},
		{"sverka_retries_total", map[string]string{"decision": "budget"}},
		{"sverka_shared_total", map[string]string{"by": "flight"}},
		{"sverka_resumes_total", map[string]string{"result": "pending"}},
		{"sverka_unlisted_kinds_total", map[string]string{"of": "document"}},
	} {
		if v := value(t, m, tc.name, tc.labels); v != 1 {
			t.Errorf("%s%v is %v, want 1", tc.name, tc.labels, v)
		}
	}
	if after := testutil.CollectAndCount(m.Registry()); after != before {
		t.Errorf("counting made %d series", after-before)
	}
}

func TestOnlyClosedToOpenIsATrip(t *testing.T) {
	m := newMetrics()
	change := resilience.BreakerChange{Registry: "mvd", Lookup: "criminal-record", From: resilience.Closed, To: resilience.Open,
		Trip: resilience.Tripped{Cause: resilience.Cause{Kind: adapters.Unavailable, Reason: adapters.ReasonReset}}}
	m.BreakerChanged(change)
	change.From = resilience.HalfOpen
	m.BreakerChanged(change)
	if v := value(t, m, "sverka_breaker_trips_total", map[string]string{"cause": "unavailable"}); v != 1 {
		t.Errorf("%v trips, want 1: a probe that fails is not another", v)
	}
}

func TestNamesAndHelpAreAsPrometheusWantsThem(t *testing.T) {
	m := newMetrics()
	problems, err := testutil.GatherAndLint(m.Registry())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
	for name, f := range gather(t, m) {
		if !strings.HasPrefix(name, "sverka_") && !strings.HasPrefix(name, "go_") && !strings.HasPrefix(name, "process_") {
			t.Errorf("%s: not ours by its name", name)
		}
		if f.GetHelp() == "" {
			t.Errorf("%s has no help", name)
		}
	}
}

func TestStateIsReadWhenItIsScraped(t *testing.T) {
	m := newMetrics()
	breaker := resilience.Closed
	m.AddState(func() []resilience.Snapshot {
		return []resilience.Snapshot{{
			Registry: "mvd", Gate: resilience.GateSnapshot{State: resilience.Passing},
			Quotas:  []resilience.QuotaSnapshot{{Window: time.Minute, Limit: 2, Left: 1}, {Zone: "Europe/Moscow", Operation: "token", Limit: 5, Left: 5}},
			Lookups: []resilience.LookupSnapshot{{Lookup: "criminal-record", Breaker: resilience.BreakerSnapshot{State: breaker}}},
		}}
	}, func() []telemetry.Shelf {
		return []telemetry.Shelf{{Registry: "mvd", Lookup: "criminal-record", Tickets: 3}}
	})
	gauge := func(name, label, want string) float64 {
		for _, s := range gather(t, m)[name].GetMetric() {
			for _, l := range s.GetLabel() {
				if l.GetName() == label && l.GetValue() == want {
					return s.GetGauge().GetValue()
				}
			}
		}
		t.Fatalf("%s has no %s=%s", name, label, want)
		return 0
	}
	if gauge("sverka_breaker_state", "state", "closed") != 1 || gauge("sverka_breaker_state", "state", "open") != 0 {
		t.Error("the breaker is not shown closed")
	}
	breaker = resilience.HalfOpen
	if gauge("sverka_breaker_state", "state", "half_open") != 1 || gauge("sverka_breaker_state", "state", "closed") != 0 {
		t.Error("the breaker is not shown half open")
	}
	if gauge("sverka_quota_left", "window", "1m0s") != 1 || gauge("sverka_quota_left", "window", "day") != 5 || gauge("sverka_tickets_open", "registry", "mvd") != 3 {
		t.Error("quotas or tickets are wrong")
	}
}

func TestHoldsAreCountedAndShownByTheirCause(t *testing.T) {
	m := newMetrics()
	night := resilience.Hold{Cause: resilience.HoldMaintenance, Since: time.Unix(1000, 0), Until: time.Unix(2000, 0)}
	snapshot := resilience.Snapshot{Registry: "mvd", Gate: resilience.GateSnapshot{State: resilience.Holding, Hold: night, Next: resilience.Window{From: time.Unix(3000, 0)}}}
	m.AddState(func() []resilience.Snapshot { return []resilience.Snapshot{snapshot} }, func() []telemetry.Shelf { return nil })
	for _, cause := range resilience.HoldCauses() {
		if v := value(t, m, "sverka_gate_holds_total", map[string]string{"cause": string(cause)}); v != 0 {
			t.Errorf("%s begins at %v", cause, v)
		}
	}
	var log bytes.Buffer
	o := telemetry.NewObserver(m, telemetry.NewLogger(&log, "json", slog.LevelInfo))
	o.GateChanged(resilience.GateChange{Registry: "mvd", At: night.Since, State: resilience.Holding, Hold: night})
	o.GateChanged(resilience.GateChange{Registry: "mvd", At: night.Until, State: resilience.Passing, Hold: night})
	if v := value(t, m, "sverka_gate_holds_total", map[string]string{"cause": "maintenance"}); v != 1 {
		t.Errorf("%v holds by maintenance, want 1", v)
	}
	for _, want := range []string{`"level":"INFO","msg":"gate holds"`, `"cause":"maintenance"`, `"msg":"gate passes again"`, `"held_for_seconds":1000`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %s: %s", want, log.String())
		}
	}
	for _, s := range gather(t, m)["sverka_gate_hold_cause"].GetMetric() {
		if is := s.GetLabel()[0].GetValue() == "maintenance"; is != (s.GetGauge().GetValue() == 1) {
			t.Errorf("%v is %v", s.GetLabel(), s.GetGauge().GetValue())
		}
	}
	if v := gather(t, m)["sverka_maintenance_next_timestamp_seconds"].GetMetric()[0].GetGauge().GetValue(); v != 3000 {
		t.Errorf("the next window is at %v", v)
	}
}
