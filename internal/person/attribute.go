package person

import (
	"slices"

	"github.com/sverka/sverka/adapters"
)

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

// CompareCitizenships compares the citizenships that are stated with those told. They are the same only if each is told, and differ if
// none is: a registry may keep no more than the one that a person entered by, so that a second one is neither confirmed nor contradicted.
// XXB, XXC and XXX say that a state's protection is lacking or unknown, not which state it is, so they contradict none; XXA says that
// there is none, and does.
func CompareCitizenships(stated, told []adapters.Country) adapters.Comparison {
	if len(stated) == 0 || len(told) == 0 {
		return adapters.NotCompared
	}
	open := slices.ContainsFunc(stated, undetermined) || slices.ContainsFunc(told, undetermined)
	return all(stated, func(c adapters.Country) adapters.Comparison {
		switch {
		case slices.Contains(told, c):
			return adapters.Same
		case open:
			return adapters.NotCompared
		default:
			return adapters.Differs
		}
	})
}

// all compares each of several stated things. They are the same only if every one is, and differ only if one does and none is the same.
func all[T any](stated []T, compare func(T) adapters.Comparison) adapters.Comparison {
	counted := map[adapters.Comparison]int{}
	for _, s := range stated {
		counted[compare(s)]++
	}
	switch {
	case counted[adapters.Same] == len(stated) && len(stated) > 0:
		return adapters.Same
	case counted[adapters.Same] == 0 && counted[adapters.Differs] > 0:
		return adapters.Differs
	default:
		return adapters.NotCompared
	}
}

func undetermined(c adapters.Country) bool {
	return c == adapters.Refugee || c == adapters.RefugeeOther || c == adapters.NoNationality || c.IsZero()
}
