package adapters

import (
	"strings"
	"unicode"
)

// MaxName is the greatest length of one part of a name, in characters: that of the registries' contracts (СФР, rus≤100).
const MaxName = 100

// ParseCyrillicName reads a family name, given name or patronymic in Cyrillic, as in documents issued in Russia. Letters
// of all living Cyrillic alphabets are accepted (Ў, Қ, Ғ, Ҳ, І, Ә, Ө: what a registry cannot take is its driver's to say),
// spaces, full stops, commas, brackets, and hyphens and apostrophes of all kinds, which come out as - and '. The name comes
// out in NFC with single spaces, otherwise as written.
//
// An initial, or a name that a full stop cuts short, has CodeFormat: no registry finds anybody by М. where Мехри is kept.
// A word with letters of two alphabets has CodeMixedScript: a slip of the keyboard, which no eye can see and by which no
// registry would find anybody. A word in another alphabet has CodeScript. The error is a ValueError, which does not quote s.
func ParseCyrillicName(s string) (Secret, error) {
	return alphabet{
		owns:     isCyrillic,
		plain:    func(r rune) bool { return 'А' <= r && r <= 'я' || r == 'ё' || r == 'Ё' },
		accepts:  func(r rune) bool { return isCyrillic(r) || strings.ContainsRune(" -'.,()", r) },
		letters:  "Cyrillic letters",
		expected: "Cyrillic letters, hyphens, apostrophes, full stops, commas, brackets and spaces",
	}.parse(s)
}

// ParseLatinName reads a family name or given names in Latin, as in the machine-readable zone of a passport: letters A to Z
// without marks, hyphens, apostrophes and spaces (ICAO 9303-3, section 4). Small letters are accepted; the name comes out
// in capitals. Errors are those of ParseCyrillicName.
func ParseLatinName(s string) (Secret, error) {
	name, err := alphabet{
		owns:     isLatin,
		plain:    func(r rune) bool { return 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z' },
		accepts:  func(r rune) bool { return 'A' <= r&^0x20 && r&^0x20 <= 'Z' || r == ' ' || r == '-' || r == '\'' },
		letters:  "Latin letters",
		expected: "letters A to Z without marks, hyphens, apostrophes and spaces, as in the machine-readable zone",
	}.parse(s)
	if err != nil {
		return Secret{}, err
	}
	return NewSecret(strings.ToUpper(name.Reveal())), nil
}

// An alphabet is what one field for names takes.
type alphabet struct {
	owns     func(rune) bool // a letter of the alphabet, accepted or not
	plain    func(rune) bool // one of which every word is accepted as it is written
	accepts  func(rune) bool
	letters  string // how to call them
	expected string
}

func (a alphabet) parse(s string) (Secret, error) {
	if a.isPlainWord(s) { // as nearly all names
		return NewSecret(s), nil
	}
	t, fault := tidy(s, MaxName)
	if fault != nil {
		return Secret{}, fault
	}
	t = strings.Map(plainMark, t)
	for word := range strings.FieldsFuncSeq(t, partsWords) {
		if !strings.ContainsFunc(word, a.foreign) {
			continue
		}
		if strings.ContainsFunc(word, a.owns) {
			return Secret{}, &ValueError{CodeMixedScript, "each word in one alphabet; here a letter of another stands " +
				"among " + a.letters + " and may look just like one (А, В, Е, К, М, Н, О, Р, С, Т, У, Х): type the word anew"}
		}
		return Secret{}, &ValueError{CodeScript, a.letters}
	}
	if isCutShort(t) {
		return Secret{}, &ValueError{CodeFormat, "a whole name, not an initial or another short form"}
	}
	if !strings.ContainsFunc(t, a.owns) || strings.ContainsFunc(t, func(r rune) bool { return !a.accepts(r) }) {
		return Secret{}, &ValueError{CodeFormat, a.expected}
	}
	return NewSecret(t), nil
}

func (a alphabet) isPlainWord(s string) bool {
	return s != "" && len(s) <= MaxName && !strings.ContainsFunc(s, func(r rune) bool { return !a.plain(r) })
}

// foreign reports whether r is a letter of another alphabet.
func (a alphabet) foreign(r rune) bool { return unicode.IsLetter(r) && !a.owns(r) }

// isCutShort reports whether name ends in a full stop, or holds a single letter with one behind it.
func isCutShort(name string) bool {
	letters := 0
	for _, r := range name {
		switch {
		case r == '.' && letters == 1:
			return true
		case partsWords(r):
			letters = 0
		default:
			letters++
		}
	}
	return letters == 0 && strings.HasSuffix(strings.TrimRight(name, " -,()"), ".")
}

func partsWords(r rune) bool { return strings.ContainsRune(" -.,()", r) }

// plainMark gives every kind of hyphen and apostrophe one form: contracts know one of each, and nobody who types a name
// chooses between them.
func plainMark(r rune) rune {
	switch r {
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\uFE63', '\uFF0D':
		return '-'
	case '`', '\u00B4', '\u2018', '\u2019', '\u201B', '\u2032', '\u02B9', '\u02BB', '\u02BC', '\u02BD', '\u02BE', '\u02BF', '\uFF07':
		return '\''
	}
	return r
}

// isCyrillic reports whether r is a letter of a living Cyrillic alphabet: the blocks Cyrillic and Cyrillic Supplement,
// without the letters of Church Slavonic in the others.
func isCyrillic(r rune) bool { return 0x0400 <= r && r <= 0x052F && unicode.IsLetter(r) }

func isLatin(r rune) bool { return unicode.Is(unicode.Latin, r) && unicode.IsLetter(r) }
