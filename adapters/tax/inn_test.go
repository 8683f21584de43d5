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

// room is a lookup's driver with the question of its testdata.
func room[R any](t testing.TB, lookup string, driver func(*tax.Client) adapters.Driver[R]) adapterstest.Room[R] {
	t.Helper()
	query, err := os.ReadFile("testdata/" + lookup + "/query.json")
	if err != nil {
		t.Fatal(err)
	}
	return adapterstest.Room[R]{
		Query: string(query),
		New: func(t testing.TB, baseURL string) adapters.Driver[R] {
			client, err := tax.NewClient(baseURL+"/tax", config(), adapters.NewSecret("master"))
			if err != nil {
				t.Fatal(err)
			}
			return driver(client)
		},
	}
}

func inn(t testing.TB) adapterstest.Room[tax.INN] {
	t.Helper()
	return room(t, "inn", func(c *tax.Client) adapters.Driver[tax.INN] { return c.INN() })
}

func TestINNGoldens(t *testing.T) { adapterstest.Goldens(t, "testdata/inn", inn(t)) }

func TestTheRequestForATokenHasItsOwnQuota(t *testing.T) {
	got := inn(t).Operations(t, "", `{"token":"tok-1","expireTime":"2099-01-01T00:00:00Z"}`)
	if want := []string{"token", ""}; !slices.Equal(got, want) {
		t.Errorf("exchanges are called %q, want %q", got, want)
	}
}
