package adapters

import (
	"context"
	"net/http"
	"time"
)

// A Driver puts one kind of question to one registry. It classifies what comes back and decides nothing: it holds no
// retry, breaker, cache, audit or metric. It is safe for concurrent use.
type Driver[R any] interface {
	Spec() Spec
	// Fetch asks. The query meets Spec.Needs. What Fetch can name is a *Failure; an Exchanger's error is returned
	// unchanged; a registry that will answer later gives a *Pending (an error only for Go's sake). The Reply holds if and
	// only if the error is nil.
	Fetch(ctx context.Context, q Query, x Exchanger) (Reply[R], error)
}

// A Collector is a Driver whose registry answers later.
type Collector[R any] interface {
	Driver[R]
	// Collect asks once whether the answer to t is there. A *Pending means not yet; a *Failure that EndsTicket
	// means that the registry no longer knows the ticket, or gave this as its answer; after any other failure the ticket stands.
	Collect(ctx context.Context, q Query, t Ticket, x Exchanger) (Reply[R], error)
}

// An Exchanger makes one HTTP exchange under the house's quota, in-flight limit and timeout, and counts it. It is safe
// for concurrent use.
type Exchanger interface {
	// Exchange sends r and reads the whole body of the response, within its cap, unpacked where it came packed. Errors
	// are *Failure: refused (busy, quota), unavailable (dns, connect, handshake, reset), denied (tls), timeout,
	// malformed (size, syntax, redirect), and canceled or deadline when ctx ends first. Every HTTP status but a redirect
	// is a Response: what it means is the driver's to say.
	Exchange(ctx context.Context, r *http.Request) (Response, error)
}

// A Response is what came over HTTP, read to its end.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // within the registry's cap; the caller's own from now on
}

// A Ticket stands for a question that a registry has taken. It is the driver's own text, opaque to everyone else.
type Ticket string

// Pending says that the registry has taken the question and will answer later. It is an error only so that Fetch and
// Collect need no third result; it is healthy and counts against nothing.
type Pending struct {
	Ticket     Ticket
	Pace       time.Duration // how long the registry asks to wait between polls; 0: it does not say, Spec.Pace holds
	ExpectedBy time.Time     // when the registry promises the answer; zero: it does not say
	LookupID   string        // set by the house on what it returns to a caller
	RetryAfter time.Duration // set by the house: when asking again is of use
}

// Error implements error.
func (p *Pending) Error() string { return "pending" }
