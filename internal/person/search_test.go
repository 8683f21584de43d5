package person_test

import (
	"slices"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

// What a search finds nothing by proves something only where it was by whole names, and by each of them.
func TestWhichSearchFindsAll(t *testing.T) {
	both := func(c, l adapters.PersonName) adapters.PersonName {
		c.LatinFamilyName, c.LatinGivenName = l.LatinFamilyName, l.LatinGivenName
		return c
	}
	lola := both(cyr("Каримова|Лола|Рустамовна"), lat("KARIMOVA|LOLA"))
	for _, c := range []struct {
		label                string
		now                  adapters.PersonName
		previous             []adapters.PersonName
		byPresent, byAllHers bool
	}{
		{"a whole name", lola, nil, true, true},
		{"a single name", cyr("Азиз"), nil, true, true},
		{"a family name of one letter", cyr("У|Мин"), nil, true, true},
		{"a given name of one letter", cyr("Нгуен|А"), nil, false, false},
		{"an initial", cyr("Каримова|Л"), nil, false, false},
		{"two initials", cyr("Каримова|Л Р"), nil, false, false},
		{"an initial beside a name", cyr("Каримова|Лола Р"), nil, false, false},
		{"an initial of a neighbouring alphabet", cyr("Каримова|Лола Қ"), nil, false, false},
		{"a syllable of one vowel", cyr("Ким|Ю На"), nil, true, true},
		{"an apostrophe", cyr("Каримова|Д'Арья"), nil, true, true},
		{"a patronymic of one letter", cyr("Каримова|Лола|Р"), nil, false, false},
		{"a patronymic that says there is none", cyr("Каримова|Лола|нет"), nil, true, true},
		{"an initial in Latin, beside a name in Cyrillic", both(cyr("Каримова|Лола"), lat("KARIMOVA|L")), nil, true, true},
		{"an initial in Latin alone", lat("KARIMOVA|L"), nil, false, false},
		{"a previous name", lola, []adapters.PersonName{cyr("Юсупова")}, false, true},
		{"a previous given name", lola, []adapters.PersonName{cyr("|Лайло")}, false, true},
		{"a previous initial", lola, []adapters.PersonName{cyr("Юсупова|Л")}, false, false},
		{"a previous name in Latin", lola, []adapters.PersonName{lat("YUSUPOVA")}, false, false},
		{"one of two in Latin", lola, []adapters.PersonName{cyr("Юсупова"), lat("|LAYLO")}, false, false},
		{"a previous name in both", lola, []adapters.PersonName{both(cyr("Юсупова"), lat("YUSUPOVA|LOLA"))}, false, true},
		{"a previous name half in Latin", lola, []adapters.PersonName{both(cyr("Юсупова"), lat("|LAYLO"))}, false, false},
	} {
		s := &adapters.Stated{
			FamilyName: c.now.FamilyName, GivenName: c.now.GivenName, Patronymic: c.now.Patronymic,
			LatinFamilyName: c.now.LatinFamilyName, LatinGivenName: c.now.LatinGivenName, PreviousNames: c.previous,
		}
		if got := person.FindsAll(s, false); got != c.byPresent {
			t.Errorf("%s, by the present name: %v", c.label, got)
		}
		if got := person.FindsAll(s, true); got != c.byAllHers {
			t.Errorf("%s, by all names: %v", c.label, got)
		}
	}
}

// A previous name that leaves a part out is asked with that of the present one, and one in Latin is not asked with.
func TestAPreviousNameIsAskedWithWhole(t *testing.T) {
	s := &adapters.Stated{
		FamilyName: adapters.NewSecret("Каримова"), GivenName: adapters.NewSecret("Лола"), Patronymic: adapters.NewSecret("Рустамовна"),
		PreviousNames: []adapters.PersonName{cyr("Юсупова"), lat("YUSUPOVA"), cyr("|Лайло"), cyr("Ахмедова|Лайло|Анваровна")},
	}
	var got []string
	for _, n := range person.PreviousNames(s) {
		got = append(got, written(n))
	}
	want := []string{written(cyr("Юсупова|Лола|Рустамовна")), written(cyr("Каримова|Лайло|Рустамовна")), written(cyr("Ахмедова|Лайло|Анваровна"))}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
