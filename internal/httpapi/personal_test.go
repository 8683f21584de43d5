package httpapi

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/tax"
)

const tellingQuestion = `{"subject": {"family_name": "Каримов", "given_name": "Азиз", "latin_family_name": "KARIMOV", "latin_given_name": "AZIZ",
	"birth_date": "1991-04-17", "snils": "112-233-445 95", "inn": "500100732259",
	"documents": [{"type": "national_passport", "country": "UZB", "series": "FA", "number": "1234567"}]},
	"purpose": "account_registration", "basis": {"kind": "consent", "reference": "REFERENCE"},
	"actor": {"kind": "citizen", "id": "84120017"}, "case_id": "CASE"}`

// TestWhatIsWrittenDownTellsNothingOfThePerson: neither the case nor the reference of the basis, however it is written.
func TestWhatIsWrittenDownTellsNothingOfThePerson(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	ask := func(caseID, reference string) got {
		return d.do(http.MethodPost, lookupsPath+"tax/inn", strings.NewReplacer("CASE", caseID, "REFERENCE", reference).Replace(tellingQuestion))
	}
	for _, fine := range []string{"2026-000123", "portal/2026/11", "1991", "AZIZ", "98765432101", "case-17041990"} {
		if g := ask(fine, fine); g.status != http.StatusOK {
			t.Errorf("%s: %d %s", fine, g.status, g.body)
		}
	}
	for _, telling := range []string{
		"11223344595", "112-233-445-95", "x/112.233.445.95", "087-654-303-00", "500100732259", "INN-5001.0073.2259", "FA1234567", "fa-1234567", "case/1234567",
		"1991-04-17", "17.04.1991", "19910417", "Karimov-1",
	} {
		for _, field := range []struct{ pointer, caseID, reference string }{{"/case_id", telling, "2026-1"}, {"/basis/reference", "2026-1", telling}} {
			g := ask(field.caseID, field.reference)
			p := problem(t, g)
			if g.status != http.StatusUnprocessableEntity || len(p.Errors) != 1 || p.Errors[0].Pointer != field.pointer || p.Errors[0].Code != "personal" {
				t.Errorf("%s in %s: %d %s", telling, field.pointer, g.status, g.body)
			}
			if strings.Contains(g.body, telling) {
				t.Errorf("the answer repeats it: %s", g.body)
			}
		}
	}
}

// TestACorrelationIDThatTellsIsReplaced: the caller sees by which.
func TestACorrelationIDThatTellsIsReplaced(t *testing.T) {
	var lookups Lookups
	lookups.TaxINN = fake[tax.INN]{ask: func(context.Context, adapters.Query) (adapters.Answer[tax.INN], error) { panic("for the log") }}
	d := open(t, Deps{Lookups: lookups})
	body := strings.NewReplacer("CASE", "2026-1", "REFERENCE", "1").Replace(tellingQuestion)
	for id, kept := range map[string]bool{"portal-1": true, "112-233-445-95": false, "x-500100732259": false, "FA1234567": false, "karimov": false} {
		g := d.do(http.MethodPost, lookupsPath+"tax/inn", body, "X-Correlation-Id", id)
		said := g.header.Get("X-Correlation-Id")
		if (said == id) != kept || !strings.Contains(d.log.String(), said) {
			t.Errorf("%s: %s, logged:\n%s", id, said, d.log)
		}
		if !kept && strings.Contains(d.log.String(), id) {
			t.Errorf("%s is in the log:\n%s", id, d.log)
		}
	}
}
