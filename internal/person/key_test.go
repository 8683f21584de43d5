package person_test

import (
	"bytes"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

func reading(fields ...adapters.Field) person.Key { return person.NewKey(adapters.Spec{Reads: fields}) }

func everything() person.Key { return reading(adapters.Fields()...) }

// changed returns karimov after a change.
func changed(t testing.TB, change func(*adapters.Stated)) *adapters.Stated {
	s := karimov(t)
	change(s)
	return s
}

func set(text string) adapters.Secret { return adapters.NewSecret(text) }

func TestKeySeesNoDifferenceOfWriting(t *testing.T) {
	want := everything().Append(nil, karimov(t))
	for label, change := range map[string]func(*adapters.Stated){
		"nothing":      func(*adapters.Stated) {},
		"case":         func(s *adapters.Stated) { s.FamilyName, s.LatinGivenName = set("КАРИМОВ"), set("Aziz") },
		"spaces":       func(s *adapters.Stated) { s.GivenName, s.ENP = set(" Азиз\u00a0"), set("7700000000000008") },
		"zero width":   func(s *adapters.Stated) { s.GivenName = set("Аз\u200bиз") },
		"living place": func(s *adapters.Stated) { s.LivingPlace = place("RUS", "77", " МОСКВА", "") },
	} {
		if got := everything().Append(nil, changed(t, change)); !bytes.Equal(got, want) {
			t.Errorf("%s: another key", label)
		}
	}
	hyphen := func(h string) []byte {
		return everything().Append(nil, changed(t, func(s *adapters.Stated) { s.FamilyName = set("О" + h + "Ким") }))
	}
	if !bytes.Equal(hyphen("-"), hyphen("\u2013")) || !bytes.Equal(hyphen("'"), hyphen("’")) || bytes.Equal(hyphen("-"), hyphen(" ")) {
		t.Error("hyphens and apostrophes")
	}
}

// Whatever changes the question changes the key: also letters that are folded for comparing.
func TestKeySeesEveryOtherDifference(t *testing.T) {
	changes := map[string]func(*adapters.Stated){
		"nothing":                func(*adapters.Stated) {},
		"family name":            func(s *adapters.Stated) { s.FamilyName = set("Рахимов") },
		"қ for к":                func(s *adapters.Stated) { s.FamilyName = set("Қаримов") },
		"a Latin letter":         func(s *adapters.Stated) { s.FamilyName = set("Kаримов") },
		"family and given name":  func(s *adapters.Stated) { s.FamilyName, s.GivenName = s.GivenName, s.FamilyName },
		"parts run together":     func(s *adapters.Stated) { s.FamilyName, s.GivenName = set("КаримовА"), set("зиз") },
		"no patronymic":          func(s *adapters.Stated) { s.Patronymic = adapters.Secret{} },
		"stated to have none":    func(s *adapters.Stated) { s.Patronymic, s.NoPatronymic = adapters.Secret{}, true },
		"single name":            func(s *adapters.Stated) { s.SingleName = true },
		"Latin name":             func(s *adapters.Stated) { s.LatinFamilyName = set("KARIMOFF") },
		"previous name":          func(s *adapters.Stated) { s.PreviousNames = []adapters.PersonName{cyr("Юсупов")} },
		"previous Latin name":    func(s *adapters.Stated) { s.PreviousNames = []adapters.PersonName{lat("YUSUPOV")} },
		"birth day":              func(s *adapters.Stated) { s.BirthDate = date(t, "1991-04-18") },
		"birth month only":       func(s *adapters.Stated) { s.BirthDate = date(t, "1991-04") },
		"birth year only":        func(s *adapters.Stated) { s.BirthDate = date(t, "1991") },
		"birth place":            func(s *adapters.Stated) { s.BirthPlace = place("UZB", "", "Самарканд", "") },
		"birth place as text":    func(s *adapters.Stated) { s.BirthPlace = place("UZB", "", "", "Ташкент") },
		"living place":           func(s *adapters.Stated) { s.LivingPlace = place("RUS", "78", "Москва", "") },
		"places changed about":   func(s *adapters.Stated) { s.BirthPlace, s.LivingPlace = s.LivingPlace, s.BirthPlace },
		"sex":                    func(s *adapters.Stated) { s.Sex = adapters.Female },
		"citizenship":            func(s *adapters.Stated) { s.Citizenships = []adapters.Country{"TJK"} },
		"two citizenships":       func(s *adapters.Stated) { s.Citizenships = []adapters.Country{"UZB", "TJK"} },
		"citizenships in order":  func(s *adapters.Stated) { s.Citizenships = []adapters.Country{"TJK", "UZB"} },
		"foreign id":             func(s *adapters.Stated) { s.ForeignIDs[0].Value = set("31704910000012") },
		"foreign id's country":   func(s *adapters.Stated) { s.ForeignIDs[0].Country = "TJK" },
		"no foreign id":          func(s *adapters.Stated) { s.ForeignIDs = nil },
		"snils":                  func(s *adapters.Stated) { s.SNILS = snils(t, "087-654-303 00") },
		"inn":                    func(s *adapters.Stated) { s.INN = adapters.INN{} },
		"enp":                    func(s *adapters.Stated) { s.ENP = adapters.Secret{} },
		"fewer documents":        func(s *adapters.Stated) { s.Documents = s.Documents[:1] },
		"document number":        document(func(p *adapters.Paper) { p.Number = set("1234568") }),
		"document series":        document(func(p *adapters.Paper) { p.Series = set("FB") }),
		"document parted":        document(func(p *adapters.Paper) { p.Series, p.Number = set("FA1"), set("234567") }),
		"document type":          document(func(p *adapters.Paper) { p.Type = adapters.NationalIDCard }),
		"document country":       document(func(p *adapters.Paper) { p.Country = "TJK" }),
		"document issued on":     document(func(p *adapters.Paper) { p.IssuedOn = date(t, "2021-03-02") }),
		"document expires on":    document(func(p *adapters.Paper) { p.ExpiresOn = date(t, "2021-03-02") }),
		"document issuer":        document(func(p *adapters.Paper) { p.Issuer = set("2021") }),
		"document's issuer code": document(func(p *adapters.Paper) { p.IssuerCode = set("2021") }),
	}
	seen := map[string]string{}
	for label, change := range changes {
		key := string(everything().Append(nil, changed(t, change)))
		if other, ok := seen[key]; ok {
			t.Errorf("%s and %s have one key", label, other)
		}
		seen[key] = label
	}
}

// document changes the first document that is stated.
func document(change func(*adapters.Paper)) func(*adapters.Stated) {
	return func(s *adapters.Stated) {
		p := *s.Documents[0].Paper()
		change(&p)
		s.Documents[0] = adapters.NewDocument(&p)
	}
}

func TestKeyHoldsOnlyWhatTheLookupNeedsOrReads(t *testing.T) {
	spec := adapters.Spec{
		Needs: []adapters.Need{
			{{Field: adapters.FieldSNILS}},
			{{Field: adapters.FieldAnyName}},
			{{Field: adapters.FieldDocument, Documents: []adapters.DocumentType{adapters.Patent}}, {Field: adapters.FieldBirthPlace}},
		},
		Reads: []adapters.Field{adapters.FieldSex},
	}
	key := person.NewKey(spec)
	want := key.Append(nil, karimov(t))
	for label, c := range map[string]struct {
		change  func(*adapters.Stated)
		differs bool
	}{
		"snils":            {func(s *adapters.Stated) { s.SNILS = adapters.SNILS{} }, true},
		"Cyrillic name":    {func(s *adapters.Stated) { s.GivenName = set("Али") }, true},
		"Latin name":       {func(s *adapters.Stated) { s.LatinGivenName = set("ALI") }, true},
		"birth place":      {func(s *adapters.Stated) { s.BirthPlace = adapters.Place{} }, true},
		"sex":              {func(s *adapters.Stated) { s.Sex = adapters.Female }, true},
		"the patent":       {func(s *adapters.Stated) { s.Documents = s.Documents[:1] }, true},
		"the passport":     {func(s *adapters.Stated) { s.Documents = s.Documents[1:] }, false},
		"the birth date":   {func(s *adapters.Stated) { s.BirthDate = adapters.Date{} }, false},
		"the citizenship":  {func(s *adapters.Stated) { s.Citizenships = nil }, false},
		"the inn":          {func(s *adapters.Stated) { s.INN = adapters.INN{} }, false},
		"the living place": {func(s *adapters.Stated) { s.LivingPlace = adapters.Place{} }, false},
	} {
		if got := key.Append(nil, changed(t, c.change)); bytes.Equal(got, want) == c.differs {
			t.Errorf("%s: another key is %v, want %v", label, !c.differs, c.differs)
		}
	}
}

func TestKeyOfAnyDocumentHoldsAllOfThem(t *testing.T) {
	anyDocument := adapters.Spec{Needs: []adapters.Need{{{Field: adapters.FieldDocument}}}}
	readToo := adapters.Spec{
		Needs: []adapters.Need{{{Field: adapters.FieldDocument, Documents: []adapters.DocumentType{adapters.Patent}}}},
		Reads: []adapters.Field{adapters.FieldDocument},
	}
	for _, spec := range []adapters.Spec{anyDocument, readToo} {
		key := person.NewKey(spec)
		fewer := changed(t, func(s *adapters.Stated) { s.Documents = s.Documents[1:] })
		if bytes.Equal(key.Append(nil, karimov(t)), key.Append(nil, fewer)) {
			t.Errorf("%v: the passport is not in the key", spec)
		}
	}
}

func TestKeyOfAPatronymicHoldsTheName(t *testing.T) {
	key := person.NewKey(adapters.Spec{Needs: []adapters.Need{{{Field: adapters.FieldPatronymic}}}})
	none := changed(t, func(s *adapters.Stated) { s.Patronymic = adapters.Secret{} })
	if bytes.Equal(key.Append(nil, karimov(t)), key.Append(nil, none)) {
		t.Error("the patronymic is not in the key")
	}
}

func TestKeyIsAppended(t *testing.T) {
	key := reading(adapters.FieldSex)
	got := key.Append([]byte("before"), karimov(t))
	if !bytes.HasPrefix(got, []byte("before")) || !bytes.Equal(got[len("before"):], key.Append(nil, karimov(t))) {
		t.Errorf("got %d bytes", len(got))
	}
}

func FuzzKey(f *testing.F) {
	f.Add("Каримов", "Азиз", "Каримов А", "зиз")
	f.Add("a", "", "", "a")
	f.Add("\xff", "\u0301", "-", "–")
	key := reading(adapters.FieldName)
	f.Fuzz(func(t *testing.T, f1, g1, f2, g2 string) {
		a, b := adapters.Stated{FamilyName: set(f1), GivenName: set(g1)}, adapters.Stated{FamilyName: set(f2), GivenName: set(g2)}
		equal := bytes.Equal(key.Append(nil, &a), key.Append(nil, &b))
		if (f1 == f2 && g1 == g2) && !equal {
			t.Error("one question has two keys")
		}
		if equal && (person.FoldCyrillic(f1) != person.FoldCyrillic(f2) || person.FoldCyrillic(g1) != person.FoldCyrillic(g2)) {
			t.Errorf("%q %q and %q %q have one key", f1, g1, f2, g2)
		}
	})
}
