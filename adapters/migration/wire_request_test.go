package migration

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// Whoever is stated: either the contract takes the request, or the caller is told which field it does not take.
func TestWhatIsSentMeetsTheContract(t *testing.T) {
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S", Username: "u", PasswordFile: "f"}, adapters.NewSecret("p"))
	if err != nil {
		t.Fatal(err)
	}
	driver, err := client.Status()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := adapterstest.Subjects(adapters.IdentityDocuments()).Draw(rt, "subject")
		asked, err := driver.request("id-1", adapters.Query{Subject: adapters.NewSubject(s)})
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
