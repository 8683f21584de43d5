package population

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A family name is Обр, two pairs of a vowel and a consonant that are its index, and the ending of the bearer's nation and sex: Обракимов.
const (
	vowels     = "АЕИОУ"
	consonants = "БВГДЖЗКЛМНПРСТХШ"
	pairs      = 5 * 16
	families   = pairs * pairs
	givens     = 8 // of a nation and sex
)

// Fold writes a name or a number as registries compare it: capitals, Е for Ё, and no spaces, hyphens and apostrophes.
func Fold(text string) string {
	if isFolded(text) {
		return text
	}
	var room [64]byte
	folded := room[:0]
	for _, r := range text {
		switch r = upper(r); r {
		case ' ', '-', '\'', '’', '`', 'ʼ', '\u00a0':
		case 'Ё':
			folded = utf8.AppendRune(folded, 'Е')
		default:
			folded = utf8.AppendRune(folded, r)
		}
	}
	return string(folded)
}

// isFolded reports whether text is one that Fold leaves as it is, as far as that can be seen at once: numbers and Latin capitals.
func isFolded(text string) bool {
	for i := range len(text) {
		if c := text[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// upper is unicode.ToUpper, which takes its time over Cyrillic.
func upper(r rune) rune {
	switch {
	case r >= 'а' && r <= 'я':
		return r - 'а' + 'А'
	case r >= 'А' && r <= 'Я':
		return r
	default:
		return unicode.ToUpper(r)
	}
}

// A written name is one in both alphabets.
type written struct{ cyrillic, latin string }

// A nation is how people of one language are called.
type nation struct {
	men, women []written // givens of each
	fathers    []string  // what a patronymic is made of; none: there are no patronymics
	son        string    // behind a father's name
	daughter   string
	ending     [2]written // of family names: a man's, a woman's
	latin      map[rune]string
}

// names are the nations, and whereabouts a given name may stand in them.
type names struct {
	nations map[string]*nation
	indexes map[string][]int // of a given name folded
}

// allNames is made once in a process.
//
//nolint:gochecknoglobals // read once in a process, never written to
var allNames = sync.OnceValue(newNames)

func newNames() *names {
	n := &names{nations: map[string]*nation{}, indexes: map[string][]int{}}
	for _, text := range nations {
		one := &nation{
			men: listed(text.men), women: listed(text.women), fathers: strings.Fields(text.fathers), son: text.son, daughter: text.daughter,
			ending: [2]written{pair(text.his), pair(text.hers)}, latin: map[rune]string{},
		}
		for i, spelled := range strings.Fields("B V G D ZH Z K L M N P R S T KH SH") {
			one.latin[[]rune(consonants)[i]] = spelled
		}
		for own := range strings.FieldsSeq(text.spelled) {
			letter, spelled, _ := strings.Cut(own, "=")
			one.latin[[]rune(letter)[0]] = spelled
		}
		n.nations[text.name] = one
		for i := range givens {
			for _, w := range []written{one.men[i], one.women[i]} {
				n.note(w.cyrillic, i)
				n.note(w.latin, i)
			}
		}
	}
	return n
}

func (n *names) note(given string, index int) {
	key := Fold(given)
	if !slices.Contains(n.indexes[key], index) {
		n.indexes[key] = append(n.indexes[key], index)
	}
}

func (n *names) givenIndexes(folded string) []int { return n.indexes[folded] }

// listed reads "Азиз AZIZ, Тхи Лан THI LAN": a name in one alphabet, and again in the other. "-" is no name.
func listed(text string) []written {
	var all []written
	for one := range strings.SplitSeq(text, ", ") {
		all = append(all, pair(one))
	}
	return all
}

func pair(text string) written {
	words := strings.Fields(text)
	if len(words) < 2 {
		return written{}
	}
	half := len(words) / 2
	return written{strings.Join(words[:half], " "), strings.Join(words[half:], " ")}
}

// name fills in the names that the indexes of id stand for.
func (n *names) name(id *Identity, from *origin, father uint64) {
	of, sex := n.nations[from.nation], 0
	given, behind := of.men, of.son
	if id.Sex == "female" {
		sex, given, behind = 1, of.women, of.daughter
	}
	ending := of.ending[sex]
	var room [2][32]byte
	cyrillic, latin := append(room[0][:0], FamilyBegins...), append(room[1][:0], "OBR"...)
	for _, at := range [...]int{id.familyIndex / pairs, id.familyIndex % pairs} {
		vowel, consonant := nth(vowels, at/16), nth(consonants, at%16)
		cyrillic = utf8.AppendRune(cyrillic, vowel-'А'+'а')
		cyrillic = utf8.AppendRune(cyrillic, consonant-'А'+'а')
		latin = append(latin, "AEIOU"[at/16])
		latin = append(latin, of.latin[consonant]...)
	}
	id.Family, id.LatinFamily = string(append(cyrillic, ending.cyrillic...)), string(append(latin, ending.latin...))
	id.Given, id.LatinGiven = given[id.givenIndex].cyrillic, given[id.givenIndex].latin
	if len(of.fathers) > 0 {
		id.Patronymic = of.fathers[father%uint64(len(of.fathers))] + behind
	}
}

// nth returns a letter of a Cyrillic text, each of which takes two bytes.
func nth(letters string, n int) rune {
	r, _ := utf8.DecodeRuneInString(letters[2*n:])
	return r
}

// familyIndex reads the index out of a family name, folded, in either alphabet.
func familyIndex(folded string) (index int, ok bool) {
	if rest, cyrillic := strings.CutPrefix(folded, Fold(FamilyBegins)); cyrillic {
		letters := []rune(rest)
		if len(letters) < 4 {
			return 0, false
		}
		return indexOf([2]rune{letters[0], letters[2]}, [2]rune{letters[1], letters[3]})
	}
	rest, latin := strings.CutPrefix(folded, "OBR")
	if !latin {
		return 0, false
	}
	var vowel, consonant [2]rune
	for i := range vowel {
		at := strings.IndexByte("AEIOU", (rest + " ")[0])
		if at < 0 {
			return 0, false
		}
		letter, length := spelled(rest[1:])
		vowel[i], consonant[i], rest = []rune(vowels)[at], letter, rest[1+length:]
	}
	return indexOf(vowel, consonant)
}

// spelled reads a consonant at the beginning of a Latin text, as any nation spells it; the longest spelling is meant.
func spelled(text string) (letter rune, length int) {
	for _, s := range [...]struct {
		as     string
		letter rune
	}{
		{"ZH", 'Ж'}, {"KH", 'Х'}, {"SH", 'Ш'}, {"B", 'Б'}, {"V", 'В'}, {"G", 'Г'}, {"D", 'Д'}, {"J", 'Ж'}, {"Z", 'З'}, {"K", 'К'}, {"L", 'Л'},
		{"M", 'М'}, {"N", 'Н'}, {"H", 'Г'}, {"P", 'П'}, {"R", 'Р'}, {"S", 'С'}, {"T", 'Т'}, {"X", 'Х'},
	} {
		if strings.HasPrefix(text, s.as) {
			return s.letter, len(s.as)
		}
	}
	return 0, 0
}

func indexOf(vowel, consonant [2]rune) (index int, ok bool) {
	for i := range vowel {
		v, c := slices.Index([]rune(vowels), vowel[i]), slices.Index([]rune(consonants), consonant[i])
		if v < 0 || c < 0 {
			return 0, false
		}
		index = index*pairs + v*16 + c
	}
	return index, true
}
