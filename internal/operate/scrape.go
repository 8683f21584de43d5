package operate

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	// scrapesAtOnce is how many are answered at a time; one more is told 503.
	scrapesAtOnce = 3
	// scrapeLimit is until when whoever scrapes has to have read it all.
	scrapeLimit = 10 * time.Second
	// atATime is how many bytes go into the network at a time: net/http's own buffer would make a hundred calls of one scrape.
	atATime = 64 << 10
)

// scrape returns the handler of /metrics. What it costs is measured by BenchmarkScrape of internal/e2e: promhttp's own time limit
// would keep the whole text until it is complete, and its gzip takes twice the time for a tenth of the bytes.
func scrape(metrics prometheus.Gatherer) http.Handler {
	h := promhttp.HandlerFor(metrics, promhttp.HandlerOpts{EnableOpenMetrics: true, MaxRequestsInFlight: scrapesAtOnce, DisableCompression: true})
	var packers, buffers sync.Pool
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(scrapeLimit)) // a recorder of tests has none
		w.Header().Add("Vary", "Accept-Encoding")
		if !takesGzip(r.Header) {
			buffer, ok := buffers.Get().(*bufio.Writer)
			if !ok {
				buffer = bufio.NewWriterSize(nil, atATime)
			}
			defer buffers.Put(buffer)
			buffer.Reset(w)
			h.ServeHTTP(written{w, buffer}, r)
			_ = buffer.Flush() // whoever has gone away is told nothing
			return
		}
		packer, ok := packers.Get().(*gzip.Writer)
		if !ok {
			packer, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed) // a level that there is
		}
		defer packers.Put(packer)
		packer.Reset(w)
		w.Header().Set("Content-Encoding", "gzip")
		h.ServeHTTP(written{w, packer}, r)
		_ = packer.Close() // the same
	})
}

// takesGzip reports whether a header accepts gzip by its name (RFC 9110, 12.5.3).
func takesGzip(h http.Header) bool {
	for _, line := range h.Values("Accept-Encoding") {
		for coding := range strings.SplitSeq(line, ",") {
			name, weight, _ := strings.Cut(coding, ";")
			q, weighed := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(weight), " ", ""), "q=")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") && (!weighed || strings.Trim(q, "0.") != "") {
				return true
			}
		}
	}
	return false
}

// written is a response whose body goes through body.
type written struct {
	http.ResponseWriter

	body io.Writer
}

// Write implements io.Writer.
func (w written) Write(b []byte) (int, error) { return w.body.Write(b) }
