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

func TestUnknownKindsOfObligationsAreCounted(t *testing.T) {
	o := tax.Obligations{Items: []tax.Obligation{
		{Kind: tax.ObligationOther}, {Kind: tax.ObligationTax}, {Kind: tax.ObligationOther, RawKind: "X"}, {Kind: tax.ObligationFine},
	}}
	if n := o.UnknownKinds(); n != 2 {
		t.Errorf("got %d", n)
	}
}
