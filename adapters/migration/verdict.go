package migration

import (
	"slices"

	"github.com/sverka/sverka/adapters"
)

// ended reports whether the record is that of nobody who is a foreign citizen now: nothing in it holds any more.
func (s PersonState) ended() bool { return s == Deceased || s == RussianCitizen || s == MergedPerson }

// verdict says what the record means on a day, and until when it does: until the last day of the ground that holds
// longest, zero when that one has no term or when none holds.
//
// Lawful takes the registry's own word at every place where it gives one: a known kind of ground, in state valid, within its
// days, of a living foreign citizen whose category is not none.
func (s *Status) verdict(day adapters.Date) (adapters.Verdict, adapters.Date) {
	var until []adapters.Date
	lapsed := false
	for _, g := range s.Grounds {
		switch {
		case s.holds(g, day):
			until = append(until, g.ValidUntil)
		case g.Kind != GroundOther && !startsAfter(g.ValidFrom, day):
			lapsed = true
		}
	}
	switch {
	case len(until) > 0:
		return adapters.Lawful, longest(until)
	case lapsed:
		return adapters.Lapsed, adapters.Date{}
	default:
		return adapters.None, adapters.Date{}
	}
}

// freeOfVisa reports whether a visa-free stay is said to hold: it does only as long as its days are not used up, so they have to be told.
func (s *Status) freeOfVisa() bool {
	return slices.ContainsFunc(s.Grounds, func(g Ground) bool { return g.Kind == GroundVisaFree && g.State == StateValid })
}

// holds reports whether g makes the stay lawful on a day.
func (s *Status) holds(g Ground, day adapters.Date) bool {
	if s.PersonState.ended() {
		return false
	}
	if s.Category == NoCategory || g.Kind == GroundOther || g.State != StateValid {
		return false
	}
	if g.Kind == GroundVisaFree && s.StayDays.exceeded() {
		return false
	}
	return !startsAfter(g.ValidFrom, day) && !endedBefore(g.ValidUntil, day)
}
