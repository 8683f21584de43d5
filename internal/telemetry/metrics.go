package telemetry

import (
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
)

// Metrics counts what the house does. It implements resilience.Observer. Its counting methods are safe for concurrent
// use once every lookup has been added; a lookup that was not added is not counted.
type Metrics struct {
	book       *book
	vectors    vectors
	gauges     *gauges
	outbound   *outbound
	own        *own
	audits     *audits
	callers    *callers
	access     *access
	slos       *slos
	lookups    map[name]*series
	registries map[string]*registrySeries
	recents    recents
	strangers  strangers
	panics     prometheus.Counter
	refused    *prometheus.CounterVec
	state      stateFile
	probes     probes
	traces     traces
	operate    *prometheus.CounterVec
}

// name is a lookup's name.
type name struct{ registry, lookup string }

var _ resilience.Observer = (*Metrics)(nil)

// An Option changes what New makes.
type Option func(*book)

// WithNativeHistograms has histograms kept as native ones besides, for a Prometheus that was told to ingest them. One of version
// 2.42 drops the classic buckets then, which our rules read.
func WithNativeHistograms() Option { return func(b *book) { b.native = true } }

// New returns the metrics of one gateway, of this version, in a registry of their own.
func New(version string, options ...Option) *Metrics {
	b := &book{registry: prometheus.NewRegistry(), gatherer: &gatherer{others: prometheus.NewRegistry(), descs: make(map[*prometheus.Desc]Description)}}
	for _, option := range options {
		option(b)
	}
	m := &Metrics{book: b, lookups: make(map[name]*series), registries: make(map[string]*registrySeries), recents: newRecents()}
	m.vectors = newVectors(b)
	m.callers = newCallers(b)
	m.access = newAccess(b)
	m.slos = newSLOs(b)
	m.gauges = newGauges(b)
	m.outbound = newOutbound(b)
	m.own = newOwn(b)
	m.audits = newAudits(b)
	m.state = newStateFile(b)
	m.probes = newProbes(b)
	m.operate = newOperate(b)
	m.traces = newTraces(b)
	m.ofProcess(version)
	for _, r := range []*prometheus.Registry{b.registry, b.gatherer.others} {
		r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	}
	return m
}

// ofProcess makes the metrics of the process as a whole.
func (m *Metrics) ofProcess(version string) {
	b := m.book
	b.section("The process")
	m.refused = b.counter(Description{
		Name: "http_refused_total", Shown: "from the first such request on; of those that were shed, always",
		Labels: []Label{
			{Name: "lookup", Of: SetNames, Values: []string{"", refusedOther}},
			{Name: "status", Values: refusedStatuses()}, {Name: "reason", Values: refusedReasons()},
		},
		Means: "Requests that never became a lookup, by status and reason.",
		Use:   "A caller's mistakes before the table of failures begins: a wrong path, method or form. `shed`: there was no room for it.",
	})
	m.panics = b.counter(Description{
		Name: "panics_total", Means: "Panics that were recovered; each is a bug.",
		Use: "The log has a stack for each. Report it.",
	}).WithLabelValues()
	b.gauge(Description{
		Name: "build_info", Labels: []Label{{Name: "version", Of: SetBuild}, {Name: "go_version", Of: SetBuild}},
		Means: "1, with the version of the gateway and of Go.",
		Use:   "Two versions at once: a release is under way.",
	}).WithLabelValues(version, runtime.Version()).Set(1)
}

// Registry returns all metrics in a registry that looks, each time, whether one contradicts another.
func (m *Metrics) Registry() *prometheus.Registry { return m.book.registry }

// Gatherer returns what a scrape gathers: what Registry has, for less.
func (m *Metrics) Gatherer() prometheus.Gatherer { return m.book.gatherer }

// An Asked is a lookup that has come to its end.
type Asked struct {
	ID                       string // of the lookup, as caller and log know it
	Registry, Lookup, Caller string
	Result                   Result
	Took                     time.Duration
	Own                      time.Duration // of it, the gateway's own; below 0: not known
	Maintenance              bool          // the registry was closed by its calendar at any moment of it
}

// Looked counts an asking of a lookup.
func (m *Metrics) Looked(a Asked) {
	if s := m.lookups[name{a.Registry, a.Lookup}]; s != nil {
		s.lookups.count(a.Result)
		s.lookupSeconds[a.Result.Class].Observe(a.Took.Seconds())
		m.judge(s, a)
		m.callers.count(a.Caller, a.Registry, a.Result)
		m.recents.by[name{a.Registry, a.Lookup}].looked(a, time.Now())
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
func (m *Metrics) Resumed(a Asked) {
	if s := m.lookups[name{a.Registry, a.Lookup}]; s != nil {
		s.resumes.count(a.Result)
		m.recents.by[name{a.Registry, a.Lookup}].resumed(a, time.Now())
	}
}

// Panicked counts a panic that was recovered.
func (m *Metrics) Panicked() { m.panics.Inc() }

// Exchanged implements resilience.Observer.
func (m *Metrics) Exchanged(x resilience.Exchange) {
	s := m.lookups[name{x.Registry, x.Lookup}]
	if s == nil {
		return
	}
	s.registry.exchanges.count(exchangeResult(x))
	s.registry.exchangeSeconds.Observe(x.Took.Seconds())
	s.registry.queuedSeconds.Observe(x.Queued.Seconds())
	s.registry.wentThrough(x.Timing)
}

// wentThrough counts the phases of an exchange; one of no time was not gone through.
func (s *registrySeries) wentThrough(t resilience.Timing) {
	for _, part := range [...]struct {
		phase Phase
		took  time.Duration
	}{{PhaseDNS, t.DNS}, {PhaseConnect, t.Connect}, {PhaseTLS, t.TLS}, {PhaseWait, t.FirstByte}, {PhaseRead, t.Read}} {
		if part.took > 0 {
			s.phases[part.phase].Observe(part.took.Seconds())
		}
	}
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
	s.registry.phases[PhaseDecode].Observe(a.Own.Seconds())
	m.recents.by[name{a.Registry, a.Lookup}].attempted(a, time.Now())
	s.lastAttempt.SetToCurrentTime()
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
		kind, _, _ := strings.Cut(tripCause(c.Trip.Cause), "/")
		s.trips[kind].Inc()
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
