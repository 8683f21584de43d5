package telemetry

import (
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/internal/resilience"
)

// state is read from the registries when it is scraped: a breaker is half open without anybody having told so.
type state struct {
	snapshots func() []resilience.Snapshot
	shelves   func() []Shelf
	gauges    *gauges
}

// A Shelf is what a lookup keeps for others at one moment.
type Shelf struct {
	Registry, Lookup string
	Kept             int       // answers
	Flights          int       // questions on their way
	Tickets          int       // questions that the registry will answer later
	Oldest           time.Time // when the oldest of the askings under way began; zero: there is none
}

// gauges are the metrics that are read.
type gauges struct {
	all []*prometheus.Desc

	waiting, inFlight, queued, oldest, budget            *prometheus.Desc
	gate, gateSince, gateUntil, gateCause, gateOverride  *prometheus.Desc
	maintenance, maintenanceNext                         *prometheus.Desc
	breaker, breakerSince, breakerOpenUntil, breakerTrip *prometheus.Desc
	breakerFailures, breakerAttempts, breakerSlowest     *prometheus.Desc
	breakerOverride, overrideUntil                       *prometheus.Desc
	quotaLeft, quotaLimit                                *prometheus.Desc
	kept, flights, tickets                               *prometheus.Desc
}

func newGauges(b *book) *gauges {
	g := &gauges{}
	g.ofGates(b)
	g.ofBreakers(b)
	g.ofLoad(b)
	return g
}

// read describes a gauge and returns it.
func (g *gauges) read(b *book, d Description) *prometheus.Desc {
	desc := b.read(d)
	g.all = append(g.all, desc)
	return desc
}

func (g *gauges) ofGates(b *book) {
	b.section("Gates: is a registry held back, and why")
	g.gate = g.read(b, Description{Name: "gate_state", Labels: perRegistry(closed("state", resilience.GateStates())),
		Means: "1 for the state that the registry's gate is in.",
		Use:   "`holding`: nobody's question goes to this registry, whichever lookup."})
	g.gateSince = g.read(b, Description{Name: "gate_holding_since_timestamp_seconds", Labels: perRegistry(),
		Means: "Since when the gate holds; 0: it passes.",
		Use:   "`time() - …` is for how long."})
	g.gateUntil = g.read(b, Description{Name: "gate_holding_until_timestamp_seconds", Labels: perRegistry(),
		Means: "Until when the gate lets nobody through; 0: it passes.",
		Use:   "From then on one probe at a time asks; its result decides."})
	g.gateCause = g.read(b, Description{Name: "gate_hold_cause", Labels: perRegistry(closed("cause", resilience.HoldCauses())),
		Means: "1 for the cause by which the registry's gate holds.",
		Use:   "Says whom to call: `denied` our access, `connection` the network or the registry, `throttled` nobody yet."})
	g.gateOverride = g.read(b, Description{Name: "gate_override", Labels: perRegistry(closed("mode", resilience.Modes())),
		Means: "1 for the mode that an operator, or the configuration, has put the gate into.",
		Use:   "Somebody decided this: `/readyz?verbose` has the reason."})
	g.maintenance = g.read(b, Description{Name: "maintenance_active", Labels: perRegistry(),
		Means: "1 while the registry is closed by its calendar.",
		Use:   "What fails now was announced; it is in no objective."})
	g.maintenanceNext = g.read(b, Description{Name: "maintenance_next_timestamp_seconds", Labels: perRegistry(),
		Means: "When the registry's calendar closes it next; 0: no date is known.",
		Use:   "Look here before a release: tonight may be the wrong night."})
}

func (g *gauges) ofBreakers(b *book) {
	b.section("Breakers: is a lookup held back, since when, and why")
	g.breaker = g.read(b, Description{Name: "breaker_state", Labels: perLookup(closed("state", resilience.BreakerStates())),
		Means: "1 for the state that the lookup's breaker is in, at the moment of the scrape.",
		Use:   "`half_open`: the next question is the probe."})
	g.breakerSince = g.read(b, Description{Name: "breaker_not_closed_since_timestamp_seconds", Labels: perLookup(),
		Means: "When the breaker that is not closed tripped; 0: it is closed. Probes that fail do not move it.",
		Use:   "`time() - …` is for how long callers have gone without this lookup."})
	g.breakerOpenUntil = g.read(b, Description{Name: "breaker_open_until_timestamp_seconds", Labels: perLookup(),
		Means: "Until when the breaker lets nobody through, which is when the next probe may go; 0: it is not open.",
		Use:   "What callers are told as Retry-After."})
	shown := "while the breaker is not closed"
	g.breakerTrip = g.read(b, Description{Name: "breaker_trip_info", Shown: shown,
		Labels: perLookup(closed("rule", append(resilience.TripRules(), "restored")), closed("cause", tripCauses())),
		Means:  "1, with the rule by which the breaker tripped and the commonest of the failures that made it.",
		Use:    "The dominant failure: join it to an alert by registry and lookup."})
	g.breakerFailures = g.read(b, Description{Name: "breaker_trip_failures", Labels: perLookup(), Shown: shown,
		Means: "Failures in the window when the breaker tripped, slow attempts among them.",
		Use:   "Few of few: it was traffic at night, by the rule in_a_row."})
	g.breakerAttempts = g.read(b, Description{Name: "breaker_trip_attempts", Labels: perLookup(), Shown: shown,
		Means: "Attempts that counted in the window when the breaker tripped.",
		Use:   "What the failures are to be compared with."})
	g.breakerSlowest = g.read(b, Description{Name: "breaker_trip_slowest_seconds", Labels: perLookup(), Shown: shown,
		Means: "Time on the wire of the slowest of the failures that tripped the breaker.",
		Use:   "Near the exchange's limit: the registry hangs. Near zero: it refuses."})
	g.breakerOverride = g.read(b, Description{Name: "breaker_override", Labels: perLookup(closed("mode", resilience.Modes())),
		Means: "1 for the mode that an operator, or the configuration, has put the breaker into.",
		Use:   "Somebody decided this: `/readyz?verbose` has the reason."})
	g.overrideUntil = g.read(b, Description{Name: "override_until_timestamp_seconds",
		Labels: perRegistry(Label{Name: "lookup", Of: SetLookups, Values: []string{""}}), Shown: "while an override stands",
		Means: "When the override of a gate (lookup is empty) or of a breaker ends by itself; 0: never, it is the configuration's.",
		Use:   "0 in service: gates and breakers measure there and protect nobody."})
}

func (g *gauges) ofLoad(b *book) {
	b.section("Load: what is under way, and what is left")
	g.waiting = g.read(b, Description{Name: "waiting", Labels: perLookup(),
		Means: "Lookups held at the moment.",
		Use:   "At `limits.waiting` the next one is refused as busy."})
	g.inFlight = g.read(b, Description{Name: "in_flight", Labels: perLookup(),
		Means: "Exchanges under way.",
		Use:   "At `limits.in_flight` the next one queues."})
	g.queued = g.read(b, Description{Name: "queued", Labels: perLookup(),
		Means: "Exchanges that wait for a place in flight.",
		Use:   "More than a few for minutes: the registry is slower than we are asked."})
	g.oldest = g.read(b, Description{Name: "oldest_lookup_seconds", Labels: perLookup(),
		Means: "For how long the oldest of the lookups under way has been; 0: there is none.",
		Use:   "Beyond `api.ceiling` something hangs in the gateway: take its goroutines before you restart it."})
	g.budget = g.read(b, Description{Name: "retry_budget_left", Labels: perRegistry(),
		Means: "Retries that would be granted at once.",
		Use:   "0 for minutes: failures reach the callers as they come."})
	g.quotaLeft = g.read(b, Description{Name: "quota_left", Labels: quotaLabels(), Shown: "where the configuration has quotas",
		Means: "Exchanges that this process may still make in the window or day.",
		Use:   "0: lookups are refused as quota until the window moves on or the day ends."})
	g.quotaLimit = g.read(b, Description{Name: "quota_limit", Labels: quotaLabels(), Shown: "where the configuration has quotas",
		Means: "Exchanges that this process may make in the window or day.",
		Use:   "What is left is to be compared with."})
	g.kept = g.read(b, Description{Name: "cache_entries", Labels: perLookup(),
		Means: "Answers that are kept.",
		Use:   "At `cache.entries` old ones go to make place."})
	g.flights = g.read(b, Description{Name: "flights", Labels: perLookup(),
		Means: "Questions on their way, equal ones counted once.",
		Use:   "What a restart would cut off, or wait for."})
	g.tickets = g.read(b, Description{Name: "tickets_open", Labels: perLookup(),
		Means: "Questions that the registry has taken and not answered yet.",
		Use:   "They live in the memory of the process: a restart asks them anew."})
}

func quotaLabels() []Label {
	return perRegistry(Label{Name: "operation", Of: SetOperations}, Label{Name: "window", Of: SetWindows})
}

// AddState lets a scrape read how the registries stand.
func (m *Metrics) AddState(snapshots func() []resilience.Snapshot, shelves func() []Shelf) {
	m.book.collect(&state{snapshots, shelves, m.gauges})
}

// Describe implements prometheus.Collector.
func (s *state) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range s.gauges.all {
		ch <- d
	}
}

// A sender sends a sample of a scrape.
type sender func(d *prometheus.Desc, v float64, labels ...string)

// Collect implements prometheus.Collector.
func (s *state) Collect(ch chan<- prometheus.Metric) {
	send := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	g := s.gauges
	for _, r := range s.snapshots() {
		g.sendGate(send, r.Registry, r.Gate)
		send(g.budget, float64(r.BudgetLeft), r.Registry)
		for _, q := range r.Quotas {
			send(g.quotaLeft, float64(q.Left), r.Registry, operation(q), window(q))
			send(g.quotaLimit, float64(q.Limit), r.Registry, operation(q), window(q))
		}
		for _, l := range r.Lookups {
			send(g.waiting, float64(l.Waiting), r.Registry, l.Lookup)
			send(g.inFlight, float64(l.InFlight), r.Registry, l.Lookup)
			send(g.queued, float64(l.Queued), r.Registry, l.Lookup)
			g.sendBreaker(send, r.Registry, l.Lookup, l.Breaker)
		}
	}
	for _, sh := range s.shelves() {
		send(g.kept, float64(sh.Kept), sh.Registry, sh.Lookup)
		send(g.flights, float64(sh.Flights), sh.Registry, sh.Lookup)
		send(g.tickets, float64(sh.Tickets), sh.Registry, sh.Lookup)
		send(g.oldest, age(sh.Oldest), sh.Registry, sh.Lookup)
	}
}

func (g *gauges) sendGate(send sender, registry string, s resilience.GateSnapshot) {
	for _, st := range resilience.GateStates() {
		send(g.gate, is(s.State == st), registry, string(st))
	}
	send(g.gateSince, seconds(s.Hold.Since), registry)
	send(g.gateUntil, seconds(s.Hold.Until), registry)
	for _, cause := range resilience.HoldCauses() {
		send(g.gateCause, is(s.Hold.Cause == cause), registry, string(cause))
	}
	send(g.maintenance, is(!s.Closed.From.IsZero()), registry)
	send(g.maintenanceNext, seconds(s.Next.From), registry)
	for _, mode := range resilience.Modes() {
		send(g.gateOverride, is(s.Override.Mode == mode), registry, string(mode))
	}
	g.sendOverride(send, registry, "", s.Override)
}

func (g *gauges) sendBreaker(send sender, registry, lookup string, s resilience.BreakerSnapshot) {
	for _, st := range resilience.BreakerStates() {
		send(g.breaker, is(s.State == st), registry, lookup, string(st))
	}
	var since time.Time
	if t := s.Trip; s.State != resilience.Closed {
		since = t.At
		send(g.breakerTrip, 1, registry, lookup, tripRule(t), tripCause(t.Cause))
		send(g.breakerFailures, float64(t.Failures), registry, lookup)
		send(g.breakerAttempts, float64(t.Failures+t.Successes), registry, lookup)
		send(g.breakerSlowest, t.Slowest.Seconds(), registry, lookup)
	}
	send(g.breakerSince, seconds(since), registry, lookup)
	send(g.breakerOpenUntil, seconds(s.OpenUntil), registry, lookup)
	for _, mode := range resilience.Modes() {
		send(g.breakerOverride, is(s.Override.Mode == mode), registry, lookup, string(mode))
	}
	g.sendOverride(send, registry, lookup, s.Override)
}

func (g *gauges) sendOverride(send sender, registry, lookup string, o resilience.Override) {
	if o.Mode != "" {
		send(g.overrideUntil, seconds(o.Until), registry, lookup)
	}
}

// tripRule: a state file need not know by which rule a breaker tripped.
func tripRule(t resilience.Tripped) string {
	if !slices.Contains(resilience.TripRules(), t.Rule) {
		return "restored"
	}
	return string(t.Rule)
}

// tripCause is the word of a cause, if it is one of the closed list.
func tripCause(c resilience.Cause) string {
	if word := c.String(); slices.Contains(tripCauses(), word) {
		return word
	}
	return causeOther
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

// age returns for how long t has been past; of the zero time, 0.
func age(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return max(0, time.Since(t).Seconds())
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
