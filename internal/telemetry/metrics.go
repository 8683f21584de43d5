package telemetry

import (
	"context"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
)

// Metrics counts what the house does. It implements resilience.Observer. Its counting methods are safe for concurrent
// use once every lookup has been added; a lookup that was not added is not counted.
type Metrics struct {
	registry *prometheus.Registry
	vectors  vectors
	lookups  map[name]*series
	panics   prometheus.Counter
	refused  *prometheus.CounterVec
	state    stateFile
}

// name is a lookup's name.
type name struct{ registry, lookup string }

var _ resilience.Observer = (*Metrics)(nil)

// New returns the metrics of one gateway, of this version, in a registry of their own.
func New(version string) *Metrics {
	m := &Metrics{
		registry: prometheus.NewRegistry(),
		vectors:  newVectors(),
		lookups:  make(map[name]*series),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "sverka_http_refused_total", Help: "Requests that never became a lookup, by status and reason.",
		}, []string{"lookup", "status", "reason"}),
		panics: prometheus.NewCounter(prometheus.CounterOpts{Name: "sverka_panics_total", Help: "Panics that were recovered; each is a bug."}),
	}
	build := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "sverka_build_info", Help: "1, with the version of the gateway and of Go."}, []string{"version", "go_version"})
	build.WithLabelValues(version, runtime.Version()).Set(1)
	m.registry.MustRegister(build, m.panics, m.refused, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(m.vectors.all()...)
	m.state = newStateFile(m.registry)
	return m
}

// Registry returns where all metrics are gathered from.
func (m *Metrics) Registry() *prometheus.Registry { return m.registry }

// Looked counts an asking of a lookup.
func (m *Metrics) Looked(registry, lookup string, r Result, took time.Duration) {
	if s := m.lookups[name{registry, lookup}]; s != nil {
		s.lookups.count(r)
		s.lookupSeconds[r.Class].Observe(took.Seconds())
	}
}

// Unlisted counts the kinds of a reply that its contract does not list. What is no KindOf is not counted.
func (m *Metrics) Unlisted(registry, lookup string, kinds []adapters.KindOf) {
	s := m.lookups[name{registry, lookup}]
	if s == nil {
		return
	}
	for _, of := range kinds {
		if c := s.unlisted[of]; c != nil {
			c.Inc()
		}
	}
}

// Shared counts how a question was met: by a kept answer, by an equal question's flight, or by a flight of its own.
func (m *Metrics) Shared(registry, lookup string, how Sharing) {
	if s := m.lookups[name{registry, lookup}]; s != nil {
		s.sharing[how].Inc()
	}
}

// Planned counts a plan of a question, which is no asking.
func (m *Metrics) Planned(registry, lookup string, p *adapters.Plan) {
	if s := m.lookups[name{registry, lookup}]; s != nil {
		s.plans[planningOf(p)].Inc()
	}
}

// Resumed counts a pending lookup that was asked for by its id.
func (m *Metrics) Resumed(registry, lookup string, r Result) {
	if s := m.lookups[name{registry, lookup}]; s != nil {
		s.resumes.count(r)
	}
}

// Panicked counts a panic that was recovered.
func (m *Metrics) Panicked() { m.panics.Inc() }

// RefusedRequest counts a request that never became a lookup: its path, method, form or body was wrong. lookup is "" where
// the path names none; status and reason are of the front door's closed lists.
func (m *Metrics) RefusedRequest(_ context.Context, lookup string, status int, reason string) {
	m.refused.WithLabelValues(lookup, strconv.Itoa(status), reason).Inc()
}

// Exchanged implements resilience.Observer.
func (m *Metrics) Exchanged(x resilience.Exchange) {
	s := m.lookups[name{x.Registry, x.Lookup}]
	if s == nil {
		return
	}
	s.exchanges.count(exchangeResult(x))
	s.exchangeSeconds.Observe(x.Took.Seconds())
	s.queuedSeconds.Observe(x.Queued.Seconds())
}

// Attempted implements resilience.Observer.
func (m *Metrics) Attempted(a resilience.Attempt) {
	s := m.lookups[name{a.Registry, a.Lookup}]
	if s == nil {
		return
	}
	r := attemptResult(a)
	s.attempts.count(r)
	s.attemptSeconds[r.Class].Observe(a.Wire.Seconds())
	if r.Class == ClassAnswered {
		s.lastSuccess.SetToCurrentTime()
	}
}

// Retried implements resilience.Observer.
func (m *Metrics) Retried(r resilience.Retrial) {
	if s := m.lookups[name{r.Registry, r.Lookup}]; s != nil {
		s.retries[r.Decision].Inc()
	}
}

// GateChanged implements resilience.Observer.
func (m *Metrics) GateChanged(c resilience.GateChange) {
	if c.State == resilience.Holding {
		m.vectors.gateHolds.WithLabelValues(c.Registry, string(c.Hold.Cause)).Inc()
	}
}

// BreakerChanged implements resilience.Observer. Only closed to open is a trip: a failed probe is not another one.
func (m *Metrics) BreakerChanged(c resilience.BreakerChange) {
	if s := m.lookups[name{c.Registry, c.Lookup}]; s != nil && c.From == resilience.Closed && c.To == resilience.Open {
		s.trips.Inc()
	}
}

func attemptResult(a resilience.Attempt) Result {
	switch {
	case a.Kind != "":
		return Failed(adapters.Fail(a.Kind, a.Reason, ""))
	case a.Pending:
		return Answered(adapters.InProgress, "")
	default:
		return Result{Class: ClassAnswered, Word: string(ClassAnswered)}
	}
}

// exchangeResult: a response is counted by the class of its status, for what it means is not known there.
func exchangeResult(x resilience.Exchange) Result {
	if x.Kind != "" {
		return Failed(adapters.Fail(x.Kind, x.Reason, ""))
	}
	return Result{Class: ClassAnswered, Word: statusClass(x.Status)}
}

func statusClass(status int) string {
	switch {
	case status >= 500:
		return "5xx"
	case status >= 400:
		return "4xx"
	case status >= 300:
		return "3xx"
	default:
		return "2xx"
	}
}

func statusClasses() []string { return []string{"2xx", "3xx", "4xx", "5xx"} }
