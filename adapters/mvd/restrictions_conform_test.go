package mvd_test

import (
	"net/http"
	"os"
	"slices"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/mock/fault"
)

// restrictionsShape says what the contract says, written by hand: the generated decoders are under test here, too.
func restrictionsShape() fault.Shape {
	const entry = "entryBan/entry/"
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
			{Path: "date", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			{Path: "controlledPersons", Is: fault.Required},
			{Path: "controlledPersons/result", Is: fault.Required | fault.State, Other: "NOT_SEARCHED"},
			{Path: "entryBan", Is: fault.Required},
			{Path: "entryBan/result", Is: fault.Required | fault.State, Other: "NO_RECORDS"},
			{Path: "entryBan/entry", Is: fault.Required},
			{Path: entry + "person", Is: fault.Required},
			{Path: entry + "person/surname", Is: fault.Required, Other: "Иванов"},
			{Path: entry + "person/birthDate", Is: fault.Required},
			{Path: entry + "person/birthDate/year", Is: fault.Required | fault.State, Other: "нп"},
			{Path: entry + "person/birthDate/month", Is: fault.Required | fault.State, Other: "нп"},
			{Path: entry + "person/birthDate/day", Is: fault.Required | fault.State, Other: "нп"},
			{Path: entry + "document/number", Is: fault.Required, Other: "7654321"},
			{Path: entry + "document/type", Is: fault.Required, Other: "ID_CARD"},
			{Path: entry + "since", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			{Path: entry + "until", Is: fault.Required | fault.Date, Other: "2031-01-01"},
		},
		Choices: []fault.Branches{{Samples: map[string]string{
			"controlledPersons": `"controlledPersons":{"result":"NO_RECORDS"}`, "rejection": `"rejection":{"code":"NO_DATA"}`,
		}}},
		// There are no tickets here.
		Documents: slices.DeleteFunc(criminalRecordDocuments(), func(d fault.Document) bool { return d.Refusal == fault.InWork }),
	}
}

func TestRestrictionsMeetsEveryBadReply(t *testing.T) {
	body, err := os.ReadFile("testdata/restrictions/reply.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/restrictions/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	noTicket := fault.End{Kind: adapters.Malformed, Reason: adapters.ReasonContract}
	tooMany := fault.End{Kind: adapters.Throttled, Reason: adapters.ReasonRate}
	adapterstest.Conform(t, adapterstest.Operation[mvd.Restrictions]{
		Room:  restrictions(t),
		Reply: fault.Reply{Header: http.Header{"Content-Type": {"application/json"}}, Body: body},
		Shape: restrictionsShape(),
		Want:  string(want),
		Instead: map[string]fault.End{
			// The key does not change: there is nothing to refresh.
			"401_once": {Kind: adapters.Denied, Reason: adapters.ReasonToken},
			// The registry tells a day's quota from a rate.
			"422_limit": {Kind: adapters.Throttled, Reason: adapters.ReasonQuota},
			// There is no ticket that could be lost, or asked after too often.
			"ticket_lost":                         noTicket,
			"200_error:ticket.INVALID_REQUEST_ID": noTicket,
			"ticket_limit":                        tooMany,
			"200_error:polls.RATE_LIMIT":          tooMany,
		},
	})
}
