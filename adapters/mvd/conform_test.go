package mvd_test

import (
	"maps"
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/mock/fault"
)

const person = `"person":{"surname":"Каримов","name":"Азиз","patronymicName":"Рустамович","birthDate":{"year":1991,"month":4,"day":17}}`

// criminalRecordShape says what the contract says, written by hand: the generated decoders are under test here, too.
func criminalRecordShape() fault.Shape {
	return fault.Shape{
		Protocol: fault.REST,
		Elements: []fault.Element{
			{Path: "id", Is: fault.Required | fault.RequestID},
			{Path: "person", Is: fault.Required},
			{Path: "person/surname", Is: fault.Required | fault.Person, Other: "ЧУЖОЙ"},
			{Path: "person/name", Is: fault.Person, Other: "ЧУЖОЙ"},
			{Path: "person/patronymicName", Is: fault.Person, Other: "ЧУЖОЙ"},
			{Path: "person/birthDate/year", Is: fault.Required | fault.Person | fault.Int, Other: "1970"},
			{Path: "person/birthDate/month", Is: fault.Int, Other: "5"},
			{Path: "status", Is: fault.Required | fault.State, Other: "processing"},
			{Path: "answer", Is: fault.Required},
			{Path: "answer/date", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			{Path: "answer/records/conviction/personalInfo", Is: fault.Required},
			{Path: "answer/records/conviction/personalInfo/lastName", Is: fault.Required, Other: "Иванов"},
			{Path: "answer/records/conviction/personalInfo/birthplace", Other: "Самарканд"},
			{Path: "answer/records/conviction/condemnation/date", Is: fault.Required | fault.Date, Other: "2000-01-01"},
			{Path: "answer/records/conviction/judgement/fine", Is: fault.Decimal, Other: "1.00"},
			{Path: "answer/records/conviction/judgement/period/years", Is: fault.Int, Other: "2"},
		},
		Choices: []fault.Branches{{In: "answer", Samples: map[string]string{
			"records": `"records":{}`, "noRecords": `"noRecords":{}`, "manualReview": `"manualReview":{}`,
			"rejection": `"rejection":{"code":"NO_DATA"}`,
		}}},
		Documents: criminalRecordDocuments(),
	}
}

func criminalRecordDocuments() []fault.Document {
	refused := func(r fault.Refusal, status int, code string, k adapters.Kind, reason adapters.Reason) fault.Document {
		return fault.Document{
			Refusal: r, Name: code, Status: status, Body: `{"code":"` + code + `","message":"Каримов Азиз 16011243600"}`,
			Ends: fault.End{Kind: k, Reason: reason},
		}
	}
	return []fault.Document{
		refused(fault.Validation, 422, "VALIDATION_FAILED", adapters.Rejected, adapters.ReasonSchema),
		refused(fault.Quota, 422, "QUOTA_EXCEEDED", adapters.Throttled, adapters.ReasonQuota),
		refused(fault.Access, 403, "ACCESS_DENIED", adapters.Denied, adapters.ReasonAccess),
		refused(fault.Ticket, 404, "INVALID_REQUEST_ID", adapters.Unavailable, adapters.ReasonTicketLost),
		refused(fault.Polls, 429, "RATE_LIMIT", adapters.Throttled, adapters.ReasonPolls),
		refused(fault.Server, 500, "INTERNAL_ERROR", adapters.Unavailable, adapters.ReasonFault),
		refused(fault.Server, 500, "FAILURE", adapters.Unavailable, adapters.ReasonFault),
		refused(fault.Server, 422, "MOON_PHASE", adapters.Malformed, adapters.ReasonContract),
		{Refusal: fault.InWork, Status: 200, Body: `{"id":"$ID",` + person + `,"status":"processing","ticket":"T-77","pollAfter":60}`,
			Ends: fault.End{Outcome: adapters.InProgress}},
	}
}

func criminalRecordOperation(t *testing.T) adapterstest.Operation[mvd.CriminalRecord] {
	t.Helper()
	body, err := os.ReadFile("testdata/criminal-record/reply.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/criminal-record/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	return adapterstest.Operation[mvd.CriminalRecord]{
		Room:  criminalRecord(t),
		Reply: fault.Reply{Header: http.Header{"Content-Type": {"application/json"}}, Body: body},
		Shape: criminalRecordShape(),
		Want:  string(want),
		Instead: map[string]fault.End{
			// The key does not change: there is nothing to refresh.
			"401_once": {Kind: adapters.Denied, Reason: adapters.ReasonToken},
			// The registry tells a day's quota from a rate.
			"422_limit": {Kind: adapters.Throttled, Reason: adapters.ReasonQuota},
		},
	}
}

func TestCriminalRecordMeetsEveryBadReply(t *testing.T) {
	o := criminalRecordOperation(t)
	// There is no ticket yet that could be lost, or asked after too often.
	maps.Copy(o.Instead, map[string]fault.End{
		"ticket_lost":                         {Kind: adapters.Malformed, Reason: adapters.ReasonContract},
		"200_error:ticket.INVALID_REQUEST_ID": {Kind: adapters.Malformed, Reason: adapters.ReasonContract},
		"ticket_limit":                        {Kind: adapters.Throttled, Reason: adapters.ReasonRate},
		"200_error:polls.RATE_LIMIT":          {Kind: adapters.Throttled, Reason: adapters.ReasonRate},
	})
	adapterstest.Conform(t, o)
}

func TestCriminalRecordMeetsEveryBadReplyToAPoll(t *testing.T) {
	o := criminalRecordOperation(t)
	o.Ticket = "T-77"
	// It is the house that waits and polls again.
	o.Instead["ticket_limit"] = fault.End{Kind: adapters.Throttled, Reason: adapters.ReasonPolls}
	adapterstest.Conform(t, o)
}
