package person

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
)

// A form says how a patronymic is made from the father's name.
type form uint8

const (
	bare     form = iota // the father's name alone
	son                  // угли, ўғли, оглы, уулу, ұлы: "son of"
	daughter             // кызы, қизи, гызы: "daughter of"
	ovich                // the Russian suffixes -ович, -евич
	ovna                 // and -овна, -евна
)

func (f form) russian() bool { return f == ovich || f == ovna }
func (f form) male() bool    { return f == son || f == ovich }
func (f form) female() bool  { return f == daughter || f == ovna }

// particle returns the form that a word beside the father's name gives, or bare. The Turkic languages write it in several
// ways, and Russian documents copy each of them.
func particle(word string) form {
	switch word {
	case "угли", "огли", "оглы", "оглу", "углы", "углу", "улы", "уулу", "улу",
		"ugli", "ogli", "ogly", "oglu", "ugly", "uly", "uulu", "ulu":
		return son
	case "кызы", "кизи", "гызы", "гизи", "кизы", "кызи",
		"kyzy", "kizi", "qizi", "qyzy", "gyzy", "gizi", "kizy":
		return daughter
	}
	return bare
}

// suffixed parts a word into the father's name and the form of its ending: Рустамугли, Маратулы, Рустамович. The stem
// keeps at least three letters, lest Улы or Оглы, which are names too, lose all.
func suffixed(word string) (stem string, f form) {
	endings := [...]struct {
		text string
		form form
	}{
		{"ович", ovich}, {"евич", ovich}, {"овна", ovna}, {"евна", ovna},
		{"угли", son}, {"огли", son}, {"оглы", son}, {"оглу", son}, {"улы", son},
		{"кызы", daughter}, {"кизи", daughter}, {"гызы", daughter},
		{"ovich", ovich}, {"evich", ovich}, {"ovna", ovna}, {"evna", ovna},
		{"ugli", son}, {"ogli", son}, {"ogly", son}, {"oglu", son}, {"uly", son},
		{"kyzy", daughter}, {"kizi", daughter}, {"qizi", daughter}, {"gyzy", daughter},
	}
	for _, e := range endings {
		if stem, ok := strings.CutSuffix(word, e.text); ok && utf8.RuneCountInString(stem) >= 3 {
			return stem, e.form
		}
	}
	return word, bare
}

// father returns the father's name without spaces, and the form of a patronymic.
func (w words) father() (name string, f form) {
	if n := len(w) - 1; n > 0 {
		if f = particle(w[n]); f != bare {
			return w[:n].letters(), f
		}
	}
	return suffixed(w.letters())
}

// comparePatronymics compares two patronymics. The particle may be spelled in any way or be left out; but son and daughter
// contradict each other. The Russian form of the same father's name (Рустамович for Рустам угли) stands in papers that are
// older than the passport: it neither proves nor contradicts.
func comparePatronymics(a, b words, s script) adapters.Comparison {
	if a.empty() || b.empty() {
		return adapters.NotCompared
	}
	fatherA, formA := a.father()
	fatherB, formB := b.father()
	switch {
	case a.letters() == b.letters():
		return adapters.Same
	case formA.male() && formB.female() || formA.female() && formB.male():
		return adapters.Differs
	case formA.russian() && formB.russian():
		return compareWords(a, b, s)
	case formA.russian() || formB.russian():
		if strings.TrimSuffix(fatherA, "й") == strings.TrimSuffix(fatherB, "й") { // Сергей, Сергеевич
			return adapters.NotCompared
		}
		return compareWords(a, b, s)
	case fatherA == fatherB:
		return adapters.Same
	default:
		return compareWords(a, b, s)
	}
}

// leavesOut reports whether told has a patronymic, and stated has none in either script: by itself, behind the given name, or among all
// words in one field.
func leavesOut(stated, told adapters.PersonName) bool {
	if told.Patronymic.IsZero() && told.GivenName.IsZero() && told.LatinGivenName.IsZero() || sameCyrillic(stated.Patronymic, told.Patronymic) {
		return false
	}
	left := false
	for _, names := range [...][2]name{
		{cyrillicName(stated), cyrillicName(told)},
		{latinName(stated, inLatin), latinName(told, inLatin)},
	} {
		s, t := names[0], names[1]
		if !s.patronymic.empty() || !t.patronymic.empty() && slices.Equal(s.whole(), t.whole()) {
			return false
		}
		left = left || !t.patronymic.empty()
	}
	return left
}

// cutPatronymic parts a given name that holds the patronymic as well (Али Гасан оглы, AZIZ RUSTAMOVICH): the zone of a
// passport has no field of its own for it, nor have many registries.
func (w words) cutPatronymic() (given, patronymic words) {
	n := len(w)
	if n >= 3 && particle(w[n-1]) != bare {
		return w[:n-2], w[n-2:]
	}
	if n >= 2 {
		if _, f := suffixed(w[n-1]); f.russian() {
			return w[:n-1], w[n-1:]
		}
	}
	return w, nil
}
