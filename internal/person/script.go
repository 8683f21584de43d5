package person

import "strings"

// A script is a way of writing names, with what comparing has to know of it.
type script uint8

const (
	inCyrillic script = iota
	inLatin
	inWideLatin // with two letters for ä, ö, ü, å
)

func (s script) fold(text string) words {
	if text == "" {
		return nil
	}
	switch s {
	case inCyrillic:
		return strings.Fields(FoldCyrillic(text))
	case inLatin:
		return strings.Fields(FoldLatin(text))
	default:
		return strings.Fields(foldLatinWide(text))
	}
}

// writes reports whether all letters of w are of the script. A name that holds others was entered in the wrong field, or
// damaged, and cannot be told to differ.
func (s script) writes(w words) bool {
	for _, word := range w {
		for _, r := range word {
			if s == inCyrillic && !isCyrillic(r) || s != inCyrillic && !('a' <= r && r <= 'z') {
				return false
			}
		}
	}
	return true
}

// alike reports whether a and b may be the same name, spelled by two rules of transliteration.
func (s script) alike(a, b words) bool {
	return s != inCyrillic && loosen(a.letters()) == loosen(b.letters())
}

// loosen replaces the spellings that ICAO 9303, ГОСТ 52535.1 (Russian passports of 2010 to 2013), the older French-like
// rules and the national alphabets give to one Cyrillic letter by one of them. What it returns is no name and proves nothing.
func loosen(s string) string {
	spellings := [...][2]string{ // longest first
		{"shch", "sh"}, {"shh", "sh"}, {"sch", "sh"}, {"tch", "ch"}, {"dzh", "j"}, {"iya", "a"}, {"iia", "a"},
		{"dj", "j"}, {"zh", "j"}, {"kh", "h"}, {"ks", "h"}, {"gh", "g"}, {"ts", "c"}, {"tz", "c"}, {"ou", "u"},
		{"yu", "u"}, {"iu", "u"}, {"ya", "a"}, {"ia", "a"}, {"yo", "o"}, {"io", "o"}, {"ye", "e"}, {"ie", "e"},
		{"iy", "i"}, {"ii", "i"}, {"yy", "i"}, {"yi", "i"}, {"y", "i"}, {"x", "h"}, {"w", "v"}, {"q", "k"},
	}
	out := make([]byte, 0, len(s))
next:
	for s != "" {
		for _, sp := range spellings {
			if rest, ok := strings.CutPrefix(s, sp[0]); ok {
				out, s = append(out, sp[1]...), rest
				continue next
			}
		}
		out, s = append(out, s[0]), s[1:]
	}
	return string(out)
}
