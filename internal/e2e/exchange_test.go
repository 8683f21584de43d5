package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/mock"
	"github.com/sverka/sverka/wsdl"
)

// recorded is what passed between the gateway, or a stranger, and a registry.
type recorded struct {
	Registry    string
	By          string // gateway or stranger
	Method      string
	Path        string // below the registry's address
	Header      http.Header
	Body        string
	Status      int
	ReplyHeader http.Header
	Reply       string
}

// A recorder stands between the gateway and its registries and writes down what passes.
type recorder struct {
	mu  sync.Mutex
	all []recorded
	at  map[string]string // the recorder's own address, by registry
}

// stranger is the header of those requests that are not the gateway's.
const stranger = "X-Stranger"

// reach puts the recorder before a registry.
func (r *recorder) reach(t *testing.T) func(registry, address string) string {
	return func(registry, address string) string {
		target, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		proxy := &httputil.ReverseProxy{
			Rewrite:        func(p *httputil.ProxyRequest) { p.SetURL(target) },
			ModifyResponse: r.write(registry, target.Path), //nolint:bodyclose // the proxy closes it
		}
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
			body, err := io.ReadAll(request.Body)
			if err != nil {
				t.Error(err)
			}
			request.Body = io.NopCloser(bytes.NewReader(body))
			request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
			proxy.ServeHTTP(w, request)
		}))
		t.Cleanup(server.Close)
		r.at[registry] = server.URL
		return server.URL
	}
}

func (r *recorder) write(registry, base string) func(*http.Response) error {
	return func(response *http.Response) error {
		reply, err := io.ReadAll(response.Body)
		if err != nil {
			return err
		}
		response.Body = io.NopCloser(bytes.NewReader(reply))
		sent, err := response.Request.GetBody()
		if err != nil {
			return err
		}
		body, err := io.ReadAll(sent)
		if err != nil {
			return err
		}
		request := response.Request
		by := "gateway"
		if request.Header.Get(stranger) != "" {
			by = "stranger"
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.all = append(r.all, recorded{registry, by, request.Method, strings.TrimPrefix(request.URL.Path, base), request.Header, string(body),
			response.StatusCode, response.Header, string(reply)})
		return nil
	}
}

// keep writes the payloads of SOAP, for xmllint, into the directory that SVERKA_EXCHANGES names, or into one that is gone with the test.
func (r *recorder) keep(t *testing.T) {
	t.Helper()
	directory := os.Getenv("SVERKA_EXCHANGES")
	if directory == "" {
		directory = t.TempDir()
	}
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(directory, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, one := range r.all {
		if isREST(one.Registry) {
			continue
		}
		for _, body := range []string{one.Body, one.Reply} {
			if schema, payload := inEnvelope(t, one.Registry, body); schema != "" {
				write(fmt.Sprintf("%s-%s-%04d-%d.xml", one.Registry, schema, i, len(body)), []byte(payload))
			}
		}
	}
}

var bodyOf, rootOf = regexp.MustCompile(`(?s)<(?:\w+:)?Body>(.*)</(?:\w+:)?Body>`), regexp.MustCompile(`^\s*<(?:\w+:)?(\w+)`)

// inEnvelope returns the payload of an envelope and the schema that declares its element; "" of a fault, which SOAP itself declares.
func inEnvelope(t *testing.T, registry, envelope string) (schema, payload string) {
	t.Helper()
	body := bodyOf.FindStringSubmatch(envelope)
	if body == nil {
		t.Fatalf("no envelope: %s", envelope)
	}
	root := rootOf.FindStringSubmatch(body[1])
	if root == nil || root[1] == "Fault" {
		return "", ""
	}
	files, err := fs.Glob(wsdl.FS(), registry+"/*.xsd")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if text, err := fs.ReadFile(wsdl.FS(), file); err == nil && bytes.Contains(text, []byte(`<xs:element name="`+root[1]+`">`)) {
			return strings.TrimSuffix(path.Base(file), ".xsd"), body[1]
		}
	}
	t.Errorf("no schema of %s declares %s", registry, root[1])
	return "", ""
}

func isREST(registry string) bool { return registry == "tax" || registry == "mvd" }

// everything is what the gateway is asked: every question that no fault befalls.
func everything(t *testing.T, w *world) {
	t.Helper()
	var asking errgroup.Group
	asking.SetLimit(16)
	for _, p := range catalogue(t, w) {
		for lookup, l := range p.Lookups {
			if l.Fault == "" {
				asking.Go(func() error { w.ask(t, lookup, l.Query, "Prefer", "wait=5"); return nil })
			}
		}
	}
	_ = asking.Wait()
}

// Every exchange of the lookups is written down as it passes the wire, with the REST registries' own refusals, and judged by validators that
// are not ours: REST by kin-openapi here, SOAP by xmllint in `make mock-check`.
func TestEveryExchangeKeepsToItsContract(t *testing.T) {
	r := &recorder{at: map[string]string{}}
	w := newWorldThrough(t, r.reach(t), observing, unlimited, quickly)
	everything(t, w)
	r.refusals(t)
	r.limits(t)
	r.keep(t)
	judgeREST(t, r.all)
	tryReferee(t, r.all)
	seen := map[string]bool{}
	for _, one := range r.all {
		if isREST(one.Registry) {
			seen[fmt.Sprintf("%s %s%s %d", one.By, one.Registry, one.Path, one.Status)] = true
			continue
		}
		for _, body := range []string{one.Body, one.Reply} {
			if root := rootOf.FindStringSubmatch(bodyOf.FindStringSubmatch(body)[1]); root != nil {
				seen[one.Registry+" "+root[1]] = true
			}
		}
	}
	for _, want := range []string{
		"migration statusRequest", "migration statusResponse", "migration registrationRequest", "migration registrationResponse",
		"migration documentRequest", "migration documentResponse", "migration identityDocumentRequest", "migration identityDocumentResponse",
		"pension SnilsValidationRequest", "pension SnilsValidationResponse", "pension SnilsByAdditionalDataRequest",
		"pension SnilsByAdditionalDataResponse", "pension PaymentsRequest", "pension PaymentsResponse",
		"gateway tax/auth/token 200", "gateway tax/inn/search 200", "gateway tax/taxpayer/search 200", "gateway tax/obligations/search 200",
		"gateway mvd/criminal-record/request 202", "gateway mvd/criminal-record/result 200", "gateway mvd/restrictions/search 200",
		"stranger tax/auth/token 403", "stranger tax/inn/search 401", "stranger tax/obligations/search 422", "stranger mvd/restrictions/search 401",
		"gateway mvd/criminal-record/request 200", "stranger tax/taxpayer/search 422", "stranger mvd/criminal-record/result 404", "stranger mvd/criminal-record/request 422", "stranger mvd/criminal-record/result 429",
	} {
		if !seen[want] {
			t.Errorf("not recorded: %s", want)
		}
	}
}

// quickly has the mvd take long enough for a poll, and no longer.
func quickly(_ *app.Config, m *mock.Config) {
	m.MVD.Processing = mock.Duration(100 * time.Millisecond)
}

// limits has the mvd answer at once, and the tax service refuse the third question about taxpayers.
func (r *recorder) limits(t *testing.T) {
	t.Helper()
	w := newWorldThrough(t, r.reach(t), uncached, func(_ *app.Config, m *mock.Config) { m.MVD.Processing = mock.Duration(-1) })
	w.ask(t, "mvd/criminal-record", w.query(t, known, "mvd/criminal-record"))
	wantMatches(t, w, "patent-worker", "eaeu-worker")
	r.again(t, "tax", "/taxpayer/search", func(http.Header, map[string]any) {})
}

// refusals draws out of the registries what they say to those whom they do not serve. The requests are the gateway's, altered.
func (r *recorder) refusals(t *testing.T) {
	t.Helper()
	r.again(t, "tax", "/auth/token", func(_ http.Header, b map[string]any) { b["masterToken"] = "another" })
	r.again(t, "tax", "/inn/search", func(h http.Header, _ map[string]any) { h.Set("Authorization", "Bearer another") })
	r.again(t, "tax", "/obligations/search", func(_ http.Header, b map[string]any) { delete(b, "person") })
	r.again(t, "mvd", "/restrictions/search", func(h http.Header, _ map[string]any) { h.Set("X-System-Key", "another") })
	r.again(t, "mvd", "/criminal-record/result", func(_ http.Header, b map[string]any) { b["ticket"] = "AAAAAAAAAAAAAAAAAAAAAAAAAA" })
	r.again(t, "mvd", "/criminal-record/request", func(_ http.Header, b map[string]any) { delete(b, "person") })
	r.again(t, "mvd", "/criminal-record/request", func(http.Header, map[string]any) {})
	var taken struct{ Ticket string }
	if err := json.Unmarshal([]byte(r.all[len(r.all)-1].Reply), &taken); err != nil || taken.Ticket == "" {
		t.Fatalf("no ticket: %v", err)
	}
	for range 2 { // the second time too soon
		r.again(t, "mvd", "/criminal-record/result", func(_ http.Header, b map[string]any) { b["ticket"] = taken.Ticket })
	}
}

// again sends the last request that was served there, altered, as a stranger.
func (r *recorder) again(t *testing.T, registry, path string, alter func(http.Header, map[string]any)) {
	t.Helper()
	i := len(r.all) - 1
	for i >= 0 && (r.all[i].Registry != registry || r.all[i].Path != path || r.all[i].By != "gateway" || r.all[i].Status >= http.StatusMultipleChoices) {
		i--
	}
	if i < 0 {
		t.Fatalf("nothing was asked at %s%s", registry, path)
	}
	header := http.Header{}
	for _, name := range []string{"Authorization", "X-System-Key", "Content-Type"} {
		if v := r.all[i].Header.Get(name); v != "" {
			header.Set(name, v)
		}
	}
	var body map[string]any
	if err := json.Unmarshal([]byte(r.all[i].Body), &body); err != nil {
		t.Fatal(err)
	}
	alter(header, body)
	r.send(t, registry, path, header, body)
}

func (r *recorder) send(t *testing.T, registry, path string, header http.Header, body map[string]any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	headers := []string{stranger, "yes"}
	for name := range header {
		headers = append(headers, name, header.Get(name))
	}
	do(t, http.MethodPost, r.at[registry]+path, text, headers...)
}
