package mock

import (
	"net/http"
	"strings"
	"testing"
)

// Whatever is asked, the mock answers and does not panic.
func FuzzTheMockTakesAnyRequest(f *testing.F) {
	m, err := New(Config{Seed: 1})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(m.Close)
	people, err := personas()
	if err != nil {
		f.Fatal(err)
	}
	p := people[0].Person
	f.Add("/migration", "text/xml", "", envelope11(security("sverka", "mock-password", noon), statusQuestion(p)))
	f.Add("/pension", "application/soap+xml", "missing_required", envelope12(snilsQuestion(p)))
	f.Add("/tax/inn/search", "application/json", "", innQuestion(p))
	f.Add("/tax/taxpayer/search", "application/json", "", taxpayerQuestion(p))
	f.Add("/tax/obligations/search", "application/json", "", taxpayerQuestion(p))
	f.Add("/tax/auth/token", "application/json", "401_once", `{"masterToken":"mock-master-token"}`)
	f.Add("/mvd/criminal-record/request", "application/json", "other_person", criminalQuestion(p))
	f.Add("/ns/a/mvd/criminal-record/result", "application/json", "ticket_slow", pollQuestion("x"))
	f.Add("/admin/faults", "application/json", "", `{"fault":"hang"}`)
	f.Fuzz(func(t *testing.T, path, contentType, fault, body string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://mock/", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.URL.Path = path
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("X-System-Key", "mock-system-key")
		if !lasts(fault) {
			r.Header.Set("X-Mock-Fault", fault)
		}
		m.spaces.byName = nil // nobody else is there
		defer func() {
			if p := recover(); p != nil && p != http.ErrAbortHandler { //nolint:errorlint // it is the value itself
				panic(p)
			}
		}()
		m.Handler().ServeHTTP(&recorder{header: http.Header{}}, r)
	})
}

// lasts reports whether a fault takes time, or much of the fuzzer's.
func lasts(fault string) bool {
	for _, name := range []string{"hang", "drip", "slow", "huge", "gzip_bomb", "deep"} {
		if strings.HasPrefix(fault, name) {
			return true
		}
	}
	return false
}
