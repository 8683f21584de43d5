package pension

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
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S"})
	if err != nil {
		t.Fatal(err)
	}
	driver, err := client.SNILSCheck()
	if err != nil {
		t.Fatal(err)
	}
	_, err = driver.request("id", &adapters.Stated{
		FamilyName: adapters.NewSecret(strings.Repeat("я", maxName)), GivenName: adapters.NewSecret(strings.Repeat("я", maxName+1)), Sex: adapters.Male,
	})
	var f *adapters.Failure
	if !errors.As(err, &f) || f.Kind != adapters.InvalidQuery || len(f.Errors) != 1 ||
		f.Errors[0].Pointer != "/subject/given_name" || f.Errors[0].Code != adapters.CodeTooLong {
		t.Errorf("got %v", err)
	}
}

// Whoever is stated: either the contract takes the request, or the caller is told which field it does not take.
func TestWhatIsSentMeetsTheContract(t *testing.T) {
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S"})
	if err != nil {
		t.Fatal(err)
	}
	driver, err := client.SNILSCheck()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := adapterstest.Subjects(adapters.IdentityDocuments()).Draw(rt, "subject")
		if s.FamilyName.IsZero() { // Spec.Needs sees to it
			return
		}
		asked, err := driver.request("id-1", s)
		if err != nil {
			var f *adapters.Failure
			if !errors.As(err, &f) || f.Kind != adapters.InvalidQuery || len(f.Errors) == 0 {
				rt.Fatal(err)
			}
			return
		}
		if _, err := driver.operation.Request(t.Context(), asked); err != nil {
			rt.Fatal(err)
		}
	})
}
