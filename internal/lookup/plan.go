package lookup

import (
	"slices"
	"strings"

	"github.com/sverka/sverka/adapters"
)

// Plan implements adapters.Planner. It takes no place, moves no gate and no breaker, and counts in no quota; it has a metric of
// its own. A kept answer, a flight or a ticket is the caller's own, for the same purpose: the key says so.
func (l *Lookup[R]) Plan(q adapters.Query, wrong []adapters.FieldError) adapters.Plan {
	refused := permit(&l.spec, &q)
	if refused != nil && refused.Reason != adapters.ReasonPurpose {
		return adapters.Plan{Forbidden: refused}
	}
	p := adapters.Plan{
		Served: refused == nil && q.Purpose != "",
		Lacks:  append(slices.Clone(wrong), lacking(l.spec, q.Subject.Stated(), wrong)...),
		Takes:  adapters.Seconds,
	}
	if l.spec.Pace > 0 {
		p.Takes = adapters.Later
	}
	costs := l.spec.Costs()
	if p.Ready() {
		p.Lacks = l.refusedByDriver(q)
	}
	if p.Ready() {
		p.By = l.by(q)
		costs = costsOf(p.By, costs)
	}
	if p.By == adapters.ByKept {
		p.Takes = adapters.AtOnce
	}
	l.survey(&p, q.Caller, costs)
	l.house.Metrics.Planned(l.spec.Registry, l.spec.Lookup, &p)
	return p
}

// lacking returns what of the needs is not met, but for what stands in a member that was found wrong already: it is stated.
func lacking(spec adapters.Spec, s *adapters.Stated, wrong []adapters.FieldError) []adapters.FieldError {
	var all []adapters.FieldError
	for _, need := range spec.Needs {
		for _, e := range unmet(need, s) {
			if !slices.ContainsFunc(wrong, func(w adapters.FieldError) bool {
				return w.Pointer == e.Pointer || strings.HasPrefix(w.Pointer, e.Pointer+"/")
			}) {
				all = append(all, e)
			}
		}
	}
	return all
}

// refusedByDriver returns what the registry would not take of q, which has all that is needed.
func (l *Lookup[R]) refusedByDriver(q adapters.Query) []adapters.FieldError {
	checker, ok := l.driver.(adapters.Checker)
	if !ok {
		return nil
	}
	if err := checker.Check(q); err != nil {
		return adapters.AsFailure(err).Errors
	}
	return nil
}

// by says who would answer q, which can be put as it stands.
func (l *Lookup[R]) by(q adapters.Query) adapters.PlanBy {
	key := l.key(q)
	switch {
	case l.kept.Has(key):
		return adapters.ByKept
	case l.flights.Has(key):
		return adapters.ByFlight
	case l.tickets.Has(key):
		return adapters.ByTicket
	default:
		return adapters.ByRegistry
	}
}

// costsOf returns what of costs is spent by whom: a ticket is only to be collected, and what is kept or on its way is free.
func costsOf(by adapters.PlanBy, costs []adapters.Cost) []adapters.Cost {
	switch by {
	case adapters.ByKept, adapters.ByFlight:
		return nil
	case adapters.ByTicket:
		return slices.DeleteFunc(costs, func(c adapters.Cost) bool { return !c.Collecting })
	case adapters.ByRegistry:
	}
	return costs
}

// survey completes p, of caller, with how the registry stands, where it would be asked.
func (l *Lookup[R]) survey(p *adapters.Plan, caller string, costs []adapters.Cost) {
	p.Held = l.draining()
	if len(costs) == 0 {
		return
	}
	outlook := l.guard.Outlook(caller, costs)
	p.Quotas = outlook.Quotas
	if p.Held == nil {
		p.Held = outlook.Held
	}
	for _, c := range costs {
		if !c.Collecting {
			c.AtMost *= outlook.Attempts
		}
		p.Costs = append(p.Costs, c)
	}
}

// draining is what refuses every question while the gateway goes down.
func (l *Lookup[R]) draining() *adapters.Failure {
	if err := l.house.admit(); err != nil {
		return adapters.AsFailure(err)
	}
	return nil
}
