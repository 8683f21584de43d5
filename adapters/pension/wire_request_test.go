package pension

import (
	"errors"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
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
