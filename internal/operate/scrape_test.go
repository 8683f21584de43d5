package operate

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// scraped returns a server that has so many series to be scraped.
func scraped(t *testing.T, series int) *httptest.Server {
	t.Helper()
	registry := prometheus.NewRegistry()
	count := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "counted_total", Help: "What was counted."}, []string{"of"})
	registry.MustRegister(count)
	for i := range series {
		count.WithLabelValues(strings.Repeat("x", i)).Add(float64(i))
	}
	server := httptest.NewServer(scrape(registry))
	t.Cleanup(server.Close)
	return server
}

func fetched(t *testing.T, url, encoding string) (http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", encoding)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body io.Reader = response.Body
	if response.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(body); err != nil {
			t.Fatal(err)
		}
	}
	text, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return response.Header, string(text)
}

// A scrape is packed for whom takes gzip, and says the same either way, however long it is and however often it is asked for.
func TestAScrapeIsTheSamePackedAndPlain(t *testing.T) {
	for _, series := range []int{1, 700} { // 700 are longer than what is written at a time
		server := scraped(t, series)
		for range 3 {
			plain, text := fetched(t, server.URL, "identity")
			packed, unpacked := fetched(t, server.URL, "gzip")
			if plain.Get("Content-Encoding") != "" || packed.Get("Content-Encoding") != "gzip" {
				t.Errorf("encodings %q and %q", plain.Get("Content-Encoding"), packed.Get("Content-Encoding"))
			}
			if text != unpacked || strings.Count(text, "\ncounted_total{") != series || packed.Get("Content-Type") != plain.Get("Content-Type") {
				t.Errorf("%d series: %d bytes and %d are not the same", series, len(text), len(unpacked))
			}
			if plain.Get("Vary") != "Accept-Encoding" {
				t.Errorf("it varies by %q", plain.Get("Vary"))
			}
		}
	}
}

func TestWhoTakesGzip(t *testing.T) {
	for accepts, want := range map[string]bool{
		"gzip": true, "GZIP": true, "deflate, gzip;q=0.5": true, "gzip;q=1": true, "br,gzip ; Q=0.001": true,
		"": false, "identity": false, "gzip;q=0": false, "gzip; q=0.000": false, "x-gzipped": false, "*": false,
	} {
		if got := takesGzip(http.Header{"Accept-Encoding": {accepts}}); got != want {
			t.Errorf("%q: %t", accepts, got)
		}
	}
	if !takesGzip(http.Header{"Accept-Encoding": {"br", "gzip"}}) {
		t.Error("a second line is not looked at")
	}
}
