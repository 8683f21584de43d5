package telemetry

import (
	"slices"

	"github.com/sverka/sverka/adapters"
)

// A Class says in the coarsest way how a lookup ended; durations are kept by it.
type Class string

// The classes.
const (
	ClassAnswered Class = "answered" // a registry answered, pending included
	ClassCached   Class = "cached"   // a kept answer was given
	ClassFailed   Class = "failed"
)

func classes() []Class { return []Class{ClassAnswered, ClassCached, ClassFailed} }

// A Result is how a lookup or an attempt ended, in words of closed lists.
type Result struct {
	Class  Class
	Word   string // the outcome, or the failure's kind
	Reason string // of not_found or of the failure; "" where there is none
	Origin string // of a failure; "" of an answer
}

// Answered returns the Result of an outcome.
func Answered(o adapters.Outcome, reason adapters.NotFoundReason) Result {
	return Result{Class: ClassAnswered, Word: string(o), Reason: string(reason)}
}

// Failed returns the Result of a failure.
func Failed(f *adapters.Failure) Result {
	return Result{Class: ClassFailed, Word: string(f.Kind), Reason: string(f.Reason), Origin: string(f.Origin())}
}

// unforeseen is what no closed list foresaw: our bug.
func unforeseen() Result {
	return Result{Class: ClassFailed, Word: "unforeseen", Origin: string(adapters.OriginGateway)}
}

// results lists all that a lookup with these outcomes can end in.
func results(outcomes []adapters.Outcome, pends bool) []Result {
	var all []Result
	for _, o := range outcomes {
		if o == adapters.NotFound {
			for _, reason := range adapters.NotFoundReasons() {
				all = append(all, Answered(o, reason))
			}
			continue
		}
		all = append(all, Answered(o, ""))
	}
	if pends {
		all = append(all, Answered(adapters.InProgress, ""))
	}
	return append(all, failures(func(f *adapters.Failure) bool { return ofLookup(f) && (pends || !ofTicket(f)) })...)
}

// allResults lists all that any lookup can end in.
func allResults() []Result {
	return results(slices.DeleteFunc(adapters.Outcomes(), func(o adapters.Outcome) bool { return o == adapters.InProgress }), true)
}

// attemptResults lists all that an attempt can end in: the front door's failures and the policy's are not among them, but for
// those of the limits of an exchange.
func attemptResults(pends bool) []Result {
	all := []Result{{Class: ClassAnswered, Word: string(ClassAnswered)}}
	if pends {
		all = append(all, Answered(adapters.InProgress, ""))
	}
	return append(all, failures(func(f *adapters.Failure) bool { return ofAttempt(f) && (pends || !ofTicket(f)) })...)
}

// exchangeResults lists all that an exchange can end in: the class of a status, or what internal/transport names.
func exchangeResults() []Result {
	var all []Result
	for _, class := range statusClasses() {
		all = append(all, Result{Class: ClassAnswered, Word: class})
	}
	return append(all, failures(ofExchange)...)
}

func statusClass(status int) string {
	switch {
	case status >= 500:
		return "5xx"
	case status >= 400:
		return "4xx"
	case status >= 300:
		return "3xx"
	default:
		return "2xx"
	}
}

func statusClasses() []string { return []string{"2xx", "3xx", "4xx", "5xx"} }

// failures lists the rows of the table of failures that are wanted, by kind and reason.
func failures(wanted func(*adapters.Failure) bool) []Result {
	var all []Result
	for _, rule := range adapters.Rules() {
		reasons := rule.Reasons
		if len(reasons) == 0 {
			reasons = []adapters.Reason{""}
		}
		for _, reason := range reasons {
			if f := adapters.Fail(rule.Kind, reason, ""); wanted(f) {
				all = append(all, Failed(f))
			}
		}
	}
	return all
}

// ofLookup: what the front door says of a request is not among them, for that never becomes a lookup.
func ofLookup(f *adapters.Failure) bool {
	switch f.Kind {
	case adapters.Unauthenticated:
		return false
	case adapters.InvalidQuery:
		return f.Reason == adapters.ReasonField
	case adapters.Limited:
		return f.Reason != adapters.ReasonRate
	case adapters.Refused:
		return f.Reason != adapters.ReasonShed && f.Reason != adapters.ReasonKeys
	default:
		return true
	}
}

// ofTicket: where nothing is ever pending, no ticket is lost, nor asked for too often.
func ofTicket(f *adapters.Failure) bool {
	return f.Kind == adapters.Unavailable && f.Reason == adapters.ReasonTicketLost || f.Kind == adapters.Throttled && f.Reason == adapters.ReasonPolls
}

func ofAttempt(f *adapters.Failure) bool {
	switch f.Kind {
	case adapters.Unauthenticated, adapters.Forbidden, adapters.Limited:
		return false
	case adapters.InvalidQuery:
		return f.Reason == adapters.ReasonField
	case adapters.Refused:
		return f.Reason == adapters.ReasonBusy || f.Reason == adapters.ReasonQuota
	default:
		return true
	}
}

func ofExchange(f *adapters.Failure) bool {
	switch f.Kind {
	case adapters.Canceled, adapters.DeadlineEnded, adapters.Internal, adapters.TimedOut:
		return true
	case adapters.Denied:
		return f.Reason == adapters.ReasonTLS
	case adapters.Unavailable:
		return f.Reason != adapters.ReasonStatus && f.Reason != adapters.ReasonFault && f.Reason != adapters.ReasonTicketLost
	case adapters.Malformed:
		return f.Reason != adapters.ReasonContract && f.Reason != adapters.ReasonOtherPerson && f.Reason != adapters.ReasonOtherRequest
	default:
		return false
	}
}
