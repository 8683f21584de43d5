package mock

import (
	"net/http"
	"strings"
	"testing"
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

// What a test pays that starts a mock of its own.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		m, err := New(Config{Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		m.Close()
	}
}
