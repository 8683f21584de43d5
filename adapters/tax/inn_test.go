package tax_test

import (
	"os"
	"slices"
	"testing"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/tax"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func config() tax.Config {
	return tax.Config{
		SystemID:        "SVERKA01",
		Organisation:    tax.Organisation{Name: "Портал Сверка", INN: "7700000016", OGRN: "1027700000017"},
		MasterTokenFile: "token",
	}
}

func inn(t testing.TB) adapterstest.Room[tax.INN] {
	t.Helper()
	query, err := os.ReadFile("testdata/inn/query.json")
	if err != nil {
		t.Fatal(err)
	}
	return adapterstest.Room[tax.INN]{
		Query: string(query),
		New: func(t testing.TB, baseURL string) adapters.Driver[tax.INN] {
			client, err := tax.NewClient(baseURL+"/tax", config(), adapters.NewSecret("master"))
			if err != nil {
				t.Fatal(err)
			}
			return client.INN()
		},
	}
}

func TestINNGoldens(t *testing.T) { adapterstest.Goldens(t, "testdata/inn", inn(t)) }

func TestTheRequestForATokenHasItsOwnQuota(t *testing.T) {
	got := inn(t).Operations(t, "", `{"token":"tok-1","expireTime":"2099-01-01T00:00:00Z"}`)
	if want := []string{"token", ""}; !slices.Equal(got, want) {
		t.Errorf("exchanges are called %q, want %q", got, want)
	}
}
