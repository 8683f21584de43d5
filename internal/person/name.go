package person

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

// CompareName compares two names in Cyrillic; what they hold in Latin is not looked at.
//
// Same means that family and given name are the same letters, or that the same words stand in the same order but are
// parted differently (a given name that holds the patronymic, a single name kept as a family or as a given name). A
// patronymic that only one side tells changes nothing here: passports of most states have none, and Russian papers of the same
// person have one. Which side told it is Compare's to weigh.
//
// Differs means that a part both sides tell is another name. What can be neither is NotCompared: a part that one side
// does not tell, an initial, one of two given names (twins are called Мухаммад Хасан and Мухаммад Хусейн, so Мухаммад
// alone is no proof), a word written in Latin.
func CompareName(a, b adapters.PersonName) adapters.Comparison {
	if sameCyrillic(a.FamilyName, b.FamilyName) && sameCyrillic(a.GivenName, b.GivenName) &&
		(a.Patronymic.IsZero() || b.Patronymic.IsZero() || sameCyrillic(a.Patronymic, b.Patronymic)) {
		return adapters.Same
	}
	return compareNames(cyrillicName(a), cyrillicName(b), inCyrillic)
}

// CompareLatinName compares two names in Latin, as CompareName does those in Cyrillic. Two spellings that different rules
// of transliteration give to the same letters (YUSUPOV, IUSUPOV) are NotCompared, and so is a name that a passport's zone may have cut.
func CompareLatinName(a, b adapters.PersonName) adapters.Comparison {
	c := compareNames(latinName(a, inLatin), latinName(b, inLatin), inLatin)
	if c != adapters.Same && !(plainLatin(a) && plainLatin(b)) &&
		compareNames(latinName(a, inWideLatin), latinName(b, inWideLatin), inWideLatin) == adapters.Same {
		return adapters.Same
	}
	if c == adapters.Differs && cutShort(a, b) {
		return adapters.NotCompared
	}
	return c
}

// sameCyrillic reports whether both are stated and fold into the same, without allocating for names of usual length.
func sameCyrillic(a, b adapters.Secret) bool {
	var bufA, bufB [96]byte
	x := appendCyrillic(bufA[:0], a.Reveal())
	return len(x) > 0 && bytes.Equal(x, appendCyrillic(bufB[:0], b.Reveal()))
}

// plainLatin reports whether the name has no letters that could be spelled with two.
func plainLatin(n adapters.PersonName) bool {
	for _, s := range [...]string{n.LatinFamilyName.Reveal(), n.LatinGivenName.Reveal()} {
		for i := range len(s) {
			if s[i] >= utf8.RuneSelf {
				return false
			}
		}
	}
	return true
}

// A name is a name of which the parts are folded words. Parts that are not told are empty.
type name struct{ family, given, patronymic words }

func cyrillicName(n adapters.PersonName) name {
	return newName(inCyrillic, n.FamilyName.Reveal(), n.GivenName.Reveal(), n.Patronymic.Reveal())
}

func latinName(n adapters.PersonName, s script) name {
	return newName(s, n.LatinFamilyName.Reveal(), n.LatinGivenName.Reveal(), "")
}

func newName(s script, family, given, patronymic string) name {
	n := name{s.fold(family), s.fold(given).unlessAbsent(), s.fold(patronymic).unlessAbsent()}
	if n.patronymic.empty() {
		n.given, n.patronymic = n.given.cutPatronymic()
	}
	return n
}

func (n name) empty() bool { return n.family.empty() && n.given.empty() }

// single reports whether there is but one part besides the patronymic: people of some nations have one name only, and a
// registry keeps it as a family name, as a given name, or as both.
func (n name) single() bool {
	return n.family.empty() || n.given.empty() || n.family.letters() == n.given.letters()
}

// whole returns all words in order; of a single name kept twice, once.
func (n name) whole() words {
	if n.single() && !n.family.empty() {
		return n.family.join(n.patronymic)
	}
	return n.family.join(n.given).join(n.patronymic)
}

func compareNames(a, b name, s script) adapters.Comparison {
	patronymic := comparePatronymics(a.patronymic, b.patronymic, s)
	switch {
	case a.empty() || b.empty(): // a patronymic is no name, but another one is another person's
		return unlessDiffers(patronymic)
	case slices.Equal(a.whole(), b.whole()):
		return adapters.Same
	}
	if patronymic != adapters.Differs { // it has been weighed: let it not count as a further word
		a.patronymic, b.patronymic = nil, nil
	}
	if a.single() || b.single() {
		return compareSingle(a, b, s)
	}
	switch {
	case slices.Equal(a.whole(), b.whole()):
		return adapters.Same
	case permuted(a.whole(), b.whole()):
		return adapters.NotCompared
	case patronymic == adapters.Differs:
		return adapters.Differs
	default:
		return both(compareWords(a.family, b.family, s), compareWords(a.given, b.given, s))
	}
}

// unlessDiffers is c where it contradicts; it proves nothing.
func unlessDiffers(c adapters.Comparison) adapters.Comparison {
	if c == adapters.Differs {
		return c
	}
	return adapters.NotCompared
}

// compareSingle compares two names of which at least one has a single part. Where the other has two, their words are not
// run together: Ки Мин and Ким Ин are two people, and Кимин may be a third.
func compareSingle(a, b name, s script) adapters.Comparison {
	if slices.Equal(a.whole(), b.whole()) {
		return adapters.Same
	}
	c := compareWords(a.whole(), b.whole(), s)
	if c == adapters.Same && !(a.single() && b.single()) {
		return adapters.NotCompared
	}
	return c
}

// both joins the comparisons of two parts: one that differs makes the whole differ.
func both(a, b adapters.Comparison) adapters.Comparison {
	switch {
	case a == adapters.Differs || b == adapters.Differs:
		return adapters.Differs
	case a == adapters.Same && b == adapters.Same:
		return adapters.Same
	default:
		return adapters.NotCompared
	}
}
