package tax_test

import (
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/tax"
)

func obligations(t testing.TB) adapterstest.Room[tax.Obligations] {
	t.Helper()
	return room(t, "obligations", func(c *tax.Client) adapters.Driver[tax.Obligations] { return c.Obligations() })
}

func TestObligationsGoldens(t *testing.T) {
	adapterstest.Goldens(t, "testdata/obligations", obligations(t))
}
