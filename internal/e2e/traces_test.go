package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/trace"
	"github.com/sverka/sverka/mock"
)

// A collector takes spans by OTLP/HTTP.
type collector struct {
	*httptest.Server
	answer func(w http.ResponseWriter, r *http.Request) bool // nil, or false: it takes them

	mu    sync.Mutex
	raw   [][]byte
	heads []http.Header
	spans []*tracepb.Span
	of    map[string]string // the resource's attributes
}

func newCollector(t testing.TB, answer func(http.ResponseWriter, *http.Request) bool) *collector {
	c := &collector{answer: answer}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if c.answer != nil && c.answer(w, r) {
			return
		}
		var data tracepb.TracesData
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || proto.Unmarshal(body, &data) != nil {
			t.Errorf("%s %s with %q is no export", r.Method, r.URL.Path, r.Header.Get("Content-Type"))
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		c.take(body, r.Header, &data)
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(c.Close)
	return c
}

func (c *collector) take(body []byte, h http.Header, data *tracepb.TracesData) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.raw, c.heads = append(c.raw, body), append(c.heads, h.Clone())
	for _, of := range data.ResourceSpans {
		c.of = make(map[string]string)
		for _, a := range of.Resource.Attributes {
			c.of[a.Key] = a.Value.GetStringValue()
		}
		for _, scope := range of.ScopeSpans {
			c.spans = append(c.spans, scope.Spans...)
		}
	}
}

// traced lets c's gateway send the spans of all its lookups, one at a time, and follow what callers trace.
func (c *collector) traced(cfg *app.Config, _ *mock.Config) {
	cfg.Traces.Endpoint, cfg.Traces.Instance, cfg.Traces.Sample, cfg.Traces.Follow = c.URL+"/v1/traces", "replica-1", 1, 1000
	cfg.Traces.Every = 10 * time.Millisecond
}

// seen returns the spans that came.
func (c *collector) seen() []*tracepb.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.spans)
}

// named returns the spans whose names begin so.
func named(all []*tracepb.Span, prefix string) (found []*tracepb.Span) {
	for _, s := range all {
		if strings.HasPrefix(s.Name, prefix) {
			found = append(found, s)
		}
	}
	return found
}

func attributes(all []*common.KeyValue) map[string]string {
	values := make(map[string]string)
	for _, a := range all {
		switch v := a.Value.Value.(type) {
		case *common.AnyValue_StringValue:
			values[a.Key] = v.StringValue
		default:
			values[a.Key] = strings.TrimSpace(a.Value.String()[strings.IndexByte(a.Value.String(), ':')+1:])
		}
	}
	return values
}

func vocabulary() []trace.Description {
	return trace.Vocabulary(words(resilience.BreakerStates()), words(resilience.Decisions()), resilience.Phases())
}

func words[S ~string](all []S) (plain []string) {
	for _, w := range all {
		plain = append(plain, string(w))
	}
	return plain
}

// A lookup, its attempt and its exchange are three spans, one within the other, and within the caller's; the log event of the lookup
// bears the trace's id. The resource says who we are.
func TestALookupIsASpanWithItsAttemptAndExchange(t *testing.T) {
	c := newCollector(t, nil)
	w := newWorld(t, c.traced)
	if got := w.ask(t, "pension/snils-check", w.query(t, "patent-worker", "pension/snils-check"), "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"); got.status != http.StatusOK {
		t.Fatalf("%d %s", got.status, got.body)
	}
	eventually(t, "three spans", func() bool { return len(c.seen()) == 3 })
	all := c.seen()
	lookup, attempt, exchange := named(all, "lookup "), named(all, "attempt "), named(all, "exchange ")
	if len(lookup) != 1 || len(attempt) != 1 || len(exchange) != 1 {
		t.Fatalf("the spans are %v", all)
	}
	if fmt.Sprintf("%x", lookup[0].TraceId) != "0af7651916cd43dd8448eb211c80319c" || fmt.Sprintf("%x", lookup[0].ParentSpanId) != "b7ad6b7169203331" {
		t.Errorf("it is not within the caller's trace: %v", lookup[0])
	}
	if string(attempt[0].ParentSpanId) != string(lookup[0].SpanId) || string(exchange[0].ParentSpanId) != string(attempt[0].SpanId) {
		t.Errorf("they are not one within the other: %v", all)
	}
	for _, s := range all {
		if s.TraceState != "" || s.Status.GetCode() == tracepb.Status_STATUS_CODE_ERROR || attributes(s.Attributes)["sverka.result"] != "answered" {
			t.Errorf("%v", s)
		}
	}
	if got := attributes(attempt[0].Attributes); got["sverka.attempt"] != "1" || got["sverka.breaker"] != "closed" {
		t.Errorf("the attempt says %v", got)
	}
	if !strings.Contains(w.log.String(), `"trace_id":"0af7651916cd43dd8448eb211c80319c"`) {
		t.Error("the log does not say in which trace the lookup is")
	}
	if c.of["service.name"] != "sverka" || c.of["service.version"] != "test" || c.of["service.instance.id"] != "replica-1" || len(c.of) != 3 {
		t.Errorf("the resource is %v", c.of)
	}
}
