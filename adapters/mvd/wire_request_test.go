package mvd

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/internal/person"
)

// The API takes no longer names either, for now: the contract's own bound holds all the same.
func TestALongNameIsNamedAndNotCut(t *testing.T) {
	client := &Client{}
	long, fits := adapters.NewSecret(strings.Repeat("я", maxName+1)), adapters.NewSecret(strings.Repeat("я", maxName))
	for pointer, s := range map[string]*adapters.Stated{
		"/subject/family_name": {FamilyName: long, GivenName: fits},
		"/subject/given_name":  {FamilyName: fits, GivenName: long},
		"/subject/patronymic":  {FamilyName: fits, Patronymic: long},

		"/subject/previous_names/1/family_name": {FamilyName: fits, PreviousNames: []adapters.PersonName{{GivenName: fits}, {FamilyName: long}}},
		"/subject/previous_names/0/given_name":  {FamilyName: fits, PreviousNames: []adapters.PersonName{{GivenName: long}}},
		"/subject/previous_names/0/patronymic":  {FamilyName: fits, PreviousNames: []adapters.PersonName{{Patronymic: long}}},
	} {
		_, err1 := client.criminalRecordRequest(asking{id: "id", subject: s})
		_, err2 := client.restrictionsRequest(asking{id: "id", subject: s})
		for _, err := range []error{err1, err2} {
			var f *adapters.Failure
			if !errors.As(err, &f) || f.Kind != adapters.InvalidQuery || len(f.Errors) != 1 ||
				f.Errors[0].Pointer != pointer || f.Errors[0].Code != adapters.CodeTooLong {
				t.Errorf("%s: got %v", pointer, err)
			}
		}
	}
}

// Whoever is stated: either the contract takes the request, or the caller is told which field it does not take.
func TestWhatIsSentMeetsTheContract(t *testing.T) {
	client := &Client{config: Config{SystemID: "S"}}
	for name, request := range map[string]func(asking) (interface{ Validate() error }, error){
		"criminal-record": func(a asking) (interface{ Validate() error }, error) { return client.criminalRecordRequest(a) },
		"restrictions":    func(a asking) (interface{ Validate() error }, error) { return client.restrictionsRequest(a) },
	} {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				s := adapterstest.Subjects(adapters.IdentityDocuments()).Draw(rt, "subject")
				if s.FamilyName.IsZero() { // Spec.Needs sees to it
					return
				}
				asked, err := request(asking{id: "id-1", subject: s, person: wirePerson(s)})
				if err != nil {
					var f *adapters.Failure
					if !errors.As(err, &f) || f.Kind != adapters.InvalidQuery || len(f.Errors) == 0 {
						rt.Fatal(err)
					}
					return
				}
				if err := asked.Validate(); err != nil {
					rt.Fatal(err)
				}
			})
		})
	}
}

// More than the contract takes is named, and nothing is left out in silence.
func TestTooManyPapersAreNamed(t *testing.T) {
	client := &Client{}
	s := &adapters.Stated{}
	for range maxMany + 1 {
		s.Citizenships = append(s.Citizenships, "UZB")
		s.PreviousNames = append(s.PreviousNames, adapters.PersonName{FamilyName: adapters.NewSecret("Юсупова")})
		s.Documents = append(s.Documents, adapters.NewDocument(&adapters.Paper{Type: adapters.NationalPassport, Number: adapters.NewSecret("1")}))
	}
	_, err := client.restrictionsRequest(asking{subject: s})
	var f *adapters.Failure
	if !errors.As(err, &f) || len(f.Errors) != 3 || f.Errors[0].Pointer != "/subject/previous_names" ||
		f.Errors[1].Pointer != "/subject/documents" || f.Errors[2].Pointer != "/subject/citizenships" {
		t.Fatalf("got %v", err)
	}
	s.Documents, s.Citizenships, s.PreviousNames = s.Documents[:maxMany], s.Citizenships[:maxMany], s.PreviousNames[:maxMany]
	if _, err := client.restrictionsRequest(asking{subject: s}); err != nil {
		t.Errorf("as many as it takes: %v", err)
	}
}

// Who states a name that she bore before asks another question than who does not: she is not given the answer to that one.
func TestAPreviousNameMakesAnotherQuestion(t *testing.T) {
	client := &Client{}
	for _, spec := range []adapters.Spec{client.Restrictions().Spec(), client.CriminalRecord().Spec()} {
		key := person.NewKey(spec)
		s := adapters.Stated{FamilyName: adapters.NewSecret("Каримова"), GivenName: adapters.NewSecret("Лола")}
		before := s
		before.PreviousNames = []adapters.PersonName{{FamilyName: adapters.NewSecret("Юсупова")}}
		if !slices.Contains(spec.Reads, adapters.FieldPreviousNames) || bytes.Equal(key.Append(nil, &s), key.Append(nil, &before)) {
			t.Errorf("%s: the previous name is not read", spec.Name())
		}
	}
}
