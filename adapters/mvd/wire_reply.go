package mvd

import (
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
	"github.com/sverka/sverka/internal/person"
)

// reply classifies what was decoded, as the answer to a. A *adapters.Pending means that the registry is still at it.
func reply(a asking, got *wire.CriminalRecordReply) (adapters.Reply[CriminalRecord], error) {
	var r reader
	r.checkEcho(a, got)
	r.checkShape(got)
	var reply adapters.Reply[CriminalRecord]
	switch {
	case r.failure != nil:
	case got.Status == wire.RequestStatusProcessing:
		return reply, pending(got)
	default:
		reply = r.answer(a, &got.Answer.Value)
	}
	if r.failure != nil {
		return adapters.Reply[CriminalRecord]{}, r.failure
	}
	return reply, nil
}

func pending(got *wire.CriminalRecordReply) *adapters.Pending {
	return &adapters.Pending{
		Ticket:     adapters.Ticket(got.Ticket.Value),
		Pace:       time.Duration(got.PollAfter.Value) * time.Second,
		ExpectedBy: got.ExpectedBy.Value,
	}
}

// answer reads one of four different things. Nothing but an explicit noRecords is clear.
func (r *reader) answer(a asking, got *wire.CriminalRecordAnswer) adapters.Reply[CriminalRecord] {
	reply := adapters.Reply[CriminalRecord]{AsOf: r.date("/answer/date", got.Date), Told: told(a.subject)}
	switch {
	case got.NoRecords.Set:
		reply.Outcome = adapters.Clear
	case got.ManualReview.Set:
		reply.Outcome, reply.Record = adapters.Possible, &CriminalRecord{ManualReview: true}
	case got.Records.Set:
		reply.Outcome, reply.Record = r.listed(&got.Records.Value, a.subject)
	case got.Rejection.Value.Code == wire.RejectionCodeNODATA:
		reply.Outcome, reply.Reason, reply.Told = adapters.NotFound, adapters.NoRecord, adapters.Told{}
	default:
		r.reject(got.Rejection.Value.Code, a)
	}
	return reply
}

// listed says listed when an entry is surely about s, and possible otherwise: entries under other names or partial dates, a free
// text alone, and nothing at all.
func (r *reader) listed(w *wire.Records, s *adapters.Stated) (adapters.Outcome, *CriminalRecord) {
	record := r.record(w, s)
	if record.entries() > 0 {
		return adapters.Listed, record
	}
	return adapters.Possible, record
}

// reject classifies a rejection other than NO_DATA, which is an answer. A ticket that ends in FAILURE has ended: what is asked next
// needs a new one.
func (r *reader) reject(code wire.RejectionCode, a asking) {
	detail := "rejected with " + string(code)
	switch {
	case code == wire.RejectionCodeACCESSDENIED:
		r.failure = adapters.Fail(adapters.Denied, adapters.ReasonAccess, detail)
	case code == wire.RejectionCodeUNKNOWNREQUESTDESCRIPTION:
		r.failure = adapters.Fail(adapters.Rejected, adapters.ReasonSchema, detail)
	case code == wire.RejectionCodeFAILURE && a.isPoll():
		r.failure = adapters.Fail(adapters.Unavailable, adapters.ReasonTicketLost, detail)
	case code == wire.RejectionCodeFAILURE:
		r.failure = adapters.Fail(adapters.Unavailable, adapters.ReasonFault, detail)
	default:
		r.fail(adapters.ReasonContract, "/answer/rejection/code", "a word that the contract does not list")
	}
}

// told is the person about whom the registry answers, as it repeated him.
func told(s *adapters.Stated) adapters.Told {
	return adapters.Told{
		Name:      adapters.PersonName{FamilyName: s.FamilyName, GivenName: s.GivenName, Patronymic: s.Patronymic},
		BirthDate: s.BirthDate,
	}
}

// checkEcho fails unless got answers a, about the person asked about: a reply that does not is a valid reply to somebody else's
// question.
func (r *reader) checkEcho(a asking, got *wire.CriminalRecordReply) {
	if string(got.ID) != a.id {
		r.fail(adapters.ReasonOtherRequest, "/id", "a reply to another request")
	}
	if a.isPoll() && got.Ticket.Set && string(got.Ticket.Value) != string(a.ticket) {
		r.fail(adapters.ReasonOtherRequest, "/ticket", "another ticket")
	}
	s, p := a.subject, &got.Person
	for _, f := range []struct{ pointer, asked, got string }{
		{"/person/surname", s.FamilyName.Reveal(), string(p.Surname)},
		{"/person/name", s.GivenName.Reveal(), string(p.Name.Value)},
		{"/person/patronymicName", s.Patronymic.Reveal(), string(p.PatronymicName.Value)},
		{"/person/snils", s.SNILS.Reveal(), p.Snils.Value}, // digits stay as they are
	} {
		if f.asked != f.got && person.FoldCyrillic(f.asked) != person.FoldCyrillic(f.got) {
			r.fail(adapters.ReasonOtherPerson, f.pointer, "not the person asked about")
		}
	}
	if birth := r.partial("/person/birthDate", p.BirthDate); birth.Reveal() != s.BirthDate.Reveal() {
		r.fail(adapters.ReasonOtherPerson, "/person/birthDate", "not the person asked about")
	}
}

// checkShape holds what the contract says in words: which members go with which status, and one answer of the four.
func (r *reader) checkShape(got *wire.CriminalRecordReply) {
	ready := got.Status == wire.RequestStatusReady
	switch {
	case got.Answer.Set != ready:
		r.fail(adapters.ReasonContract, "/answer", "given if and only if the status is ready")
	case !ready && !got.Ticket.Set:
		r.fail(adapters.ReasonContract, "/ticket", "not given, and the status is processing")
	case ready && answers(&got.Answer.Value) != 1:
		r.fail(adapters.ReasonContract, "/answer", "not exactly one of noRecords, records, rejection and manualReview")
	}
}

func answers(a *wire.CriminalRecordAnswer) int {
	n := 0
	for _, given := range []bool{a.NoRecords.Set, a.Records.Set, a.Rejection.Set, a.ManualReview.Set} {
		if given {
			n++
		}
	}
	return n
}
