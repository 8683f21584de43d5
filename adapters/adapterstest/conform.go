package adapterstest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// An Operation is one exchange of a driver, with a valid reply that can be spoilt.
type Operation[R any] struct {
	Room[R]
	// Ticket: Collect is put to the test, in place of Fetch.
	Ticket adapters.Ticket
	// Reply is a valid reply; $ID stands for the identifier of the request. Kinds of spoiling are as Shape says.
	Reply fault.Reply
	Shape fault.Shape
	// Want is what Describe says of an accepted reply.
	Want string
	// Aside answers exchanges that are not the operation's own, by path: a token request.
	Aside map[string]string
	// Instead says what a fault ends as where this registry has no such thing, or where the row of failures.md tells of the house and
	// not of the driver. Each has its reason beside it. The key is a fault's name, or a case's.
	Instead map[string]fault.End
	// AcceptedAs is what Describe says instead of Want where an accepted fault changes what is told, by fault.
	AcceptedAs map[string]string
}

// isTimed reports whether a fault lasts: it is the house that ends it, and its tests that run it, in virtual time.
func isTimed(name string) bool {
	return slices.Contains([]string{"hang", "drip", "slow", "flap"}, name)
}

// Conform runs every fault of the catalogue that a server can do in the operation's protocol, each in every way.
func Conform[R any](t *testing.T, o Operation[R]) {
	t.Helper()
	ran := 0
	for _, f := range fault.Catalogue() {
		if !f.In(o.Shape.Protocol) || !f.Served() || isTimed(f.Name) {
			continue
		}
		cases, err := f.Cases(o.input("0198f2a4-7c1e-7b60-9a53-2f1d0c8e4b11"))
		if errors.Is(err, fault.ErrNothing) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			ran++
			t.Run(c.String(), func(t *testing.T) { o.meet(t, f, c) })
		}
	}
	if ran == 0 {
		t.Error("no fault was met")
	}
}

// input is the valid reply to the request id, and the registry's refusals of it.
func (o Operation[R]) input(id string) fault.Input {
	reply, shape := o.Reply.Clone(), o.Shape
	reply.Body = bytes.ReplaceAll(reply.Body, []byte("$ID"), []byte(id))
	shape.Documents = slices.Clone(shape.Documents)
	for i := range shape.Documents {
		d := &shape.Documents[i]
		d.Body = strings.ReplaceAll(d.Body, "$ID", id)
	}
	return fault.Input{Reply: reply, Shape: shape, Seed: 1}
}

// meet puts the driver to a registry that does c to each of its replies.
func (o Operation[R]) meet(t *testing.T, f fault.Fault, c fault.Case) {
	server := httptest.NewServer(&spoiler{input: o.input, aside: o.Aside, fault: f, name: c.Name})
	defer server.Close()
	q, err := ParseQuery([]byte(o.Query))
	if err != nil {
		t.Fatal(err)
	}
	driver := o.New(t, server.URL)
	reply, err := ask(t.Context(), driver, q, o.Ticket, NewExchanger(t, server.URL))
	Sound(t, driver.Spec(), reply, err)
	end, want := o.expected(c)
	switch got := endOf(reply, err); {
	case end.Accepted():
		if text := Describe(reply, err); text != want {
			t.Errorf("got:\n%s\nwant:\n%s", text, want)
		}
	case got.Kind != end.Kind || got.Outcome != end.Outcome || end.Reason != "" && got.Reason != end.Reason:
		t.Errorf("ended as %s (%v), want %s", got, err, end)
	}
	discreet(t, o.Query, err)
}

// expected is what c must end as here, and what Describe must say where it is accepted.
func (o Operation[R]) expected(c fault.Case) (fault.End, string) {
	end, want := c.Ends, o.Want
	for _, key := range []string{c.Fault, c.String()} {
		if instead, ok := o.Instead[key]; ok {
			end = instead
		}
		if text, ok := o.AcceptedAs[key]; ok {
			want = text
		}
	}
	return end, want
}

func endOf[R any](reply adapters.Reply[R], err error) fault.End {
	var pending *adapters.Pending
	if errors.As(err, &pending) {
		return fault.End{Outcome: adapters.InProgress}
	}
	if err == nil {
		return fault.End{Outcome: reply.Outcome}
	}
	f := adapters.AsFailure(err)
	return fault.End{Kind: f.Kind, Reason: f.Reason}
}

// discreet holds a failure's text to the promise that it repeats no number and no date of the question; that it quotes nothing else
// is Sound's to say.
func discreet(t *testing.T, query string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	for _, number := range numbers.FindAllString(query, -1) {
		if strings.Contains(err.Error(), number) {
			t.Errorf("the failure's text holds what was asked: %s", err)
		}
	}
}

// numbers are those of documents, SNILS and INN in a query, and its dates.
var numbers = regexp.MustCompile(`[0-9]{5,}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{3}-[0-9]{3}-[0-9]{3} [0-9]{2}`)

// A spoiler answers with the operation's valid reply, spoilt.
type spoiler struct {
	input func(id string) fault.Input
	aside map[string]string
	fault fault.Fault
	name  string

	mu        sync.Mutex
	exchanges int
}

// ServeHTTP implements http.Handler.
func (s *spoiler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if reply, ok := s.aside[r.URL.Path]; ok {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, reply)
		return
	}
	in := s.input(RequestID(body))
	s.mu.Lock()
	in.Exchange = s.exchanges
	s.exchanges++
	s.mu.Unlock()
	if !s.fault.Acts(in.Exchange) {
		in.Reply.Send(w)
		return
	}
	cases, err := s.fault.Cases(in)
	if err != nil {
		http.Error(w, "no case", http.StatusTeapot)
		return
	}
	for _, c := range cases {
		if c.Name == s.name {
			c.ServeHTTP(w, r)
			return
		}
	}
	http.Error(w, "no such case", http.StatusTeapot)
}
