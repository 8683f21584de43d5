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
		_, err := client.criminalRecordRequest(asking{id: "id", subject: s})
		var f *adapters.Failure
		if !errors.As(err, &f) || f.Kind != adapters.InvalidQuery || len(f.Errors) != 1 ||
			f.Errors[0].Pointer != pointer || f.Errors[0].Code != adapters.CodeTooLong {
			t.Errorf("%s: got %v", pointer, err)
		}
	}
}

// Whoever is stated: either the contract takes the request, or the caller is told which field it does not take.
func TestWhatIsSentMeetsTheContract(t *testing.T) {
	client := &Client{config: Config{SystemID: "S"}}
	rapid.Check(t, func(rt *rapid.T) {
		s := adapterstest.Subjects(adapters.IdentityDocuments()).Draw(rt, "subject")
		if s.FamilyName.IsZero() { // Spec.Needs sees to it
			return
		}
		asked, err := client.criminalRecordRequest(asking{id: "id-1", subject: s})
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
}
