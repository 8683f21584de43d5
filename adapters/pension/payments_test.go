package pension_test

import (
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/pension"
)

func payments(t testing.TB) adapterstest.Room[pension.Payments] {
	t.Helper()
	query, err := os.ReadFile("testdata/payments/query.json")
	if err != nil {
		t.Fatal(err)
	}
	return adapterstest.Room[pension.Payments]{
		Query: string(query),
		New: func(t testing.TB, baseURL string) adapters.Driver[pension.Payments] {
			client, err := pension.NewClient(baseURL, pension.Config{SystemID: "SVERKA01"})
			if err != nil {
				t.Fatal(err)
			}
			driver, err := client.Payments()
			if err != nil {
				t.Fatal(err)
			}
			return driver
		},
	}
}

func TestPaymentsGoldens(t *testing.T) { adapterstest.Goldens(t, "testdata/payments", payments(t)) }
