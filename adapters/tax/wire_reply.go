package tax

import (
	"slices"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
	"github.com/sverka/sverka/internal/person"
)

// reply classifies what was decoded, as the answer to asked.
func reply(asked *wire.InnSearchRequest, s *adapters.Stated, got *wire.InnSearchReply) (adapters.Reply[INN], error) {
	asOf, err := date(got.Date)
	if err != nil {
		return adapters.Reply[INN]{}, malformed(adapters.ReasonContract, "/date", "no such day")
	}
	if f := checkEcho(asked, s, got); f != nil {
		return adapters.Reply[INN]{}, f
	}
	if f := checkShape(got); f != nil {
		return adapters.Reply[INN]{}, f
	}
	switch got.Result {
	case wire.InnSearchResultFound:
		return found(s, got.Inn.Value, asOf)
	case wire.InnSearchResultSeveral:
		return adapters.Reply[INN]{Outcome: adapters.Ambiguous, StateMore: stateMore(got.RefineBy), AsOf: asOf}, nil
	case wire.InnSearchResultNotFound:
		return adapters.Reply[INN]{Outcome: adapters.NotFound, Reason: adapters.NoRecord, AsOf: asOf}, nil
	default:
		return adapters.Reply[INN]{}, malformed(adapters.ReasonContract, "/result", "a word that the contract does not list")
	}
}

// checkShape holds what the contract says in words: which members go with which result.
func checkShape(got *wire.InnSearchReply) *adapters.Failure {
	found, several := got.Result == wire.InnSearchResultFound, got.Result == wire.InnSearchResultSeveral
	inn := got.Inn.Value
	invalid := inn.State == wire.InnStateInvalid
	switch {
	case got.Inn.Set != found:
		return malformed(adapters.ReasonContract, "/inn", "given if and only if one was found")
	case (len(got.RefineBy) > 0) != several:
		return malformed(adapters.ReasonContract, "/refineBy", "given if and only if several were found")
	case inn.Reason.Set != invalid:
		return malformed(adapters.ReasonContract, "/inn/reason", "given if and only if the INN is invalid")
	case inn.ReplacedBy.Set && inn.Reason.Value != wire.InnInvalidityReasonDuplicate:
		return malformed(adapters.ReasonContract, "/inn/replacedBy", "given only of a duplicate")
	default:
		return nil
	}
}

// found reads the one INN found. The person is the one asked about, by whom it was found: checkEcho has seen to that.
func found(s *adapters.Stated, got wire.InnRecord, asOf adapters.Date) (adapters.Reply[INN], error) {
	inn, err := adapters.ParseINN(string(got.Inn))
	if err != nil {
		return adapters.Reply[INN]{}, malformed(adapters.ReasonContract, "/inn/inn", "check digits that do not hold")
	}
	record := &INN{INN: inn, State: INNActive}
	verdict := adapters.Active
	if got.State == wire.InnStateInvalid {
		verdict = adapters.Invalid
		record.State, record.Reason = INNInvalid, InvalidityReason(got.Reason.Value)
	}
	if got.ReplacedBy.Set {
		if record.ReplacedBy, err = adapters.ParseINN(string(got.ReplacedBy.Value)); err != nil {
			return adapters.Reply[INN]{}, malformed(adapters.ReasonContract, "/inn/replacedBy", "check digits that do not hold")
		}
	}
	answering := record.answering(s.INN)
	if answering.Equal(record.ReplacedBy) {
		verdict = adapters.Active // he states the one that holds: what became of the other is no matter of his
	}
	return adapters.Reply[INN]{Outcome: adapters.Match, Verdict: verdict, Told: told(s, answering), Record: record, AsOf: asOf}, nil
}

// answering returns the number to be compared with the one that was stated. A duplicate that was replaced has two, and either is this
// person's.
func (i *INN) answering(stated adapters.INN) adapters.INN {
	if !stated.IsZero() && stated.Equal(i.ReplacedBy) {
		return i.ReplacedBy
	}
	return i.INN
}

// told is the person by whose data the INN was found, as the registry repeated them, and the INN. The document is not among them: the
// registry searches by a number and a code that stands for several kinds of paper and for those of every state, so that a paper of
// another state, kind or day with this number would have been found as well.
func told(s *adapters.Stated, inn adapters.INN) adapters.Told {
	return adapters.Told{
		Name:      adapters.PersonName{FamilyName: s.FamilyName, GivenName: s.GivenName, Patronymic: s.Patronymic},
		BirthDate: s.BirthDate,
		INN:       inn,
	}
}

// checkEcho returns a failure unless got answers the request asked, about the person asked about: a reply that does not is a
// valid reply to somebody else's question.
func checkEcho(asked *wire.InnSearchRequest, s *adapters.Stated, got *wire.InnSearchReply) *adapters.Failure {
	if asked.RequestId != got.RequestId {
		return malformed(adapters.ReasonOtherRequest, "/requestId", "a reply to another request")
	}
	a, g := &asked.Person, &got.Person
	return samePerson(s, g.Birthday, []echo{
		{"/person/secondName", string(a.SecondName), string(g.SecondName), person.FoldCyrillic},
		{"/person/firstName", string(a.FirstName.Value), string(g.FirstName.Value), person.FoldCyrillic},
		{"/person/patronymic", string(a.Patronymic.Value), string(g.Patronymic.Value), person.FoldCyrillic},
		{"/person/documentSpdul", a.DocumentSpdul, g.DocumentSpdul, person.FoldNumber},
		{"/person/documentSeries", a.DocumentSeries.Value, g.DocumentSeries.Value, person.FoldNumber},
		{"/person/documentNumber", a.DocumentNumber, g.DocumentNumber, person.FoldNumber},
	})
}

// An echo is one thing by which a person was asked about, and what the reply repeats of it.
type echo struct {
	path       string
	asked, got string
	fold       func(string) string
}

// samePerson returns a failure unless a reply repeats everything by which the person was asked about.
func samePerson(s *adapters.Stated, birthday wire.CalendarDate, echoes []echo) *adapters.Failure {
	for _, e := range echoes {
		if e.asked != e.got && e.fold(e.asked) != e.fold(e.got) {
			return malformed(adapters.ReasonOtherPerson, e.path, "not the person asked about")
		}
	}
	return checkBirthday(s.BirthDate, birthday)
}

// checkBirthday compares by the calendar: the registry may repeat a date with its zone.
func checkBirthday(asked adapters.Date, got wire.CalendarDate) *adapters.Failure {
	birthday, err := date(got)
	if err != nil {
		return malformed(adapters.ReasonContract, "/person/birthday", "no such day")
	}
	if order, ok := asked.Compare(birthday); !ok || order != 0 {
		return malformed(adapters.ReasonOtherPerson, "/person/birthday", "not the person asked about")
	}
	return nil
}

// stateMore says which fields tell people apart, for what the registry asks to be stated in addition.
func stateMore(codes []wire.RefineBy) []adapters.Field {
	var fields []adapters.Field
	for _, code := range codes {
		field := adapters.FieldDocument
		if code == wire.RefineByPatronymic {
			field = adapters.FieldName
		}
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields
}

// date reads a calendar date; a zone behind it does not shift it.
func date(s wire.CalendarDate) (adapters.Date, error) {
	const bare = len("2006-01-02")
	return adapters.ParseDate(string(s)[:min(bare, len(s))])
}

// malformed names a place of the reply by its pointer, and never its content.
func malformed(reason adapters.Reason, pointer, wrong string) *adapters.Failure {
	return adapters.Fail(adapters.Malformed, reason, "reply "+pointer+": "+wrong)
}
