package mock

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A caller asks the registries as somebody would who has read their contracts only: nothing here is of the gateway.

const requestID = "0198f2a4-7c1e-7b60-9a53-2f1d0c8e4b11"

// noon is when all of these tests happen.
var noon = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// watch is a registry's clock that a test moves.
type watch struct{ passed atomic.Int64 }

func (c *watch) now() time.Time       { return noon.Add(time.Duration(c.passed.Load())) }
func (c *watch) pass(d time.Duration) { c.passed.Add(int64(d)) }

// started is a mock that may be asked about everybody in turn.
func started(t testing.TB) (*Server, *watch) {
	t.Helper()
	c := &watch{}
	return Start(t, Config{Seed: 1, Now: c.now}.Unlimited()), c
}

// reply is what came over HTTP.
type reply struct {
	status int
	header http.Header
	body   string
}

// post makes one exchange on a connection of its own.
func post(t testing.TB, url, body string, headers ...string) reply {
	t.Helper()
	r, err := send(t, url, body, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func send(t testing.TB, url, body string, headers ...string) (reply, error) {
	t.Helper()
	return do(t, http.MethodPost, url, body, headers...)
}

func do(t testing.TB, method, url, body string, headers ...string) (reply, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, string(text)}, err
}

func get(t testing.TB, url string, headers ...string) reply {
	t.Helper()
	r, err := do(t, http.MethodGet, url, "", headers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var nonceNumber atomic.Int64

// security is a Security header with a nonce of its own, made at a time.
func security(user, password string, at time.Time) string {
	return signedBy(user, password, "nonce "+strconv.FormatInt(nonceNumber.Add(1), 10), at)
}

// tester words the questions of these tests.
func tester() inquirer { return inquirer{id: requestID, system: "SVERKA01"} }

func statusQuestion(s subject) string   { return tester().migrant("status", s) }
func snilsQuestion(s subject) string    { return tester().insured("SnilsValidationRequest", s) }
func innQuestion(s subject) string      { return tester().inn(s) }
func taxpayerQuestion(s subject) string { return tester().taxpayer(s) }
func criminalQuestion(s subject) string { return tester().criminal(s) }
func listQuestion(s subject) string     { return tester().listed(s) }
func pollQuestion(ticket string) string { return tester().poll(ticket) }

// ask puts a persona's question to a registry as its contract has it, and returns the first reply.
func ask(t testing.TB, s *Server, now time.Time, name string, stated subject, headers ...string) reply {
	t.Helper()
	asking := tester()
	asking.security = func() string { return security("sverka", "mock-password", now) }
	q := offerOf(name).wire(asking, stated)
	headers = append(headers, "Content-Type", q.contentType)
	switch registry, _ := registryOf(name); registry {
	case "tax":
		headers = append(headers, "Authorization", "Bearer "+token(t, s))
	case "mvd":
		headers = append(headers, "X-System-Key", "mock-system-key")
	}
	return post(t, s.Registry("")+strings.TrimPrefix(q.path, "/"), q.body, headers...)
}

func poll(t testing.TB, s *Server, ticket string, headers ...string) reply {
	t.Helper()
	headers = append(headers, "Content-Type", "application/json", "X-System-Key", "mock-system-key")
	return post(t, s.Registry("mvd")+"/criminal-record/result", pollQuestion(ticket), headers...)
}

// token gets a token of tax.
func token(t testing.TB, s *Server) string {
	t.Helper()
	r := post(t, s.Registry("tax")+"/auth/token", `{"masterToken":"mock-master-token"}`, "Content-Type", "application/json")
	return member(t, r, "token")
}

// member returns a member of a JSON reply.
func member(t testing.TB, r reply, name string) string {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal([]byte(r.body), &document); err != nil {
		t.Fatalf("%d %s: %v", r.status, r.body, err)
	}
	text, _ := document[name].(string)
	return text
}

// stated returns what a persona states for a lookup.
func stated(t testing.TB, id, name string) subject {
	t.Helper()
	for _, p := range people(t) {
		if p.ID == id {
			q, err := p.query(name)
			if err != nil {
				t.Fatal(err)
			}
			q.Subject.Documents = slices.Clone(q.Subject.Documents) // the test's own, to be changed
			return q.Subject
		}
	}
	t.Fatalf("nobody is called %s", id)
	return subject{}
}
