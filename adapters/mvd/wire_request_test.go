package mvd

import (
	"errors"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
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
