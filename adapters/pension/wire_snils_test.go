package pension

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

func newClient(t testing.TB) *Client {
	t.Helper()
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S"})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func newSNILSDriver(t testing.TB) *SNILSDriver {
	t.Helper()
	driver, err := newClient(t).SNILS()
	if err != nil {
		t.Fatal(err)
	}
	return driver
}

// readQuery is the question of the goldens of dir.
func readQuery(t testing.TB, dir string) adapters.Query {
	t.Helper()
	text, err := os.ReadFile(dir + "/query.json")
	if err != nil {
		t.Fatal(err)
	}
	q, err := adapterstest.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// Whoever is stated, by whichever document or by the birth place: either the contract takes the request, or the caller is told which
// field it does not take.
func TestWhatIsSearchedByMeetsTheContract(t *testing.T) {
	driver := newSNILSDriver(t)
	sent := map[adapters.DocumentType]int{}
	rapid.Check(t, func(rt *rapid.T) {
		s := adapterstest.Subjects(searchedBy()).Draw(rt, "subject")
		if s.FamilyName.IsZero() { // Spec.Needs sees to it
			return
		}
		by := s.Documents[len(s.Documents)-1].Paper().Type
		if rapid.Bool().Draw(rt, "by the birth place") {
			s.Documents, by = nil, ""
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
		sent[by]++
	})
	if len(sent) == 0 {
		t.Error("nothing was ever sent")
	}
}

// Each document by which the registry finds a person is sent as the contract has it, and no two of its own words are one of ours.
func TestEveryDocumentHasItsElement(t *testing.T) {
	driver := newSNILSDriver(t)
	issued, err := adapters.ParseDate("2021-03-02")
	if err != nil {
		t.Fatal(err)
	}
	birth, err := adapters.ParseDate("1991-04-17")
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, of := range searchedBy() {
		asked, err := driver.request("id-1", &adapters.Stated{
			FamilyName: adapters.NewSecret("Ёлкин"), SingleName: true, Sex: adapters.Male, BirthDate: birth,
			Documents: []adapters.Document{adapters.NewDocument(&adapters.Paper{
				Type: of, Series: adapters.NewSecret("82"), Number: adapters.NewSecret("1234567"), IssuedOn: issued, Issuer: adapters.NewSecret("МВД"),
			})},
		})
		if err != nil {
			t.Fatalf("%s: %v", of, err)
		}
		if _, err := driver.operation.Request(t.Context(), asked); err != nil {
			t.Errorf("%s: %v", of, err)
		}
		if other := asked.PfrIdentificationDocument; other != nil {
			codes = append(codes, text(other.Type))
		}
	}
	slices.Sort(codes)
	if len(codes) != len(slices.Compact(slices.Clone(codes))) {
		t.Errorf("a code stands for two documents: %v", codes)
	}
}

// What a registry cannot tell apart is not sent cut: each bound is met to the character.
func TestBoundsOfWhatIsSearchedBy(t *testing.T) {
	for _, c := range []struct {
		text string
		code string
	}{
		{"", adapters.CodeRequired}, {strings.Repeat("я", maxText), ""}, {strings.Repeat("я", maxText+1), adapters.CodeTooLong},
		{"МВД MIA", adapters.CodeScript}, {"«МВД»", adapters.CodeUnsupported}, {"Ўзбекистон ИИВ", adapters.CodeUnsupported}, {"№ 1, г. Ош", ""},
	} {
		errs := checkText("/x", adapters.NewSecret(c.text), "a text")
		got := ""
		if len(errs) > 0 {
			got = errs[0].Code
		}
		if got != c.code || len(errs) > 0 && errs[0].Pointer != "/x" {
			t.Errorf("%.20q: %v, want %q", c.text, errs, c.code)
		}
	}
}
