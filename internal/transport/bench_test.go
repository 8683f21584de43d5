package transport_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/transport"
)

// BenchmarkDo stands beside a bare http.Client that reads the whole body: what the bounds, the measuring and the names
// cost. Both speak to the same registry over kept connections; the reply is a usual one of 2 KiB.
func BenchmarkDo(b *testing.B) {
	reply := "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 2048\r\n\r\n" + strings.Repeat("x", 2048)
	query := bytes.Repeat([]byte("q"), 1024)
	b.Run("transport", func(b *testing.B) {
		r := listen(b, replying(reply))
		c := client(b, r.url("http"), nil)
		b.ReportAllocs()
		for b.Loop() {
			request, _ := http.NewRequest(http.MethodPost, r.url("http"), bytes.NewReader(query))
			if _, _, err := c.Do(b.Context(), request); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		r := listen(b, replying(reply))
		own := &http.Transport{}
		b.Cleanup(own.CloseIdleConnections)
		c := &http.Client{Transport: own}
		b.ReportAllocs()
		for b.Loop() {
			request, _ := http.NewRequestWithContext(b.Context(), http.MethodPost, r.url("http"), bytes.NewReader(query))
			response, err := c.Do(request)
			if err != nil {
				b.Fatal(err)
			}
			_, err = io.ReadAll(response.Body)
			_ = response.Body.Close()
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("gzip", func(b *testing.B) {
		r := listen(b, gzipped(packed(b, []byte(strings.Repeat("x", 2048))), "gzip"))
		c := client(b, r.url("http"), nil)
		b.ReportAllocs()
		for b.Loop() {
			request, _ := http.NewRequest(http.MethodPost, r.url("http"), bytes.NewReader(query))
			if _, _, err := c.Do(b.Context(), request); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkNew(b *testing.B) {
	cfg := transport.Default()
	cfg.BaseURL = "https://registry.test"
	for b.Loop() {
		if _, err := transport.New(cfg); err != nil {
			b.Fatal(err)
		}
	}
}
