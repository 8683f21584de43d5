package resilience

import (
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
)

// A GateState is what a gate does.
type GateState string

// The states of a gate.
const (
	Passing GateState = "passing"
	Holding GateState = "holding"
)

// GateStates returns the closed list, in a fixed order.
func GateStates() []GateState { return []GateState{Passing, Holding} }

// A HoldCause says why a gate holds.
type HoldCause string

// The causes of a hold.
const (
	HoldThrottled   HoldCause = "throttled"   // the registry said "too many"
	HoldDenied      HoldCause = "denied"      // it refused this gateway, several times in a row
	HoldConnection  HoldCause = "connection"  // it could not be reached, several times in a row
	HoldMaintenance HoldCause = "maintenance" // its calendar says that it is closed
)

// HoldCauses returns the closed list, in a fixed order.
func HoldCauses() []HoldCause {
	return []HoldCause{HoldThrottled, HoldDenied, HoldConnection, HoldMaintenance}
}

// A Hold is why a gate holds, since and until when. After Until it still holds, and lets one probe at a time through.
type Hold struct {
	Cause HoldCause `json:"cause"`
	What  Cause     `json:"what"` // the last failure that led to it
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
}

// A gate holds a whole registry back. It passes, or holds until a time and from then on lets one probe at a time
// through, whose result decides.
type gate struct {
	registry string
	cfg      Gate
	calendar Calendar // may be nil
	observer Observer
	keep     func() // see WithKeeper

	mu       sync.Mutex
	override Override
	hold     *Hold // nil: passing. Never written to, only replaced
	probing  bool
	turn     uint64        // counts the holds: a result from before the last one is no news
	window   Hold          // the calendar's window that was told of and has not been told to end; zero: none
	denied   int           // denials since the last answer
	trouble  int           // failures to connect since the registry was last reached
	changed  chan struct{} // closed at the next change that may let somebody in; nil: nobody waits for it
}

// A pass is leave to go through a gate, to be given to settle once.
type pass struct {
	turn       uint64
	probe      bool
	unheard    bool // by override: its result does not count
	byOperator bool // by an operator's Pass: unheard, but that an answer ends a hold for denial
}

// enter returns a pass, or the refusal.
func (g *gate) enter() (pass, *adapters.Failure) {
	g.mu.Lock()
	now := time.Now()
	p, b := g.try(now)
	change, changed := g.notice(now)
	g.mu.Unlock()
	g.tell(change, changed)
	if b == nil {
		return p, nil
	}
	return p, b.refusal
}

// A barrier is what keeps somebody from entering now.
type barrier struct {
	refusal *adapters.Failure
	until   time.Time // when to try again; zero: when the probe on its way has settled
}

// try takes a pass if there is one. Its caller holds the lock.
func (g *gate) try(now time.Time) (pass, *barrier) {
	mode := g.override.mode(now)
	if mode == Refuse {
		return pass{}, heldBack(adapters.ReasonForced, now, g.opens(now), "held back by an operator")
	}
	if mode == Pass {
		return pass{unheard: true, byOperator: true}, nil
	}
	if w := g.closed(now); w.closed && mode != Observe {
		return pass{}, heldBack(adapters.ReasonMaintenance, now, g.opens(now), "closed by its calendar")
	}
	if g.hold == nil {
		return pass{turn: g.turn}, nil
	}
	due := !now.Before(g.hold.Until)
	switch {
	case due && !g.probing:
		g.probing = true
		return pass{turn: g.turn, probe: true}, nil
	case mode == Observe:
		return pass{unheard: true}, nil
	case due:
		b := heldBack(adapters.ReasonGate, now, now.Add(soon), "a probe is on its way")
		b.until = time.Time{}
		return pass{}, b
	default:
		return pass{}, heldBack(adapters.ReasonGate, now, g.opens(now), string(g.hold.Cause))
	}
}

func heldBack(reason adapters.Reason, now, until time.Time, detail string) *barrier {
	f := adapters.Fail(adapters.Refused, reason, detail)
	if f.RetryAfter = until.Sub(now); f.RetryAfter <= 0 {
		f.RetryAfter = soon
	}
	return &barrier{refusal: f, until: until}
}
