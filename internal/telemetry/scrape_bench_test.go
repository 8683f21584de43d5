package telemetry_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/telemetry"
)

// BenchmarkScrape is what a scrape costs without the network: twelve lookups of four registries and thirty callers.
func BenchmarkScrape(b *testing.B) {
	m := telemetry.New("v0")
	for i := range 12 {
		m.Add(adapters.Spec{Registry: fmt.Sprint("registry-", i/3), Lookup: fmt.Sprint("lookup-", i), Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound}}, false)
	}
	names := make([]string, 30)
	for i := range names {
		names[i] = fmt.Sprint("caller-", i)
	}
	m.NameCallers(names...)
	handler := promhttp.HandlerFor(m.Registry(), promhttp.HandlerOpts{})
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
		b.SetBytes(int64(w.Body.Len()))
	}
}
