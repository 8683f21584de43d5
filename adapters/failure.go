package adapters

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// A Failure says that a question was not answered, and why. It is the only error type that crosses rooms: drivers
// classify into it, the house decides by it, the front door writes it as a problem document.
//
// Its text is fit for a log: Detail holds paths, codes and lengths, never a value that a person or a registry wrote.
type Failure struct {
	Kind       Kind
	Reason     Reason        // one of Kind.Rule().Reasons; empty where the kind has none
	RetryAfter time.Duration // what the registry, or whoever holds the question back, asks to wait; 0: nothing said
	Errors     []FieldError  // of invalid: what is wrong where
	Ended      bool          // of a poll: the registry has done with the ticket; see EndsTicket
	Detail     string        // a sentence for the log, never for a caller
	LookupID   string        // set by the house on what it returns to a caller
	Cause      error         `json:"-"` // for errors.Is and errors.As; never printed, for parsers quote their input
}

// A FieldError names one thing that is wrong with a query.
type FieldError struct {
	Pointer string // RFC 6901 pointer into the request, "/subject/snils"
	Code    string // stable: required, format, check_digit, unknown, too_long, ...
	Detail  string // a sentence for the caller's engineer: what was expected; never what was given
}

// Fail returns a Failure of kind k for reason r. detail is for the log and holds no personal data.
func Fail(k Kind, r Reason, detail string) *Failure {
	return &Failure{Kind: k, Reason: r, Detail: detail}
}

// Because returns f with the cause err, which is kept for errors.Is and never printed.
func (f *Failure) Because(err error) *Failure {
	f.Cause = err
	return f
}

// After returns f with the time that a registry asks to wait, clamped to between 0 and MaxRetryAfter.
func (f *Failure) After(d time.Duration) *Failure {
	f.RetryAfter = min(max(d, 0), MaxRetryAfter)
	return f
}

// Ending returns f as a failure that ends the ticket it is about.
func (f *Failure) Ending() *Failure {
	f.Ended = true
	return f
}

// EndsTicket reports whether the ticket that was asked after is of no more use: the registry has lost it, or has given its last word on
// it. What is asked next opens a new one.
func (f *Failure) EndsTicket() bool { return f.Ended || f.Reason == ReasonTicketLost }

// Error returns "kind/reason: detail", fit for a log.
func (f *Failure) Error() string {
	text := string(f.Kind)
	if f.Reason != "" {
		text += "/" + string(f.Reason)
	}
	if f.Detail != "" {
		text += ": " + f.Detail
	}
	return text
}

// Format implements fmt.Formatter: every verb writes what Error returns, for %#v and %d would print the cause.
func (f Failure) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, f.Error()) }

// Unwrap gives the kind, so that errors.Is(err, adapters.Throttled) holds, and the cause.
func (f *Failure) Unwrap() []error {
	if f.Cause == nil {
		return []error{f.Kind}
	}
	return []error{f.Kind, f.Cause}
}

// Status returns the HTTP status of the problem document.
func (f *Failure) Status() int {
	if f.Kind == InvalidQuery && f.Reason == ReasonBody {
		return http.StatusBadRequest
	}
	return f.Kind.Rule().Status
}

// Retried reports whether the house may ask again by itself. A lost ticket is not: the next question opens a new one.
func (f *Failure) Retried() bool { return f.Kind.Rule().Retried && f.Reason != ReasonTicketLost }

// Charge says what f counts against. Connection trouble is the registry's as a whole, so the gate's; a lost ticket, or
// one polled too often, says nothing about health.
func (f *Failure) Charge() Charge {
	switch f.Reason {
	case ReasonDNS, ReasonConnect, ReasonHandshake:
		return ChargeGate
	case ReasonTicketLost, ReasonPolls:
		return ChargeNone
	default:
		return f.Kind.Rule().Charge
	}
}

// Origin says whose doing f is. A refusal by breaker or gate is charged to the registry in SLOs, yet the gateway's act.
func (f *Failure) Origin() Origin { return f.Kind.Rule().Origin }

// ChargedToRegistry reports whether f counts against the registry's own objective.
func (f *Failure) ChargedToRegistry() bool {
	return f.Origin() == OriginRegistry || f.Kind == Rejected ||
		f.Kind == Refused && (f.Reason == ReasonBreaker || f.Reason == ReasonGate)
}

// AsFailure returns the *Failure in err's chain. An error without one is a bug: it comes back as internal, with err as
// its cause and no text of it. A nil err gives nil.
func AsFailure(err error) *Failure {
	if err == nil {
		return nil
	}
	var f *Failure
	if errors.As(err, &f) {
		return f
	}
	return Fail(Internal, "", "an error without a kind").Because(err)
}
