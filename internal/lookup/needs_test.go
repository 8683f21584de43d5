package lookup

import (
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
)

func paper(t adapters.DocumentType) adapters.Document {
	return adapters.NewDocument(&adapters.Paper{Type: t, Number: adapters.NewSecret("1234567")})
}

func TestEachNeedSaysWhatItLacks(t *testing.T) {
	name := func(s *adapters.Stated) {
		s.FamilyName, s.GivenName = adapters.NewSecret("Иванов"), adapters.NewSecret("Иван")
	}
	latin := func(s *adapters.Stated) {
		s.LatinFamilyName, s.LatinGivenName = adapters.NewSecret("IVANOV"), adapters.NewSecret("IVAN")
	}
	born := func(text string) func(*adapters.Stated) {
		return func(s *adapters.Stated) { s.BirthDate, _ = adapters.ParseDate(text) }
	}
	documents := func(types ...adapters.DocumentType) func(*adapters.Stated) {
		return func(s *adapters.Stated) {
			for _, d := range types {
				s.Documents = append(s.Documents, paper(d))
			}
		}
	}
	place := func(s *adapters.Stated) { s.BirthPlace = adapters.Place{Country: "UZB"} }
	need := func(f ...adapters.Field) adapters.Need {
		var n adapters.Need
		for _, field := range f {
			r := adapters.Requirement{Field: field, Precision: adapters.PrecisionDay}
			if field == adapters.FieldDocument {
				r.Documents = adapters.IdentityDocuments()
			}
			n = append(n, r)
		}
		return n
	}
	for _, tc := range []struct {
		name   string
		need   adapters.Need
		stated []func(*adapters.Stated)
		want   string
	}{
		{"a name", need(adapters.FieldName), []func(*adapters.Stated){name}, ""},
		{"no name", need(adapters.FieldName), nil, "/subject/family_name required, /subject/given_name required"},
		{"a Latin name where Cyrillic is needed", need(adapters.FieldName), []func(*adapters.Stated){latin}, "/subject/family_name required, /subject/given_name required"},
		{"one name", need(adapters.FieldName), []func(*adapters.Stated){func(s *adapters.Stated) { s.FamilyName, s.SingleName = adapters.NewSecret("Лобсанг"), true }}, ""},
		{"either name: Latin", need(adapters.FieldAnyName), []func(*adapters.Stated){latin}, ""},
		{"either name: Cyrillic", need(adapters.FieldAnyName), []func(*adapters.Stated){name}, ""},
		{"either name: none", need(adapters.FieldAnyName), nil, "/subject/family_name required"},
		{"either name: half of each", need(adapters.FieldAnyName), []func(*adapters.Stated){func(s *adapters.Stated) {
			s.FamilyName, s.LatinGivenName = adapters.NewSecret("Иванов"), adapters.NewSecret("IVAN")
		}}, "/subject/given_name required"},
		{"a patronymic", need(adapters.FieldPatronymic), []func(*adapters.Stated){func(s *adapters.Stated) { s.Patronymic = adapters.NewSecret("Иванович") }}, ""},
		{"no patronymic, and said so", need(adapters.FieldPatronymic), []func(*adapters.Stated){func(s *adapters.Stated) { s.NoPatronymic = true }}, ""},
		{"no word of a patronymic", need(adapters.FieldPatronymic), []func(*adapters.Stated){name}, "/subject/patronymic required"},
		{"a full birth date", need(adapters.FieldBirthDate), []func(*adapters.Stated){born("1990-02-01")}, ""},
		{"a birth month", need(adapters.FieldBirthDate), []func(*adapters.Stated){born("1990-02")}, "/subject/birth_date precision"},
		{"a birth date to come", need(adapters.FieldBirthDate), []func(*adapters.Stated){born("2199-01-01")}, "/subject/birth_date format"},
		{"no birth date", need(adapters.FieldBirthDate), nil, "/subject/birth_date required"},
		{"one passport", need(adapters.FieldDocument), []func(*adapters.Stated){documents(adapters.NationalPassport, adapters.Visa)}, ""},
		{"two passports", need(adapters.FieldDocument), []func(*adapters.Stated){documents(adapters.NationalPassport, adapters.TravelDocument)}, "/subject/documents conflict"},
		{"a visa for a passport", need(adapters.FieldDocument), []func(*adapters.Stated){documents(adapters.Visa)}, "/subject/documents required"},
		{"sex not specified", need(adapters.FieldSex), []func(*adapters.Stated){func(s *adapters.Stated) { s.Sex = adapters.Unspecified }}, "/subject/sex required"},
		{"a document or a birth place: the place", need(adapters.FieldDocument, adapters.FieldBirthPlace), []func(*adapters.Stated){place}, ""},
		{"a document or a birth place: neither", need(adapters.FieldDocument, adapters.FieldBirthPlace), nil, "/subject/documents required"},
		{"a document or a birth place: two documents", need(adapters.FieldDocument, adapters.FieldBirthPlace),
			[]func(*adapters.Stated){documents(adapters.NationalPassport, adapters.TravelDocument)}, "/subject/documents conflict"},
		{"SNILS", need(adapters.FieldSNILS), nil, "/subject/snils required"},
		{"INN", need(adapters.FieldINN), nil, "/subject/inn required"},
		{"ENP", need(adapters.FieldENP), nil, "/subject/enp required"},
		{"a citizenship", need(adapters.FieldCitizenship), nil, "/subject/citizenships required"},
		{"a foreign number", need(adapters.FieldForeignID), nil, "/subject/foreign_ids required"},
		{"a living place", need(adapters.FieldLivingPlace), nil, "/subject/living_place required"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := &adapters.Stated{}
			for _, state := range tc.stated {
				state(s)
			}
			var got []string
			for _, e := range unmet(tc.need, s) {
				got = append(got, e.Pointer+" "+e.Code)
				if e.Detail == "" {
					t.Errorf("%s has no sentence", e.Pointer)
				}
			}
			if text := strings.Join(got, ", "); text != tc.want {
				t.Errorf("got %q, want %q", text, tc.want)
			}
		})
	}
}
