package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
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
	for _, fine := range []string{
		"2026-000123", "portal/2026/11", "1991", "AZIZ", "98765432101", "case-17041990", "17.04.1990", "4.17.1991/7", "17.04x1991", "117.4.1991", "17.4.19911",
		hex.EncodeToString([]byte("98765432101")), base64.RawURLEncoding.EncodeToString([]byte("case 98765432101")), "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7",
		sumOf("98765432101"),
	} {
		if g := ask(fine, fine); g.status != http.StatusOK {
			t.Errorf("%s: %d %s", fine, g.status, g.body)
		}
	}
	telling := []string{
		"11223344595", "112-233-445-95", "x/112.233.445.95", "087-654-303-00", "500100732259", "INN-5001.0073.2259", "FA1234567", "fa-1234567", "case/1234567",
		"1991-04-17", "17.04.1991", "19910417", "Karimov-1", "17.4.1991", "1991-4-17", "case/17-4-91/2", "x17.04.1991x",
	}
	for _, value := range []string{"112-233-445 95", "11223344595", "500100732259", "FA1234567", "1991-04-17", "17.4.1991", "Karimov", "Каримов", "КАРИМОВ"} {
		telling = append(telling, encoded(value)...)
	}
	for _, telling := range telling {
		for _, field := range []struct{ pointer, caseID, reference string }{{"/case_id", telling, "2026-1"}, {"/basis/reference", "2026-1", telling}} {
			g := ask(field.caseID, field.reference)
			if g.status == http.StatusOK {
				t.Errorf("%s is taken as %s", telling, field.pointer)
				continue
			}
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

// encoded is value as programs write it.
func encoded(value string) []string {
	h := hex.EncodeToString([]byte(value))
	all := []string{h, "case-" + h, strings.ToUpper(h) + "-e", strings.Join(strings.Split(h, "3"), "3.")}
	for _, before := range []string{"", "a", "ab", "abc"} {
		all = append(all, before+base64.RawURLEncoding.EncodeToString([]byte(value)), base64.RawURLEncoding.EncodeToString([]byte(before+value)))
	}
	if value != "17.4.1991" { // no program writes it so
		sum := sha256.Sum256([]byte(value))
		all = append(all, sumOf(value), strings.ToUpper(sumOf(value)), base64.RawURLEncoding.EncodeToString(sum[:]))
	}
	return all
}

func sumOf(value string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(value))) }

// TestAReferenceDoesNotHoldTheRussianName: a case cannot be written in Russian, a reference can.
func TestAReferenceDoesNotHoldTheRussianName(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	for reference, status := range map[string]int{
		"согласие № 7 (Каримова)": http.StatusUnprocessableEntity, "КАРИМОВ": http.StatusUnprocessableEntity, "115-ФЗ ст. 6.1": http.StatusOK, "Карим": http.StatusOK,
	} {
		g := d.do(http.MethodPost, lookupsPath+"tax/inn", strings.NewReplacer("CASE", "2026-1", "REFERENCE", reference).Replace(tellingQuestion))
		if g.status != status || strings.Contains(g.body, reference) {
			t.Errorf("%s: %d %s", reference, g.status, g.body)
		}
	}
}

// TestACorrelationIDThatTellsIsReplaced: the caller sees by which.
func TestACorrelationIDThatTellsIsReplaced(t *testing.T) {
	var lookups Lookups
	lookups.TaxINN = fake[tax.INN]{ask: func(context.Context, adapters.Query) (adapters.Answer[tax.INN], error) { panic("for the log") }}
	d := open(t, Deps{Lookups: lookups})
	body := strings.NewReplacer("CASE", "2026-1", "REFERENCE", "1").Replace(tellingQuestion)
	for id, kept := range map[string]bool{"portal-1": true, "112-233-445-95": false, "x-500100732259": false, "FA1234567": false, "karimov": false, "17.4.1991": false,
		hex.EncodeToString([]byte("karimov")): false, base64.RawURLEncoding.EncodeToString([]byte("FA1234567")): false, sumOf("11223344595"): false,
		"0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7": true} {
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

// BenchmarkTelling is what it costs to see that a case and a correlation id tell nothing.
func BenchmarkTelling(b *testing.B) {
	q, err := newContract().query(usual(b))
	if err != nil {
		b.Fatal(err)
	}
	for name, written := range map[string]string{"case": "2026-000123", "UUID": "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if telltaleOf(&q).in(written) {
					b.Fatal("it tells")
				}
			}
		})
	}
}
