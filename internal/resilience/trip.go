package resilience

import "time"

// A TripRule is what opened a breaker.
type TripRule string

// The rules.
const (
	TripRate  TripRule = "rate"     // too many of the window's attempts failed or were slow
	TripRow   TripRule = "in_a_row" // too many failed one after the other
	TripProbe TripRule = "probe"    // the probe of a breaker that had been open failed too
)

// TripRules returns the closed list, in a fixed order.
func TripRules() []TripRule { return []TripRule{TripRate, TripRow, TripProbe} }

// A Tripped is the reason of a breaker's opening, as it was at that moment. gobreaker forgets it before it says that it
// has opened.
type Tripped struct {
	At        time.Time     `json:"at"`
	Rule      TripRule      `json:"rule"`
	Failures  int           `json:"failures"`  // in the window, slow attempts among them
	Successes int           `json:"successes"` // in the window
	InARow    int           `json:"in_a_row"`
	Cause     Cause         `json:"cause"`   // the commonest of the failures
	Slowest   time.Duration `json:"slowest"` // time on the wire of the slowest of the failures
	Since     time.Time     `json:"since"`   // the first of the failures that is remembered
}

// A recentFailure is one attempt that counted as a failure.
type recentFailure struct {
	at    time.Time
	cause Cause
	wire  time.Duration
}

// recentFailures remembers the last failures of a lookup, so that a trip can be explained.
type recentFailures struct {
	ring [32]recentFailure
	n    int // ever added since the last clear
}

func (s *recentFailures) add(b recentFailure) {
	s.ring[s.n%len(s.ring)] = b
	s.n++
}

func (s *recentFailures) clear() { s.n = 0 }

// explain fills t's cause, slowest and since from the failures that are remembered: those since from, and the last row
// ones however old.
func (s *recentFailures) explain(t *Tripped, from time.Time, row int) {
	counts := make(map[Cause]int)
	for back := range min(s.n, len(s.ring)) {
		b := s.ring[(s.n-1-back)%len(s.ring)]
		if b.at.Before(from) && back >= row {
			break
		}
		counts[b.cause]++
		if counts[b.cause] > counts[t.Cause] || counts[t.Cause] == 0 {
			t.Cause = b.cause
		}
		t.Slowest = max(t.Slowest, b.wire)
		t.Since = b.at
	}
}
