package operate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// book is a ledger of the test's.
type book struct {
	mu    sync.Mutex
	deeds []operate.Deed
	full  bool
	then  func() // when something is written
}

func (b *book) Record(_ context.Context, d operate.Deed) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full {
		return errors.New("the disk is full")
	}
	b.deeds = append(b.deeds, d)
	if b.then != nil {
		b.then()
	}
	return nil
}

// A house is an operate listener with all its parts.
type house struct {
	*gateway
	*book
	url     string
	log     *bytes.Buffer
	refused []string
}

const ivanova, petrov = "the-token-of-ivanova", "the-token-of-petrov"

func newHouse(t *testing.T, tls bool, sources ...operate.Sources) *house {
	t.Helper()
	h := &house{gateway: newGateway(t), book: &book{}, log: &bytes.Buffer{}}
	var shown operate.Sources
	if len(sources) > 0 {
		shown = sources[0]
	}
	s := httptest.NewUnstartedServer(operate.Operate(operate.Deps{
		Sources: shown,
		Gateway: h.gateway, Ledger: h.book, Log: telemetry.NewLogger(h.log, "json", slog.LevelDebug), Secure: tls,
		Operators: []operate.Operator{{Name: "ivanova", Token: adapters.NewSecret(ivanova)}, {Name: "petrov", Token: adapters.NewSecret(petrov)}},
		Refused:   func(why telemetry.OperateRefusal) { h.refused = append(h.refused, string(why)) },
	}))
	if tls {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	h.url = s.URL
	return h
}

// A browser keeps cookies and sends what a browser does with a page's requests.
type browser struct {
	http.Client
	house *house
	proof string
}

func (h *house) browser(t *testing.T) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{house: h}
	b.Jar = jar
	t.Cleanup(b.CloseIdleConnections)
	return b
}

// got is what a browser gets.
type got struct {
	status  int
	Header  http.Header
	cookies []*http.Cookie
}

func (b *browser) do(t *testing.T, method, path, body string, change func(http.Header)) (got, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.house.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method != http.MethodGet {
		r.Header.Set("Origin", b.house.url)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	r.Header.Set("X-Sverka-Proof", b.proof)
	if change != nil {
		change(r.Header)
	}
	response, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var text bytes.Buffer
	if _, err := text.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	return got{response.StatusCode, response.Header, response.Cookies()}, text.String()
}

func (b *browser) signIn(t *testing.T, token string) int {
	t.Helper()
	response, body := b.do(t, "POST", "/v1/session", `{"token": "`+token+`"}`, nil)
	var doc struct{ Operator, Proof string }
	if json.Unmarshal([]byte(body), &doc) == nil && doc.Proof != "" {
		b.proof = doc.Proof
	}
	return response.status
}

const gateOfPension, refuseIt = "/v1/registries/pension/override", `{"mode": "refuse", "reason": "their request", "for": "30m"}`

func TestABrowserSignsInActsAndSignsOut(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser(t)
	if r, _ := b.do(t, "GET", "/v1/registries", "", nil); r.status != 401 {
		t.Errorf("before: %d", r.status)
	}
	if status := b.signIn(t, ivanova); status != 200 {
		t.Fatalf("signing in: %d", status)
	}
	if r, body := b.do(t, "GET", "/v1/session", "", nil); r.status != 200 || !strings.Contains(body, `"operator": "ivanova"`) || strings.Contains(body, "proof") {
		t.Errorf("who it is: %d %s", r.status, body)
	}
	if r, body := b.do(t, "PUT", gateOfPension, refuseIt, nil); r.status != 200 || h.policies[0].Snapshot().Gate.Override.Mode != resilience.Refuse {
		t.Errorf("acting: %d %s", r.status, body)
	}
	if d := h.deeds[len(h.deeds)-1]; d.Operator != "ivanova" || d.Action != operate.Overrode || d.Of != "pension" || d.Mode != resilience.Refuse ||
		d.Reason != "their request" || time.Until(d.Until) > 30*time.Minute || d.At.IsZero() {
		t.Errorf("written down is %+v", d)
	}
	if !strings.Contains(h.log.String(), `"by":"ivanova"`) {
		t.Errorf("the log does not say who: %s", h.log)
	}
	if r, _ := b.do(t, "DELETE", "/v1/session", "", nil); r.status != 204 {
		t.Errorf("signing out: %d", r.status)
	}
	if r, _ := b.do(t, "GET", "/v1/registries", "", nil); r.status != 401 {
		t.Errorf("after: %d", r.status)
	}
	if strings.Contains(h.log.String(), ivanova) || strings.Contains(h.log.String(), b.proof) {
		t.Error("the log tells a token or a proof")
	}
}

func TestTheCookieCannotBeHadByOthers(t *testing.T) {
	for _, tls := range []bool{false, true} {
		h := newHouse(t, tls)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+"/v1/session", strings.NewReader(`{"token": "`+petrov+`"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		d := operate.Deps{Gateway: h.gateway, Secure: tls, Log: slog.New(slog.DiscardHandler), Operators: []operate.Operator{{Name: "petrov", Token: adapters.NewSecret(petrov)}}}
		operate.Operate(d).ServeHTTP(w, r)
		cookies := w.Result().Cookies()
		if len(cookies) != 1 {
			t.Fatalf("%d cookies: %s", len(cookies), w.Body)
		}
		c := cookies[0]
		if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/" || c.Domain != "" || c.MaxAge <= 0 || c.MaxAge > 3600 ||
			c.Secure != tls || strings.HasPrefix(c.Name, "__Host-") != tls || len(c.Value) < 26 || strings.Contains(w.Body.String(), c.Value) {
			t.Errorf("with TLS %v: %s", tls, c.Raw)
		}
	}
}

// What a page of another site, of another port, or a form can make a browser send changes nothing, though the cookie comes along.
func TestACookieAloneChangesNothing(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser(t)
	if b.signIn(t, ivanova) != 200 {
		t.Fatal("no session")
	}
	set := func(pairs ...string) func(http.Header) {
		return func(h http.Header) {
			for i := 0; i < len(pairs); i += 2 {
				h.Del(pairs[i])
				if pairs[i+1] != "" {
					h.Set(pairs[i], pairs[i+1])
				}
			}
		}
	}
	for _, tc := range []struct {
		name   string
		change func(http.Header)
		status int
		reason string
	}{
		{"no proof", set("X-Sverka-Proof", ""), 403, "proof"},
		{"a wrong proof", set("X-Sverka-Proof", "AAAAAAAAAAAAAAAAAAAAAAAAAA"), 403, "proof"},
		{"another site", set("Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"), 403, "origin"},
		{"another port", set("Sec-Fetch-Site", "same-site", "Origin", "http://127.0.0.1:1"), 403, "origin"},
		{"a form", set("Content-Type", "application/x-www-form-urlencoded"), 415, "form"},
		{"a form of text", set("Content-Type", "text/plain"), 415, "form"},
		{"a body without a type", set("Content-Type", ""), 415, "form"},
		{"a form of an old browser", set("Content-Type", "multipart/form-data; boundary=x", "Origin", "", "Sec-Fetch-Site", ""), 415, "form"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h.refused = nil
			deeds := len(h.deeds)
			r, body := b.do(t, "PUT", gateOfPension, refuseIt, tc.change)
			if r.status != tc.status || !slices.Equal(h.refused, []string{tc.reason}) || !strings.Contains(body, `"code":"`+tc.reason+`"`) {
				t.Errorf("got %d %s, counted as %v", r.status, body, h.refused)
			}
			if h.policies[0].Snapshot().Gate.Override.Mode != "" || len(h.deeds) != deeds {
				t.Error("it was done")
			}
			if !slices.Contains(telemetry.OperateRefusals(), telemetry.OperateRefusal(tc.reason)) {
				t.Error("the list of reasons lacks it")
			}
		})
	}
	if r, _ := b.do(t, "PUT", gateOfPension, refuseIt, nil); r.status != 200 {
		t.Errorf("our own page: %d", r.status)
	}
}

// Signing in is held to the same: nobody is signed in by a page of another site.
func TestNobodyIsSignedInFromElsewhere(t *testing.T) {
	h := newHouse(t, false)
	for name, change := range map[string]func(http.Header){
		"another site": func(h http.Header) { h.Set("Origin", "https://evil.example") },
		"a form":       func(h http.Header) { h.Set("Content-Type", "text/plain") },
	} {
		b := h.browser(t)
		if r, _ := b.do(t, "POST", "/v1/session", `{"token": "`+ivanova+`"}`, change); r.status < 400 || len(r.cookies) > 0 {
			t.Errorf("%s: %d, %v", name, r.status, r.cookies)
		}
	}
	b := h.browser(t)
	for _, body := range []string{`{}`, `{"token": ""}`, `{"token": 1}`, `{"token": "x", "token": "y"}`, `{"Token": "` + ivanova + `"}`, `[]`, `null`, ``, `{"token": "` + ivanova + `"} {}`} {
		if r, _ := b.do(t, "POST", "/v1/session", body, func(h http.Header) { h.Set("Content-Type", "application/json") }); r.status != 422 && r.status != 401 || len(r.cookies) > 0 {
			t.Errorf("%s: %d", body, r.status)
		}
	}
}

func TestTooManyWrongTokensHaveToWaitAndSessionsGoOn(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser(t)
	if b.signIn(t, ivanova) != 200 {
		t.Fatal("no session")
	}
	statuses := map[int]int{}
	for i := range 30 {
		status, _ := call{method: "GET", path: "/v1/registries", header: http.Header{"Authorization": {"Bearer guess-" + strings.Repeat("x", i)}}}.to(t, h.url)
		statuses[status]++
	}
	if statuses[401] < 10 || statuses[429] < 15 || statuses[200] > 0 {
		t.Errorf("of 30 guesses: %v", statuses)
	}
	if status, body := (call{method: "GET", path: "/v1/registries", header: http.Header{"Authorization": {"Bearer " + petrov}}}).to(t, h.url); status != 429 {
		t.Errorf("the right one among them is looked at: %d %s", status, body)
	}
	if r, _ := b.do(t, "PUT", gateOfPension, refuseIt, nil); r.status != 200 {
		t.Errorf("who had signed in before: %d", r.status)
	}
	if strings.Contains(h.log.String(), "guess") {
		t.Error("the log tells what was guessed")
	}
}

func TestWhatCannotBeWrittenDownIsNotDone(t *testing.T) {
	h := newHouse(t, false)
	if _, err := h.policies[0].Override(resilience.Override{Mode: resilience.Pass, Reason: "before"}); err != nil {
		t.Fatal(err)
	}
	h.full = true
	for _, c := range []call{
		{method: "PUT", path: gateOfPension, body: refuseIt},
		{method: "PUT", path: "/v1/registries/pension/lookups/snils-check/override", body: refuseIt},
		{method: "DELETE", path: gateOfPension},
		{method: "DELETE", path: "/v1/overrides"},
		{method: "POST", path: "/v1/session", body: `{"token": "` + ivanova + `"}`},
	} {
		c.header = http.Header{"Authorization": {"Bearer " + ivanova}}
		status, body := c.to(t, h.url)
		if status != 503 || !strings.Contains(body, `"code":"ledger"`) {
			t.Errorf("%s %s: %d %s", c.method, c.path, status, body)
		}
	}
	s := h.policies[0].Snapshot()
	if s.Gate.Override.Mode != resilience.Pass || s.Lookups[0].Breaker.Override.Mode != "" {
		t.Errorf("it was done: %+v", s)
	}
	if status, _ := (call{method: "GET", path: "/v1/registries", header: http.Header{"Authorization": {"Bearer " + ivanova}}}).to(t, h.url); status != 200 {
		t.Errorf("reading needs no ledger: %d", status)
	}
}

// It is written down before it is done, whoever does it, with all that will be done.
func TestEveryDeedIsWrittenDownFirst(t *testing.T) {
	h := newHouse(t, false)
	h.then = func() {
		if d := h.deeds[len(h.deeds)-1]; d.Action == operate.Overrode && h.policies[0].Snapshot().Gate.Override.Mode != "" {
			t.Error("it was done before it was written down")
		}
	}
	for _, c := range []call{
		{method: "PUT", path: gateOfPension, body: `{"mode": "pass", "reason": "x"}`},
		{method: "DELETE", path: gateOfPension}, {method: "DELETE", path: "/v1/overrides"},
	} {
		c.header = http.Header{"Authorization": {"Bearer " + petrov}}
		if status, body := c.to(t, h.url); status > 204 {
			t.Fatalf("%d %s", status, body)
		}
	}
	var actions []operate.Action
	for _, d := range h.deeds {
		if actions = append(actions, d.Action); d.Operator != "petrov" || d.Of == "" || !slices.Contains(operate.Actions(), d.Action) {
			t.Errorf("written down is %+v", d)
		}
	}
	if !slices.Equal(actions, []operate.Action{operate.Overrode, operate.Lifted, operate.Armed}) {
		t.Errorf("written down are %v", actions)
	}
	if d := h.deeds[0]; time.Until(d.Until) > resilience.OverrideFor || time.Until(d.Until) < resilience.OverrideFor-time.Minute {
		t.Errorf("an override without an end is to end %v", d.Until)
	}
}

func TestEveryReplyKeepsABrowserInBounds(t *testing.T) {
	h := newHouse(t, false)
	b := h.browser(t)
	for _, path := range []string{"/", "/operate.js", "/operate.css", "/operate.svg", "/v1/session", "/v1/stream", "/v1/registries", "/nowhere"} {
		r, body := b.do(t, "GET", path, "", nil)
		for header, want := range map[string]string{
			"Content-Security-Policy": "frame-ancestors 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if !strings.Contains(r.Header.Get(header), want) {
				t.Errorf("%s: %s is %q", path, header, r.Header.Get(header))
			}
		}
		if strings.Contains(r.Header.Get("Content-Security-Policy"), "unsafe") || strings.Contains(body, "pension") {
			t.Errorf("%s: %s %s", path, r.Header.Get("Content-Security-Policy"), body)
		}
		if open := !strings.HasPrefix(path, "/v1") && path != "/nowhere"; open != (r.status == http.StatusOK) {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	if r, body := b.do(t, "GET", "/", "", nil); strings.Contains(body, "<script>") || strings.Contains(body, "style=") || strings.Contains(body, "onclick") ||
		!strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Error("the page has scripts or styles that its own policy forbids")
	}
}

// Each reason is counted from the start, at zero.
func TestEveryRefusalHasItsSeries(t *testing.T) {
	families, err := telemetry.New("test").Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	var counted []string
	for _, f := range families {
		if f.GetName() == "sverka_operate_refused_total" {
			for _, m := range f.GetMetric() {
				counted = append(counted, m.GetLabel()[0].GetValue())
			}
		}
	}
	var want []string
	for _, why := range telemetry.OperateRefusals() {
		want = append(want, string(why))
	}
	slices.Sort(want)
	if slices.Sort(counted); !slices.Equal(counted, want) {
		t.Errorf("counted are %v, refused for %v", counted, want)
	}
}
