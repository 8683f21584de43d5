package e2e_test

import (
	"io"
	"net/http"
	"syscall"
	"testing"
	"time"
)

// accepts is what Prometheus 2.42 says it takes.
const accepts = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"

// BenchmarkScrape is what a scrape costs of a whole gateway with thirty callers, a probe for each registry, an audit log and everything at zero: with
// who scrapes, over a connection that is kept, on one machine. gather is the part of it that is before the text.
func BenchmarkScrape(b *testing.B) {
	w := newWorld(b, unlimitedOnce, audited(b))
	everybody(w)
	b.Run("gather", func(b *testing.B) {
		b.ReportAllocs()
		defer cpu(b)()
		for b.Loop() {
			if _, err := w.Gateway().Metrics().Gatherer().Gather(); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, way := range []struct{ name, accept, encoding string }{
		{"text", "text/plain", "identity"}, {"openmetrics", accepts, "identity"}, {"as_prometheus", accepts, "gzip"},
	} {
		b.Run(way.name, func(b *testing.B) {
			r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, "http://"+w.Gateway().Observe().String()+"/metrics", http.NoBody)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Accept", way.accept)
			r.Header.Set("Accept-Encoding", way.encoding) // what comes is not unpacked then
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			b.ReportAllocs()
			defer cpu(b)()
			var bytes int64
			for b.Loop() {
				response, err := client.Do(r)
				if err != nil {
					b.Fatal(err)
				}
				bytes, err = io.Copy(io.Discard, response.Body)
				response.Body.Close()
				if err != nil || response.StatusCode != http.StatusOK {
					b.Fatal(response.Status, err)
				}
			}
			b.ReportMetric(float64(bytes), "bytes")
		})
	}
}

// cpu reports what of the processors all of the process takes for an operation, the collecting of garbage and who scrapes included: on a machine that is
// busy with other things the time by the clock is theirs too.
func cpu(b *testing.B) (report func()) {
	spent := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			b.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := spent()
	return func() { b.ReportMetric(float64(spent()-before)/float64(b.N), "cpu-ns/op") }
}
