package mvd

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// The API takes no longer names either, for now: the contract's own bound holds all the same.
func TestALongNameIsNamedAndNotCut(t *testing.T) {
	client := &Client{}
	long, fits := adapters.NewSecret(strings.Repeat("я", maxName+1)), adapters.NewSecret(strings.Repeat("я", maxName))
	for pointer, s := range map[string]*adapters.Stated{
		"/subject/family_name": {FamilyName: long, GivenName: fits},
		"/subject/given_name":  {FamilyName: fits, GivenName: long},
		"/subject/patronymic":  {FamilyName: fits, Patronymic: long},
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
	for range maxPapers + 1 {
		s.Citizenships = append(s.Citizenships, "UZB")
		s.Documents = append(s.Documents, adapters.NewDocument(&adapters.Paper{Type: adapters.NationalPassport, Number: adapters.NewSecret("1")}))
	}
	_, err := client.restrictionsRequest(asking{subject: s})
	var f *adapters.Failure
	if !errors.As(err, &f) || len(f.Errors) != 2 || f.Errors[0].Pointer != "/subject/documents" || f.Errors[1].Pointer != "/subject/citizenships" {
		t.Fatalf("got %v", err)
	}
	s.Documents, s.Citizenships = s.Documents[:maxPapers], s.Citizenships[:maxPapers]
	if _, err := client.restrictionsRequest(asking{subject: s}); err != nil {
		t.Errorf("as many as it takes: %v", err)
	}
}
