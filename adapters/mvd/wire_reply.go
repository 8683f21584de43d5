package mvd

import (
	"time"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
)

// reply classifies what was decoded, as the answer to a. A *adapters.Pending means that the registry is still at it.
func reply(a asking, got *wire.CriminalRecordReply) (adapters.Reply[CriminalRecord], error) {
	var r reader
	r.checkEcho(a, got.ID, &got.Person)
	if a.isPoll() && got.Ticket.Set && string(got.Ticket.Value) != string(a.ticket) {
		r.fail(adapters.ReasonOtherRequest, "/ticket", "another ticket")
	}
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
	reply := adapters.Reply[CriminalRecord]{AsOf: r.date("/answer/date", got.Date)}
	switch {
	case got.NoRecords.Set:
		reply.Outcome = adapters.Clear
	case got.ManualReview.Set:
		reply.Outcome, reply.Record = adapters.Possible, &CriminalRecord{ManualReview: true}
	case got.Records.Set:
		reply.Record, reply.Told = r.record(&got.Records.Value, a.subject)
		reply.Outcome = listed(reply.Record)
	case got.Rejection.Value.Code == wire.RejectionCodeNODATA:
		reply.Outcome, reply.Reason = adapters.NotFound, adapters.NoRecord
	default:
		r.reject(got.Rejection.Value.Code, a)
	}
	return reply
}

// listed says listed when an entry is surely about the person, and possible otherwise: entries that may be about a stranger, a free
// text alone, and nothing at all.
func listed(c *CriminalRecord) adapters.Outcome {
	if c.entries() > 0 {
		return adapters.Listed
	}
	return adapters.Possible
}

// reject classifies a rejection other than NO_DATA, which is an answer. To a poll it is the last word, too.
func (r *reader) reject(code wire.RejectionCode, a asking) {
	detail := "rejected with " + string(code)
	var f *adapters.Failure
	switch code {
	case wire.RejectionCodeACCESSDENIED:
		f = adapters.Fail(adapters.Denied, adapters.ReasonAccess, detail)
	case wire.RejectionCodeUNKNOWNREQUESTDESCRIPTION:
		f = adapters.Fail(adapters.Rejected, adapters.ReasonSchema, detail)
	default:
		f = adapters.Fail(adapters.Unavailable, adapters.ReasonFault, detail)
	}
	if a.isPoll() {
		f = f.Ending()
	}
	r.keepFailure(f)
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
