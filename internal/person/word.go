package person

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

// words are the folded words of one part of a name, in order.
type words []string

func (w words) empty() bool { return len(w) == 0 }

// letters returns the words without what parts them.
func (w words) letters() string { return strings.Join(w, "") }

// same reports whether both are the same letters, of which one side may have run words together: Абдул-Азиз, Абдул Азиз
// and Абдулазиз are one name. Ми На and Мин А are not, though each may be written Мина.
func (w words) same(other words) bool {
	if len(w) < len(other) {
		w, other = other, w
	}
	for _, long := range other {
		n := 0
		for rest := long; rest != ""; n++ {
			var ok bool
			if n == len(w) {
				return false
			}
			if rest, ok = strings.CutPrefix(rest, w[n]); !ok {
				return false
			}
		}
		w = w[n:]
	}
	return w.empty()
}

func (w words) join(other words) words { return slices.Concat(w, other) }

// unlessAbsent returns w, or nothing when w says in words that there is nothing. Clerks write so into a field that their
// form requires; a dash has been folded away already.
func (w words) unlessAbsent() words {
	switch strings.Join(w, " ") {
	case "нет", "отсутствует", "не имеет", "без отчества", "без имени", "б о":
		return nil
	}
	return w
}

// compareWords compares one part of two names.
func compareWords(a, b words, s script) adapters.Comparison {
	switch {
	case a.empty() || b.empty():
		return adapters.NotCompared
	case a.same(b):
		return adapters.Same
	case a.letters() == b.letters(), !s.writes(a) || !s.writes(b), within(a, b), s.alike(a, b):
		return adapters.NotCompared
	default:
		return adapters.Differs
	}
}

// within reports whether each word of the shorter stands for a word of its own in the longer, in any order: one of two
// family names, one of two given names, an initial.
func within(a, b words) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	a, b = slices.Clone(a), slices.Clone(b)
	for _, matches := range [...]func(x, y string) bool{equal, initial} { // an initial may not take a whole word's place
		a = slices.DeleteFunc(a, func(w string) bool {
			i := slices.IndexFunc(b, func(other string) bool { return matches(w, other) })
			if i >= 0 {
				b = slices.Delete(b, i, i+1)
			}
			return i >= 0
		})
	}
	return a.empty()
}

func equal(a, b string) bool { return a == b }

// initial reports whether one of the two is the first letter of the other.
func initial(a, b string) bool {
	return utf8.RuneCountInString(a) == 1 && strings.HasPrefix(b, a) || utf8.RuneCountInString(b) == 1 && strings.HasPrefix(a, b)
}

// permuted reports whether both are the same words in another order: family and given name entered the other way round,
// which with Vietnamese, Korean and Chinese names nobody at the counter can tell.
func permuted(a, b words) bool {
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}
