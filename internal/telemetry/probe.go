package telemetry

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/adapters"
)

// A ProbeResult is what a probe of a test subject came to: one of the words below, or a kind of failure.
type ProbeResult string

// What a probe comes to besides the kinds of failure.
const (
	ProbeAnswered    ProbeResult = "answered"            // whatever the outcome
	ProbeMaintenance ProbeResult = "skipped_maintenance" // not asked: the registry is closed by its calendar
	ProbeReserve     ProbeResult = "skipped_reserve"     // not asked: what is left of a day's quota is kept for citizens
)

func probeResults() []ProbeResult {
	all := []ProbeResult{ProbeAnswered, ProbeMaintenance, ProbeReserve}
	for _, rule := range adapters.Rules() {
		if r := ProbeResult(rule.Kind); !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	return all
}

// probes are the metrics of the test subjects.
type probes struct {
	total             *prometheus.CounterVec
	last, lastSuccess *prometheus.GaugeVec
	lastSeconds       *prometheus.GaugeVec
}

func newProbes(b *book) probes {
	const shown = "where a probe is configured"
	b.section("Probes: what the registries answer about a test subject")
	return probes{
		total: b.counter(Description{Name: "probes_total", Labels: perLookup(closed("result", probeResults())), Shown: shown,
			Means: "Probes of a test subject that were due, by what came of them: answered, a kind of failure, or why nothing was asked.",
			Use:   "`refused`: a breaker or gate held, or no place was free. `limited`: the subject's answers are no match, and count as guesses."}),
		last: b.gauge(Description{Name: "probe_last_timestamp_seconds", Labels: perLookup(), Shown: shown,
			Means: "When a probe last came back from being asked; 0: not since the start.",
			Use:   "Far behind, while `skipped_…` of `sverka_probes_total` stands still: the gateway hangs."}),
		lastSuccess: b.gauge(Description{Name: "probe_last_success_timestamp_seconds", Labels: perLookup(), Shown: shown,
			Means: "When a probe was last answered; 0: not since the start.",
			Use:   "Behind the last probe: the registry does not answer, though nobody may be asking at night."}),
		lastSeconds: b.gauge(Description{Name: "probe_last_duration_seconds", Labels: perLookup(), Shown: shown,
			Means: "How long the last probe that was asked took, queues and retries too.",
			Use:   "What a citizen who asks now would wait."}),
	}
}

// AddProbe makes the series of a lookup that is probed, at zero.
func (m *Metrics) AddProbe(registry, lookup string) {
	for _, r := range probeResults() {
		m.probes.total.WithLabelValues(registry, lookup, string(r))
	}
	m.probes.last.WithLabelValues(registry, lookup)
	m.probes.lastSuccess.WithLabelValues(registry, lookup)
	m.probes.lastSeconds.WithLabelValues(registry, lookup)
}

// Probed counts a probe that was due, and when it was asked shows when it ended and how long it took.
func (m *Metrics) Probed(registry, lookup string, r ProbeResult, began, ended time.Time) {
	m.probes.total.WithLabelValues(registry, lookup, string(r)).Inc()
	if r == ProbeMaintenance || r == ProbeReserve {
		return
	}
	m.probes.last.WithLabelValues(registry, lookup).Set(seconds(ended))
	m.probes.lastSeconds.WithLabelValues(registry, lookup).Set(ended.Sub(began).Seconds())
	if r == ProbeAnswered {
		m.probes.lastSuccess.WithLabelValues(registry, lookup).Set(seconds(ended))
	}
}
