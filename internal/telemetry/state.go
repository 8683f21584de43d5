package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/internal/resilience"
)

// state is read from the registries when it is scraped: a breaker is half open without anybody having told so.
type state struct {
	snapshots func() []resilience.Snapshot
	shelves   func() []Shelf
	gauges    gauges
}

// A Shelf is what a lookup keeps for others at one moment.
type Shelf struct {
	Registry, Lookup string
	Kept             int // answers
	Flights          int // questions on their way
	Tickets          int // questions that the registry will answer later
}

type gauges struct {
	waiting, inFlight, queued, budget, gate, gateUntil, gateOverride *prometheus.Desc
	gateCause, maintenanceNext                                       *prometheus.Desc
	breaker, breakerOpenUntil, breakerOverride                       *prometheus.Desc
	quotaLeft, quotaLimit                                            *prometheus.Desc
	kept, flights, tickets                                           *prometheus.Desc
}

func newGauges() gauges {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("sverka_"+name, help, labels, nil)
	}
	return gauges{
		waiting:          desc("waiting", "Lookups held at the moment.", "registry", "lookup"),
		inFlight:         desc("in_flight", "Exchanges under way.", "registry", "lookup"),
		queued:           desc("queued", "Exchanges that wait for a place in flight.", "registry", "lookup"),
		budget:           desc("retry_budget_left", "Retries that would be granted at once.", "registry"),
		gate:             desc("gate_state", "1 for the state that the registry's gate is in.", "registry", "state"),
		gateUntil:        desc("gate_holding_until_timestamp_seconds", "Until when the gate lets nobody through; 0: it passes.", "registry"),
		gateCause:        desc("gate_hold_cause", "1 for the cause by which the registry's gate holds.", "registry", "cause"),
		maintenanceNext:  desc("maintenance_next_timestamp_seconds", "When the registry's calendar closes it next; 0: no date is known.", "registry"),
		gateOverride:     desc("gate_override", "1 for the mode that an operator has put the gate into.", "registry", "mode"),
		breaker:          desc("breaker_state", "1 for the state that the lookup's breaker is in.", "registry", "lookup", "state"),
		breakerOpenUntil: desc("breaker_open_until_timestamp_seconds", "Until when the breaker lets nobody through; 0: it is not open.", "registry", "lookup"),
		breakerOverride:  desc("breaker_override", "1 for the mode that an operator has put the breaker into.", "registry", "lookup", "mode"),
		quotaLeft:        desc("quota_left", "Exchanges that this process may still make in the window or day.", "registry", "operation", "window"),
		quotaLimit:       desc("quota_limit", "Exchanges that this process may make in the window or day.", "registry", "operation", "window"),
		kept:             desc("cache_entries", "Answers that are kept.", "registry", "lookup"),
		flights:          desc("flights", "Questions on their way, equal ones counted once.", "registry", "lookup"),
		tickets:          desc("tickets_open", "Questions that the registry has taken and not answered yet.", "registry", "lookup"),
	}
}

// AddState lets a scrape read how the registries stand.
func (m *Metrics) AddState(snapshots func() []resilience.Snapshot, shelves func() []Shelf) {
	m.registry.MustRegister(&state{snapshots, shelves, newGauges()})
}

// Describe implements prometheus.Collector.
func (s *state) Describe(ch chan<- *prometheus.Desc) {
	g := s.gauges
	for _, d := range []*prometheus.Desc{
		g.waiting, g.inFlight, g.queued, g.budget, g.gate, g.gateUntil, g.gateOverride, g.breaker, g.breakerOpenUntil,
		g.breakerOverride, g.gateCause, g.maintenanceNext, g.quotaLeft, g.quotaLimit, g.kept, g.flights, g.tickets,
	} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (s *state) Collect(ch chan<- prometheus.Metric) {
	send := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	g := s.gauges
	for _, r := range s.snapshots() {
		send(g.budget, float64(r.BudgetLeft), r.Registry)
		for _, st := range resilience.GateStates() {
			send(g.gate, is(r.Gate.State == st), r.Registry, string(st))
		}
		send(g.gateUntil, seconds(r.Gate.Hold.Until), r.Registry)
		for _, cause := range resilience.HoldCauses() {
			send(g.gateCause, is(r.Gate.Hold.Cause == cause), r.Registry, string(cause))
		}
		send(g.maintenanceNext, seconds(r.Gate.Next.From), r.Registry)
		for _, q := range r.Quotas {
			send(g.quotaLeft, float64(q.Left), r.Registry, operation(q), window(q))
			send(g.quotaLimit, float64(q.Limit), r.Registry, operation(q), window(q))
		}
		for _, mode := range resilience.Modes() {
			send(g.gateOverride, is(r.Gate.Override.Mode == mode), r.Registry, string(mode))
		}
		for _, l := range r.Lookups {
			s.lookup(send, r.Registry, l)
		}
	}
	for _, sh := range s.shelves() {
		send(g.kept, float64(sh.Kept), sh.Registry, sh.Lookup)
		send(g.flights, float64(sh.Flights), sh.Registry, sh.Lookup)
		send(g.tickets, float64(sh.Tickets), sh.Registry, sh.Lookup)
	}
}

func (s *state) lookup(send func(*prometheus.Desc, float64, ...string), registry string, l resilience.LookupSnapshot) {
	g := s.gauges
	send(g.waiting, float64(l.Waiting), registry, l.Lookup)
	send(g.inFlight, float64(l.InFlight), registry, l.Lookup)
	send(g.queued, float64(l.Queued), registry, l.Lookup)
	for _, st := range resilience.BreakerStates() {
		send(g.breaker, is(l.Breaker.State == st), registry, l.Lookup, string(st))
	}
	send(g.breakerOpenUntil, seconds(l.Breaker.OpenUntil), registry, l.Lookup)
	for _, mode := range resilience.Modes() {
		send(g.breakerOverride, is(l.Breaker.Override.Mode == mode), registry, l.Lookup, string(mode))
	}
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// seconds returns t as Prometheus writes times; the zero time, which means none, as 0.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

func operation(q resilience.QuotaSnapshot) string {
	if q.Operation == "" {
		return "all"
	}
	return q.Operation
}

func window(q resilience.QuotaSnapshot) string {
	if q.Window == 0 {
		return "day"
	}
	return q.Window.String()
}
