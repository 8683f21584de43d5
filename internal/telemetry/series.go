package telemetry

import (
	"slices"
	"time"

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

// tally is a counter by Result, with a series for each one that can be.
type tally struct {
	by    map[tallied]prometheus.Counter
	other prometheus.Counter // what no closed list foresaw: our bug
}

type tallied struct{ word, reason string }

// newTally resolves the counters of all results, for a lookup or registry of these names.
func newTally(v *prometheus.CounterVec, all []Result, of ...string) tally {
	t := tally{by: make(map[tallied]prometheus.Counter, len(all))}
	for _, r := range all {
		t.by[tallied{r.Word, r.Reason}] = v.WithLabelValues(append(slices.Clone(of), r.Word, r.Reason, r.Origin)...)
	}
	r := unforeseen()
	t.other = v.WithLabelValues(append(slices.Clone(of), r.Word, r.Reason, r.Origin)...)
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
	registry                      *registrySeries
	lookups, resumes, attempts    tally
	sharing                       map[Sharing]prometheus.Counter
	plans                         map[Planning]prometheus.Counter
	retries                       map[resilience.Decision]prometheus.Counter
	unlisted                      map[adapters.KindOf]prometheus.Counter
	trips                         map[string]prometheus.Counter
	lookupSeconds, attemptSeconds map[Class]prometheus.Observer
	lastAttempt, lastSuccess      prometheus.Gauge
	judged                        map[Judgement]prometheus.Counter
	objective                     time.Duration
	target                        float64
}

// registrySeries are those of a whole registry, which its lookups share.
type registrySeries struct {
	exchanges                      tally
	exchangeSeconds, queuedSeconds prometheus.Observer
	phases                         map[Phase]prometheus.Observer
	judged                         map[Judgement]prometheus.Counter
	own                            prometheus.Observer
}

// Add creates the series of a lookup, at zero. To be called before the first question.
func (m *Metrics) Add(spec adapters.Spec, pends bool) {
	n, v := name{spec.Registry, spec.Lookup}, m.vectors
	all := results(spec.Outcomes, pends)
	s := &series{
		registry:       m.addRegistry(n.registry),
		lookups:        newTally(v.lookups, all, n.registry, n.lookup),
		attempts:       newTally(v.attempts, attemptResults(pends), n.registry, n.lookup),
		sharing:        counters(v.sharing, n, sharings()),
		plans:          counters(v.plans, n, plannings()),
		retries:        counters(v.retries, n, resilience.Decisions()),
		unlisted:       counters(v.unlisted, n, adapters.KindsOf()),
		trips:          counters(v.trips, n, tripKinds()),
		lookupSeconds:  observers(v.lookupSeconds, n, classes()),
		attemptSeconds: observers(v.attemptSeconds, n, attemptClasses()),
		judged:         counters(m.slos.theirs, n, judgements()),
		lastAttempt:    v.lastAttempt.WithLabelValues(n.registry, n.lookup),
		lastSuccess:    v.lastSuccess.WithLabelValues(n.registry, n.lookup),
	}
	if pends {
		s.resumes = newTally(v.resumes, all, n.registry, n.lookup)
	}
	m.lookups[n] = s
	m.recents.add(n)
	m.refused.WithLabelValues(spec.Name(), shedStatus, string(adapters.ReasonShed))
}

func (m *Metrics) addRegistry(registry string) *registrySeries {
	if s := m.registries[registry]; s != nil {
		return s
	}
	v := m.vectors
	s := &registrySeries{
		exchanges:       newTally(v.exchanges, exchangeResults(), registry),
		exchangeSeconds: v.exchangeSeconds.WithLabelValues(registry),
		queuedSeconds:   v.queuedSeconds.WithLabelValues(registry),
		phases:          make(map[Phase]prometheus.Observer),
		judged:          make(map[Judgement]prometheus.Counter),
		own:             m.slos.own.WithLabelValues(registry),
	}
	for _, j := range ownJudgements() {
		s.judged[j] = m.slos.ours.WithLabelValues(registry, string(j))
	}
	for _, p := range phases() {
		s.phases[p] = v.phaseSeconds.WithLabelValues(registry, string(p))
	}
	for _, cause := range resilience.HoldCauses() {
		v.gateHolds.WithLabelValues(registry, string(cause))
	}
	m.registries[registry] = s
	return s
}

// counters returns a lookup's counter for each of the words.
func counters[S ~string](v *prometheus.CounterVec, n name, words []S) map[S]prometheus.Counter {
	all := make(map[S]prometheus.Counter, len(words))
	for _, w := range words {
		all[w] = v.WithLabelValues(n.registry, n.lookup, string(w))
	}
	return all
}

// observers returns a lookup's histogram for each of the words.
func observers[S ~string](v *prometheus.HistogramVec, n name, words []S) map[S]prometheus.Observer {
	all := make(map[S]prometheus.Observer, len(words))
	for _, w := range words {
		all[w] = v.WithLabelValues(n.registry, n.lookup, string(w))
	}
	return all
}
