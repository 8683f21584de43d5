package httpapi

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/message"
)

const someID = "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7"

// fake is a lookup that answers as it is told. A nil member must not be called.
type fake[R any] struct {
	ask    func(ctx context.Context, q adapters.Query) (adapters.Answer[R], error)
	resume func(ctx context.Context, who adapters.Caller, id string) (adapters.Answer[R], error)
	plan   func(q adapters.Query, wrong []adapters.FieldError) adapters.Plan
}

func (f fake[R]) Lookup(ctx context.Context, q adapters.Query) (adapters.Answer[R], error) {
	return f.ask(ctx, q)
}

func (f fake[R]) Resume(ctx context.Context, who adapters.Caller, id string) (adapters.Answer[R], error) {
	if f.resume == nil {
		return adapters.Answer[R]{}, adapters.ErrNoSuchLookup
	}
	return f.resume(ctx, who, id)
}

func (f fake[R]) Plan(q adapters.Query, wrong []adapters.FieldError) adapters.Plan {
	return f.plan(q, wrong)
}

// answering is a fake that gives a to everybody.
func answering[R any](a adapters.Answer[R]) fake[R] {
	return fake[R]{ask: func(context.Context, adapters.Query) (adapters.Answer[R], error) { return a, nil }}
}

// failing is a fake that gives err to everybody.
func failingWith[R any](err error) fake[R] {
	return fake[R]{ask: func(context.Context, adapters.Query) (adapters.Answer[R], error) { return adapters.Answer[R]{}, err }}
}

// all are the lookups, each matching everybody.
func all() Lookups {
	return Lookups{
		MigrationStatus:           answering(adapters.Answer[migration.Status]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Lawful, Source: adapters.Source{Registry: "migration"}}),
		MigrationRegistration:     answering(adapters.Answer[migration.Registration]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Registered, Source: adapters.Source{Registry: "migration"}}),
		MigrationDocument:         answering(adapters.Answer[migration.Document]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Valid, Source: adapters.Source{Registry: "migration"}}),
		MigrationIdentityDocument: answering(adapters.Answer[migration.IdentityDocument]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Known, Source: adapters.Source{Registry: "migration"}}),
		PensionSNILS:              answering(adapters.Answer[pension.SNILS]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Active, Source: adapters.Source{Registry: "pension"}}),
		PensionSNILSCheck:         answering(adapters.Answer[pension.SNILSCheck]{LookupID: someID, Outcome: adapters.Match, Source: adapters.Source{Registry: "pension"}}),
		PensionPayments:           answering(adapters.Answer[pension.Payments]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.None, Source: adapters.Source{Registry: "pension"}}),
		TaxINN:                    answering(adapters.Answer[tax.INN]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Active, Source: adapters.Source{Registry: "tax"}}),
		TaxTaxpayer:               answering(adapters.Answer[tax.Taxpayer]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.Active, Source: adapters.Source{Registry: "tax"}}),
		TaxObligations:            answering(adapters.Answer[tax.Obligations]{LookupID: someID, Outcome: adapters.Match, Verdict: adapters.NoDebt, Source: adapters.Source{Registry: "tax"}}),
		MVDRestrictions:           answering(adapters.Answer[mvd.Restrictions]{LookupID: someID, Outcome: adapters.Clear, Source: adapters.Source{Registry: "mvd"}}),
		MVDCriminalRecord:         answering(adapters.Answer[mvd.CriminalRecord]{LookupID: someID, Outcome: adapters.Clear, Source: adapters.Source{Registry: "mvd"}}),
	}
}

// A door is a front door on a real socket.
type door struct {
	t   *testing.T
	url string
	log *bytes.Buffer
}

func open(t *testing.T, d Deps) *door {
	t.Helper()
	written := new(bytes.Buffer)
	if d.Log == nil {
		d.Log = slog.New(slog.NewJSONHandler(written, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	opened := serveOn(t, New(d))
	opened.log = written
	return opened
}

func serveOn(t *testing.T, h http.Handler) *door {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	t.Cleanup(server.Close)
	return &door{t: t, url: server.URL}
}

// A got is a response, read to its end.
type got struct {
	status int
	header http.Header
	body   string
}

// do sends one request. headers are name and value in turn; a name may come more than once.
func (d *door) do(method, path, body string, headers ...string) got {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 1; i < len(headers); i += 2 {
		name, value := headers[i-1], headers[i]
		if strings.EqualFold(name, "Content-Type") {
			r.Header.Del(name)
		}
		r.Header.Add(name, value)
	}
	return d.send(r)
}

func (d *door) send(r *http.Request) got {
	d.t.Helper()
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return got{response.StatusCode, response.Header, string(text)}
}

// ask puts body to the lookup name.
func (d *door) ask(name, body string, headers ...string) got {
	d.t.Helper()
	return d.do(http.MethodPost, lookupsPath+name, body, headers...)
}

// member returns what stands at a path of names in g's document, or nil.
func (g got) member(t *testing.T, path ...string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(g.body), &v); err != nil {
		t.Fatalf("%d: not JSON: %q", g.status, g.body)
	}
	for _, name := range path {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

// texts is the catalogue, read once.
var texts = sync.OnceValue(message.NewCitizen)

// theSpec is the contract, read once.
var theSpec = sync.OnceValue(func() *spec { return readSpec(openAPI) })

// stated is the example request of the lookup name.
func stated(t *testing.T, name string) string {
	t.Helper()
	for _, p := range theSpec().Paths {
		if p.Name == lookupsPath+name {
			return string(p.Value["post"].RequestBody.Content["application/json"].Examples[0].Value.Value)
		}
	}
	t.Fatalf("no lookup %s in the contract", name)
	return ""
}

// names of the lookups, in the order of the table.
func lookupNames() []string {
	var names []string
	for _, l := range table(all(), texts()) {
		names = append(names, l.name)
	}
	return names
}
