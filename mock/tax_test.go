package mock

import (
	"strings"
	"testing"
)

// An INN alone finds; whose it is, is told, so that the asking side sees the difference.
func TestTaxTellsWhoseAnINNIs(t *testing.T) {
	s, clock := started(t)
	other := stated(t, "patent-worker", lookupObligations)
	other.FamilyName, other.BirthDate = "Никтоев", "1970-01-01"
	r := ask(t, s, clock.now(), lookupObligations, other)
	checkReply(t, lookupObligations, "/obligations/search", r)
	if strings.Count(r.body, `"Никтоев"`) != 1 || strings.Count(r.body, `"Намунаев"`) != 1 || !strings.Contains(r.body, `"birthday":"1991-04-17"},"state":"active","debtSign"`) {
		t.Errorf("the question is not repeated, or the person held is not told: %s", r.body)
	}
}

func TestWhatIsOwedIsKeptUnderTheINNThatHolds(t *testing.T) {
	s, clock := started(t)
	p := stated(t, "permanent-resident", lookupObligations)
	for inn, holds := range map[string]string{"980000000415": `"result":"not_found"}`, "980000005491": `"inn":"980000005491","secondName":"Оринакян"`} {
		p.INN = inn
		if r := ask(t, s, clock.now(), lookupObligations, p); !strings.Contains(r.body, holds) {
			t.Errorf("%s: %s", inn, r.body)
		}
	}
}

// Not told is not an empty list.
func TestWhatIsOwedIsToldAsFarAsItIs(t *testing.T) {
	s, clock := started(t)
	for id, want := range map[string]string{
		"patent-worker":    `"debtSign":"0","balance":"0.00","items":[]}}`,
		"tax-debt-untold":  `"debtSign":"1"}}`,
		"tax-overpaid":     `"debtSign":"0","balance":"15000.50","items":[]}}`,
		"tax-debtor":       `{"kind":"tax","amount":"1500.00","dueOn":"2025-12-01","uin":"18290000000000000090"},{"kind":"penalty","amount":"20.40"}]}}`,
		"tax-registering":  `"result":"registering"}`,
		"tax-inn-unknown":  `"result":"not_found"}`,
		"namesake-younger": `"secondName":"Улгибаев","firstName":"Ерлан","patronymic":"Маратович"`, // whose INN he states
	} {
		if r := ask(t, s, clock.now(), lookupObligations, stated(t, id, lookupObligations)); !strings.Contains(r.body, want) {
			t.Errorf("%s: %s", id, r.body)
		}
	}
}

func TestATaxpayerIsToldAsHisINNStands(t *testing.T) {
	s, clock := started(t)
	asked := func(id, inn string) string {
		p := stated(t, id, lookupTaxpayer)
		if inn != "" {
			p.INN = inn
		}
		r := ask(t, s, clock.now(), lookupTaxpayer, p)
		checkReply(t, lookupTaxpayer, "/taxpayer/search", r)
		return r.body
	}
	for _, c := range []struct{ id, inn, holds string }{
		{"tax-debtor", "", `"state":"active","registeredOn":"2022-05-16","taxOffice":"7201","residency":{"status":"resident","year":2025}}}`},
		{"permanent-resident", "980000000415", `"state":"invalid","reason":"duplicate"`},
		{"permanent-resident", "980000005491", `"inn":"980000005491","secondName":"Оринакян","firstName":"Гаянэ","patronymic":"Арменовна","birthday":"1975-12-30"},"state":"active","registeredOn"`},
		{"deceased", "", `"state":"invalid","reason":"death"`},
		{"tax-registering", "", `"result":"registering"}`},
		{"tax-inn-unknown", "", `"result":"not_found"}`},
		{"tax-non-resident", "", `"residency":{"status":"non_resident","year":2025}`},
	} {
		if body := asked(c.id, c.inn); !strings.Contains(body, c.holds) {
			t.Errorf("%s %s: %s", c.id, c.inn, body)
		}
	}
}
