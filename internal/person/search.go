package person

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

// FindsAll reports whether a search by the names that s states, the previous ones too where previous is true, would find all that is
// kept of him: that nothing was found proves nothing else. It would not by an initial, by a previous name of which only Latin is
// stated, since that is never turned into Cyrillic for a question, nor by the present name alone where others are stated.
func FindsAll(s *adapters.Stated, previous bool) bool {
	now := presentName(s)
	if abbreviated(now) || !previous && len(s.PreviousNames) > 0 {
		return false
	}
	return !slices.ContainsFunc(s.PreviousNames, func(old adapters.PersonName) bool {
		return onlyLatin(old.FamilyName, old.LatinFamilyName, now.LatinFamilyName) ||
			onlyLatin(old.GivenName, old.LatinGivenName, now.LatinGivenName) || abbreviated(completed(old, now))
	})
}

// onlyLatin reports whether a part of a previous name is another than now, and is not stated in Cyrillic.
func onlyLatin(cyrillic, latin, now adapters.Secret) bool {
	return cyrillic.IsZero() && !latin.IsZero() && FoldLatin(latin.Reveal()) != FoldLatin(now.Reveal())
}

// abbreviated reports whether n may hold an initial in place of a name. A given name or patronymic of one letter may be one, though such
// names exist; a word of one consonant can be nothing else. A vowel beside another word is left alone: many a Korean is called so (Ю На).
// Of somebody without a given name in Cyrillic the Latin one counts.
func abbreviated(n adapters.PersonName) bool {
	given, consonants := inCyrillic.fold(n.GivenName.Reveal()), "бвгджзклмнпрстфхцчшщ"
	if given.empty() {
		given, consonants = inLatin.fold(n.LatinGivenName.Reveal()), "bcdfghjklmnpqrstvwxz"
	}
	initial := func(word string) bool { return utf8.RuneCountInString(word) == 1 && strings.Contains(consonants, word) }
	patronymic := inCyrillic.fold(n.Patronymic.Reveal()).unlessAbsent()
	return utf8.RuneCountInString(given.letters()) == 1 || utf8.RuneCountInString(patronymic.letters()) == 1 ||
		slices.ContainsFunc(given, initial) || slices.ContainsFunc(patronymic, initial)
}
