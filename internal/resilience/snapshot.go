package resilience

import "time"

// A Snapshot is a registry's policy as it stands at one moment, for metrics at scrape time, readiness and the console.
// Its parts are read one after the other.
type Snapshot struct {
	Registry      string
	Gate          GateSnapshot
	BudgetLeft    int // retries that would be granted at once
	Waiting       int // lookups held
	WaitingLimit  int
	InFlight      int // exchanges under way
	InFlightLimit int
	Queued        int // exchanges waiting for a place in flight
	Quotas        []QuotaSnapshot
	Lookups       []LookupSnapshot
}

// A GateSnapshot is a gate at one moment.
type GateSnapshot struct {
	State    GateState
	Hold     Hold     // of holding
	Probing  bool     // a probe is on its way
	Override Override // zero: none
	Closed   Window   // the window of the calendar that it stands in; zero: none
	Next     Window   // the one after it; zero: there is none
}

// A LookupSnapshot is one lookup's part.
type LookupSnapshot struct {
	Lookup   string
	Breaker  BreakerSnapshot
	Waiting  int
	InFlight int
	Queued   int
}

// A BreakerSnapshot is a breaker at one moment.
type BreakerSnapshot struct {
	State       BreakerState
	OpenUntil   time.Time // of open
	Reopened    int       // how often the open time has doubled
	Trip        Tripped   // what opened it last; zero: it never was
	LastFailure Cause     // also a probe's
	Successes   int       // in the window, of closed
	Failures    int       // in the window, of closed; slow attempts among them
	InARow      int       // failures in a row, however far apart
	Override    Override  // zero: none
}

// A QuotaSnapshot is one limit at one moment.
type QuotaSnapshot struct {
	Operation string        // empty: all
	Window    time.Duration // 0: a calendar day
	Zone      string        // of a calendar day
	Limit     int           // this replica's share
	Left      int
}

// Snapshot returns how the registry stands.
func (r *Registry) Snapshot() Snapshot {
	now := time.Now()
	s := Snapshot{
		Registry: r.name, Gate: r.gate.snapshot(now), BudgetLeft: r.budget.left(),
		WaitingLimit: r.cfg.Waiting, InFlightLimit: r.cfg.InFlight, Quotas: r.quotas.snapshot(now),
	}
	s.Waiting = r.bulkhead.all.Held()
	for _, l := range r.all() {
		part := LookupSnapshot{Lookup: l.name, Breaker: l.breaker.snapshot(now)}
		part.Waiting = l.share.Held()
		part.InFlight, part.Queued = r.inflight.in(&l.lane)
		s.InFlight += part.InFlight
		s.Queued += part.Queued
		s.Lookups = append(s.Lookups, part)
	}
	return s
}

func (g *gate) snapshot(now time.Time) GateSnapshot {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := GateSnapshot{State: Passing, Probing: g.probing, Override: g.override.standing(now)}
	if g.hold != nil {
		s.State, s.Hold = Holding, *g.hold
	}
	w := g.closed(now)
	if w.closed && (w.until.IsZero() || w.until.After(s.Hold.Until)) {
		s.State, s.Hold = Holding, w.hold()
	}
	s.Closed, s.Next = w.windows(g.calendar)
	return s
}

func (b *breaker) snapshot(now time.Time) BreakerSnapshot {
	b.mu.Lock()
	defer b.unlock()
	s := BreakerSnapshot{
		State: b.state(now), Reopened: b.reopened, Trip: b.tripped, LastFailure: b.last,
		InARow: b.row, Override: b.override.standing(now),
	}
	if s.State == Open {
		s.OpenUntil = b.openUntil
	}
	if s.State == Closed {
		counts := b.lib.Counts()
		s.Successes, s.Failures = int(counts.TotalSuccesses), int(counts.TotalFailures)
	}
	return s
}

func (f *inflight) in(l *lane) (used, queued int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return l.used, l.queued
}

func (q *quotas) snapshot(now time.Time) []QuotaSnapshot {
	q.mu.Lock()
	defer q.mu.Unlock()
	all := make([]QuotaSnapshot, len(q.rows))
	for i, r := range q.rows {
		all[i] = QuotaSnapshot{
			Operation: r.limit.Operation, Window: r.limit.Window, Zone: r.limit.Day,
			Limit: r.count, Left: r.left(now),
		}
	}
	return all
}
