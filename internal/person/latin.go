package person

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// FoldLatin returns a Latin name as it is compared: small letters a to z, one space between words. Case, spaces, hyphens,
// fillers of the machine-readable zone and apostrophes of all kinds are folded as in FoldCyrillic; letters lose their
// marks (ö is o); Cyrillic letters become the Latin ones that look alike, within a word that also holds Latin ones.
// A word all in Cyrillic stays Cyrillic.
func FoldLatin(s string) string { return string(appendLatin(make([]byte, 0, len(s)), s)) }

// appendLatin appends s, folded. Names of the machine-readable zone take one pass and no table.
func appendLatin(dst []byte, s string) []byte {
	first, space := len(dst), false
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z':
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == ' ' || c == '-' || c == '<':
			space = true
			continue
		case c == '\'':
			continue
		default:
			return inLatin.appendFolded(dst[:first], s)
		}
		if space && len(dst) > first {
			dst = append(dst, ' ')
		}
		space = false
		dst = append(dst, c)
	}
	return dst
}

// foldLatinWide folds like FoldLatin, but spells ä, ö, ü and å with two letters. ICAO 9303-3, section 6, lets a state
// write Ö into the machine-readable zone as O or as OE, so a name with marks may be compared either way.
func foldLatinWide(s string) string {
	return string(inWideLatin.appendFolded(make([]byte, 0, len(s)+4), s))
}

func appendLatinLetter(dst []byte, r rune, own, wide bool) []byte {
	if own {
		r = latinTwin(r)
	}
	r = unicode.ToLower(r)
	if r < utf8.RuneSelf {
		return utf8.AppendRune(dst, r)
	}
	if own {
		r = latinTwin(r)
	}
	for _, r := range [...]rune{r, base(r)} { // ǿ is an ø with a mark
		if plain := plainLetters(r, wide); plain != "" {
			return append(dst, plain...)
		}
	}
	return utf8.AppendRune(dst, base(r))
}

func isLatin(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return unicode.Is(unicode.Latin, r)
}

// base returns the letter under the marks of r, when r is Latin.
func base(r rune) rune {
	if !isLatin(r) {
		return r
	}
	var b [utf8.UTFMax]byte
	n := utf8.EncodeRune(b[:], r)
	if d := norm.NFD.Properties(b[:n]).Decomposition(); d != nil {
		r, _ = utf8.DecodeRune(d)
	}
	return r
}

// plainLetters returns the letters a to z for a small letter that has no base under a mark, or that the wide spelling writes
// with two (ICAO 9303-3, section 6, table A).
func plainLetters(r rune, wide bool) string {
	if wide {
		switch r {
		case 'ä':
			return "ae"
		case 'ö', 'ø':
			return "oe"
		case 'ü':
			return "ue"
		case 'å':
			return "aa"
		}
	}
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	case 'ø':
		return "o"
	case 'ð', 'đ':
		return "d"
	case 'ł':
		return "l"
	case 'ı':
		return "i"
	case 'ə': // Azerbaijani
		return "e"
	case 'ħ':
		return "h"
	case 'ŧ':
		return "t"
	case 'ŋ':
		return "n"
	}
	return ""
}

// latinTwin returns the Latin letter that looks like the Cyrillic r, or r; the mirror of cyrillicTwin.
func latinTwin(r rune) rune {
	switch r {
	case 'А', 'а':
		return 'a'
	case 'В':
		return 'b'
	case 'С', 'с':
		return 'c'
	case 'Е', 'е':
		return 'e'
	case 'Н':
		return 'h'
	case 'І', 'і':
		return 'i'
	case 'Ј', 'ј':
		return 'j'
	case 'К', 'к':
		return 'k'
	case 'М':
		return 'm'
	case 'О', 'о':
		return 'o'
	case 'Р', 'р':
		return 'p'
	case 'Ѕ', 'ѕ':
		return 's'
	case 'Т':
		return 't'
	case 'Х', 'х':
		return 'x'
	case 'У', 'у':
		return 'y'
	}
	return r
}
