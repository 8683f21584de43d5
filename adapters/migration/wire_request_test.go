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
	status, err1 := client.Status()
	registration, err2 := client.Registration()
	document, err3 := client.Document()
	identity, err4 := client.IdentityDocument()
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	sends(t, &status.asker, slots())
	sends(t, &registration.asker, slots())
	sends(t, &document.asker, adapters.RussianDocuments())
	sends(t, &identity.asker, slots())
}

func sends[Q, A, R any](t *testing.T, a *asker[Q, A, R], searchedBy []adapters.DocumentType) {
	t.Helper()
	rapid.Check(t, func(rt *rapid.T) {
		s := adapterstest.Subjects(searchedBy).Draw(rt, "subject")
		asked, err := a.request("id-1", adapters.Query{Subject: adapters.NewSubject(s)})
		if err != nil {
			var f *adapters.Failure
			if !errors.As(err, &f) || f.Kind != adapters.InvalidQuery || len(f.Errors) == 0 {
				rt.Fatal(err)
			}
			return
		}
		if _, err := a.operation.Request(t.Context(), asked); err != nil {
			rt.Fatal(err)
		}
	})
}
