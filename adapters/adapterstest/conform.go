package adapterstest

import (
	"bytes"
	"errors"
	"regexp"
	"slices"
	"strings"
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

// Conform runs every fault of the catalogue that applies to the operation's protocol and contract, each in every way: with the driver
// behind transport and policy as in the program. Each must end as failures.md says, be counted by breaker and gate as the one
// table says (adapters.Rules), read no more bytes than the bounds, and leave no goroutine, connection, place or probe behind. Which
// faults there are is the catalogue's to say, so that one that is added is run, or fails the suite.
//
// Bytes, resets and certificates are met on sockets of loopback; what lasts, in virtual time over pipes.
func Conform[R any](t *testing.T, o Operation[R]) {
	t.Helper()
	o.declared(t)
	for _, f := range fault.Catalogue() {
		if !f.AppliesTo(o.Shape) {
			continue
		}
		switch {
		case f.Place == fault.AtListener:
			t.Run(f.Name, func(t *testing.T) { o.meetRefusal(t, f) })
		case f.Place == fault.InHandshake:
			t.Run(f.Name, func(t *testing.T) { o.meetCertificate(t, f) })
		case f.Name == "slow":
			t.Run(f.Name, func(t *testing.T) { o.meetSlow(t, f) })
		case f.Name == "flap":
			t.Run(f.Name, func(t *testing.T) { o.meetFlap(t, f) })
		case f.Ends.Kind == adapters.TimedOut:
			t.Run(f.Name, func(t *testing.T) { o.meetTimeout(t, f) })
		default:
			o.meetCases(t, f)
		}
	}
}

// meetCases runs each way of a fault that a server does at once.
func (o Operation[R]) meetCases(t *testing.T, f fault.Fault) {
	t.Helper()
	cases, err := f.Cases(o.input("0198f2a4-7c1e-7b60-9a53-2f1d0c8e4b11"))
	if err != nil {
		t.Errorf("%s applies and is not run: is what the Shape names in the Reply? %v", f.Name, err)
	}
	for _, c := range cases {
		t.Run(c.String(), func(t *testing.T) { o.meet(t, f, c) })
	}
}

// declared fails where the reply shows what the Shape does not name, so that faults would not be run: dates, decimals, and
// numbers of JSON.
func (o Operation[R]) declared(t testing.TB) {
	t.Helper()
	has := func(trait fault.Trait) bool {
		return slices.ContainsFunc(o.Shape.Elements, func(e fault.Element) bool { return e.Is&trait != 0 })
	}
	fault.Leaves(o.Shape.Protocol, o.Reply.Body, func(path, text string) {
		for _, c := range []struct {
			looks *regexp.Regexp
			trait fault.Trait
			name  string
		}{
			{regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}`), fault.Date, "Date"},
			{regexp.MustCompile(`^-?[0-9]+\.[0-9]+$`), fault.Decimal, "Decimal"},
		} {
			if c.looks.MatchString(text) && !has(c.trait) {
				t.Errorf("%s looks like a %s, and the Shape has none: faults are left out", path, c.name)
			}
		}
	})
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

// question is the operation's.
func (o Operation[R]) question(t testing.TB) adapters.Query {
	t.Helper()
	q, err := ParseQuery([]byte(o.Query))
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// ended holds what came of a question to what it must end as.
func (o Operation[R]) ended(t testing.TB, spec adapters.Spec, reply adapters.Reply[R], err error, end fault.End, want string) {
	t.Helper()
	Sound(t, spec, reply, err)
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

// expected is what a fault must end as here, and what Describe must say where it is accepted. keys are its name, and its case's.
func (o Operation[R]) expected(end fault.End, keys ...string) (fault.End, string) {
	want := o.Want
	for _, key := range keys {
		if instead, ok := o.Instead[key]; ok {
			end = instead
		}
		if text, ok := o.AcceptedAs[key]; ok {
			want = text
		}
	}
	return end, want
}

func isPending(err error) bool {
	var pending *adapters.Pending
	return errors.As(err, &pending)
}

func endOf[R any](reply adapters.Reply[R], err error) fault.End {
	if isPending(err) {
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
func discreet(t testing.TB, query string, err error) {
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
