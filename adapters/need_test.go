package adapters_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
)

func TestNeedsAreWritten(t *testing.T) {
	for _, tc := range []struct {
		need        adapters.Need
		text, words string
	}{
		{adapters.Need{{Field: adapters.FieldSNILS}}, "snils", "the SNILS"},
		{adapters.Need{{Field: adapters.FieldAnyName}}, "name or latin_name", "the name, in Cyrillic or in Latin"},
		{adapters.Need{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}}, "birth_date (day)", "the full birth date"},
		{adapters.Need{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionYear}}, "birth_date (year)", "the birth date, of which the year is enough"},
		{adapters.Need{{Field: adapters.FieldBirthPlace}, {Field: adapters.FieldLivingPlace}}, "birth_place or living_place", "a birth place or a living place"},
		{adapters.Need{{Field: adapters.FieldDocument, Documents: []adapters.DocumentType{adapters.Visa, adapters.Patent}}, {Field: adapters.FieldBirthPlace}},
			"document (visa, patent) or birth_place", "exactly one document of these types: visa, patent or a birth place"},
	} {
		if tc.need.String() != tc.text || tc.need.Words() != tc.words {
			t.Errorf("%q, %q; want %q, %q", tc.need.String(), tc.need.Words(), tc.text, tc.words)
		}
	}
	document := func(types []adapters.DocumentType) adapters.Requirement {
		return adapters.Requirement{Field: adapters.FieldDocument, Documents: types}
	}
	asks := adapters.Spec{Needs: []adapters.Need{
		{{Field: adapters.FieldINN}},
		{document(adapters.DocumentTypes())},
		{document(adapters.RussianDocuments())},
		{document(adapters.IdentityDocuments()), document(adapters.StandInDocuments())},
	}}.Asks()
	if want := "State the INN; exactly one document; exactly one document issued in Russia; " +
		"exactly one identity document or exactly one document that stands in for it."; asks != want {
		t.Errorf("%q, want %q", asks, want)
	}
}

// TestEveryFieldHasItsWords: whatever a lookup may need can be said, each in its own words.
func TestEveryFieldHasItsWords(t *testing.T) {
	seen := make(map[string]adapters.Field)
	for _, f := range append(adapters.Fields(), adapters.FieldAnyName, adapters.FieldPatronymic) {
		words := adapters.Requirement{Field: f, Precision: adapters.PrecisionMonth}.Words()
		if other, twice := seen[words]; twice || words == "" || strings.Contains(words, "no subject can state") {
			t.Errorf("%s and %s are both %q", f, other, words)
		}
		seen[words] = f
	}
}

func TestACostIsOneExchangeUnlessTheSpecSaysMore(t *testing.T) {
	spec := adapters.Spec{Registry: "tax", Lookup: "inn"}
	if got := spec.Costs(); !slices.Equal(got, []adapters.Cost{{Operation: "inn", AtLeast: 1, AtMost: 1}}) {
		t.Errorf("%+v", got)
	}
	spec.Cost = []adapters.Cost{{AtLeast: 1, AtMost: 2}, {Operation: "token", AtMost: 2}}
	if got := spec.Costs(); !slices.Equal(got, []adapters.Cost{{Operation: "inn", AtLeast: 1, AtMost: 2}, {Operation: "token", AtMost: 2}}) || spec.Cost[0].Operation != "" {
		t.Errorf("%+v", got)
	}
}
