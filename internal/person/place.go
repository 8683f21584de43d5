package person

import (
	"slices"

	"github.com/sverka/sverka/adapters"
)

// ComparePlace compares two places of birth. They are the same when all that both sides tell agrees. They differ only when
// two things contradict each other, country or region and settlement: borders move and towns are renamed while people stay
// where they were born (Ленинабад is Худжанд), papers of the USSR know no state, settlements are spelled and abbreviated at
// will, and there is a Киров in four countries. One contradiction alone is NotCompared.
func ComparePlace(a, b adapters.Place) adapters.Comparison {
	area, town := compareAreas(a, b), compareWords(townOf(a), townOf(b), inCyrillic)
	switch {
	case area == adapters.Differs && town == adapters.Differs:
		return adapters.Differs
	case area == adapters.Differs || town == adapters.Differs:
		return adapters.NotCompared
	case town == adapters.Same:
		return adapters.Same
	case townOf(a).empty() || townOf(b).empty():
		return area
	default:
		return adapters.NotCompared
	}
}

func compareAreas(a, b adapters.Place) adapters.Comparison {
	country := compareCodes(string(a.Country), string(b.Country))
	region := compareCodes(a.RegionCode.Reveal(), b.RegionCode.Reveal())
	if country == adapters.NotCompared || region == adapters.Differs {
		return region
	}
	return country
}

func compareCodes(a, b string) adapters.Comparison {
	switch {
	case a == "" || b == "":
		return adapters.NotCompared
	case a == b:
		return adapters.Same
	default:
		return adapters.Differs
	}
}

// townOf returns the words of the settlement, or of the whole text where none is told apart, without those that only say
// what kind of settlement it is.
func townOf(p adapters.Place) words {
	text := p.Settlement
	if text.IsZero() {
		text = p.Text
	}
	return slices.DeleteFunc(inCyrillic.fold(text.Reveal()), kindOfTown)
}

func kindOfTown(word string) bool {
	switch word {
	case "г", "гор", "город", "с", "село", "п", "пос", "поселок", "пгт", "д", "дер", "деревня", "кишлак", "аул", "ст",
		"станица", "х", "хутор":
		return true
	}
	return false
}
