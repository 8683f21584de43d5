package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/adapters"
)

// A Judgement is what a lookup counts as in an objective.
type Judgement string

// The judgements.
const (
	JudgedGood        Judgement = "good"
	JudgedSlow        Judgement = "slow"        // answered, but after the objective
	JudgedBad         Judgement = "bad"         // it takes of the budget
	JudgedMaintenance Judgement = "maintenance" // failed while the registry was closed by its calendar: excluded, and counted
	JudgedExcluded    Judgement = "excluded"    // says nothing about who is measured
)

func judgements() []Judgement {
	return []Judgement{JudgedGood, JudgedSlow, JudgedBad, JudgedMaintenance, JudgedExcluded}
}

// Of the gateway's own objective: what an operator or a calendar decided is excluded without being counted apart.
func ownJudgements() []Judgement {
	return []Judgement{JudgedGood, JudgedSlow, JudgedBad, JudgedExcluded}
}

// judgeRegistry says what a lookup is in its registry's objective. What was kept, and what failed for another's doing, says nothing.
func judgeRegistry(a Asked, objective time.Duration) Judgement {
	switch {
	case a.Result.Class == ClassCached:
		return JudgedExcluded
	case a.Result.Class == ClassAnswered && a.Took > objective:
		return JudgedSlow
	case a.Result.Class == ClassAnswered:
		return JudgedGood
	case a.Result.Reason == string(adapters.ReasonMaintenance):
		return JudgedMaintenance
	case !chargedToRegistry(a, objective):
		return JudgedExcluded
	case a.Maintenance:
		return JudgedMaintenance
	default:
		return JudgedBad
	}
}

func chargedToRegistry(a Asked, objective time.Duration) bool {
	f := adapters.Fail(adapters.Kind(a.Result.Word), adapters.Reason(a.Result.Reason), "")
	if f.Kind == adapters.Canceled || f.Kind == adapters.DeadlineEnded {
		return a.Took > objective
	}
	return f.ChargedToRegistry()
}

// judgeGateway says what a lookup is in our own objective. own is negative where it is not known: the question joined another's
// flight.
func judgeGateway(a Asked, objective time.Duration) Judgement {
	f := adapters.Fail(adapters.Kind(a.Result.Word), adapters.Reason(a.Result.Reason), "")
	switch {
	case a.Result.Origin == string(adapters.OriginCaller), f.Reason == adapters.ReasonMaintenance, f.Reason == adapters.ReasonForced:
		return JudgedExcluded
	case a.Result.Origin == string(adapters.OriginGateway) && !f.ChargedToRegistry():
		return JudgedBad
	case a.Own > objective:
		return JudgedSlow
	default:
		return JudgedGood
	}
}

// slos are the metrics of the objectives.
type slos struct {
	theirs, ours            *prometheus.CounterVec
	target, objective       *prometheus.GaugeVec
	ourTarget, ourObjective prometheus.Gauge
	own                     *prometheus.HistogramVec
	ownTime                 time.Duration
	ourPart                 float64 // the target
}

func newSLOs(b *book) *slos {
	b.section("Objectives: the registries' and our own")
	return &slos{
		theirs: b.counter(Description{Name: "slo_registry_lookups_total", Labels: perLookup(closed("judged", judgements())),
			Means: "Lookups by what they count as in the registry's objective.",
			Use: "`bad` of `good`, `slow` and `bad` is to stay below what the target leaves. Bad are denied, throttled, unavailable, timeout, malformed, rejected, " +
				"refused by breaker or gate, and callers that gave up after the objective; `maintenance` is what of these came while the calendar had the registry closed."}),
		target: b.gauge(Description{Name: "slo_registry_target_ratio", Labels: perLookup(),
			Means: "The part of lookups that the registry is to answer, by the configuration.",
			Use:   "Set it by `registries.….slo.target`: the rules read it, and need not be edited."}),
		objective: b.gauge(Description{Name: "slo_registry_objective_seconds", Labels: perLookup(),
			Means: "The time in which the registry is to answer, by the configuration.",
			Use:   "Set it by `registries.….slo.objective`."}),
		ours: b.counter(Description{Name: "slo_gateway_lookups_total", Labels: perRegistry(closed("judged", ownJudgements())),
			Means: "Lookups by what they count as in the gateway's own objective.",
			Use:   "`bad` are failures of the gateway's own doing, `slow` those that took too much of its own time: both take of our budget. Callers' mistakes are `excluded`."}),
		ourTarget: b.gauge(Description{Name: "slo_gateway_target_ratio",
			Means: "The part of lookups that the gateway is not to fail nor to hold up, by the configuration.",
			Use:   "Set it by `slo.target`."}).WithLabelValues(),
		ourObjective: b.gauge(Description{Name: "slo_gateway_objective_seconds",
			Means: "How much of its own time the gateway may take for a lookup, by the configuration.",
			Use:   "Set it by `slo.own_time`."}).WithLabelValues(),
		own: b.histogram(Description{Name: "own_duration_seconds", Labels: perRegistry(), Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1},
			Means: "The gateway's own part of a lookup's time: neither queued for the registry nor on the wire nor sleeping until it may be asked again. " +
				"Of a question that joined an equal one's flight nothing is observed.",
			Use: "What we cost. More than some milliseconds: the machine is too small, or something locks."}),
	}
}

// Promise sets what a lookup is measured by: target is a part of 1. To be called after Add, before the first question.
func (m *Metrics) Promise(registry, lookup string, target float64, objective time.Duration) {
	s := m.lookups[name{registry, lookup}]
	if s == nil {
		return
	}
	s.objective, s.target = objective, target
	m.slos.target.WithLabelValues(registry, lookup).Set(target)
	m.slos.objective.WithLabelValues(registry, lookup).Set(objective.Seconds())
}

// PromiseOwn sets what the gateway is measured by: target is a part of 1. To be called before the first question.
func (m *Metrics) PromiseOwn(target float64, ownTime time.Duration) {
	m.slos.ownTime, m.slos.ourPart = ownTime, target
	m.slos.ourTarget.Set(target)
	m.slos.ourObjective.Set(ownTime.Seconds())
}

// judge counts a lookup in both objectives. A probe is in neither: it is nobody's question, and at night, or of a registry in trouble, would
// be most of them.
func (m *Metrics) judge(s *series, a Asked) {
	if a.Caller == CallerProbe {
		s.judged[JudgedExcluded].Inc()
		s.registry.judged[JudgedExcluded].Inc()
		return
	}
	theirs, ours := judgeRegistry(a, s.objective), judgeGateway(a, m.slos.ownTime)
	s.judged[theirs].Inc()
	s.registry.judged[ours].Inc()
	m.recents.by[name{a.Registry, a.Lookup}].judged(theirs, ours, time.Now())
	if a.Own >= 0 {
		s.registry.own.Observe(a.Own.Seconds())
	}
}
