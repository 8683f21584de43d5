package person

import "github.com/sverka/sverka/adapters"

// CompareDate compares two dates at the coarser of their precisions: who states the year 1985 contradicts no day of it,
// and a registry that knows the year alone confirms no day either, but cannot be asked for more. Unknown parts are never
// taken for the first of January.
func CompareDate(a, b adapters.Date) adapters.Comparison {
	order, ok := a.Compare(b)
	switch {
	case !ok:
		return adapters.NotCompared
	case order == 0:
		return adapters.Same
	default:
		return adapters.Differs
	}
}

// CompareSex compares two sexes. Unspecified (X in a passport) against male or female is NotCompared: registries of Russia
// have no third value and write one of the two.
func CompareSex(a, b adapters.Sex) adapters.Comparison {
	switch {
	case a == "" || b == "":
		return adapters.NotCompared
	case a == b:
		return adapters.Same
	case a == adapters.Unspecified || b == adapters.Unspecified:
		return adapters.NotCompared
	default:
		return adapters.Differs
	}
}

// CompareCitizenships compares two lists of citizenships. One in common is enough, for registries keep the one that a
// person entered by. XXB, XXC and XXX say that a state's protection is lacking or unknown, not which state it is, so they
// contradict none; XXA says that there is none, and does.
func CompareCitizenships(a, b []adapters.Country) adapters.Comparison {
	if len(a) == 0 || len(b) == 0 {
		return adapters.NotCompared
	}
	open := false
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return adapters.Same
			}
			open = open || undetermined(x) || undetermined(y)
		}
	}
	if open {
		return adapters.NotCompared
	}
	return adapters.Differs
}

func undetermined(c adapters.Country) bool {
	return c == adapters.Refugee || c == adapters.RefugeeOther || c == adapters.NoNationality || c.IsZero()
}
