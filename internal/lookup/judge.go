package lookup

import (
	"slices"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/person"
)

// judge compares what was stated with what the registry told, and makes the answer of it. It is the one place where a
// match can become a mismatch, and where a record is withheld. An outcome or verdict that the Spec does not list is our
// bug.
func (l *Lookup[R]) judge(q adapters.Query, told told[R]) (adapters.Answer[R], error) {
	reply := told.reply
	if !slices.Contains(l.spec.Outcomes, reply.Outcome) || reply.Verdict != "" && !slices.Contains(l.spec.Verdicts, reply.Verdict) {
		return adapters.Answer[R]{}, adapters.Fail(adapters.Internal, "", "the driver gave an outcome or verdict that its spec does not list")
	}
	fields := person.Compare(q.Subject.Stated(), reply.Told)
	outcome := judged(reply.Outcome, person.Contradicted(fields))
	answer := adapters.Answer[R]{
		Outcome: outcome,
		Fields:  fields,
		Source: adapters.Source{
			Registry: l.spec.Registry, AsOf: reply.AsOf, AnsweredAt: told.at, Attempts: told.attempts,
		},
	}
	if outcome == adapters.NotFound {
		answer.Reason = reply.Reason
	}
	if outcome == adapters.Ambiguous {
		answer.StateMore = reply.StateMore
	}
	if outcome == adapters.Match {
		answer.Verdict = reply.Verdict
	}
	if outcome.HasRecord() {
		answer.Record, answer.Source.ValidUntil = reply.Record, reply.ValidUntil
	}
	return answer, nil
}

// judged refines what the registry said by whether it contradicts what was stated. A record that differs is somebody
// else's, or a mistyped question: never a match. An entry in a list about somebody who differs is a hit for a person to
// look at, never a certainty.
func judged(o adapters.Outcome, contradicted bool) adapters.Outcome {
	switch {
	case contradicted && o == adapters.Match:
		return adapters.Mismatch
	case contradicted && o == adapters.Listed:
		return adapters.Possible
	default:
		return o
	}
}
