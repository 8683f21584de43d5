package tax_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/tax"
)

func taxpayer(t testing.TB) adapterstest.Room[tax.Taxpayer] {
	t.Helper()
	return room(t, "taxpayer", func(c *tax.Client) adapters.Driver[tax.Taxpayer] { return c.Taxpayer() })
}

func TestTaxpayerGoldens(t *testing.T) { adapterstest.Goldens(t, "testdata/taxpayer", taxpayer(t)) }
