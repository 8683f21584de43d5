package pension_test

import (
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/pension"
)

func snils(t testing.TB) adapterstest.Room[pension.SNILS] {
	t.Helper()
	query, err := os.ReadFile("testdata/snils/query.json")
	if err != nil {
		t.Fatal(err)
	}
	return adapterstest.Room[pension.SNILS]{
		Query: string(query),
		New: func(t testing.TB, baseURL string) adapters.Driver[pension.SNILS] {
			client, err := pension.NewClient(baseURL, pension.Config{SystemID: "SVERKA01"})
			if err != nil {
				t.Fatal(err)
			}
			driver, err := client.SNILS()
			if err != nil {
				t.Fatal(err)
			}
			return driver
		},
	}
}

func TestSNILSGoldens(t *testing.T) { adapterstest.Goldens(t, "testdata/snils", snils(t)) }
