package person

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A class says what a character of a written name is for.
type class uint8

const (
	letter    class = iota // what names are made of, and whatever is not known to be something else
	separator              // stands between words: spaces, hyphens, full stops, commas, brackets
	apostrophe
	silent // not seen or not spoken: zero-width characters, soft hyphens, stress marks left over by NFC
)

// classOf tells separators and apostrophes of all kinds: registries keep names as they were typed in different decades
// on different keyboards, and the same hyphen comes as U+002D, U+2010, U+2011, U+2013 or U+2212.
func classOf(r rune) class {
	switch r {
	case '-', '.', ',', ';', '/', '(', ')', '[', ']', '_', '<', // < fills the machine-readable zone (ICAO 9303-3, 4.2)
		'\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2043', '\u2212', '\uFE58', '\uFE63', '\uFF0D':
		return separator
	case '\'', '`', '"', '\u00B4', '\u2018', '\u2019', '\u201B', '\u2032', '\u2035', '\uFF07',
		'\u02B9', '\u02BA', '\u02BB', '\u02BC', '\u02BD', '\u02BE', '\u02BF', '\u02C8', '\u02CA', '\u02CB', '\u055A', '\uA78C':
		return apostrophe
	case '\u00AD': // soft hyphen
		return silent
	}
	switch {
	case r < utf8.RuneSelf:
		if r <= ' ' {
			return separator
		}
		return letter
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		return separator
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return silent
	}
	return letter
}

// A folding turns the letters of a word into those by which it is compared.
type folding interface {
	// owns reports whether r is a letter of the folding's own script.
	owns(r rune) bool
	// append appends r, folded; own says that its word holds a letter of the folding's own script.
	append(dst []byte, r rune, own bool) []byte
}

// appendFolded appends the words of s, each folded by f, with one space between them. Folding what is folded changes
// nothing.
func appendFolded(dst []byte, s string, f folding) []byte {
	s = norm.NFC.String(s) // й, ё, ў may come as a letter and a mark; returns s itself when there is nothing to do
	first, start := len(dst), 0
	for i, r := range s {
		if classOf(r) == separator {
			dst = appendWord(dst, first, s[start:i], f)
			start = i + utf8.RuneLen(r)
		}
	}
	dst = appendWord(dst, first, s[start:], f)
	if norm.NFC.IsNormal(dst[first:]) {
		return dst
	}
	return append(dst[:first], norm.NFC.Bytes(dst[first:])...) // what stood between two parts of a Hangul syllable was silent
}

func appendWord(dst []byte, first int, word string, f folding) []byte {
	own := false
	for _, r := range word {
		own = own || f.owns(r)
	}
	before := len(dst)
	if before > first {
		dst = append(dst, ' ')
	}
	from := len(dst)
	for _, r := range word {
		if classOf(r) == letter {
			dst = f.append(dst, r, own)
		}
	}
	if len(dst) == from { // nothing but apostrophes: no word
		return dst[:before]
	}
	return dst
}
