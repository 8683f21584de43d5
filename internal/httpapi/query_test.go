package httpapi

import (
	_ "embed"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
)

//go:embed testdata/full.json
var full []byte

// TestTheFullQueryStatesEveryMember: so that what is tried on it is tried on all of the contract.
func TestTheFullQueryStatesEveryMember(t *testing.T) {
	var value any
	if err := json.Unmarshal(full, &value); err != nil {
		t.Fatal(err)
	}
	var missing func(n *node, v any, pointer string)
	missing = func(n *node, v any, pointer string) {
		switch v := v.(type) {
		case map[string]any:
			for _, m := range n.members {
				if _, ok := v[m.Name]; !ok {
					t.Errorf("%s/%s is not stated", pointer, m.Name)
				}
				missing(m.Value, v[m.Name], pointer+"/"+m.Name)
			}
		case []any:
			missing(n.items, v[0], pointer+"/0")
		}
	}
	missing(theSpec().node(schema{Ref: "#/components/schemas/Query"}), value, "")
}

// TestEveryMemberArrives: each in its own place, read by its own type.
func TestEveryMemberArrives(t *testing.T) {
	q, err := newContract().query(full)
	if err != nil {
		t.Fatal(err)
	}
	s := q.Subject.Stated()
	previous, passport, patent := s.PreviousNames[0], s.Documents[0].Paper(), s.Documents[1].Paper()
	got := []any{
		s.FamilyName.Reveal(), s.GivenName.Reveal(), s.Patronymic.Reveal(), s.NoPatronymic, s.SingleName,
		s.LatinFamilyName.Reveal(), s.LatinGivenName.Reveal(),
		previous.FamilyName.Reveal(), previous.GivenName.Reveal(), previous.Patronymic.Reveal(),
		previous.LatinFamilyName.Reveal(), previous.LatinGivenName.Reveal(), len(s.PreviousNames),
		s.BirthDate.Reveal(),
		s.BirthPlace.Country, s.BirthPlace.RegionCode.Reveal(), s.BirthPlace.Settlement.Reveal(), s.BirthPlace.Text.Reveal(),
		s.LivingPlace.Country, s.LivingPlace.RegionCode.Reveal(), s.LivingPlace.Settlement.Reveal(), s.LivingPlace.Text.Reveal(),
		s.Sex, s.Citizenships, len(s.ForeignIDs), s.ForeignIDs[0].Country, s.ForeignIDs[0].Value.Reveal(),
		len(s.Documents), passport.Type, passport.Country, passport.Series.Reveal(), passport.Number.Reveal(),
		passport.IssuedOn.Reveal(), passport.ExpiresOn.Reveal(), passport.Issuer.Reveal(), passport.IssuerCode.Reveal(),
		patent.Type, patent.Country, patent.Series.IsZero(), patent.Number.Reveal(), patent.IssuedOn.IsZero(),
		s.SNILS.Reveal(), s.INN.Reveal(), s.ENP.Reveal(),
		q.Purpose, q.ServiceCode, q.Basis.Kind, q.Basis.Reference, q.Actor.Kind, q.Actor.ID.Reveal(), q.CaseID, q.Caller,
	}
	want := []any{
		"Намунаев", "Азиз", "Рустамович", false, false, "NAMUNAEV", "AZIZ",
		"Қодиров", "Азизбек", "Рустам ўғли", "QODIROV", "AZIZBEK", 1, "1991-04",
		adapters.Country("UZB"), "99", "Самарканд", "г. Самарканд, Узбекистан",
		adapters.Country("RUS"), "77", "Москва", "г. Москва, ул. Полярная, 1",
		adapters.Male, []adapters.Country{"UZB", "XXA"}, 1, adapters.Country("UZB"), "31704910123456",
		2, adapters.NationalPassport, adapters.Country("UZB"), "FA", "9000001", "2021-03-02", "2031-03", "IIV 26283", "262-83",
		adapters.Patent, adapters.Country(""), true, "9000000001", true,
		"99000000153", "980000000101", "7751520830000017",
		adapters.ServiceDelivery, "10002337415", adapters.Law, "115-ФЗ ст. 6.1", adapters.Officer, "1180", "2026/000125", "",
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("%d: %v, want %v", i, got[i], want[i])
		}
	}
}

// TestFlagsArrive: the two that full states as false.
func TestFlagsArrive(t *testing.T) {
	body := strings.NewReplacer(`"no_patronymic": false`, `"no_patronymic": true`, `"single_name": false`, `"single_name": true`,
		`"patronymic": "Рустамович",`, "", `"given_name": "Азиз",`, "", `"latin_given_name": "AZIZ",`, "").Replace(string(full))
	q, err := newContract().query([]byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if s := q.Subject.Stated(); !s.NoPatronymic || !s.SingleName {
		t.Errorf("no_patronymic %v, single_name %v", s.NoPatronymic, s.SingleName)
	}
}

// wrong returns what is wrong with a body, as "pointer code".
func wrong(t *testing.T, c *contract, body string) []string {
	t.Helper()
	_, err := c.query([]byte(body))
	if err == nil {
		return nil
	}
	var r *refusal
	if !errors.As(err, &r) {
		t.Fatalf("%v", err)
	}
	var all []string
	for _, e := range r.errors {
		all = append(all, e.Pointer+" "+e.Code)
	}
	return all
}

// TestWhatIsWrongIsNamed: one change to the full query at a time, and what it comes to.
func TestWhatIsWrongIsNamed(t *testing.T) {
	c := newContract()
	for _, tc := range []struct{ old, new, want string }{
		{`"Намунаев"`, `"NAMUNAEV"`, "/subject/family_name script"},
		{`"Намунаев"`, `"Каримoв"`, "/subject/family_name mixed_script"},
		{`"Намунаев"`, `""`, "/subject/family_name format"},
		{`"Намунаев"`, `"Н."`, "/subject/family_name format"},
		{`"Қодиров"`, `"Қ."`, "/subject/previous_names/0/family_name format"},
		{`"Намунаев"`, `"` + strings.Repeat("а", 101) + `"`, "/subject/family_name too_long"},
		{`"Намунаев"`, `"Кари\u0000мов"`, "/subject/family_name format"},
		{`"NAMUNAEV"`, `"Намунаев"`, "/subject/latin_family_name script"},
		{`"family_name": "Намунаев"`, `"familyName": "Намунаев"`, "/subject/familyName unknown"},
		{`"no_patronymic": false`, `"no_patronymic": "false"`, "/subject/no_patronymic format"},
		{`"no_patronymic": false`, `"no_patronymic": true`, "/subject/patronymic conflict"},
		{`"single_name": false`, `"single_name": true`, "/subject/given_name conflict,/subject/latin_given_name conflict"},
		{`"Қодиров"`, `"Qodirov"`, "/subject/previous_names/0/family_name script"},
		{`"1991-04"`, `"1991-13"`, "/subject/birth_date format"},
		{`"1991-04"`, `"1991-02-29"`, "/subject/birth_date format"},
		{`"1991-04"`, `"17.04.1991"`, "/subject/birth_date format"},
		{`"1991-04"`, `19910417`, "/subject/birth_date format"},
		{`"1991-04"`, `null`, "/subject/birth_date format"},
		{`"country": "UZB", "region_code": "99"`, `"country": "UZ", "region_code": "1"`, "/subject/birth_place/country unknown,/subject/birth_place/region_code format"},
		{`{"country": "UZB", "region_code": "99", "settlement": "Самарканд", "text": "г. Самарканд, Узбекистан"}`, `{}`, "/subject/birth_place required"},
		{`"male"`, `"M"`, "/subject/sex unknown"},
		{`["UZB", "XXA"]`, `["UZB", "UZZ"]`, "/subject/citizenships/1 unknown"},
		{`["UZB", "XXA"]`, `["UZB", "UZB"]`, "/subject/citizenships/1 conflict"},
		{`["UZB", "XXA"]`, `[]`, "/subject/citizenships required"},
		{`["UZB", "XXA"]`, `"UZB"`, "/subject/citizenships format"},
		{`["UZB", "XXA"]`, `["UZB"` + strings.Repeat(`,"RUS"`, 10) + `]`, "/subject/citizenships too_long"},
		{`{"country": "UZB", "value": "31704910123456"}`, `{"country": "XXA", "value": "317049"}`, "/subject/foreign_ids/0/country unknown"},
		{`{"country": "UZB", "value": "31704910123456"}`, `{"country": "UZB", "value": "№"}`, "/subject/foreign_ids/0/value format"},
		{`"national_passport"`, `"passport"`, "/subject/documents/0/type unknown"},
		{`"patent", `, `"visa", "extra": 1, `, "/subject/documents/1/extra unknown"},
		{`, "number": "9000000001"`, ``, "/subject/documents/1/number required"},
		{`"2031-03"`, `"2021-03-01"`, "/subject/documents/0/expires_on conflict"},
		{`"262-83"`, `"262 83"`, "/subject/documents/0/issuer_code format"},
		{`"990-000-001 53"`, `"990-000-001 54"`, "/subject/snils check_digit"},
		{`"990-000-001 53"`, `"990 000 001 53"`, "/subject/snils format"},
		{`"980000000101"`, `"980000000102"`, "/subject/inn check_digit"},
		{`"980000000101"`, `"9800000001"`, "/subject/inn format"},
		{`"7751 5208 3000 0017"`, `"7751 5208 3000 0015"`, "/subject/enp check_digit"},
		{`"purpose": "service_delivery",`, ``, "/purpose required"},
		{`"service_delivery"`, `"complaint"`, "/service_code conflict"},
		{`"service_code": "10002337415",`, ``, "/service_code required"},
		{`"10002337415"`, `"a b"`, "/service_code format"},
		{`, "reference": "115-ФЗ ст. 6.1"`, ``, "/basis/reference required"},
		{`"115-ФЗ ст. 6.1"`, `"<script>"`, "/basis/reference format"},
		{`, "id": "1180"`, ``, "/actor/id required"},
		{`"officer"`, `"robot"`, "/actor/kind unknown"},
		{`"2026/000125"`, `"Намунаев"`, "/case_id format"},
		{`"2026/000125"`, `"` + strings.Repeat("x", 65) + `"`, "/case_id format"},
	} {
		body := strings.Replace(string(full), tc.old, tc.new, 1)
		if body == string(full) {
			t.Errorf("%s: not there", tc.old)
		}
		got := wrong(t, c, body)
		slices.Sort(got)
		if s := strings.Join(got, ","); s != tc.want {
			t.Errorf("%s -> %s: %q, want %q", tc.old, tc.new, s, tc.want)
		}
	}
}

func TestWhoMeansAnotherMemberIsToldSo(t *testing.T) {
	names := newContract().explainer().root.members[0].Value.names()
	for typed, want := range map[string]string{
		"famly_name": "family_name", "familyname": "family_name", "family-name": "family_name", "FamilyName": "family_name", "patronimic": "patronymic",
		"birthdate": "birth_date", "SNILS": "snils", "citizenship": "citizenships", "x": "", "telephone": "", "id": "",
	} {
		if got := nearest(typed, names); got != want {
			t.Errorf("%s: %q, want %q", typed, got, want)
		}
	}
}
