package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/gen/api"
)

func panicking(what any) Lookups {
	l := all()
	l.TaxINN = fake[tax.INN]{ask: func(context.Context, adapters.Query) (adapters.Answer[tax.INN], error) { panic(what) }}
	return l
}

// TestAPanicIsAnInternalProblem: the caller learns nothing of it; the log learns where it was, and not what it held.
func TestAPanicIsAnInternalProblem(t *testing.T) {
	for _, tc := range []struct {
		what any
		said string
	}{
		{"Намунаев", "string"},
		{errors.New("Намунаев"), "*errors.errorString"},
		{struct{ Name string }{"Намунаев"}, "struct"},
	} {
		d := open(t, Deps{Lookups: panicking(tc.what)})
		g := d.ask("tax/inn", stated(t, "tax/inn"))
		if p := problem(t, g); g.status != http.StatusInternalServerError || p.Kind != api.KindInternal || p.Lookup.Value != "tax/inn" {
			t.Errorf("%d %s", g.status, g.body)
		}
		log := d.log.String()
		if strings.Contains(log+g.body, "Намунаев") {
			t.Errorf("it is told: %s %s", log, g.body)
		}
		if !strings.Contains(log, `"panic":"`+tc.said) || !strings.Contains(log, "httpapi.panicking.func1:") || !strings.Contains(log, g.header.Get("X-Correlation-Id")) {
			t.Errorf("the log does not say what, where and of which request: %s", log)
		}
	}
}

// TestTheRuntimesOwnWordsAreLogged: they hold numbers and types, never values.
func TestTheRuntimesOwnWordsAreLogged(t *testing.T) {
	l := all()
	l.TaxINN = fake[tax.INN]{ask: func(_ context.Context, q adapters.Query) (adapters.Answer[tax.INN], error) {
		return adapters.Answer[tax.INN]{LookupID: string(make([]byte, 0)[len(q.CaseID)])}, nil
	}}
	d := open(t, Deps{Lookups: l})
	d.ask("tax/inn", stated(t, "tax/inn"))
	if log := d.log.String(); !strings.Contains(log, "index out of range [11] with length 0") {
		t.Errorf("log: %s", log)
	}
}

// half is a document that breaks off.
type half struct{}

func (half) Encode(*jx.Encoder) { panic("while writing") }

// TestAPanicWhileEncodingIsAProblemToo: nothing of the answer has been sent by then.
func TestAPanicWhileEncodingIsAProblemToo(t *testing.T) {
	s := &server{texts: texts(), deps: Deps{}.orDefaults(), lookups: []lookup{}, pages: map[string]http.HandlerFunc{
		"/": func(w http.ResponseWriter, _ *http.Request) {
			w.(*visit).send(http.StatusOK, "application/json", half{})
		},
	}}
	d := serveOn(t, s)
	if p := problem(t, d.do(http.MethodGet, "/", "")); p.Kind != api.KindInternal {
		t.Errorf("%+v", p)
	}
}

// TestHalfAnAnswerNeverLooksWhole: a panic after the head was sent breaks the connection.
func TestHalfAnAnswerNeverLooksWhole(t *testing.T) {
	s := &server{texts: texts(), deps: Deps{}.orDefaults(), pages: map[string]http.HandlerFunc{
		"/": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.WriteHeader(http.StatusOK)
			panic("after the head")
		},
	}}
	d := serveOn(t, s)
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+"/", nil)
	if response, err := http.DefaultTransport.RoundTrip(r); err == nil {
		_ = response.Body.Close()
		t.Errorf("%d", response.StatusCode)
	}
}
