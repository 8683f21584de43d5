package mock

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/population"
	"github.com/sverka/sverka/wsdl"
)

// What one exchange costs the mock itself, without the network.
func BenchmarkExchange(b *testing.B) {
	m, err := New(Config{Seed: 1, MVD: MVDConfig{Processing: none}})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	people, err := personas()
	if err != nil {
		b.Fatal(err)
	}
	p := people[0].Person
	for _, c := range []struct {
		name, path, contentType string
		body                    func() string
	}{
		{"migration", "/migration", "text/xml", func() string {
			return envelope11(security("sverka", "mock-password", m.config.Now()), statusQuestion(p))
		}},
		{"pension", "/pension", "application/soap+xml", func() string { return envelope12(snilsQuestion(p)) }},
		{"mvd", "/mvd/criminal-record/request", "application/json", func() string { return criminalQuestion(p) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://mock"+c.path, strings.NewReader(c.body()))
				if err != nil {
					b.Fatal(err)
				}
				r.Header.Set("Content-Type", c.contentType)
				r.Header.Set("X-System-Key", "mock-system-key")
				out := &recorder{header: http.Header{}}
				m.Handler().ServeHTTP(out, r)
				if !strings.Contains(out.body.String(), "0198f2a4") {
					b.Fatal(out.body.String())
				}
			}
		})
	}
}

// What a test pays that starts a mock of its own: a listener and what each of the four registries holds about the people. The people
// and the contracts are read once in a process, by the first; see BenchmarkFirst.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		ends := &ending{TB: b}
		Start(ends, Config{Seed: 1})
		ends.end()
	}
}

// What the first exchanges of a process pay: the people are read, and the contracts compiled.
func BenchmarkFirst(b *testing.B) {
	for b.Loop() {
		_, err1 := parsePersonas(personasText, json.Unmarshal)
		_, err2 := soap.Compile(wsdl.FS(), "migration/migration.wsdl")
		_, err3 := soap.Compile(wsdl.FS(), "pension/pension.wsdl")
		_, err4 := readOpenAPI("contract/tax.json")
		_, err5 := readOpenAPI("contract/mvd.json")
		if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
			b.Fatal(err)
		}
	}
}

// ending is a test that ends when it is told to.
type ending struct {
	testing.TB
	cleanups []func()
}

func (e *ending) Cleanup(f func()) { e.cleanups = append(e.cleanups, f) }

func (e *ending) end() {
	for _, f := range slices.Backward(e.cleanups) {
		f()
	}
}

// The same about people of whom none is kept. Requests are made so many at a time, while the clock is stopped: stopped before each it would
// measure the stopping.
func BenchmarkPopulation(b *testing.B) {
	m, err := New(Config{Seed: 7, Population: population.Max, MVD: MVDConfig{Processing: none}})
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	for _, c := range []struct {
		name, path, contentType string
		body                    func(p subject) string
	}{
		{"migration", "/migration", "text/xml", func(p subject) string {
			return envelope11(security("sverka", "mock-password", m.config.Now()), statusQuestion(p))
		}},
		{"pension", "/pension", "application/soap+xml", func(p subject) string { return envelope12(snilsQuestion(p)) }},
		{"mvd", "/mvd/criminal-record/request", "application/json", criminalQuestion},
	} {
		b.Run(c.name, func(b *testing.B) {
			const together = 1000
			b.ReportAllocs()
			requests := make([]*http.Request, 0, together)
			for n := 1; b.Loop(); n = n%population.Max + 1 {
				if len(requests) == 0 {
					b.StopTimer()
					for of := range together {
						p := m.crowd.person((n+of)%population.Max + 1).Person
						if p.SNILS == "" {
							p.SNILS = "99000000153"
						}
						r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://mock"+c.path, strings.NewReader(c.body(p)))
						if err != nil {
							b.Fatal(err)
						}
						r.Header.Set("Content-Type", c.contentType)
						r.Header.Set("X-System-Key", "mock-system-key")
						requests = append(requests, r)
					}
					b.StartTimer()
				}
				r := requests[len(requests)-1]
				requests = requests[:len(requests)-1]
				out := &recorder{header: http.Header{}}
				m.Handler().ServeHTTP(out, r)
				if !strings.Contains(out.body.String(), "0198f2a4") {
					b.Fatal(out.body.String())
				}
			}
		})
	}
}
