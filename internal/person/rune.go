package person

import (
	"strings"
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
	switch {
	case r < utf8.RuneSelf:
		return classOfASCII(r)
	case 0x00C0 <= r && r <= 0x024F, 0x0400 <= r && r <= 0x0481, 0x048A <= r && r <= 0x052F: // nothing but letters, × and ÷
		return letter
	case r == '\u00AD': // soft hyphen
		return silent
	case isApostrophe(r):
		return apostrophe
	case isHyphen(r), unicode.IsSpace(r), unicode.Is(unicode.Zs, r):
		return separator
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return silent
	}
	return letter
}

func classOfASCII(r rune) class {
	switch r {
	case '-', '.', ',', ';', '/', '(', ')', '[', ']', '_', '<': // < fills the machine-readable zone (ICAO 9303-3, section 4)
		return separator
	case '\'', '`', '"':
		return apostrophe
	}
	if r <= ' ' {
		return separator
	}
	return letter
}

func isHyphen(r rune) bool {
	switch r {
	case '-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2043', '\u2212', '\uFE58', '\uFE63', '\uFF0D':
		return true
	}
	return false
}

func isApostrophe(r rune) bool {
	switch r {
	case '\u00B4', '\u2018', '\u2019', '\u201B', '\u2032', '\u2035', '\uFF07', '\u02B9', '\u02BA', '\u02BB', '\u02BC', '\u02BD',
		'\u02BE', '\u02BF', '\u02C8', '\u02CA', '\u02CB', '\u055A', '\uA78C':
		return true
	}
	return false
}

// composed returns s in NFC: й, ё and ў may come as a letter and a mark. Latin and Cyrillic letters without marks after
// them are so already, which is told faster here than by the package's own quick check.
func composed(s string) string {
	for _, r := range s {
		if r > 0x024F && classOf(r) != letter || r > 0x052F || 0x024F < r && r < 0x0400 {
			return norm.NFC.String(s)
		}
	}
	return s
}

// appendFolded appends the words of text, folded, with one space between them. Folding what is folded changes nothing.
func (s script) appendFolded(dst []byte, text string) []byte {
	text = composed(text)
	first, start := len(dst), 0
	for i, r := range text {
		if classOf(r) == separator {
			dst = s.appendWord(dst, first, text[start:i])
			start = i + utf8.RuneLen(r)
		}
	}
	dst = s.appendWord(dst, first, text[start:])
	if strings.ContainsFunc(text, dropped) { // it may have stood between two parts of a Hangul syllable
		return append(dst[:first], norm.NFC.String(string(dst[first:]))...)
	}
	return dst
}

func dropped(r rune) bool {
	c := classOf(r)
	return c == silent || c == apostrophe
}

func (s script) appendWord(dst []byte, first int, word string) []byte {
	own := strings.ContainsFunc(word, s.owns)
	before := len(dst)
	if before > first {
		dst = append(dst, ' ')
	}
	from := len(dst)
	for _, r := range word {
		if classOf(r) == letter {
			dst = s.appendLetter(dst, r, own)
		}
	}
	if len(dst) == from { // nothing but apostrophes: no word
		return dst[:before]
	}
	return dst
}

// owns reports whether r is a letter of the script.
func (s script) owns(r rune) bool {
	if s == inCyrillic {
		return isCyrillic(r)
	}
	return isLatin(r)
}

// appendLetter appends r, folded; own says that its word holds a letter of the script.
func (s script) appendLetter(dst []byte, r rune, own bool) []byte {
	if s == inCyrillic {
		return appendCyrillicLetter(dst, r, own)
	}
	return appendLatinLetter(dst, r, own, s == inWideLatin)
}
