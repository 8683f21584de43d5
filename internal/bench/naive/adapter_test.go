package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/bench/standin"
)

const (
	aboutStatus = `{"subject": {"family_name": "Каримов", "given_name": "Азиз", "patronymic": "Рустамович", "sex": "male", ` +
		`"birth_date": "1991-04-17", "latin_family_name": "KARIMOV", "latin_given_name": "AZIZ", "citizenships": ["UZB"], ` +
		`"documents": [{"type": "national_passport", "country": "UZB", "series": "FA", "number": "1234567", "issued_on": "2021-03-02"}]}, ` + around
	aboutSNILS = `{"subject": {"family_name": "Каримов", "given_name": "Азиз", "patronymic": "Рустамович", "sex": "male", ` +
		`"birth_date": "1991-04-17", "snils": "160-112-436 00"}, ` + around
	around = `"purpose": "account_registration", "basis": {"kind": "public_service"}, ` +
		`"actor": {"kind": "citizen", "id": "8412-0093"}, "case_id": "2026-000123"}`
)

func adapterOn(tb testing.TB, path string) http.Handler {
	tb.Helper()
	registry, err := standin.Listen("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(registry.Close)
	return newAdapter(registry.URL()+path, "sverka", "secret")
}

func ask(handler http.Handler, lookup, question string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/lookups/"+lookup, strings.NewReader(question)))
	return w
}

// TestBothLookupsAreAnswered holds the baseline to the work that it is compared for: whole answers, with every field read.
func TestBothLookupsAreAnswered(t *testing.T) {
	handler := adapterOn(t, "")
	var status, check answer
	for _, c := range []struct {
		lookup, question string
		into             *answer
	}{{"migration/status", aboutStatus, &status}, {"pension/snils-check", aboutSNILS, &check}} {
		w := ask(handler, c.lookup, c.question)
		if err := json.Unmarshal(w.Body.Bytes(), c.into); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: status %d, %v: %s", c.lookup, w.Code, err, w.Body)
		}
	}
	if status.Outcome != "match" || status.Verdict != "lawful" || status.Source.ValidUntil == "" {
		t.Errorf("migration/status: %+v", status)
	}
	if r := status.Record; r == nil || len(r.Grounds) != 2 || r.Grounds[0].Document == nil || r.StayDaysUsed == nil || *r.StayDaysUsed != 41 {
		t.Errorf("migration/status: record %+v", r)
	}
	if check.Outcome != "match" || check.Fields["snils"] != "same" || len(status.Fields) != 6 {
		t.Errorf("pension/snils-check: %+v", check)
	}
}

func TestFailuresHaveAStatus(t *testing.T) {
	for _, c := range []struct {
		name, path, question string
		want                 int
	}{
		{"no JSON", "", `{`, http.StatusBadRequest},
		{"no birth date", "", strings.Replace(aboutSNILS, "1991-04-17", "", 1), http.StatusBadRequest},
		{"no SNILS", "", strings.Replace(aboutSNILS, "160-112-436 00", "", 1), http.StatusBadRequest},
		{"the registry is elsewhere", "/nowhere", aboutSNILS, http.StatusBadGateway},
	} {
		if w := ask(adapterOn(t, c.path), "pension/snils-check", c.question); w.Code != c.want {
			t.Errorf("%s: status %d, want %d", c.name, w.Code, c.want)
		}
	}
}

// BenchmarkLookup is what bench's BenchmarkLookup of the gateway is beside.
func BenchmarkLookup(b *testing.B) {
	for _, c := range []struct{ lookup, question string }{{"migration/status", aboutStatus}, {"pension/snils-check", aboutSNILS}} {
		b.Run(c.lookup, func(b *testing.B) {
			handler := adapterOn(b, "")
			request := httptest.NewRequest(http.MethodPost, "/v1/lookups/"+c.lookup, nil)
			body, w := strings.NewReader(""), sink{make(http.Header)}
			b.ReportAllocs()
			for b.Loop() {
				body.Reset(c.question)
				request.Body = io.NopCloser(body)
				handler.ServeHTTP(w, request)
			}
		})
	}
}

// sink is a http.ResponseWriter that throws away.
type sink struct{ header http.Header }

func (s sink) Header() http.Header { return s.header }

func (s sink) WriteHeader(int) {}

func (s sink) Write(text []byte) (int, error) { return len(text), nil }
