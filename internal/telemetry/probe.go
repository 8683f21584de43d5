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

// Asked reports whether a probe that came to r was asked.
func (r ProbeResult) Asked() bool { return r != ProbeMaintenance && r != ProbeReserve }

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
	failing, every    *prometheus.GaugeVec
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
		failing: b.gauge(Description{Name: "probe_failing_since_timestamp_seconds", Labels: perLookup(), Shown: shown,
			Means: "When the first of the probes failed that have failed in a row, one after the other; 0: the last did not fail, or was not asked for maintenance or the reserve.",
			Use:   "`time() - …` beyond three times `sverka_probe_interval_seconds`: nobody would be answered, though nobody may be asking at night."}),
		every: b.gauge(Description{Name: "probe_interval_seconds", Labels: perLookup(), Shown: shown,
			Means: "How often the test subject is asked about, by the configuration.",
			Use:   "Set it by `registries.….probe.every`: the rules read it, and need not be edited."}),
	}
}

// AddProbe makes the series of a lookup that is probed so often, at zero.
func (m *Metrics) AddProbe(registry, lookup string, every time.Duration) {
	for _, r := range probeResults() {
		m.probes.total.WithLabelValues(registry, lookup, string(r))
	}
	m.probes.last.WithLabelValues(registry, lookup)
	m.probes.lastSuccess.WithLabelValues(registry, lookup)
	m.probes.lastSeconds.WithLabelValues(registry, lookup)
	m.probes.failing.WithLabelValues(registry, lookup)
	m.probes.every.WithLabelValues(registry, lookup).Set(every.Seconds())
}

// A Probed is a probe that was due.
type Probed struct {
	Registry, Lookup string
	Result           ProbeResult
	Began, Ended     time.Time
	FailingSince     time.Time // zero: it did not fail
}

// Probed counts a probe that was due, and when it was asked shows when it ended and how long it took.
func (m *Metrics) Probed(p Probed) {
	m.probes.total.WithLabelValues(p.Registry, p.Lookup, string(p.Result)).Inc()
	m.probes.failing.WithLabelValues(p.Registry, p.Lookup).Set(seconds(p.FailingSince))
	if !p.Result.Asked() {
		return
	}
	m.probes.last.WithLabelValues(p.Registry, p.Lookup).Set(seconds(p.Ended))
	m.probes.lastSeconds.WithLabelValues(p.Registry, p.Lookup).Set(p.Ended.Sub(p.Began).Seconds())
	if p.Result == ProbeAnswered {
		m.probes.lastSuccess.WithLabelValues(p.Registry, p.Lookup).Set(seconds(p.Ended))
	}
}
