package person_test

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

// part draws one part of a name from few letters and few words, so that parts often have something in common.
func part() *rapid.Generator[string] {
	word := rapid.OneOf(
		rapid.SampledFrom([]string{"", "Азиз", "Рустам", "Рустамович", "Рустамовна", "угли", "ўғли", "кизи", "нет", "-", "Kарим", "KARIM", "А.", "У"}),
		rapid.StringOfN(rapid.RuneFrom([]rune("абвқкАБ")), 1, 4, -1),
	)
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 0, 3).Draw(t, "words"), rapid.SampledFrom([]string{" ", "-", ""}).Draw(t, "between"))
	})
}

func anyName() *rapid.Generator[adapters.PersonName] {
	return rapid.Custom(func(t *rapid.T) adapters.PersonName {
		return adapters.PersonName{
			FamilyName: adapters.NewSecret(part().Draw(t, "family")), GivenName: adapters.NewSecret(part().Draw(t, "given")),
			Patronymic: adapters.NewSecret(part().Draw(t, "patronymic")), LatinFamilyName: adapters.NewSecret(part().Draw(t, "latin family")),
			LatinGivenName: adapters.NewSecret(part().Draw(t, "latin given")),
		}
	})
}

func comparers() map[string]func(a, b adapters.PersonName) adapters.Comparison {
	return map[string]func(a, b adapters.PersonName) adapters.Comparison{
		"Cyrillic": person.CompareName, "Latin": person.CompareLatinName,
	}
}

func TestComparingNamesIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyName().Draw(t, "a"), anyName().Draw(t, "b")
		for name, compare := range comparers() {
			if ab, ba := compare(a, b), compare(b, a); ab != ba {
				t.Fatalf("%s: %s, turned round %s: %s / %s", name, ab, ba, written(a), written(b))
			}
		}
	})
}

func TestANameIsTheSameAsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := anyName().Draw(t, "name")
		for name, compare := range comparers() {
			if got := compare(a, a); got == adapters.Differs {
				t.Fatalf("%s: %s differs from itself", name, written(a))
			}
		}
		whole := adapters.PersonName{
			FamilyName: adapters.NewSecret("К" + a.FamilyName.Reveal()), GivenName: adapters.NewSecret("А" + a.GivenName.Reveal()),
			Patronymic: a.Patronymic,
		}
		if got := person.CompareName(whole, whole); got != adapters.Same {
			t.Fatalf("%s is %s as itself", written(whole), got)
		}
	})
}

// However a name of letters is written, it is the same; a name with another letter in the family or given name is not.
func TestWritingMakesNoDifferenceAndLettersDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("абвгдежзийклмнопрстуфхцчшщыьэюя")), 3, 12, -1)
		family, given := word.Draw(t, "family"), word.Draw(t, "given")
		a := cyr(family + "|" + given)
		for _, b := range []string{
			strings.ToUpper(family) + "|" + norm.NFD.String(given), " " + family + "|" + given + "\u00a0",
			strings.Replace(family, "к", "қ", 1) + "|" + strings.ReplaceAll(given, "у", "ў"),
		} {
			if got := person.CompareName(a, cyr(b)); got != adapters.Same {
				t.Fatalf("%s / %s: %s", written(a), b, got)
			}
		}
		runes := []rune(family)
		at := rapid.IntRange(0, len(runes)-1).Draw(t, "at")
		runes[at] = rapid.RuneFrom([]rune("абвгд")).Filter(func(r rune) bool { return r != runes[at] }).Draw(t, "letter")
		if got := person.CompareName(a, cyr(string(runes)+"|"+given)); got == adapters.Same {
			t.Fatalf("%s / %s %s: same", written(a), string(runes), given)
		}
	})
}

// What is the same is made of the same letters, whatever the parting: nothing is proved by a lack.
func TestSameNamesHaveTheSameLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringOfN(rapid.RuneFrom([]rune("абв")), 1, 3, -1)
		two := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(word, 1, 2).Draw(t, "w"), " ")
		})
		a, b := two.Draw(t, "fa")+"|"+two.Draw(t, "ga"), two.Draw(t, "fb")+"|"+two.Draw(t, "gb")
		if person.CompareName(cyr(a), cyr(b)) == adapters.Same && letters(a) != letters(b) && !repeated(a) && !repeated(b) {
			t.Fatalf("%s / %s: same", a, b)
		}
	})
}

func letters(s string) string { return strings.NewReplacer(" ", "", "|", "").Replace(s) }

// repeated reports whether a single name stands in both fields.
func repeated(s string) bool {
	family, given, _ := strings.Cut(s, "|")
	return letters(family) == letters(given)
}

func written(n adapters.PersonName) string {
	return strings.Join([]string{n.FamilyName.Reveal(), n.GivenName.Reveal(), n.Patronymic.Reveal(),
		n.LatinFamilyName.Reveal(), n.LatinGivenName.Reveal()}, "|")
}

func FuzzCompareName(f *testing.F) {
	f.Add("Каримов", "Азиз", "Рустам угли", "КАРИМОВ", "Азиз Рустамович", "")
	f.Add("KARIMOV", "AZIZ", "", "Kаримов", "А.", "нет")
	f.Add("Ки", "Мин", "", "Ким", "Ин", "\xff")
	f.Fuzz(func(t *testing.T, f1, g1, p1, f2, g2, p2 string) {
		a := adapters.PersonName{FamilyName: adapters.NewSecret(f1), GivenName: adapters.NewSecret(g1), Patronymic: adapters.NewSecret(p1),
			LatinFamilyName: adapters.NewSecret(f1), LatinGivenName: adapters.NewSecret(g1)}
		b := adapters.PersonName{FamilyName: adapters.NewSecret(f2), GivenName: adapters.NewSecret(g2), Patronymic: adapters.NewSecret(p2),
			LatinFamilyName: adapters.NewSecret(f2), LatinGivenName: adapters.NewSecret(g2)}
		for name, compare := range comparers() {
			if ab, ba := compare(a, b), compare(b, a); ab != ba {
				t.Errorf("%s: %s, turned round %s: %q / %q", name, ab, ba, written(a), written(b))
			}
			if compare(a, a) == adapters.Differs {
				t.Errorf("%s: %q differs from itself", name, written(a))
			}
		}
	})
}
