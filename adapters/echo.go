package adapters

import (
	"unicode"
	"unicode/utf8"
)

// Echoes reports whether told is what was asked, as a registry repeats it: alike up to the case of letters, ё for е, and white
// space, which registries add, double and trim. It is stricter than the comparison of two sources (internal/person): a registry
// that repeats a question has no spelling of its own.
func Echoes(asked, told string) bool {
	for {
		a, restOfAsked := nextLetter(asked)
		b, restOfTold := nextLetter(told)
		if a != b {
			return false
		}
		if a == end {
			return true
		}
		asked, told = restOfAsked, restOfTold
	}
}

const end rune = -1

// nextLetter returns the first rune of s that is not white space, folded, and what follows it; end when there is none. White space is
// dropped and not collapsed: registries also close up double names.
func nextLetter(s string) (rune, string) {
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		if unicode.IsSpace(r) {
			continue
		}
		r = unicode.ToLower(r)
		if r == 'ё' {
			r = 'е'
		}
		return r, s
	}
	return end, ""
}
