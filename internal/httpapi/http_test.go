package httpapi

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/gen/api"
)

// TestRefusalsOfTheFrontDoor: whatever is wrong with a request comes back as a problem of kind invalid, and is told to who
// counts.
func TestRefusalsOfTheFrontDoor(t *testing.T) {
	const snils = lookupsPath + "pension/snils-check"
	var counted []string
	d := open(t, Deps{Lookups: all(), Refused: func(_ context.Context, lookup string, status int, reason string) {
		counted = append(counted, lookup, strconv.Itoa(status), reason)
	}})
	big := `{"case_id":"` + strings.Repeat("x", 64<<10) + `"}`
	for _, tc := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		reason                   adapters.Reason
		allow                    string
	}{
		{name: "root", method: "GET", path: "/", status: 404, reason: reasonPath},
		{name: "no such lookup", method: "POST", path: lookupsPath + "pension/no-such", body: `{}`, status: 404, reason: reasonPath},
		{name: "trailing slash", method: "POST", path: snils + "/", body: `{}`, status: 404, reason: reasonPath},
		{name: "other case", method: "POST", path: "/v1/Lookups/pension/snils-check", body: `{}`, status: 404, reason: reasonPath},
		{name: "dots", method: "POST", path: "/v1/lookups/../lookups/pension/snils-check", body: `{}`, status: 404, reason: reasonPath},
		{name: "not an id", method: "GET", path: lookupsPath + "7", status: 404, reason: reasonPath},
		{name: "id in capitals", method: "GET", path: lookupsPath + strings.ToUpper(someID), status: 404, reason: reasonPath},
		{name: "id in braces", method: "GET", path: lookupsPath + "{" + someID + "}", status: 404, reason: reasonPath},
		{name: "unknown id", method: "GET", path: lookupsPath + someID, status: 404, reason: reasonLookupID},
		{name: "GET of a lookup", method: "GET", path: snils, status: 405, reason: reasonMethod, allow: "POST, OPTIONS"},
		{name: "DELETE of a lookup", method: "DELETE", path: snils, status: 405, reason: reasonMethod, allow: "POST, OPTIONS"},
		{name: "POST of an id", method: "POST", path: lookupsPath + someID, body: `{}`, status: 405, reason: reasonMethod, allow: "GET, HEAD, OPTIONS"},
		{name: "POST of the docs", method: "POST", path: "/docs", status: 405, reason: reasonMethod, allow: "GET, HEAD, OPTIONS"},
		{name: "html wanted", method: "POST", path: snils, body: `{}`, headers: []string{"Accept", "text/html"}, status: 406, reason: reasonAccept},
		{name: "json refused by weight", method: "POST", path: snils, body: `{}`, headers: []string{"Accept", "application/json;q=0, text/*"}, status: 406, reason: reasonAccept},
		{name: "html wanted of an id", method: "GET", path: lookupsPath + someID, headers: []string{"Accept", "text/html"}, status: 406, reason: reasonAccept},
		{name: "too large", method: "POST", path: snils, body: big, status: 413, reason: reasonSize},
		{name: "no type", method: "POST", path: snils, body: `{}`, headers: []string{"Content-Type", ""}, status: 415, reason: reasonMediaType},
		{name: "text", method: "POST", path: snils, body: `{}`, headers: []string{"Content-Type", "text/plain"}, status: 415, reason: reasonMediaType},
		{name: "form", method: "POST", path: snils, body: `a=b`, headers: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, reason: reasonMediaType},
		{name: "cp1251", method: "POST", path: snils, body: `{}`, headers: []string{"Content-Type", "application/json; charset=windows-1251"}, status: 415, reason: reasonMediaType},
		{name: "gzip", method: "POST", path: snils, body: `{}`, headers: []string{"Content-Encoding", "gzip"}, status: 415, reason: reasonMediaType},
		{name: "no body", method: "POST", path: snils, status: 400, reason: adapters.ReasonBody},
		{name: "two documents", method: "POST", path: snils, body: `{}{}`, status: 400, reason: adapters.ReasonBody},
		{name: "doubled name", method: "POST", path: snils, body: `{"purpose":"complaint","purpose":"complaint"}`, status: 400, reason: adapters.ReasonBody},
		{name: "doubled name, escaped", method: "POST", path: snils, body: `{"purpose":"complaint","\u0070urpose":"complaint"}`, status: 400, reason: adapters.ReasonBody},
		{name: "bad UTF-8", method: "POST", path: snils, body: "{\"case_id\":\"\xd0\"}", status: 400, reason: adapters.ReasonBody},
		{name: "half a surrogate", method: "POST", path: snils, body: `{"case_id":"\ud800"}`, status: 400, reason: adapters.ReasonBody},
		{name: "byte order mark", method: "POST", path: snils, body: "\ufeff{}", status: 400, reason: adapters.ReasonBody},
		{name: "NaN", method: "POST", path: snils, body: `{"case_id":NaN}`, status: 400, reason: adapters.ReasonBody},
		{name: "deep", method: "POST", path: snils, body: strings.Repeat(`[`, 10000), status: 400, reason: adapters.ReasonBody},
		{name: "many members", method: "POST", path: snils, body: manyMembers(5000), status: 400, reason: adapters.ReasonBody},
		{name: "array", method: "POST", path: snils, body: `[]`, status: 422, reason: adapters.ReasonField},
		{name: "null", method: "POST", path: snils, body: `null`, status: 422, reason: adapters.ReasonField},
		{name: "empty", method: "POST", path: snils, body: `{}`, status: 422, reason: adapters.ReasonField},
		{name: "10,000 documents", method: "POST", path: snils, body: `{"subject":{"documents":[` + strings.Repeat(`{},`, 3000) + `{}]}}`, status: 422, reason: adapters.ReasonField},
	} {
		t.Run(tc.name, func(t *testing.T) {
			counted = nil
			g := d.do(tc.method, tc.path, tc.body, tc.headers...)
			p := problem(t, g)
			if g.status != tc.status || p.Kind != api.KindInvalid || string(p.Reason.Value) != string(tc.reason) || p.Retryable || p.Detail.Value == "" {
				t.Errorf("%d %s", g.status, g.body)
			}
			if g.header.Get("Allow") != tc.allow {
				t.Errorf("Allow: %q", g.header.Get("Allow"))
			}
			lookup := ""
			if strings.HasPrefix(tc.path, snils) && !strings.HasSuffix(tc.path, "/") {
				lookup = "pension/snils-check"
			}
			if got := strings.Join(counted, " "); got != strings.Join([]string{lookup, strconv.Itoa(tc.status), string(tc.reason)}, " ") {
				t.Errorf("counted %q", got)
			}
		})
	}
}

func manyMembers(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`,"m` + strconv.Itoa(i) + `":1`)
	}
	return "{" + b.String()[1:] + "}"
}

// TestALookupThatIsNotBuiltIsUnknown: a gateway for one registry has the paths of that one only.
func TestALookupThatIsNotBuiltIsUnknown(t *testing.T) {
	d := open(t, Deps{Lookups: Lookups{PensionSNILSCheck: all().PensionSNILSCheck}})
	if g := d.ask("pension/snils-check", stated(t, "pension/snils-check")); g.status != http.StatusOK {
		t.Errorf("%d %s", g.status, g.body)
	}
	if g := d.ask("tax/inn", stated(t, "tax/inn")); g.status != http.StatusNotFound || string(problem(t, g).Reason.Value) != string(reasonPath) {
		t.Errorf("%d %s", g.status, g.body)
	}
	if g := d.do(http.MethodGet, lookupsPath+someID, ""); g.status != http.StatusNotFound {
		t.Errorf("%d %s", g.status, g.body)
	}
}

// TestACallerWhoGoesAwayIsNotWaitedFor: his lookup is told at once.
func TestACallerWhoGoesAwayIsNotWaitedFor(t *testing.T) {
	asked, left := make(chan struct{}), make(chan error, 1)
	l := all()
	l.TaxINN = fake[tax.INN]{ask: func(ctx context.Context, _ adapters.Query) (adapters.Answer[tax.INN], error) {
		close(asked)
		<-ctx.Done()
		left <- ctx.Err()
		return adapters.Answer[tax.INN]{}, adapters.Fail(adapters.Canceled, "", "")
	}}
	d := open(t, Deps{Lookups: l})
	ctx, goAway := context.WithCancel(t.Context())
	go func() {
		<-asked
		goAway()
	}()
	r, _ := http.NewRequestWithContext(ctx, http.MethodPost, d.url+lookupsPath+"tax/inn", strings.NewReader(stated(t, "tax/inn")))
	r.Header.Set("Content-Type", "application/json")
	if response, err := http.DefaultTransport.RoundTrip(r); err == nil {
		_ = response.Body.Close()
		t.Errorf("%d", response.StatusCode)
	}
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the lookup was told %v", err)
	}
}

// FuzzHeaders: whatever a caller's headers are, he gets an answer or a problem of his own making, and the headers that every
// response has.
func FuzzHeaders(f *testing.F) {
	f.Add("application/json", "application/json", "wait=5", "portal-1", "")
	f.Add("text/html;q=0", "application/json;charset=\"", "\"", "a b", "gzip")
	f.Add("*/*;q=0.000", "application/json; charset=utf-8", "wait=99999999999999999999", "<", "identity")
	h := New(Deps{Lookups: all()})
	path, _ := theSpec().Paths.get(lookupsPath + "tax/inn")
	body := string(path["post"].RequestBody.Content["application/json"].Examples[0].Value.Value)
	f.Fuzz(func(t *testing.T, accept, contentType, prefer, correlation, encoding string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, lookupsPath+"tax/inn", strings.NewReader(body))
		r.Header = http.Header{"Accept": {accept}, "Content-Type": {contentType}, "Prefer": {prefer}, "X-Correlation-Id": {correlation}, "Content-Encoding": {encoding}}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		g := got{w.Code, w.Header(), w.Body.String()}
		always(t, g)
		if g.status != http.StatusOK && g.status != http.StatusNotAcceptable && g.status != http.StatusUnsupportedMediaType {
			t.Errorf("%d %s", g.status, g.body)
		}
	})
}

// TestAnUndeclaredLengthIsRefusedUnread: whatever it is for.
func TestAnUndeclaredLengthIsRefusedUnread(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	for _, path := range []string{lookupsPath + "tax/inn", lookupsPath + "tax/inn:plan", "/nothing"} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, d.url+path, io.MultiReader(strings.NewReader("{}")))
		r.Header.Set("Content-Type", "application/json")
		g := d.send(r)
		if p := problem(t, g); g.status != http.StatusLengthRequired || p.Reason.Value != "length" || p.Detail.Value == "" {
			t.Errorf("%s: %d %s", path, g.status, g.body)
		}
	}
}

func TestOptionsSaysWhatAPathIsFor(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	for path, allow := range map[string]string{lookupsPath + "tax/inn": "POST, OPTIONS", lookupsPath + someID: "GET, HEAD, OPTIONS", "/docs": "GET, HEAD, OPTIONS"} {
		if g := d.do(http.MethodOptions, path, ""); g.status != http.StatusNoContent || g.header.Get("Allow") != allow || g.body != "" {
			t.Errorf("%s: %d %q %q", path, g.status, g.header.Get("Allow"), g.body)
		}
	}
}

// TestHeadIsGetWithoutABody: status and headers are the same.
func TestHeadIsGetWithoutABody(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	for _, path := range []string{"/openapi.yaml", "/docs", lookupsPath + someID, "/nothing"} {
		head, get := d.do(http.MethodHead, path, ""), d.do(http.MethodGet, path, "")
		if head.status != get.status || head.body != "" || head.header.Get("Content-Length") != get.header.Get("Content-Length") {
			t.Errorf("%s: HEAD %d %q, GET %d", path, head.status, head.body, get.status)
		}
	}
}

func TestJSONIsAcceptedInManyWords(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	for _, accept := range [][]string{nil, {"application/json"}, {"*/*"}, {"text/html, application/*;q=0.1"}, {"text/html", "Application/JSON"}, {"application/json;q=1.000;x=\"a,b\""}} {
		var headers []string
		for _, line := range accept {
			headers = append(headers, "Accept", line)
		}
		if g := d.ask("tax/inn", stated(t, "tax/inn"), headers...); g.status != http.StatusOK {
			t.Errorf("Accept %v: %d", accept, g.status)
		}
	}
	for _, kind := range []string{"application/json; charset=UTF-8", "Application/Json", "application/json;charset=\"utf-8\""} {
		if g := d.ask("tax/inn", stated(t, "tax/inn"), "Content-Type", kind, "Content-Encoding", "identity"); g.status != http.StatusOK {
			t.Errorf("Content-Type %s: %d", kind, g.status)
		}
	}
}

func TestCorrelationIDIsEchoedOrMade(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	for _, id := range []string{"a", "portal-7f3a9c_.Z", strings.Repeat("x", 64), "20261126-00017", "11223344596"} {
		if g := d.do(http.MethodGet, "/docs", "", "X-Correlation-ID", id); g.header.Get("X-Correlation-ID") != id {
			t.Errorf("%s came back as %s", id, g.header.Get("X-Correlation-ID"))
		}
	}
	for _, id := range []string{"", " ", "a b", "ключ", "a\"b", strings.Repeat("x", 65), "a,b", "<b>",
		"11223344595", "112-233-445-95", "portal_112.233.445.95", "500100732259", "5001-0073-2259"} {
		g := d.do(http.MethodGet, "/nothing", "", "X-Correlation-ID", id)
		if made := g.header.Get("X-Correlation-ID"); !isUUID(made) {
			t.Errorf("%q came back as %q", id, made)
		}
	}
}

// closedDoor lets nobody in.
type closedDoor struct{}

func (closedDoor) Authenticate(*http.Request) (Caller, error) {
	return Caller{}, adapters.Fail(adapters.Unauthenticated, "", "no credential")
}

// TestNobodyIsHeardBeforeHeIsKnown: a stranger learns of a path, a body or an id no more than that he is one.
func TestNobodyIsHeardBeforeHeIsKnown(t *testing.T) {
	d := open(t, Deps{Lookups: all(), Access: closedDoor{}})
	for _, g := range []got{d.ask("tax/inn", stated(t, "tax/inn")), d.ask("tax/inn", "not JSON"), d.do(http.MethodGet, lookupsPath+someID, "")} {
		if p := problem(t, g); g.status != http.StatusUnauthorized || p.Kind != api.KindUnauthenticated {
			t.Errorf("%d %s", g.status, g.body)
		}
	}
}

// TestTheCallerIsWhoAccessSays: and nobody else.
func TestTheCallerIsWhoAccessSays(t *testing.T) {
	var callers []string
	l := all()
	l.TaxINN = fake[tax.INN]{
		ask: func(_ context.Context, q adapters.Query) (adapters.Answer[tax.INN], error) {
			callers = append(callers, q.Caller)
			return adapters.Answer[tax.INN]{}, errors.New("enough")
		},
		resume: func(_ context.Context, who adapters.Caller, _ string) (adapters.Answer[tax.INN], error) {
			callers = append(callers, who.Name)
			return adapters.Answer[tax.INN]{}, adapters.ErrNoSuchLookup
		},
	}
	d := open(t, Deps{Lookups: l})
	d.ask("tax/inn", stated(t, "tax/inn"))
	d.do(http.MethodGet, lookupsPath+someID, "")
	if strings.Join(callers, " ") != "anonymous anonymous" {
		t.Errorf("callers %v", callers)
	}
}
