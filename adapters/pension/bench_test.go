package pension

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// canned is an Exchanger that answers with one reply.
type canned struct{ reply []byte }

// Exchange implements adapters.Exchanger.
func (c canned) Exchange(_ context.Context, r *http.Request) (adapters.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return adapters.Response{}, err
	}
	_, rest, _ := bytes.Cut(body, []byte("<RequestId>"))
	id, _, _ := bytes.Cut(rest, []byte("<"))
	reply := bytes.Replace(c.reply, []byte("$ID"), id, 1)
	return adapters.Response{Status: http.StatusOK, Header: http.Header{}, Body: reply}, nil
}

// BenchmarkSNILSCheck is what the driver itself costs: writing the request, checking it, checking and reading the reply.
func BenchmarkSNILSCheck(b *testing.B) {
	client, err := NewClient("http://127.0.0.1", Config{SystemID: "S"})
	if err != nil {
		b.Fatal(err)
	}
	driver, err := client.SNILSCheck()
	if err != nil {
		b.Fatal(err)
	}
	q, err := adapterstest.ParseQuery([]byte(elkin))
	if err != nil {
		b.Fatal(err)
	}
	reply, err := os.ReadFile("testdata/snils-check/reply.xml")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := driver.Fetch(b.Context(), q, canned{reply}); err != nil {
			b.Fatal(err)
		}
	}
}
