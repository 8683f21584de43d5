package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sverka/sverka/adapters"
)

// A Protocol is how a registry speaks.
type Protocol string

// The protocols.
const (
	SOAP11 Protocol = "soap11"
	SOAP12 Protocol = "soap12"
	REST   Protocol = "rest"
)

// Protocols returns the closed list, in a fixed order.
func Protocols() []Protocol { return []Protocol{SOAP11, SOAP12, REST} }

// A Place is where a fault acts.
type Place string

// The places, outermost last.
const (
	InBody      Place = "body"      // in the bytes and headers of a reply that is otherwise valid
	InRefusal   Place = "refusal"   // the registry's own way of saying no: a SOAP fault, an HTTP status
	OnWire      Place = "wire"      // on the connection, after the request was read
	AtListener  Place = "listener"  // before there is a connection: of a whole server only, see Refuse
	InHandshake Place = "handshake" // in the server's certificate: of a whole server only, see Authority
)

// Places returns the closed list, in a fixed order.
func Places() []Place { return []Place{InBody, InRefusal, OnWire, AtListener, InHandshake} }

// An End is what a lookup must end as when it meets a fault. The zero End is "accepted": the right record, as if nothing had
// been wrong.
type End struct {
	Kind    adapters.Kind    // of the failure
	Reason  adapters.Reason  // of the failure
	Outcome adapters.Outcome // of the answer, where the fault is an answer in truth
}

// Accepted reports whether the right record must come.
func (e End) Accepted() bool { return e == End{} }

// String returns "accepted", the outcome, or "kind/reason".
func (e End) String() string {
	switch {
	case e.Accepted():
		return "accepted"
	case e.Outcome != "":
		return string(e.Outcome)
	case e.Reason == "":
		return string(e.Kind)
	default:
		return string(e.Kind) + "/" + string(e.Reason)
	}
}

func ends(k adapters.Kind, r adapters.Reason) End { return End{Kind: k, Reason: r} }

// A Fault is one row of the catalogue. It is immutable and safe for concurrent use.
type Fault struct {
	Name      string // as in failures.md, and wherever a fault is chosen
	Says      string // what comes, in a sentence
	Place     Place
	Protocols []Protocol // those it can be done in
	// Ends is what one exchange with the fault ends as. A Case may end otherwise, where the row says "as its code says".
	Ends End
	// duty says on which exchanges, counted from 0, the fault acts; nil: on each.
	duty func(exchange int) bool
	make func(in *Input) []Case
}

// In reports whether f can be done in p.
func (f Fault) In(p Protocol) bool { return slices.Contains(f.Protocols, p) }

// Acts reports whether f acts on an exchange, counted from 0 in whatever series it was chosen for. Most faults act on each;
// flap and its like leave every second one alone.
func (f Fault) Acts(exchange int) bool { return f.duty == nil || f.duty(exchange) }

// Served reports whether f can be done by a server that has read the request. The others concern a whole server: [Refuse]
// and [Authority] make such.
func (f Fault) Served() bool { return f.make != nil }

// ErrNothing says that a reply offers a fault nothing to act on: there is no decimal in it, or no choice.
var ErrNothing = errors.New("fault: the reply has nothing for this fault to act on")

// Cases returns the ways in which f can be done to in.Reply, at least one, in a fixed order. The error is ErrNothing when
// there is none, and another when f is not for in.Shape's protocol or is not Served.
func (f Fault) Cases(in Input) ([]Case, error) {
	if !f.In(in.Shape.Protocol) {
		return nil, fmt.Errorf("fault: %s is not for %s, only for %v", f.Name, in.Shape.Protocol, f.Protocols)
	}
	if !f.Served() {
		return nil, fmt.Errorf("fault: %s acts at the %s, so it concerns a whole server", f.Name, f.Place)
	}
	cases := f.make(in.complete())
	if len(cases) == 0 {
		return nil, ErrNothing
	}
	for i := range cases {
		c := &cases[i]
		c.Fault, c.good, c.duty = f.Name, in.Reply, f.duty
		if !c.own {
			c.Ends = f.Ends
		}
	}
	return cases, nil
}

// Names returns the names of faults, in their order.
func Names(faults []Fault) []string {
	names := make([]string, len(faults))
	for i, f := range faults {
		names[i] = f.Name
	}
	return names
}

// Find returns the fault called name. The error lists all names there are, for it is shown to whoever misspelt one.
func Find(name string) (Fault, error) {
	for _, f := range catalogue() {
		if f.Name == name {
			return f, nil
		}
	}
	return Fault{}, fmt.Errorf("fault: no fault is called that; known are %s", strings.Join(Names(catalogue()), ", "))
}
