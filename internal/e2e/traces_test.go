package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/sverka/sverka/adapters"
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

// checkVocabulary: the spans of a program that startProgram started have the names, attributes, values and events that traces.md says, of each kind some, and nothing besides.
func checkVocabulary(t *testing.T, people []mock.Entry, spans []*tracepb.Span) {
	t.Helper()
	v := values{trace.SetCallers: {"anonymous", "portal", "narrow", "hasty", "spent"}, trace.SetOperations: {"token", "poll"}, trace.SetBool: {"true", "false"}}
	for _, person := range people {
		for name := range person.Lookups {
			registry, lookup, _ := strings.Cut(name, "/")
			v.add(trace.SetRegistries, registry)
			v.add(trace.SetLookups, lookup)
			v.add(trace.SetOperations, lookup)
		}
	}
	said, seen := make(map[string]bool), make(map[trace.Kind]int)
	for _, s := range spans {
		d, ok := describes(vocabulary(), s.Name)
		if !ok {
			t.Fatalf("no kind of span is called %q", s.Name)
		}
		seen[d.Kind]++
		wrong := append(v.strange(s.Attributes, d.Attributes), v.misnamed(d, s)...)
		for _, e := range s.Events {
			i := slices.IndexFunc(d.Events, func(known trace.Event) bool { return known.Name == e.Name })
			if i < 0 {
				wrong = append(wrong, "event "+e.Name)
				continue
			}
			wrong = append(wrong, v.strange(e.Attributes, d.Events[i].Attributes)...)
		}
		if s.TraceState != "" {
			wrong = append(wrong, "tracestate "+s.TraceState)
		}
		for _, w := range wrong {
			if text := string(d.Kind) + ": " + w; !said[text] {
				said[text] = true
				t.Errorf("%s is not in traces.md", text)
			}
		}
	}
	for _, kind := range []trace.Kind{trace.OfLookup, trace.OfAttempt, trace.OfExchange} {
		if seen[kind] < 300 {
			t.Errorf("of %s there are %d spans: less than there must be", kind, seen[kind])
		}
	}
}

// values are what the program's make-up closes.
type values map[trace.Set][]string

func (v values) add(of trace.Set, value string) {
	if !slices.Contains(v[of], value) {
		v[of] = append(v[of], value)
	}
}

// strange returns what of the attributes is not described.
func (v values) strange(all []*common.KeyValue, described []trace.Attribute) (wrong []string) {
	for key, value := range attributes(all) {
		i := slices.IndexFunc(described, func(a trace.Attribute) bool { return string(a.Key) == key })
		switch {
		case i < 0:
			wrong = append(wrong, "attribute "+key)
		case described[i].Of == trace.SetNumber && len(value) < 3 && strings.Trim(value, "0123456789") == "":
		case slices.Contains(append(v[described[i].Of], described[i].Values...), value):
		default:
			wrong = append(wrong, key+"="+value)
		}
	}
	return wrong
}

// misnamed returns what a span is called besides what its attributes say, and a status that says more than they do.
func (v values) misnamed(d trace.Description, s *tracepb.Span) (wrong []string) {
	a := attributes(s.Attributes)
	_, name, _ := strings.Cut(s.Name, " ")
	if want := map[string]string{"registry": a["sverka.registry"], "registry/lookup": a["sverka.registry"] + "/" + a["sverka.lookup"]}[d.Names]; name != want {
		wrong = append(wrong, "name "+s.Name)
	}
	if m := s.Status.GetMessage(); m != "" && m != strings.TrimSuffix(a["sverka.result"]+"/"+a["sverka.reason"], "/") {
		wrong = append(wrong, "status "+m)
	}
	return wrong
}

func describes(all []trace.Description, name string) (trace.Description, bool) {
	prefix, _, _ := strings.Cut(name, " ")
	i := slices.IndexFunc(all, func(d trace.Description) bool { return slices.Contains(d.Prefixes, prefix) })
	if i < 0 {
		return trace.Description{}, false
	}
	return all[i], true
}

// A trace's ids that hold what the question states of the person are not taken on: they would be in the log and at the collector.
func TestATraceThatIsCalledAfterThePersonIsNotFollowed(t *testing.T) {
	c := newCollector(t, nil)
	w := newWorld(t, c.traced, uncached)
	query := w.query(t, known, "pension/snils-check")
	var stated struct {
		Subject struct {
			SNILS string `json:"snils"`
			Latin string `json:"latin_family_name"`
		} `json:"subject"`
	}
	if err := json.Unmarshal(query, &stated); err != nil || len(stated.Subject.SNILS) < 11 || len(stated.Subject.Latin) < 6 {
		t.Fatalf("the persona states too little: %v", err)
	}
	digits := strings.NewReplacer("-", "", " ", "").Replace(stated.Subject.SNILS)
	for i, id := range []string{
		strings.Repeat("a", 32-len(digits)) + digits, fmt.Sprintf("%x%s", stated.Subject.Latin, strings.Repeat("1", 32))[:32],
	} {
		w.ask(t, "pension/snils-check", query, "traceparent", "00-"+id+"-b7ad6b7169203331-01")
		eventually(t, "its spans", func() bool { return len(named(c.seen(), "lookup ")) == i+1 })
		for _, s := range c.seen() {
			if fmt.Sprintf("%x", s.TraceId) == id || fmt.Sprintf("%x", s.ParentSpanId) == "b7ad6b7169203331" {
				t.Errorf("%s is within %s", s.Name, id)
			}
		}
		if strings.Contains(w.log.String(), id) {
			t.Errorf("the log has %s", id)
		}
	}
}

// A registry is told nothing of a trace, whoever traces.
func TestARegistryIsToldNothingOfATrace(t *testing.T) {
	c := newCollector(t, nil)
	var asked atomic.Int64
	reach := func(_, base string) string {
		target, err := url.Parse(base)
		if err != nil {
			t.Fatal(err)
		}
		proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			asked.Add(1)
			for _, name := range []string{"Traceparent", "Tracestate", "Baggage", "B3", "X-B3-Traceid", "Uber-Trace-Id"} {
				if r.In.Header.Get(name) != "" {
					t.Errorf("it is sent %s", name)
				}
			}
			r.SetURL(&url.URL{Scheme: target.Scheme, Host: target.Host})
		}}
		between := httptest.NewServer(proxy)
		t.Cleanup(between.Close)
		return between.URL + target.Path
	}
	w := newWorldThrough(t, reach, c.traced, uncached)
	for _, lookup := range []string{"migration/status", "pension/snils-check", "tax/inn", "mvd/restrictions"} {
		w.ask(t, lookup, w.query(t, known, lookup),
			"Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "Tracestate", "portal=1", "Baggage", "a=b", "B3", "1")
	}
	if asked.Load() < 5 { // a token too
		t.Errorf("%d exchanges went by", asked.Load())
	}
	eventually(t, "the spans", func() bool { return len(named(c.seen(), "lookup ")) == 4 })
}

// A collector that is away, says no, or hangs costs spans, which are counted, and no lookup anything; nor does it gather goroutines.
func TestNoLookupWaitsForTheCollector(t *testing.T) {
	released := make(chan struct{})
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request) bool{
		"away": func(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) },
		"no":   func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusForbidden); return true },
		"hangs": func(_ http.ResponseWriter, r *http.Request) bool {
			select {
			case <-released:
			case <-r.Context().Done():
			}
			return true
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCollector(t, answer)
			t.Cleanup(func() { http.DefaultClient.CloseIdleConnections() })
			w := newWorld(t, c.traced, uncached, func(cfg *app.Config, _ *mock.Config) {
				cfg.Traces.Queue, cfg.Traces.Batch, cfg.Traces.Timeout = 8, 4, 200*time.Millisecond
			})
			query := w.query(t, known, "pension/snils-check")
			ask := func() {
				if got := w.ask(t, "pension/snils-check", query); got.status != http.StatusOK {
					t.Fatalf("%d %s", got.status, got.body)
				}
			}
			ask()
			before := runtime.NumGoroutine()
			for range 50 {
				ask()
			}
			if now := runtime.NumGoroutine(); now > before+10 {
				t.Errorf("there are %d goroutines after 50 lookups, %d after one", now, before)
			}
			eventually(t, "150 spans, each counted once", func() bool { return w.dropped(t) >= 150-8-4 })
			if err := w.stop(); err != nil {
				t.Error(err)
			}
			if text := w.log.String(); !strings.Contains(text, "traces do not reach the collector") {
				t.Error("the log does not say so")
			}
		})
	}
	close(released)
}

// dropped returns how many spans did not reach the collector.
func (w *world) dropped(t *testing.T) (sum float64) {
	t.Helper()
	for _, m := range families(t, w.metrics(t))["sverka_traces_dropped_spans_total"].GetMetric() {
		sum += m.GetCounter().GetValue()
	}
	return sum
}

// Whoever is asked about, and whatever is answered of him, the spans of a lookup are the same but for times, ids and connections: as many
// exchanges, by the same names. From their number and shape nobody learns what their words do not tell.
func TestSpansAreTheSameWhateverIsAnswered(t *testing.T) {
	c := newCollector(t, nil)
	w := newWorld(t, observing, unlimited, hasty, uncached, c.traced)
	asked, outcomes, shapes := 0, make(map[string]map[string]bool), make(map[string]map[string]string)
	for _, person := range catalogue(t, w) {
		for name, l := range person.Lookups {
			if l.Fault != "" || l.Expect.Outcome == "" || l.Expect.Outcome == string(adapters.InProgress) || name == "mvd/criminal-record" { // polled at its pace
				continue
			}
			seen := len(c.seen())
			got := w.ask(t, name, l.Query)
			asked++
			eventually(t, "the spans", func() bool { return len(named(c.seen()[seen:], "lookup ")) == 1 })
			if got.status != http.StatusOK {
				continue
			}
			if shapes[name] == nil {
				outcomes[name], shapes[name] = make(map[string]bool), make(map[string]string)
			}
			outcomes[name][got.doc.Outcome] = true
			shapes[name][shapeOf(c.seen()[seen:])] = person.ID + ": " + got.doc.Outcome
		}
	}
	for name, of := range shapes {
		if len(of) != 1 {
			t.Errorf("%s: the spans differ: %v", name, of)
		}
		if len(outcomes[name]) < 2 && name != "tax/obligations" {
			t.Errorf("%s: there is nothing to tell apart in %v", name, outcomes[name])
		}
	}
	if asked < 50 || len(shapes) < 10 {
		t.Errorf("%d questions of %d lookups: less than there must be", asked, len(shapes))
	}
}

// shapeOf writes down spans without times, ids and what a connection or a token that was there before changes.
func shapeOf(spans []*tracepb.Span) string {
	var all []string
	for _, s := range spans {
		a := attributes(s.Attributes)
		if a["sverka.operation"] == "token" {
			continue
		}
		delete(a, "sverka.reused")
		all = append(all, fmt.Sprint(s.Name, " ", a, " ", s.Status.GetMessage()))
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}
