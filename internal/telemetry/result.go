package telemetry

import "github.com/sverka/sverka/adapters"

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
	return append(all, failures()...)
}

// failures lists the whole table of failures, by kind and reason.
func failures() []Result {
	var all []Result
	for _, rule := range adapters.Rules() {
		reasons := rule.Reasons
		if len(reasons) == 0 {
			reasons = []adapters.Reason{""}
		}
		for _, reason := range reasons {
			all = append(all, Failed(adapters.Fail(rule.Kind, reason, "")))
		}
	}
	return all
}
