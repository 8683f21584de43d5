package adapters

import "time"

// A Plan says what a question would take, and asks nothing: no exchange is made, no ticket opened, nothing is counted against a
// registry. It says how things stand at the moment; a question asked then may find them changed.
type Plan struct {
	// Forbidden says that the caller may not ask this lookup, or not on the basis that is stated; no other member is set then.
	Forbidden *Failure
	Served    bool         // the lookup may be asked for this purpose, by this caller
	Lacks     []FieldError // what is missing or wrong: as an asking would be told, with InvalidQuery
	By        PlanBy       // who would answer; empty unless Ready
	Takes     PlanTime     // how long that is known to take
	Costs     []Cost       // exchanges with all attempts at it, by operation; none where nobody is asked
	Quotas    []QuotaLeft  // the limits that these count against
	Held      *Failure     // what would refuse the question now; nil: nothing
}

// Ready reports whether the question can be put as it stands.
func (p *Plan) Ready() bool { return p.Served && len(p.Lacks) == 0 }

// PlanBy says who would answer a question.
type PlanBy string

// Who would answer.
const (
	ByRegistry PlanBy = "registry" // it would be asked
	ByKept     PlanBy = "kept"     // an answer that this caller was given before, for this purpose
	ByFlight   PlanBy = "flight"   // an equal question of this caller that is on its way
	ByTicket   PlanBy = "ticket"   // an equal question of this caller that the registry has taken
)

// PlanBys returns the closed list, in a fixed order.
func PlanBys() []PlanBy { return []PlanBy{ByRegistry, ByKept, ByFlight, ByTicket} }

// PlanTime is a class of time.
type PlanTime string

// The classes of time.
const (
	AtOnce  PlanTime = "at_once" // nobody is asked
	Seconds PlanTime = "seconds" // while the caller waits
	Later   PlanTime = "later"   // the registry may take the question and answer in hours or days
)

// PlanTimes returns the closed list, in a fixed order.
func PlanTimes() []PlanTime { return []PlanTime{AtOnce, Seconds, Later} }

// QuotaLeft is one limit of a registry, this replica's share of it, as it stands.
type QuotaLeft struct {
	Operation string        // what it counts; empty: all exchanges with the registry
	Limit     int           // exchanges in the window
	Window    time.Duration // sliding; 0: a calendar day
	Day       string        // the IANA zone of the calendar day; empty: Window holds
	Left      int
	Frees     time.Duration // until more are left than now; 0: all are
}

// A Checker is a Driver that can say without asking what Fetch would refuse: how long its registry takes a name to be, say.
type Checker interface {
	// Check returns the *Failure that Fetch would find before its first exchange, or nil. The query meets Spec.Needs.
	Check(q Query) error
}

// A Planner plans questions. *lookup.Lookup is one.
type Planner interface {
	// Plan says what q would take. wrong is what whoever read it found wrong with single fields, which q then lacks.
	Plan(q Query, wrong []FieldError) Plan
}
