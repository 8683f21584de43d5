package httpapi

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/internal/cache"
	housed "github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// byHeader lets in whoever says who he is.
type byHeader struct{}

func (byHeader) Authenticate(r *http.Request) (Caller, error) {
	return Caller{Name: r.Header.Get("X-Caller"), Grant: adapters.GrantEverything()}, nil
}

// A slowRegistry answers each exchange after 50 ms, and knows nobody.
type slowRegistry struct {
	mu        sync.Mutex
	now, most int
}

const (
	slowTakes = 50 * time.Millisecond
	inFlight  = 20
	capacity  = inFlight * int(time.Second/slowTakes) // a second
)

// Do implements resilience.Wire.
func (s *slowRegistry) Do(ctx context.Context, _ *http.Request) (adapters.Response, resilience.Timing, error) {
	s.count(1)
	defer s.count(-1)
	timer := time.NewTimer(slowTakes)
	defer timer.Stop()
	select {
	case <-timer.C:
		return adapters.Response{Status: http.StatusOK}, resilience.Timing{}, nil
	case <-ctx.Done():
		return adapters.Response{}, resilience.Timing{}, ctx.Err()
	}
}

func (s *slowRegistry) count(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now += n
	s.most = max(s.most, s.now)
}

// asking makes one exchange for each question, as the drivers do.
type asking struct{ spec adapters.Spec }

func (a asking) Spec() adapters.Spec { return a.spec }

func (asking) Fetch(ctx context.Context, _ adapters.Query, x adapters.Exchanger) (reply adapters.Reply[pension.SNILSCheck], err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://registry.test/", http.NoBody)
	if err == nil {
		_, err = x.Exchange(ctx, r)
	}
	reply.Outcome = adapters.Mismatch
	return reply, err
}

// overloaded is a front door over a registry of known capacity.
type overloaded struct {
	t        *testing.T
	door     http.Handler
	registry slowRegistry
	body     string

	mu     sync.Mutex
	counts map[string]map[string]int // by caller, then by what he got
	asked  int
}

func newOverloaded(t *testing.T) *overloaded {
	t.Helper()
	o := &overloaded{t: t, counts: make(map[string]map[string]int)}
	spec := adapters.Spec{
		Registry: "pension", Lookup: "snils-check", Outcomes: []adapters.Outcome{adapters.Mismatch},
		Purposes: []adapters.Purpose{adapters.AccountRegistration}, Reads: []adapters.Field{adapters.FieldName},
	}
	metrics := telemetry.New("test")
	metrics.Add(spec, false)
	cfg := resilience.Default()
	cfg.InFlight = inFlight
	policy, err := resilience.NewRegistry(spec.Registry, cfg, &o.registry, metrics)
	if err != nil {
		t.Fatal(err)
	}
	house := &housed.House{Keyer: cache.NewKeyer(), Metrics: metrics, Log: slog.New(slog.DiscardHandler), Ceiling: 30 * time.Second}
	l := housed.New(house, policy.Lookup(spec.Lookup), asking{spec})
	t.Cleanup(l.Close)
	o.door = New(Deps{Lookups: Lookups{PensionSNILSCheck: l}, Access: byHeader{}})
	o.body = `{"subject": {"family_name": "%s"}, "purpose": "account_registration", "basis": {"kind": "public_service"},
		"actor": {"kind": "system"}, "case_id": "1"}`
	return o
}

// ask asks about somebody new, and counts what came.
func (o *overloaded) ask(caller string) {
	o.mu.Lock()
	o.asked++
	n := o.asked
	o.mu.Unlock()
	r := httptest.NewRequestWithContext(o.t.Context(), http.MethodPost, lookupsPath+"pension/snils-check", strings.NewReader(fmt.Sprintf(o.body, nameOf(n))))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Caller", caller)
	w := httptest.NewRecorder()
	o.door.ServeHTTP(w, r)
	what := fmt.Sprint(w.Code)
	if w.Code != http.StatusOK {
		p := problem(o.t, recorded(w))
		what = string(p.Kind) + "/" + string(p.Reason.Value)
		if p.RetryAfter.Value <= 0 {
			o.t.Errorf("%s without a Retry-After", what)
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.counts[caller] == nil {
		o.counts[caller] = make(map[string]int)
	}
	o.counts[caller][what]++
}

func recorded(w *httptest.ResponseRecorder) got { return got{w.Code, w.Header(), w.Body.String()} }

// nameOf spells n in letters.
func nameOf(n int) string {
	name := []rune("Номер")
	for ; n > 0; n /= 32 {
		name = append(name, 'а'+rune(n%32))
	}
	return string(name)
}

// load asks for caller so often a second, for so long.
func (o *overloaded) load(all *sync.WaitGroup, caller string, rate int, long time.Duration) {
	all.Go(func() {
		for start, n := time.Now(), 0; time.Since(start) < long; n++ {
			all.Go(func() { o.ask(caller) })
			time.Sleep(time.Second / time.Duration(rate))
		}
	})
}

// TestTenTimesTheCapacity: a registry that takes 400 questions a second gets them when 4,000 come, whoever sends them; who asks
// little is answered; and when it is over, it is over.
func TestTenTimesTheCapacity(t *testing.T) {
	for _, tc := range []struct {
		name  string
		rates map[string]int
	}{
		{"from one caller", map[string]int{"portal": 4000}},
		{"from one caller of four", map[string]int{"batch": 3700, "portal": 40, "kiosk": 20, "office": 5}},
		{"from all of them", map[string]int{"batch": 1000, "portal": 1000, "kiosk": 1000, "office": 1000}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { tenTimes(t, tc.rates) })
		})
	}
}

// mostHeld is what the flood may hold at its height: 200 questions, and what is counted of each answer.
const mostHeld = 16 << 20

// inUse returns the bytes in use when what can be collected has been.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func tenTimes(t *testing.T, rates map[string]int) {
	const long = 3 * time.Second
	o := newOverloaded(t)
	idle, before := runtime.NumGoroutine(), inUse()
	var all sync.WaitGroup
	for caller, rate := range rates {
		o.load(&all, caller, rate, long)
	}
	time.Sleep(long - time.Millisecond)
	if n := runtime.NumGoroutine() - idle; n > 5*200 {
		t.Errorf("%d goroutines, with 200 questions that may wait", n)
	}
	if grown := int64(inUse()) - int64(before); grown > mostHeld {
		t.Errorf("%d bytes more in use, with 200 questions that may wait", grown)
	}
	all.Wait()
	answered, share := 0, capacity/len(rates)
	for caller, counts := range o.counts {
		answered += counts["200"]
		t.Logf("%s: %v", caller, counts)
		if wanted := min(rates[caller], share) * int(long/time.Second); counts["200"] < wanted*9/10 {
			t.Errorf("%s was answered %d times, want nearly %d: all that he asked, or his part of what can be had", caller, counts["200"], wanted)
		}
		for what := range counts {
			if what != "200" && what != "refused/busy" && what != "refused/shed" {
				t.Errorf("%s got %s", caller, what)
			}
		}
	}
	if goodput := capacity * int(long/time.Second) * 9 / 10; answered < goodput {
		t.Errorf("%d answers, want at least %d", answered, goodput)
	}
	if o.registry.most > inFlight {
		t.Errorf("%d exchanges at a time, want at most %d", o.registry.most, inFlight)
	}
	for range 20 { // and then it is as before
		start := time.Now()
		o.ask("later")
		if took := time.Since(start); took != slowTakes {
			t.Errorf("a question after the flood takes %s", took)
		}
	}
	if o.counts["later"]["200"] != 20 {
		t.Errorf("after the flood: %v", o.counts["later"])
	}
}

// unread is a body that must not be read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("the body of a request that is shed was read")
	return 0, http.ErrBodyReadAfterClose
}

// TestTooManyRequestsAreShedUnread: fairly, counted apart from lookups, and told when to come again.
func TestTooManyRequestsAreShedUnread(t *testing.T) {
	entered, answer := make(chan string, 100), make(chan struct{})
	var lookups Lookups
	lookups.PensionSNILSCheck = fake[pension.SNILSCheck]{ask: func(_ context.Context, q adapters.Query) (adapters.Answer[pension.SNILSCheck], error) {
		entered <- q.Caller
		<-answer
		return adapters.Answer[pension.SNILSCheck]{LookupID: someID, Outcome: adapters.Match, Source: adapters.Source{Registry: "pension"}}, nil
	}}
	refused := make(map[string]int)
	var mu sync.Mutex
	door := New(Deps{Lookups: lookups, Access: byHeader{}, MaxRequests: 10, Refused: func(_ context.Context, lookup string, status int, reason string) {
		mu.Lock()
		defer mu.Unlock()
		refused[fmt.Sprint(lookup, " ", status, " ", reason)]++
	}})
	path, _ := theSpec().Paths.get(lookupsPath + "pension/snils-check")
	body := string(path["post"].RequestBody.Content["application/json"].Examples[0].Value.Value)
	var all sync.WaitGroup
	hold := func(caller string, n int) {
		for range n {
			all.Go(func() {
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, lookupsPath+"pension/snils-check", strings.NewReader(body))
				r.Header.Set("Content-Type", "application/json")
				r.Header.Set("X-Caller", caller)
				w := httptest.NewRecorder()
				if door.ServeHTTP(w, r); w.Code != http.StatusOK {
					t.Errorf("%s: %d %s", caller, w.Code, w.Body)
				}
			})
			<-entered
		}
	}
	hold("batch", 8)
	for _, path := range []string{"pension/snils-check", "pension/snils-check:plan"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, lookupsPath+path, unread{t})
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Caller", "batch")
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		p := problem(t, recorded(w))
		if w.Code != http.StatusServiceUnavailable || p.Kind != "refused" || p.Reason.Value != "shed" || w.Header().Get("Retry-After") == "" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
	hold("portal", 2) // there is room for who asks little
	close(answer)
	all.Wait()
	if refused["pension/snils-check 503 shed"] != 2 || len(refused) != 1 {
		t.Errorf("counted: %v", refused)
	}
}
