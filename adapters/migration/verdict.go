package migration

import "github.com/sverka/sverka/adapters"

// verdict says what the record means on the day asOf, and until when it does: until the last day of the ground that holds
// longest, zero when that one has no term or when none holds.
//
// Lawful takes the registry's own word at every place where it gives one: a known kind of ground, in state valid, within its
// days, of a living foreign citizen whose category is not none.
func (s *Status) verdict(asOf adapters.Date) (adapters.Verdict, adapters.Date) {
	var holding []Ground
	lapsed := false
	for _, g := range s.Grounds {
		switch {
		case s.holds(g, asOf):
			holding = append(holding, g)
		case g.Kind != GroundOther && !startsAfter(g, asOf):
			lapsed = true
		}
	}
	switch {
	case len(holding) > 0:
		return adapters.Lawful, longest(holding)
	case lapsed:
		return adapters.Lapsed, adapters.Date{}
	default:
		return adapters.None, adapters.Date{}
	}
}

// holds reports whether g makes the stay lawful on the day asOf.
func (s *Status) holds(g Ground, asOf adapters.Date) bool {
	if s.PersonState == Deceased || s.PersonState == RussianCitizen || s.PersonState == MergedPerson {
		return false
	}
	if s.Category == NoCategory || g.Kind == GroundOther || g.State != StateValid {
		return false
	}
	if g.Kind == GroundVisaFree && s.StayDays.exceeded() {
		return false
	}
	return !startsAfter(g, asOf) && !endedBefore(g, asOf)
}

func startsAfter(g Ground, day adapters.Date) bool {
	order, ok := g.ValidFrom.Compare(day)
	return ok && order > 0
}

func endedBefore(g Ground, day adapters.Date) bool {
	order, ok := g.ValidUntil.Compare(day)
	return ok && order < 0
}

// longest returns the latest last day, or zero when one of the grounds has no term.
func longest(grounds []Ground) adapters.Date {
	latest := grounds[0].ValidUntil
	for _, g := range grounds {
		if g.ValidUntil.IsZero() {
			return adapters.Date{}
		}
		if order, ok := g.ValidUntil.Compare(latest); ok && order > 0 {
			latest = g.ValidUntil
		}
	}
	return latest
}
