package telemetry

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
)

// Sharing says how a question was met.
type Sharing string

// The ways.
const (
	SharedKept   Sharing = "kept"   // by an answer of before
	SharedFlight Sharing = "flight" // by an equal question that was on its way
	SharedNone   Sharing = "none"   // by asking the registry
)

func sharings() []Sharing { return []Sharing{SharedKept, SharedFlight, SharedNone} }

// Planning says what a plan found of a question.
type Planning string

// The findings.
const (
	PlannedReady    Planning = "ready"    // it can be put as it stands
	PlannedLacking  Planning = "lacking"  // something is missing or wrong
	PlannedUnserved Planning = "unserved" // the lookup does not serve the purpose
)

func plannings() []Planning { return []Planning{PlannedReady, PlannedLacking, PlannedUnserved} }

func planningOf(p *adapters.Plan) Planning {
	switch {
	case !p.Served:
		return PlannedUnserved
	case p.Ready():
		return PlannedReady
	default:
		return PlannedLacking
	}
}

// buckets of durations: 5 ms to 60 s, with the default deadline (10 s) and exchange limit (8 s) between two bounds.
func buckets() []float64 {
	return []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2, 3, 5, 8, 10, 15, 30, 60}
}

// vectors are the metrics that have one series per lookup and label value.
type vectors struct {
	lookups, resumes, attempts, exchanges                         *prometheus.CounterVec
	sharing, plans, retries, trips, gateHolds, unlisted           *prometheus.CounterVec
	lookupSeconds, attemptSeconds, exchangeSeconds, queuedSeconds *prometheus.HistogramVec
	lastSuccess                                                   *prometheus.GaugeVec
}

func newVectors() vectors {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sverka_" + name, Help: help}, labels)
	}
	seconds := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "sverka_" + name, Help: help, Buckets: buckets()}, labels)
	}
	return vectors{
		lookups: counter("lookups_total", "Lookups asked, by how they ended: outcome or kind of failure, its reason and origin.",
			"registry", "lookup", "result", "reason", "origin"),
		resumes: counter("resumes_total", "Pending lookups asked for by their id, by how that ended.",
			"registry", "lookup", "result", "reason", "origin"),
		attempts: counter("attempts_total", "Calls of a driver, by how they ended; answered covers every outcome.",
			"registry", "lookup", "result", "reason", "origin"),
		exchanges: counter("exchanges_total", "HTTP exchanges with a registry, polls and token requests too, by class of status or kind of failure.",
			"registry", "lookup", "result", "reason", "origin"),
		sharing:   counter("shared_total", "Lookups by how the question was met: a kept answer, an equal question's flight, or neither.", "registry", "lookup", "by"),
		plans:     counter("plans_total", "Plans of a question, which ask nothing, by whether it could be put: ready, lacking or unserved.", "registry", "lookup", "result"),
		retries:   counter("retries_total", "Decisions on asking again after a failed attempt: granted, or what forbade it.", "registry", "lookup", "decision"),
		trips:     counter("breaker_trips_total", "Times that a breaker went from closed to open.", "registry", "lookup"),
		gateHolds: counter("gate_holds_total", "Times that a registry's gate began to hold, or held on for longer, by cause.", "registry", "cause"),
		unlisted: counter("unlisted_kinds_total", "Kinds that the registry's contract does not list, by what they are kinds of; they are told as other.",
			"registry", "lookup", "of"),

		lookupSeconds:   seconds("lookup_duration_seconds", "Time from the asking of a lookup to its end.", "registry", "lookup", "class"),
		attemptSeconds:  seconds("attempt_duration_seconds", "Time of an attempt on the wire.", "registry", "lookup", "class"),
		exchangeSeconds: seconds("exchange_duration_seconds", "Time of an exchange on the wire.", "registry", "lookup"),
		queuedSeconds:   seconds("exchange_queued_seconds", "Time that an exchange waited for a place in flight.", "registry", "lookup"),

		lastSuccess: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "sverka_last_success_timestamp_seconds", Help: "When an attempt was last answered; 0: not since the start.",
		}, []string{"registry", "lookup"}),
	}
}

func (v vectors) all() []prometheus.Collector {
	return []prometheus.Collector{
		v.lookups, v.resumes, v.attempts, v.exchanges, v.sharing, v.plans, v.retries, v.trips, v.gateHolds, v.unlisted,
		v.lookupSeconds, v.attemptSeconds, v.exchangeSeconds, v.queuedSeconds, v.lastSuccess,
	}
}

// tally is a counter by Result, with a series for each one that can be.
type tally struct {
	by    map[tallied]prometheus.Counter
	other prometheus.Counter // what no closed list foresaw: our bug
}

type tallied struct{ word, reason string }

func newTally(v *prometheus.CounterVec, n name, all []Result) tally {
	t := tally{by: make(map[tallied]prometheus.Counter, len(all))}
	for _, r := range all {
		t.by[tallied{r.Word, r.Reason}] = v.WithLabelValues(n.registry, n.lookup, r.Word, r.Reason, r.Origin)
	}
	t.other = v.WithLabelValues(n.registry, n.lookup, "unforeseen", "", string(adapters.OriginGateway))
	return t
}

func (t tally) count(r Result) {
	if c := t.by[tallied{r.Word, r.Reason}]; c != nil {
		c.Inc()
		return
	}
	t.other.Inc()
}

// series are the resolved metrics of one lookup, so that counting looks no label up.
type series struct {
	lookups, resumes, attempts, exchanges tally
	sharing                               map[Sharing]prometheus.Counter
	plans                                 map[Planning]prometheus.Counter
	retries                               map[resilience.Decision]prometheus.Counter
	unlisted                              map[adapters.KindOf]prometheus.Counter
	trips                                 prometheus.Counter
	lookupSeconds, attemptSeconds         map[Class]prometheus.Observer
	exchangeSeconds, queuedSeconds        prometheus.Observer
	lastSuccess                           prometheus.Gauge
}

// Add creates the series of a lookup, at zero. To be called before the first question.
func (m *Metrics) Add(spec adapters.Spec, pends bool) {
	n, v := name{spec.Registry, spec.Lookup}, m.vectors
	all := results(spec.Outcomes, pends)
	s := &series{
		lookups:         newTally(v.lookups, n, all),
		attempts:        newTally(v.attempts, n, attemptResults(pends)),
		exchanges:       newTally(v.exchanges, n, exchangeResults()),
		sharing:         make(map[Sharing]prometheus.Counter),
		plans:           make(map[Planning]prometheus.Counter),
		retries:         make(map[resilience.Decision]prometheus.Counter),
		unlisted:        make(map[adapters.KindOf]prometheus.Counter),
		trips:           v.trips.WithLabelValues(n.registry, n.lookup),
		lookupSeconds:   make(map[Class]prometheus.Observer),
		attemptSeconds:  make(map[Class]prometheus.Observer),
		exchangeSeconds: v.exchangeSeconds.WithLabelValues(n.registry, n.lookup),
		queuedSeconds:   v.queuedSeconds.WithLabelValues(n.registry, n.lookup),
		lastSuccess:     v.lastSuccess.WithLabelValues(n.registry, n.lookup),
	}
	if pends {
		s.resumes = newTally(v.resumes, n, all)
	}
	for _, by := range sharings() {
		s.sharing[by] = v.sharing.WithLabelValues(n.registry, n.lookup, string(by))
	}
	for _, p := range plannings() {
		s.plans[p] = v.plans.WithLabelValues(n.registry, n.lookup, string(p))
	}
	for _, d := range resilience.Decisions() {
		s.retries[d] = v.retries.WithLabelValues(n.registry, n.lookup, string(d))
	}
	for _, of := range adapters.KindsOf() {
		s.unlisted[of] = v.unlisted.WithLabelValues(n.registry, n.lookup, string(of))
	}
	for _, c := range classes() {
		s.lookupSeconds[c] = v.lookupSeconds.WithLabelValues(n.registry, n.lookup, string(c))
	}
	for _, c := range []Class{ClassAnswered, ClassFailed} {
		s.attemptSeconds[c] = v.attemptSeconds.WithLabelValues(n.registry, n.lookup, string(c))
	}
	for _, cause := range resilience.HoldCauses() {
		v.gateHolds.WithLabelValues(n.registry, string(cause))
	}
	m.lookups[n] = s
}

func attemptResults(pends bool) []Result {
	all := []Result{{Class: ClassAnswered, Word: string(ClassAnswered)}}
	if pends {
		all = append(all, Answered(adapters.InProgress, ""))
	}
	return append(all, failures()...)
}

func exchangeResults() []Result {
	var all []Result
	for _, class := range statusClasses() {
		all = append(all, Result{Class: ClassAnswered, Word: class})
	}
	return append(all, failures()...)
}
