package otlp

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	otel "go.opentelemetry.io/otel/trace"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"go.uber.org/goleak"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A tally counts what became of spans.
type tally struct {
	mu       sync.Mutex
	exported int
	dropped  map[telemetry.TraceDrop]int
}

func (t *tally) TracesExported(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.exported += n
}

func (t *tally) TracesDropped(why telemetry.TraceDrop, n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.dropped == nil {
		t.dropped = make(map[telemetry.TraceDrop]int)
	}
	t.dropped[why] += n
}

func (t *tally) is(exported int, why telemetry.TraceDrop, dropped int) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	total := 0
	for _, n := range t.dropped {
		total += n
	}
	return t.exported == exported && t.dropped[why] == dropped && total == dropped
}

// spans returns so many that have ended.
func spans(n int) []sdk.ReadOnlySpan {
	stub := tracetest.SpanStub{
		Name: "lookup pension/snils-check", SpanContext: otel.NewSpanContext(otel.SpanContextConfig{TraceID: otel.TraceID{1}, SpanID: otel.SpanID{2}, TraceFlags: otel.FlagsSampled}),
	}
	all := make(tracetest.SpanStubs, n)
	for i := range all {
		all[i] = stub
	}
	return all.Snapshots()
}

func configFor(url string) Config {
	c := Default()
	c.Endpoint, c.Every = url+"/v1/traces", 10*time.Millisecond
	return c
}

// A fixture is an exporter that runs, what it counts and what it says.
type fixture struct {
	*Exporter
	tally
	log bytes.Buffer
}

func start(t *testing.T, c Config) *fixture {
	t.Helper()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
	f := &fixture{}
	log := slog.New(slog.NewTextHandler(&f.log, nil))
	var headers *secret.Word
	if c.HeadersFile != "" {
		word, err := secret.Open(c.HeadersFile, nil, AcceptHeaders)
		if err != nil {
			t.Fatal(err)
		}
		headers = &word
	}
	var err error
	if f.Exporter, err = New(c, headers, "test", &f.tally, log); err != nil {
		t.Fatal(err)
	}
	f.Run()
	t.Cleanup(func() { _ = f.Shutdown(context.WithoutCancel(t.Context())) })
	return f
}

func (f *fixture) end(n int) {
	for _, s := range spans(n) {
		f.OnEnd(s)
	}
}

// What waits is sent before it goes, and what ends afterwards is counted.
func TestWhatWaitsIsSentBeforeItGoes(t *testing.T) {
	got := 0
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var data tracepb.TracesData
		if err := proto.Unmarshal(body, &data); err != nil {
			t.Error(err)
		}
		for _, s := range data.ResourceSpans[0].ScopeSpans {
			got += len(s.Spans)
		}
	}))
	defer collector.Close()
	c := configFor(collector.URL)
	c.Every, c.Batch = 30*time.Second, 10
	f := start(t, c)
	f.end(25)
	_ = f.Shutdown(t.Context())
	f.end(2)
	if got != 25 || !f.is(25, telemetry.TraceShutdown, 2) {
		t.Errorf("%d spans came; %+v", got, f.dropped)
	}
}

// Each way in which a batch may not arrive has its word, and each of its spans is counted once.
func TestWhatDoesNotArriveIsCountedByWhy(t *testing.T) {
	partial := protowire.AppendTag(nil, 1, protowire.BytesType)
	partial = protowire.AppendBytes(partial, protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 2))
	for name, tc := range map[string]struct {
		answer   http.HandlerFunc
		exported int
		why      telemetry.TraceDrop
		dropped  int
	}{
		"taken":   {func(http.ResponseWriter, *http.Request) {}, 5, telemetry.TraceRefused, 0},
		"some":    {func(w http.ResponseWriter, _ *http.Request) { w.Write(partial) }, 3, telemetry.TraceRejected, 2},
		"no OTLP": {func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>\x0a\xff\xff") }, 5, telemetry.TraceRejected, 0},
		"denied":  {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) }, 0, telemetry.TraceRefused, 5},
		"a bug":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }, 0, telemetry.TraceRefused, 5},
		"redirect": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}, 0, telemetry.TraceUnreachable, 5},
	} {
		t.Run(name, func(t *testing.T) {
			collector := httptest.NewServer(tc.answer)
			defer collector.Close()
			f := start(t, configFor(collector.URL))
			f.end(5)
			_ = f.Shutdown(t.Context())
			if !f.is(tc.exported, tc.why, tc.dropped) {
				t.Errorf("%d exported, dropped %v", f.exported, f.dropped)
			}
		})
	}
}

// scripted returns an exporter whose collector does as send says; nil: it hangs.
func scripted(f *fixture, send func() error) *Exporter {
	c := configFor("http://127.0.0.1:1")
	e, err := New(c, nil, "test", &f.tally, slog.New(slog.NewTextHandler(&f.log, nil)))
	if err != nil {
		panic(err)
	}
	e.sender = otlptrace.NewUnstarted(script{c.Timeout, send})
	return e
}

type script struct {
	timeout time.Duration
	send    func() error
}

func (script) Start(context.Context) error { return nil }
func (script) Stop(context.Context) error  { return nil }
func (s script) UploadTraces(ctx context.Context, _ []*tracepb.ResourceSpans) error {
	if s.send != nil {
		return s.send()
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	<-ctx.Done()
	return &setback{drop: telemetry.TraceTimeout, why: "hangs", again: true}
}

// What may pass is tried again, not before the collector said, and three times at most.
func TestABatchIsTriedAgainAndNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{}
		sent := []time.Time{}
		setbacks := []error{&setback{drop: telemetry.TraceRefused, why: "503", again: true, after: 20 * time.Second}, nil}
		f.Exporter = scripted(f, func() error {
			sent = append(sent, time.Now())
			if len(sent) <= len(setbacks) {
				return setbacks[len(sent)-1]
			}
			return &setback{drop: telemetry.TraceUnreachable, why: "down", again: true}
		})
		f.Run()
		f.end(5)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(sent) != 2 || sent[1].Sub(sent[0]) < 20*time.Second || !f.is(5, "", 0) {
			t.Errorf("sent %v; %d exported, dropped %v", sent, f.exported, f.dropped)
		}
		f.end(5)
		time.Sleep(time.Minute)
		synctest.Wait()
		if len(sent) != 5 || !f.is(5, telemetry.TraceUnreachable, 5) {
			t.Errorf("sent %d times; %d exported, dropped %v", len(sent), f.exported, f.dropped)
		}
		_ = f.Shutdown(t.Context())
	})
}

// While the collector is down the queue fills, what does not fit is dropped at once, and the log says so once a minute.
func TestAFullQueueHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{}
		f.Exporter = scripted(f, func() error { return &setback{drop: telemetry.TraceUnreachable, why: "down", again: true} })
		f.Run()
		f.end(1)
		time.Sleep(2 * f.cfg.Every) // it is on its way
		synctest.Wait()
		f.end(f.cfg.Queue + 7)
		if !f.is(0, telemetry.TraceQueue, 7) {
			t.Errorf("dropped %v", f.dropped)
		}
		for range 10 * 60 {
			f.end(1)
			time.Sleep(time.Second)
			synctest.Wait()
		}
		if n := strings.Count(f.log.String(), "do not reach the collector"); n < 8 || n > 11 {
			t.Errorf("in ten minutes it is said %d times", n)
		}
		_ = f.Shutdown(t.Context())
		if total := f.exported + f.dropped[telemetry.TraceQueue] + f.dropped[telemetry.TraceUnreachable] + f.dropped[telemetry.TraceShutdown]; total != 1+f.cfg.Queue+7+600 {
			t.Errorf("%d spans are counted: %v", total, f.dropped)
		}
	})
}

// A collector that hangs does not keep the gateway from going.
func TestAHangingCollectorDoesNotHoldUpTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fixture{}
		f.Exporter = scripted(f, nil)
		f.Run()
		f.end(3 * f.cfg.Batch)
		time.Sleep(time.Second)
		synctest.Wait()
		began := time.Now()
		_ = f.Shutdown(t.Context())
		if took := time.Since(began); took > f.cfg.Timeout || f.dropped[telemetry.TraceShutdown]+f.dropped[telemetry.TraceTimeout] != 3*f.cfg.Batch {
			t.Errorf("after %s: %v", took, f.dropped)
		}
	})
}

// Headers are taken from their file as it is now, and never those of the request itself.
func TestHeadersAreReadAgainWhenTheirFileChanges(t *testing.T) {
	var mu sync.Mutex
	var seen []string
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, r.Header.Get("Authorization")+" "+r.Header.Get("X-Scope-OrgID"))
	}))
	defer collector.Close()
	c := configFor(collector.URL)
	c.HeadersFile = filepath.Join(t.TempDir(), "headers")
	write := func(text string) {
		if err := errors.Join(os.WriteFile(c.HeadersFile+".new", []byte(text), 0o600), os.Rename(c.HeadersFile+".new", c.HeadersFile)); err != nil {
			t.Fatal(err)
		}
	}
	write("Authorization: Bearer one\nX-Scope-OrgID: sverka\n")
	f := start(t, c)
	sent := func(n int) func() bool { return func() bool { return f.is(n, "", 0) } }
	f.end(1)
	eventually(t, sent(1))
	write("Authorization: Bearer two\n")
	f.end(1)
	eventually(t, sent(2))
	mu.Lock()
	defer mu.Unlock()
	if len(seen) != 2 || seen[0] != "Bearer one sverka" || seen[1] != "Bearer two " {
		t.Errorf("%q", seen)
	}
}

func TestNobodyListens(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	f := start(t, configFor("http://"+l.Addr().String()))
	f.end(5)
	_ = f.Shutdown(t.Context())
	if !f.is(0, telemetry.TraceUnreachable, 5) || !strings.Contains(f.log.String(), "unavailable/connect") {
		t.Errorf("dropped %v: %s", f.dropped, f.log.String())
	}
}

func eventually(t *testing.T, ok func() bool) {
	t.Helper()
	for range 500 {
		if ok() {
			return
		}
		<-time.After(10 * time.Millisecond)
	}
	t.Fatal("not within five seconds")
}
