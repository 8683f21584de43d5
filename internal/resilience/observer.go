package resilience

import (
	"time"

	"github.com/sverka/sverka/adapters"
)

// An Observer is told what happens, for metrics and logs. Its methods are called outside of all locks, on the goroutine
// of the question, and must be quick and safe for concurrent use.
type Observer interface {
	// Exchanged: an exchange has been on the wire.
	Exchanged(Exchange)
	// Attempted: a call of Fetch has come back, or the Collect that ends a ticket.
	Attempted(Attempt)
	// Retried: a failed attempt could have been made again; was it?
	Retried(Retrial)
	// GateChanged: a registry's gate holds, holds on, or passes again.
	GateChanged(GateChange)
	// BreakerChanged: a lookup's breaker has changed its state.
	BreakerChanged(BreakerChange)
}

// An Exchange is one HTTP exchange that has been on the wire.
type Exchange struct {
	Registry, Lookup, Operation string

	Status int           // 0: no response
	Kind   adapters.Kind // of the failure; empty: there was a response, whatever its status
	Reason adapters.Reason
	Queued time.Duration // waited for a place in flight
	Took   time.Duration // was on the wire
	Timing Timing        // what the wire measured of it
}

// An Attempt is one call of a driver's Fetch, or the Collect that ends a ticket.
type Attempt struct {
	Registry, Lookup string

	Number  int             // 1: the first of its question
	Kind    adapters.Kind   // of the failure; empty: answered, or Pending
	Reason  adapters.Reason //
	Pending bool            // the registry has taken the question
	Wire    time.Duration   // was on the wire, all its exchanges together
	Own     time.Duration   // neither on the wire nor waiting for it: the request was made, the reply checked and decoded
	Slow    bool            // counted against the breaker for that alone
}

// A Retrial is the house's decision on asking again after a failure that allows it.
type Retrial struct {
	Registry, Lookup string

	Kind     adapters.Kind // what the failed attempt ended in
	Reason   adapters.Reason
	Decision Decision
}

// A Decision says whether a failed attempt is made again and, if not, what forbids it.
type Decision string

// The decisions, in the order in which they are looked at.
const (
	RetryCount    Decision = "count"    // no: as many retries as are allowed have been made
	RetryDeadline Decision = "deadline" // no: it could not begin before the question's deadline
	RetryBreaker  Decision = "breaker"  // no: the breaker is open for longer than that
	RetryReserve  Decision = "reserve"  // no: what is left of the day's quota is kept for first attempts
	RetryBudget   Decision = "budget"   // no: the registry's budget of retries is spent
	RetryGranted  Decision = "granted"
)

// Decisions returns the closed list, in a fixed order.
func Decisions() []Decision {
	return []Decision{RetryCount, RetryDeadline, RetryBreaker, RetryReserve, RetryBudget, RetryGranted}
}

// A GateChange says that a gate holds, holds for longer, or passes again.
type GateChange struct {
	Registry string
	At       time.Time // a window of the calendar: its edge, which may have passed before anybody asked

	State GateState
	Hold  Hold // of holding: why, since and until when; of passing: the hold that has ended
}

// A BreakerChange says that a breaker has changed its state.
type BreakerChange struct {
	Registry, Lookup string

	At       time.Time
	From, To BreakerState
	Trip     Tripped   // what opened it, also of the states that follow
	Until    time.Time // of open: when the next probe may go
	Reopened int       // how often the time that it stays open has doubled
}

// silence is the Observer of nobody.
type silence struct{}

func (silence) Exchanged(Exchange)           {}
func (silence) Attempted(Attempt)            {}
func (silence) Retried(Retrial)              {}
func (silence) GateChanged(GateChange)       {}
func (silence) BreakerChanged(BreakerChange) {}
