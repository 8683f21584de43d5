package mvd_test

import (
	"os"
	"slices"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/mvd"
)

func restrictions(t testing.TB) adapterstest.Room[mvd.Restrictions] {
	t.Helper()
	query, err := os.ReadFile("testdata/restrictions/query.json")
	if err != nil {
		t.Fatal(err)
	}
	return adapterstest.Room[mvd.Restrictions]{
		Query: string(query),
		New: func(t testing.TB, baseURL string) adapters.Driver[mvd.Restrictions] {
			client, err := mvd.NewClient(baseURL, mvd.Config{SystemID: "SVERKA01", KeyFile: "key"}, adapters.NewSecret("key-1"))
			if err != nil {
				t.Fatal(err)
			}
			return client.Restrictions()
		},
	}
}

func TestRestrictionsGoldens(t *testing.T) {
	adapterstest.Goldens(t, "testdata/restrictions", restrictions(t))
}

func TestASearchIsOneExchange(t *testing.T) {
	if got := restrictions(t).Operations(t, ""); !slices.Equal(got, []string{""}) {
		t.Errorf("exchanges are called %q", got)
	}
}
