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
	stated.Documents = stated.Documents[:1] // the one that is told
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

// The registry told of one document: of several that are stated it confirms no other.
func TestADocumentIsTheSameOnlyIfItIsAllThatIsStated(t *testing.T) {
	passport, patent := paper(adapters.NationalPassport, "UZB", "FA", "1234567"), paper(adapters.Patent, "RUS", "77", "2400123456")
	for _, c := range []struct {
		label  string
		stated []*adapters.Paper
		told   *adapters.Paper
		want   adapters.Comparison
	}{
		{"the one", []*adapters.Paper{passport}, passport, same},
		{"the one, twice", []*adapters.Paper{passport, passport}, passport, same},
		{"the first of two", []*adapters.Paper{passport, patent}, passport, notCompared},
		{"the second of two", []*adapters.Paper{passport, patent}, paper(adapters.Patent, "", "", "77 2400123456"), notCompared},
		{"one of two passports", []*adapters.Paper{passport, paper(adapters.NationalPassport, "UZB", "FA", "7654321")}, passport, notCompared},
		{"one of another type", []*adapters.Paper{passport, patent}, paper(adapters.Visa, "RUS", "11", "222"), notCompared},
		{"a patent with another number", []*adapters.Paper{passport, patent}, paper(adapters.Patent, "RUS", "77", "2400999999"), differs},
		{"a number without a type", []*adapters.Paper{passport}, paper("", "", "FA", "1234567"), same},
		{"another number without a type", []*adapters.Paper{passport, patent}, paper("", "", "FA", "7654321"), differs},
	} {
		stated, told := &adapters.Stated{}, adapters.Told{Document: adapters.NewDocument(c.told)}
		for _, p := range c.stated {
			stated.Documents = append(stated.Documents, adapters.NewDocument(p))
		}
		if got := person.Compare(stated, told)[adapters.FieldDocument]; got != c.want {
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
		{cyr("Ахмедова|Лайло|Рустамовна"), same, notCompared},
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

// A told patronymic that is not stated, or is said not to be, proves nobody: the record may be a namesake's. It contradicts nobody either,
// for papers of one person have it and lack it; and it is no matter in which script the rest of the name is stated.
func TestAToldPatronymicThatIsNotStatedIsNoProof(t *testing.T) {
	told := adapters.PersonName{
		FamilyName: adapters.NewSecret("Каримов"), GivenName: adapters.NewSecret("Азиз"), Patronymic: adapters.NewSecret("Рустамович"),
		LatinFamilyName: adapters.NewSecret("KARIMOV"), LatinGivenName: adapters.NewSecret("AZIZ"),
	}
	but := func(change func(n *adapters.PersonName)) adapters.PersonName {
		n := told
		change(&n)
		return n
	}
	none := but(func(n *adapters.PersonName) { n.Patronymic = adapters.Secret{} })
	dash := but(func(n *adapters.PersonName) { n.Patronymic = adapters.NewSecret("Отсутствует") })
	inGiven := but(func(n *adapters.PersonName) {
		n.GivenName, n.Patronymic = adapters.NewSecret("Азиз Рустамович"), adapters.Secret{}
	})
	inZone := but(func(n *adapters.PersonName) {
		n.LatinGivenName, n.Patronymic = adapters.NewSecret("AZIZ RUSTAMOVICH"), adapters.Secret{}
	})
	latin := adapters.PersonName{LatinFamilyName: told.LatinFamilyName, LatinGivenName: told.LatinGivenName}
	latinAndPatronymic := latin
	latinAndPatronymic.Patronymic = told.Patronymic
	latinAndAnother := latin
	latinAndAnother.Patronymic = adapters.NewSecret("Анварович")
	for _, c := range []struct {
		label              string
		stated, told       adapters.PersonName
		cyrillic, latin    adapters.Comparison
		saidNotToBe        bool
		previousPatronymic string
	}{
		{label: "stated and told", stated: told, told: told, cyrillic: same, latin: same},
		{label: "stated, and not told", stated: told, told: none, cyrillic: same, latin: same},
		{label: "neither", stated: none, told: none, cyrillic: same, latin: same},
		{label: "told in words that there is none", stated: none, told: dash, cyrillic: same, latin: same},
		{label: "said not to be, and not told", stated: none, told: none, saidNotToBe: true, cyrillic: same, latin: same},
		{label: "left out", stated: none, told: told, cyrillic: notCompared, latin: notCompared},
		{label: "said not to be", stated: none, told: told, saidNotToBe: true, cyrillic: notCompared, latin: notCompared},
		{label: "said in words not to be", stated: dash, told: told, cyrillic: notCompared, latin: notCompared},
		{label: "told with the given name", stated: none, told: inGiven, cyrillic: notCompared, latin: notCompared},
		{label: "stated with the given name", stated: inGiven, told: told, cyrillic: same, latin: same},
		{label: "told in Latin", stated: none, told: inZone, cyrillic: notCompared, latin: notCompared},
		{label: "told in Latin, stated in Cyrillic", stated: told, told: inZone, cyrillic: same, latin: same},
		{label: "Latin alone", stated: latin, told: told, latin: notCompared},
		{label: "Latin alone, and none told", stated: latin, told: none, latin: same},
		{label: "Latin, and the patronymic", stated: latinAndPatronymic, told: told, cyrillic: notCompared, latin: same},
		{label: "Latin, and another patronymic", stated: latinAndAnother, told: told, cyrillic: differs, latin: same},
		{label: "all words in one", stated: cyr("Каримов Азиз Рустамович"), told: cyr("Каримов|Азиз|Рустамович"), cyrillic: same},
		{label: "a single name", stated: cyr("Каримов"), told: cyr("Каримов||Рустамович"), cyrillic: notCompared},
		{label: "another name besides", stated: cyr("Каримов|Алишер"), told: told, cyrillic: differs},
		{
			label: "stated of a previous name alone", stated: none, told: told, previousPatronymic: "Рустамович",
			cyrillic: same, latin: notCompared,
		},
	} {
		stated := &adapters.Stated{
			FamilyName: c.stated.FamilyName, GivenName: c.stated.GivenName, Patronymic: c.stated.Patronymic, NoPatronymic: c.saidNotToBe,
			LatinFamilyName: c.stated.LatinFamilyName, LatinGivenName: c.stated.LatinGivenName,
		}
		if c.previousPatronymic != "" {
			stated.PreviousNames = []adapters.PersonName{{Patronymic: adapters.NewSecret(c.previousPatronymic)}}
		}
		got := person.Compare(stated, adapters.Told{Name: c.told})
		if got[adapters.FieldName] != c.cyrillic || got[adapters.FieldLatinName] != c.latin {
			t.Errorf("%s: name %q and latin_name %q, want %q and %q", c.label, got["name"], got["latin_name"], c.cyrillic, c.latin)
		}
	}
}
