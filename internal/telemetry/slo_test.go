package telemetry_test

import (
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/telemetry"
)

// The objectives' rows, in the words of the table of failures: what of it takes of whose budget.
func TestWhatALookupCountsAsInTheObjectives(t *testing.T) {
	fail := func(k adapters.Kind, r adapters.Reason) telemetry.Result {
		return telemetry.Failed(adapters.Fail(k, r, ""))
	}
	answered, kept := telemetry.Answered(adapters.Clear, ""), telemetry.Answered(adapters.Clear, "")
	kept.Class = telemetry.ClassCached
	const second = time.Second
	for _, tc := range []struct {
		name         string
		asked        telemetry.Asked
		theirs, ours string
	}{
		{"answered in time", telemetry.Asked{Result: answered, Took: 2 * second}, "good", "good"},
		{"answered late", telemetry.Asked{Result: answered, Took: 4 * second}, "slow", "good"},
		{"answered, held up by us", telemetry.Asked{Result: answered, Took: second, Own: 150 * time.Millisecond}, "good", "slow"},
		{"of what was kept", telemetry.Asked{Result: kept}, "excluded", "good"},
		{"pending", telemetry.Asked{Result: telemetry.Answered(adapters.InProgress, "")}, "good", "good"},
		{"denied", telemetry.Asked{Result: fail(adapters.Denied, adapters.ReasonAccess)}, "bad", "good"},
		{"throttled", telemetry.Asked{Result: fail(adapters.Throttled, adapters.ReasonRate)}, "bad", "good"},
		{"unavailable", telemetry.Asked{Result: fail(adapters.Unavailable, adapters.ReasonReset)}, "bad", "good"},
		{"timeout", telemetry.Asked{Result: fail(adapters.TimedOut, adapters.ReasonExchange)}, "bad", "good"},
		{"malformed", telemetry.Asked{Result: fail(adapters.Malformed, adapters.ReasonContract)}, "bad", "good"},
		{"rejected", telemetry.Asked{Result: fail(adapters.Rejected, adapters.ReasonSchema)}, "bad", "good"},
		{"refused by the breaker", telemetry.Asked{Result: fail(adapters.Refused, adapters.ReasonBreaker)}, "bad", "good"},
		{"refused by the gate", telemetry.Asked{Result: fail(adapters.Refused, adapters.ReasonGate)}, "bad", "good"},
		{"unavailable in maintenance", telemetry.Asked{Result: fail(adapters.Unavailable, adapters.ReasonConnect), Maintenance: true}, "maintenance", "good"},
		{"refused for maintenance", telemetry.Asked{Result: fail(adapters.Refused, adapters.ReasonMaintenance), Maintenance: true}, "maintenance", "excluded"},
		{"answered in maintenance", telemetry.Asked{Result: answered, Maintenance: true}, "good", "good"},
		{"invalid in maintenance", telemetry.Asked{Result: fail(adapters.InvalidQuery, adapters.ReasonField), Maintenance: true}, "excluded", "excluded"},
		{"given up before the objective", telemetry.Asked{Result: fail(adapters.Canceled, ""), Took: second}, "excluded", "excluded"},
		{"given up after it", telemetry.Asked{Result: fail(adapters.Canceled, ""), Took: 4 * second}, "bad", "excluded"},
		{"its deadline ended after it", telemetry.Asked{Result: fail(adapters.DeadlineEnded, ""), Took: 4 * second}, "bad", "excluded"},
		{"held back by an operator", telemetry.Asked{Result: fail(adapters.Refused, adapters.ReasonForced)}, "excluded", "excluded"},
		{"no place", telemetry.Asked{Result: fail(adapters.Refused, adapters.ReasonBusy)}, "excluded", "bad"},
		{"the quota is spent", telemetry.Asked{Result: fail(adapters.Refused, adapters.ReasonQuota)}, "excluded", "bad"},
		{"our bug", telemetry.Asked{Result: fail(adapters.Internal, "")}, "excluded", "bad"},
		{"a probe that is answered", telemetry.Asked{Caller: telemetry.CallerProbe, Result: answered, Took: second}, "excluded", "excluded"},
		{"a probe that is held up by us", telemetry.Asked{Caller: telemetry.CallerProbe, Result: answered, Own: second}, "excluded", "excluded"},
		{"a probe that fails", telemetry.Asked{Caller: telemetry.CallerProbe, Result: fail(adapters.TimedOut, adapters.ReasonExchange)}, "excluded", "excluded"},
		{"a probe that finds our bug", telemetry.Asked{Caller: telemetry.CallerProbe, Result: fail(adapters.Internal, "")}, "excluded", "excluded"},
		{"invalid", telemetry.Asked{Result: fail(adapters.InvalidQuery, adapters.ReasonField)}, "excluded", "excluded"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := newMetrics()
			m.Promise("mvd", "criminal-record", 0.99, 3*second)
			m.PromiseOwn(0.9995, 100*time.Millisecond)
			tc.asked.Registry, tc.asked.Lookup = "mvd", "criminal-record"
			m.Looked(tc.asked)
			if value(t, m, "sverka_slo_registry_lookups_total", map[string]string{"judged": tc.theirs}) != 1 {
				t.Errorf("it is not %s in the registry's objective: %v", tc.theirs, gather(t, m)["sverka_slo_registry_lookups_total"])
			}
			if value(t, m, "sverka_slo_gateway_lookups_total", map[string]string{"judged": tc.ours}) != 1 {
				t.Errorf("it is not %s in ours: %v", tc.ours, gather(t, m)["sverka_slo_gateway_lookups_total"])
			}
		})
	}
}
