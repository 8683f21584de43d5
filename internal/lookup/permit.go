package lookup

import (
	"errors"
	"slices"

	"github.com/sverka/sverka/adapters"
)

// permit returns nil if q may be asked of the lookup that spec describes by who asks; else the *adapters.Failure forbidden, which
// names what is not granted. It is the one place where that is decided: for askings, for what is read later, and for plans. A
// purpose or basis that is not stated, as of a plan, is not looked at.
func permit(spec *adapters.Spec, q *adapters.Query) *adapters.Failure {
	served := slices.Contains(spec.Purposes, q.Purpose) && q.Grant.HasPurpose(q.Purpose)
	switch {
	case q.Grant.Discloses(spec.Name()) == "":
		return adapters.Fail(adapters.Forbidden, adapters.ReasonLookup, "the lookup is not granted to the caller")
	case q.Purpose != "" && !served:
		return adapters.Fail(adapters.Forbidden, adapters.ReasonPurpose, "the lookup does not serve this purpose, or not for the caller")
	case q.Basis.Kind != "" && !q.Grant.HasBasis(q.Basis.Kind):
		return adapters.Fail(adapters.Forbidden, adapters.ReasonBasis, "the basis is not granted to the caller")
	default:
		return nil
	}
}

// disclose takes from answer what d does not tell. It is the one place where answers are cut, for whoever gets one and however:
// what is not in the answer cannot be in the document, the texts or the log. d is not "": permit has seen to that.
func disclose[R any](d adapters.Disclosure, answer *adapters.Answer[R]) {
	answer.Disclosed = d
	if !d.Tells(adapters.DiscloseFields) {
		answer.Fields, answer.StateMore = nil, nil
	}
	if !d.Tells(adapters.DiscloseRecord) {
		answer.Record, answer.Source.ValidUntil = nil, adapters.Date{}
	}
}

// venture counts a question among the guesses about its person.
func (l *Lookup[R]) venture(q adapters.Query) (guess, error) {
	g, err := l.house.Guesses.begin(l.spec.Name(), l.reads, q.Subject.Stated())
	if err != nil {
		l.house.Metrics.CallerLimited(q.Caller, adapters.ReasonGuesses)
	}
	return g, err
}

// matches reports whether the lookup can answer match.
func (l *Lookup[R]) matches() bool { return slices.Contains(l.spec.Outcomes, adapters.Match) }

// guessed reports whether an asking told, or may yet tell, that something stated is not so. Of a list only possible does: clear
// is everybody's answer, and listed says that all is as stated.
func (l *Lookup[R]) guessed(o adapters.Outcome, reason adapters.NotFoundReason, err error) bool {
	if !l.matches() {
		return err == nil && o == adapters.Possible
	}
	var pending *adapters.Pending
	switch {
	case errors.As(err, &pending):
		return true
	case err != nil:
		return false
	default:
		return o != adapters.Match && reason != adapters.NotKept
	}
}
