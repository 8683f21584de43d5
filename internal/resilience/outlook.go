package resilience

import (
	"slices"
	"time"

	"github.com/sverka/sverka/adapters"
)

// An Outlook is how a question would fare if it were asked now.
type Outlook struct {
	// Held is what would refuse it at once: breaker, gate, maintenance, an operator, waiting or a quota; nil: nothing would.
	Held *adapters.Failure
	// Attempts is how often it may be attempted in all.
	Attempts int
	// Quotas are the limits that count the operations.
	Quotas []adapters.QuotaLeft
}

// Outlook returns how a question of caller would fare that costs so much an attempt. To look asks nothing, takes no place and moves
// nothing: whoever comes after finds gate, breaker and quotas as they were.
func (l *Lookup) Outlook(caller string, costs []adapters.Cost) Outlook {
	now := time.Now()
	left, spent := l.registry.quotas.outlook(costs, now)
	held := l.registry.gate.outlook(now)
	for _, also := range []*adapters.Failure{l.breaker.outlook(now), l.full(caller), spent} {
		if held == nil {
			held = also
		}
	}
	return Outlook{Held: held, Attempts: 1 + l.registry.cfg.Retry.Retries, Quotas: left}
}

func (l *Lookup) full(caller string) *adapters.Failure {
	if l.registry.bulkhead.full(l.share, caller) {
		return l.registry.busy("as many lookups are waiting as may")
	}
	return nil
}

// outlook is the refusal that enter would give. Trying takes the gate's probe where one is due: it is given back before anyone
// else can look.
func (g *gate) outlook(now time.Time) *adapters.Failure {
	g.mu.Lock()
	defer g.mu.Unlock()
	probing := g.probing
	_, b := g.try(now)
	g.probing = probing
	if b == nil {
		return nil
	}
	return b.refusal
}

// outlook is the refusal that allow would give.
func (b *breaker) outlook(now time.Time) *adapters.Failure {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch mode := b.override.mode(now); {
	case mode == Refuse:
		return b.override.refusal(now)
	case mode == Pass, mode == Observe:
		return nil
	}
	until := b.openUntil
	if !now.Before(until) {
		if !b.probed() {
			return nil
		}
		until = now.Add(soon)
	}
	f := adapters.Fail(adapters.Refused, adapters.ReasonBreaker, b.tripped.Cause.String())
	f.RetryAfter = until.Sub(now)
	return f
}

// probed reports whether the one probe of a half-open breaker is on its way. gobreaker's state is not asked for, which would move it: its
// counts begin anew at each change, and only closed, which has no openUntil, or half open lets anyone be counted.
func (b *breaker) probed() bool {
	counts := b.lib.Counts()
	return !b.openUntil.IsZero() && counts.Requests > counts.TotalExclusions
}

// outlook returns the limits that count what is spent on costs, and the refusal of an exchange that is needed and not left.
func (q *quotas) outlook(costs []adapters.Cost, now time.Time) (all []adapters.QuotaLeft, spent *adapters.Failure) {
	q.mu.Lock()
	defer q.mu.Unlock()
	var free time.Time
	for _, r := range q.rows {
		counted := slices.ContainsFunc(costs, func(c adapters.Cost) bool { return r.counts(c.Operation) })
		if !counted {
			continue
		}
		state := adapters.QuotaLeft{
			Operation: r.limit.Operation, Limit: r.count, Window: r.limit.Window, Day: r.limit.Day, Left: r.left(now),
		}
		if state.Left < state.Limit {
			state.Frees = r.meter.frees(now).Sub(now)
		}
		if r.needed(costs) > state.Left {
			free = later(free, r.meter.frees(now))
		}
		all = append(all, state)
	}
	if !free.IsZero() {
		spent = adapters.Fail(adapters.Refused, adapters.ReasonQuota, "the quota is spent")
		spent.RetryAfter = free.Sub(now)
	}
	return all, spent
}

// needed returns how many exchanges that r counts costs take at the least.
func (r *row) needed(costs []adapters.Cost) (n int) {
	for _, c := range costs {
		if r.counts(c.Operation) {
			n += c.AtLeast
		}
	}
	return n
}
