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
	fields := person.Compare(l.asked(q.Subject.Stated()), reply.Told)
	outcome, reason := l.judged(reply.Outcome, fields), reply.Reason
	if !l.proved(outcome, reason, q.Subject.Stated()) {
		outcome, reason = l.unproved(adapters.Possible), adapters.WeakSearch
	}
	answer := adapters.Answer[R]{
		Outcome: outcome,
		Fields:  shown(outcome, fields),
		Source: adapters.Source{
			Registry: l.spec.Registry, AsOf: reply.AsOf, AnsweredAt: told.at, Attempts: told.attempts,
		},
	}
	if outcome == adapters.NotFound {
		answer.Reason = reason
		if reply.Outcome == adapters.Match {
			answer.Reason = adapters.WeakSearch
		}
	}
	if outcome == adapters.Ambiguous {
		answer.StateMore = reply.StateMore
	}
	if outcome == adapters.Match {
		answer.Verdict = reply.Verdict
	}
	// What turned out to be about somebody else, or may be, is not shown: also where a hit is left to look at.
	if outcome.HasRecord() && outcome == reply.Outcome {
		answer.Record, answer.Source.ValidUntil = reply.Record, reply.ValidUntil
	}
	return answer, nil
}

// asked returns s with those documents only by which the question was put, where it was put by any. Another one that is stated besides
// proves nothing of that one: a certificate that is the person's own makes no passport of a stranger's his.
func (l *Lookup[R]) asked(s *adapters.Stated) *adapters.Stated {
	if len(s.Documents) < 2 {
		return s
	}
	for _, need := range l.spec.Needs {
		for _, r := range need {
			other := func(d adapters.Document) bool { return !slices.Contains(r.Documents, d.Paper().Type) }
			if put := slices.DeleteFunc(slices.Clone(s.Documents), other); len(put) > 0 {
				only := *s
				only.Documents = put
				return &only
			}
		}
	}
	return s
}

// judged refines what the registry said by how it stands to what was stated. A record that differs is somebody else's, or
// a mistyped question: never a match. One of which no name is confirmed (stated are initials, another script, or no patronymic where
// one is told) may be anybody's who lost a passport: it is not shown, and more has to be stated. An entry in a list about somebody who differs
// is a hit for a person to look at, never a certainty; the record that came with it is not his to see.
func (l *Lookup[R]) judged(o adapters.Outcome, fields map[adapters.Field]adapters.Comparison) adapters.Outcome {
	contradicted := person.Contradicted(fields)
	switch {
	case o == adapters.Match && contradicted:
		return adapters.Mismatch
	case o == adapters.Match && !named(fields):
		return l.unproved(adapters.Mismatch)
	case o == adapters.Listed && contradicted:
		return adapters.Possible
	default:
		return o
	}
}

// proved reports whether o says no more than was searched for. That nothing is there is proved by nothing but a search by every name that
// is stated, each of them whole: who is listed under the name before a marriage, or is asked about by an initial, is not clear.
func (l *Lookup[R]) proved(o adapters.Outcome, reason adapters.NotFoundReason, s *adapters.Stated) bool {
	nothing := o == adapters.Clear || o == adapters.NotFound && reason == adapters.NoRecord
	return !nothing || person.FindsAll(s, slices.Contains(l.spec.Reads, adapters.FieldPreviousNames))
}

// unproved is the outcome of a search that proves nothing: not_found, or otherwise for a lookup that has no such.
func (l *Lookup[R]) unproved(otherwise adapters.Outcome) adapters.Outcome {
	if slices.Contains(l.spec.Outcomes, adapters.NotFound) {
		return adapters.NotFound
	}
	return otherwise
}

// named reports whether a name that was stated is the one that the registry told.
func named(fields map[adapters.Field]adapters.Comparison) bool {
	return fields[adapters.FieldName] == adapters.Same || fields[adapters.FieldLatinName] == adapters.Same
}

// shown returns what of fields is told with an outcome. When neither name nor birth date is proven his, the record may be a
// stranger's whose document or number was stated: whether his sex or citizenship agree is nobody's business.
func shown(o adapters.Outcome, fields map[adapters.Field]adapters.Comparison) map[adapters.Field]adapters.Comparison {
	if o != adapters.Mismatch && o != adapters.NotFound || named(fields) || fields[adapters.FieldBirthDate] == adapters.Same {
		return fields
	}
	for f := range fields {
		fields[f] = adapters.NotCompared
	}
	return fields
}
