package tax

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

func askingClient() *Client {
	return &Client{config: Config{SystemID: "S", Organisation: Organisation{Name: "Сверка", INN: "7700000016", OGRN: "1027700000017"}}}
}

// Whoever is stated: either the contract takes the request, or the caller is told which field it does not take.
func TestWhatIsSentMeetsTheContract(t *testing.T) {
	client := askingClient()
	rapid.Check(t, func(rt *rapid.T) {
		s := adapterstest.Subjects(documentTypes()).Draw(rt, "subject")
		if s.FamilyName.IsZero() { // Spec.Needs sees to it
			return
		}
		asked, err := client.search("id-1", s)
		if err != nil {
			namesAField(rt, err)
			return
		}
		if err := asked.Validate(); err != nil {
			rt.Fatal(err)
		}
		if p := asked.Person; p.Patronymic.Set == p.SignLackPatronymic.Set {
			rt.Fatal("not exactly one of patronymic and signLackPatronymic")
		}
	})
}

func TestWhatIsSentOfATaxpayerMeetsTheContract(t *testing.T) {
	client := askingClient()
	inn, err := adapters.ParseINN("770708389324")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		s := adapterstest.Subjects(documentTypes()).Draw(rt, "subject")
		if s.INN = inn; s.FamilyName.IsZero() { // Spec.Needs sees to both
			return
		}
		asked, err := client.taxpayer("id-1", s)
		if err != nil {
			namesAField(rt, err)
			return
		}
		if err := asked.Validate(); err != nil {
			rt.Fatal(err)
		}
	})
}

// namesAField fails unless err tells the caller which field the registry cannot take.
func namesAField(rt *rapid.T, err error) {
	var f *adapters.Failure
	if !errors.As(err, &f) || f.Kind != adapters.InvalidQuery || len(f.Errors) == 0 {
		rt.Fatal(err)
	}
}

// Every document that a foreigner can hold instead of a passport is searched by; those that prove nothing of who he is are not.
func TestSPDUL(t *testing.T) {
	code := regexp.MustCompile(`^[0-9]{2}$`)
	for _, d := range adapters.DocumentTypes() {
		c := spdulOf(d)
		searched := slices.Contains(documentTypes(), d)
		if searched != (c != "") || searched && !code.MatchString(c) {
			t.Errorf("%s: code %q, searched by: %v", d, c, searched)
		}
	}
	for d, want := range map[adapters.DocumentType]string{
		adapters.NationalPassport: "10", adapters.RefugeeApplication: "11", adapters.ResidencePermit: "12", adapters.RefugeeCertificate: "13",
		adapters.TemporaryResidence: "15", adapters.TemporaryAsylum: "19", adapters.BirthCertificate: "23",
		adapters.Visa: "", adapters.Patent: "", adapters.MigrationCard: "", adapters.StatelessID: "",
	} {
		if got := spdulOf(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}
