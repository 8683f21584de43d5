package resilience

import (
	"errors"
	"slices"
	"time"

	"github.com/sverka/sverka/adapters"
)

// What a state may have at most. Whoever wrote more did not run this program.
const (
	maxRecords = 1000
	maxReason  = 1000 // bytes of an override's reason
	maxBy      = 200  // bytes of an operator's name
)

var errState = errors.New("the state says what cannot be")

// Validate returns nil if s can have come of State, whatever the configuration was then; else an error.
func (s State) Validate() error {
	ok := s.Gate.possible() && len(s.Breakers) <= maxRecords && len(s.Days) <= maxRecords
	for _, b := range s.Breakers {
		ok = ok && b.possible()
	}
	for _, d := range s.Days {
		ok = ok && d.possible()
	}
	if !ok {
		return errState
	}
	return nil
}

func (r GateRecord) possible() bool {
	return r.Denied >= 0 && r.Trouble >= 0 && r.Override.possible() &&
		(r.Hold == nil || r.Hold.possible())
}

// possible: what the calendar holds is not written down, for the calendar knows it.
func (h Hold) possible() bool {
	return slices.Contains(HoldCauses(), h.Cause) && h.Cause != HoldMaintenance && h.What.possible() && !h.Until.IsZero()
}

func (r BreakerRecord) possible() bool {
	t := r.Trip
	return r.Reopened >= 0 && r.Override.possible() && t.Failures >= 0 && t.Successes >= 0 && t.InARow >= 0 && t.Slowest >= 0 &&
		t.Cause.possible() && (t.Rule == "" || slices.Contains(TripRules(), t.Rule))
}

func (r DayRecord) possible() bool {
	_, err := time.Parse(time.DateOnly, r.Day)
	return err == nil && r.Sent >= 0 && r.Reserved >= r.Sent
}

func (o Override) possible() bool {
	return o.Mode == "" || slices.Contains(Modes(), o.Mode) && o.Reason != "" && len(o.Reason) <= maxReason && len(o.By) <= maxBy
}

// possible reports whether c is of the table of failures.
func (c Cause) possible() bool {
	if c.Kind == "" {
		return c.Reason == ""
	}
	i := slices.IndexFunc(adapters.Rules(), func(r adapters.Rule) bool { return r.Kind == c.Kind })
	return i >= 0 && (c.Reason == "" || slices.Contains(adapters.Rules()[i].Reasons, c.Reason))
}
