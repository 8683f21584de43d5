package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/bench/standin"
	"github.com/sverka/sverka/internal/telemetry"
)

// gatewayOn builds the gateway on a stand-in registry, as the program is configured for the figures, its log written and
// thrown away.
func gatewayOn(tb testing.TB, s setting) http.Handler {
	tb.Helper()
	h := &house{folder: tb.TempDir()}
	file, err := h.configure(s, "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	cfg, err := app.Load(file)
	if err != nil {
		tb.Fatal(err)
	}
	gateway, err := app.New(cfg, telemetry.NewLogger(io.Discard, cfg.Log.Format, slog.LevelInfo), "bench")
	if err != nil {
		tb.Fatal(err)
	}
	return gateway.Handler()
}

func registryFor(tb testing.TB) *standin.Registry {
	tb.Helper()
	registry, err := standin.Listen("127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(registry.Close)
	return registry
}

func post(l lookup, number int) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/v1/lookups/"+l.name, bytes.NewReader(l.appendQuestion(nil, number)))
	r.Header.Set("Content-Type", "application/json")
	return r
}

// TestEveryQuestionOfTheFiguresIsMatched asks both lookups about many different people: a figure that counts refusals or
// kept answers would be none.
func TestEveryQuestionOfTheFiguresIsMatched(t *testing.T) {
	registry := registryFor(t)
	handler := gatewayOn(t, setting{registry: registry.URL()})
	const people = 300
	for _, l := range []lookup{migrationStatus(), pensionSNILSCheck()} {
		before := registry.Exchanges()
		for number := range people {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, post(l, number))
			if w.Code != http.StatusOK || !bytes.Contains(w.Body.Bytes(), []byte(`"outcome":"match"`)) {
				t.Fatalf("%s, person %d: status %d: %s", l.name, number, w.Code, w.Body)
			}
		}
		if got := registry.Exchanges() - before; got != people {
			t.Errorf("%s: %d exchanges for %d people", l.name, got, people)
		}
	}
}

// BenchmarkLookup is the whole way of a lookup but for the caller's connection: its time is that of gateway, stand-in and
// loopback together, its allocations are the gateway's, net/http's client included.
func BenchmarkLookup(b *testing.B) {
	for _, l := range []lookup{migrationStatus(), pensionSNILSCheck()} {
		b.Run(l.name, func(b *testing.B) {
			handler := gatewayOn(b, setting{registry: registryFor(b).URL()})
			asking, number := newAsking(l), 0
			b.ReportAllocs()
			for b.Loop() {
				number++
				if status := asking.ask(handler, number); status != http.StatusOK {
					b.Fatalf("status %d", status)
				}
			}
		})
	}
}

// asking asks a handler again and again, with one request and one writer, so that hardly anything is allocated for it.
type asking struct {
	lookup  lookup
	request *http.Request
	body    bytes.Reader
	text    []byte
	header  http.Header
	status  int
}

func newAsking(l lookup) *asking {
	return &asking{lookup: l, request: post(l, 0), header: make(http.Header)}
}

func (a *asking) ask(handler http.Handler, number int) (status int) {
	a.text = a.lookup.appendQuestion(a.text[:0], number)
	a.body.Reset(a.text)
	a.request.Body, a.request.ContentLength = io.NopCloser(&a.body), int64(len(a.text))
	handler.ServeHTTP(a, a.request)
	return a.status
}

// Header, WriteHeader and Write implement http.ResponseWriter: just the status is kept.
func (a *asking) Header() http.Header { return a.header }

func (a *asking) WriteHeader(status int) { a.status = status }

func (a *asking) Write(text []byte) (int, error) { return len(text), nil }
