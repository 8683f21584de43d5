package person_test

import (
	"maps"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

func snils(t testing.TB, s string) adapters.SNILS {
	t.Helper()
	v, err := adapters.ParseSNILS(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func inn(t testing.TB, s string) adapters.INN {
	t.Helper()
	v, err := adapters.ParseINN(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// karimov is a fictional person who states all that can be stated.
func karimov(t testing.TB) *adapters.Stated {
	return &adapters.Stated{
		FamilyName: adapters.NewSecret("Каримов"), GivenName: adapters.NewSecret("Азиз"), Patronymic: adapters.NewSecret("Рустамович"),
		LatinFamilyName: adapters.NewSecret("KARIMOV"), LatinGivenName: adapters.NewSecret("AZIZ"),
		BirthDate: date(t, "1991-04-17"), BirthPlace: place("UZB", "", "Ташкент", ""), LivingPlace: place("RUS", "77", "Москва", ""),
		Sex: adapters.Male, Citizenships: []adapters.Country{"UZB"},
		ForeignIDs: []adapters.ForeignID{{Country: "UZB", Value: adapters.NewSecret("31704910000011")}},
		Documents: []adapters.Document{
			adapters.NewDocument(paper(adapters.NationalPassport, "UZB", "FA", "1234567")),
			adapters.NewDocument(paper(adapters.Patent, "RUS", "77", "2400123456")),
		},
		SNILS: snils(t, "112-233-445 95"), INN: inn(t, "500100732259"), ENP: adapters.NewSecret("7700000000000008"),
	}
}

func toldOf(s *adapters.Stated) adapters.Told {
	return adapters.Told{
		Name: adapters.PersonName{
			FamilyName: s.FamilyName, GivenName: s.GivenName, Patronymic: s.Patronymic,
			LatinFamilyName: s.LatinFamilyName, LatinGivenName: s.LatinGivenName,
		},
		BirthDate: s.BirthDate, BirthPlace: s.BirthPlace, Sex: s.Sex, Citizenships: s.Citizenships,
		Document: s.Documents[0], SNILS: s.SNILS, INN: s.INN,
	}
}

type fields = map[adapters.Field]adapters.Comparison

func TestCompareHasOneEntryForEachStatedField(t *testing.T) {
	all := fields{
		"name": same, "latin_name": same, "birth_date": same, "birth_place": same, "sex": same, "citizenship": same, "document": same,
		"snils": same, "inn": same, "living_place": notCompared, "foreign_id": notCompared, "enp": notCompared,
	}
	if len(all) != len(adapters.Fields()) {
		t.Errorf("a field was added: %v", adapters.Fields())
	}
	stated := karimov(t)
	if got := person.Compare(stated, toldOf(stated)); !maps.Equal(got, all) {
		t.Errorf("all stated, all told: got %v", got)
	}
	untold := maps.Clone(all)
	for f := range untold {
		untold[f] = notCompared
	}
	if got := person.Compare(stated, adapters.Told{}); !maps.Equal(got, untold) {
		t.Errorf("nothing told: got %v", got)
	}
	if got := person.Compare(&adapters.Stated{}, toldOf(stated)); got != nil {
		t.Errorf("nothing stated: got %v", got)
	}
}

func TestCompareFindsTheFieldThatDiffers(t *testing.T) {
	for field, change := range map[adapters.Field]func(*adapters.Told){
		"name":        func(o *adapters.Told) { o.Name.GivenName = adapters.NewSecret("Алишер") },
		"latin_name":  func(o *adapters.Told) { o.Name.LatinGivenName = adapters.NewSecret("ALISHER") },
		"birth_date":  func(o *adapters.Told) { o.BirthDate = date(t, "1991-04-18") },
		"birth_place": func(o *adapters.Told) { o.BirthPlace = place("TJK", "", "Душанбе", "") },
		"sex":         func(o *adapters.Told) { o.Sex = adapters.Female },
		"citizenship": func(o *adapters.Told) { o.Citizenships = []adapters.Country{"TJK"} },
		"document": func(o *adapters.Told) {
			o.Document = adapters.NewDocument(paper(adapters.NationalPassport, "UZB", "FA", "7654321"))
		},
		"snils": func(o *adapters.Told) { o.SNILS = snils(t, "087-654-303 00") },
		"inn":   func(o *adapters.Told) { o.INN = inn(t, "010000000021") },
	} {
		stated := karimov(t)
		told := toldOf(stated)
		change(&told)
		got := person.Compare(stated, told)
		for f, c := range got {
			if (c == differs) != (f == field) {
				t.Errorf("%s was changed, and %s is %s", field, f, c)
			}
		}
		if !person.Contradicted(got) {
			t.Errorf("%s was changed, and nothing is contradicted", field)
		}
	}
	stated := karimov(t)
	if person.Contradicted(person.Compare(stated, toldOf(stated))) || person.Contradicted(nil) {
		t.Error("nothing was changed, and something is contradicted")
	}
}

func TestOneStatedDocumentThatIsTheSameIsEnough(t *testing.T) {
	for _, c := range []struct {
		label string
		told  *adapters.Paper
		want  adapters.Comparison
	}{
		{"the first", paper(adapters.NationalPassport, "UZB", "FA", "1234567"), same},
		{"the second", paper(adapters.Patent, "", "", "77 2400123456"), same},
		{"one of another type", paper(adapters.Visa, "RUS", "11", "222"), notCompared},
		{"a patent with another number", paper(adapters.Patent, "RUS", "77", "2400999999"), differs},
		{"a number without a type", paper("", "", "FA", "1234567"), same},
		{"another number without a type", paper("", "", "FA", "7654321"), differs},
	} {
		told := adapters.Told{Document: adapters.NewDocument(c.told)}
		if got := person.Compare(karimov(t), told)[adapters.FieldDocument]; got != c.want {
			t.Errorf("%s: got %s, want %s", c.label, got, c.want)
		}
	}
}

func TestAPreviousNameIsAsGoodAsThePresentOne(t *testing.T) {
	stated := &adapters.Stated{
		FamilyName: adapters.NewSecret("Каримова"), GivenName: adapters.NewSecret("Лола"), Patronymic: adapters.NewSecret("Рустамовна"),
		LatinFamilyName: adapters.NewSecret("KARIMOVA"), LatinGivenName: adapters.NewSecret("LOLA"),
		PreviousNames: []adapters.PersonName{cyr("Юсупова"), cyr("Ахмедова|Лайло"), lat("YUSUPOVA")},
	}
	for _, c := range []struct {
		told            adapters.PersonName
		cyrillic, latin adapters.Comparison
	}{
		{cyr("Каримова|Лола|Рустамовна"), same, notCompared},
		{cyr("Юсупова|Лола|Рустамовна"), same, notCompared}, // the given name was the same then
		{cyr("Юсупова|Лола"), same, notCompared},
		{cyr("Ахмедова|Лайло"), same, notCompared},
		{cyr("Ахмедова|Лола"), differs, notCompared}, // two names, mixed
		{cyr("Юсупова|Лола|Анваровна"), differs, notCompared},
		{cyr("Рахимова|Лола"), differs, notCompared},
		{cyr("Юсупова|Л."), notCompared, notCompared},
		{lat("YUSUPOVA|LOLA"), notCompared, same},
		{lat("RAHIMOVA|LOLA"), notCompared, differs},
		{adapters.PersonName{}, notCompared, notCompared},
	} {
		got := person.Compare(stated, adapters.Told{Name: c.told})
		if got[adapters.FieldName] != c.cyrillic || got[adapters.FieldLatinName] != c.latin {
			t.Errorf("%s: got %v, want %s and %s", written(c.told), got, c.cyrillic, c.latin)
		}
	}
}

func TestNamesAreStatedByScript(t *testing.T) {
	told := adapters.Told{Name: cyr("Каримов|Азиз")}
	for label, c := range map[string]struct {
		stated adapters.Stated
		want   fields
	}{
		"Latin only":        {adapters.Stated{LatinFamilyName: adapters.NewSecret("KARIMOV")}, fields{"latin_name": notCompared}},
		"Cyrillic only":     {adapters.Stated{FamilyName: adapters.NewSecret("Каримов")}, fields{"name": notCompared}},
		"previous only":     {adapters.Stated{PreviousNames: []adapters.PersonName{cyr("Каримов|Азиз")}}, nil},
		"a flag only":       {adapters.Stated{NoPatronymic: true}, nil},
		"a single name":     {adapters.Stated{FamilyName: adapters.NewSecret("Азиз"), SingleName: true}, fields{"name": notCompared}},
		"no patronymic too": {adapters.Stated{FamilyName: adapters.NewSecret("Каримов"), GivenName: adapters.NewSecret("Азиз"), NoPatronymic: true}, fields{"name": same}},
	} {
		if got := person.Compare(&c.stated, told); !maps.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", label, got, c.want)
		}
	}
}

// Who says that he has no patronymic is not proved by a record of somebody who has one: it may be a namesake's.
func TestAPatronymicThatIsSaidNotToBeIsNoProof(t *testing.T) {
	for name, c := range map[string]struct {
		none, told bool
		want       adapters.Comparison
	}{
		"none, and one is told":       {true, true, notCompared},
		"none, and none is told":      {true, false, same},
		"not stated, and one is told": {false, true, same},
	} {
		stated := karimov(t)
		told := toldOf(stated)
		stated.Patronymic, stated.NoPatronymic = adapters.Secret{}, c.none
		if !c.told {
			told.Name.Patronymic = adapters.Secret{}
		}
		if got := person.Compare(stated, told)["name"]; got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
