package fault_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// golden returns a valid reply of each protocol with the shape of its contract.
func golden(t testing.TB, p fault.Protocol) fault.Input {
	t.Helper()
	file, contentType, shape := "migration.xml", "text/xml; charset=utf-8", migrationShape()
	switch p {
	case fault.SOAP12:
		file, contentType, shape = "pension.xml", "application/soap+xml; charset=utf-8", pensionShape()
	case fault.REST:
		file, contentType, shape = "mvd.json", "application/json", mvdShape()
	}
	body, err := os.ReadFile(filepath.Join("testdata", "golden", file))
	if err != nil {
		t.Fatal(err)
	}
	return fault.Input{
		Reply: fault.Reply{Status: http.StatusOK, Header: http.Header{"Content-Type": {contentType}}, Body: body},
		Shape: shape,
	}
}

func migrationShape() fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: []fault.Element{
			{Path: "requestId", Is: fault.Required | fault.RequestID},
			{Path: "personInfo", Is: fault.Required},
			{Path: "personInfo/lastName", Is: fault.Person, Other: "Чужой"},
			{Path: "personInfo/birthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
			{Path: "asOfDate", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			{Path: "statusInfo/category", Is: fault.Required | fault.State, Other: "NONE"},
			{Path: "statusInfo/stayDaysUsed", Is: fault.Int, Other: "3"},
			{Path: "statusInfo/ground", Is: fault.Repeats},
			{Path: "statusInfo/ground/kind", Is: fault.Required | fault.Kind, Other: "VISA"},
			{Path: "statusInfo/ground/state", Is: fault.Required | fault.State, Other: "LOST"},
		},
		Choices: []fault.Branches{{Samples: map[string]string{
			"statusInfo": "<statusInfo/>", "notFoundStatus": "<notFoundStatus/>", "ambiguousStatus": "<ambiguousStatus/>",
		}}},
		Documents: []fault.Document{
			{Refusal: fault.Business, Body: `<RequestRejected xmlns="urn:x"/>`, Sender: true, Text: "Нет & не было", Ends: fault.End{Outcome: adapters.NotFound}},
			{Refusal: fault.Validation, Body: `<ValidationFault xmlns="urn:x"/>`, Sender: true, Ends: fault.End{Kind: adapters.Rejected}},
			{Refusal: fault.Access, Name: "password", Body: `<Access xmlns="urn:x"/>`, Sender: true, Ends: fault.End{Kind: adapters.Denied}},
			{Refusal: fault.Access, Name: "certificate", Body: `<Access xmlns="urn:x"/>`, Sender: true, Ends: fault.End{Kind: adapters.Denied}},
			{Refusal: fault.Quota, Body: `<Quota xmlns="urn:x"/>`, Ends: fault.End{Kind: adapters.Throttled}},
		},
	}
}

func pensionShape() fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP12,
		Elements: []fault.Element{
			{Path: "RequestId", Is: fault.Required | fault.RequestID},
			{Path: "FamilyName", Is: fault.Required | fault.Person, Other: "ЧУЖОЙ"},
			{Path: "Snils", Is: fault.Required | fault.Person, Other: "00100199964"},
			{Path: "BirthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
			{Path: "Result", Is: fault.Required | fault.State, Other: "false"},
		},
		Documents: []fault.Document{
			{Refusal: fault.Access, Body: `<F xmlns="urn:x"/>`, Sender: true, Ends: fault.End{Kind: adapters.Denied}},
			{Refusal: fault.Validation, Body: `<F xmlns="urn:x"/>`, Sender: true, Ends: fault.End{Kind: adapters.Rejected}},
			{Refusal: fault.Quota, Body: `<F xmlns="urn:x"/>`, Ends: fault.End{Kind: adapters.Throttled}},
			{Refusal: fault.Business, Body: `<F xmlns="urn:x"/>`, Sender: true, Ends: fault.End{Kind: adapters.Malformed}},
		},
	}
}

func mvdShape() fault.Shape {
	document := func(r fault.Refusal, status int, code string, e fault.End) fault.Document {
		return fault.Document{Refusal: r, Status: status, Body: `{"code":"` + code + `","message":"…"}`, Ends: e}
	}
	return fault.Shape{
		Protocol: fault.REST,
		Elements: []fault.Element{
			{Path: "id", Is: fault.Required | fault.RequestID},
			{Path: "person", Is: fault.Required},
			{Path: "person/surname", Is: fault.Required | fault.Person, Other: "ЧУЖОЙ"},
			{Path: "person/birthDate/year", Is: fault.Required | fault.Person | fault.Int, Other: "1970"},
			{Path: "status", Is: fault.Required | fault.State, Other: "processing"},
			{Path: "answer/date", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			{Path: "answer/records/conviction", Is: 0},
			{Path: "answer/records/conviction/judgement/fine", Is: fault.Decimal, Other: "1.00"},
			{Path: "answer/records/conviction/condemnation/cause/article", Is: fault.Required | fault.Kind, Other: "159"},
		},
		Choices: []fault.Branches{{In: "answer", Samples: map[string]string{
			"records": `"records":{}`, "noRecords": `"noRecords":{}`,
		}}},
		Documents: []fault.Document{
			document(fault.Validation, 422, "VALIDATION_FAILED", fault.End{Kind: adapters.Rejected}),
			document(fault.Quota, 422, "QUOTA_EXCEEDED", fault.End{Kind: adapters.Throttled}),
			document(fault.Access, 403, "ACCESS_DENIED", fault.End{Kind: adapters.Denied}),
			document(fault.Token, 401, "ACCESS_DENIED", fault.End{Kind: adapters.Denied}),
			document(fault.Ticket, 404, "INVALID_REQUEST_ID", fault.End{Kind: adapters.Unavailable}),
			document(fault.Polls, 429, "RATE_LIMIT", fault.End{}),
			document(fault.InWork, 200, "none", fault.End{Outcome: adapters.InProgress}),
			document(fault.Server, 500, "INTERNAL_ERROR", fault.End{Kind: adapters.Unavailable}),
		},
	}
}

// cases returns those of a fault on the golden reply of p, and fails the test where there are none.
func cases(t testing.TB, name string, p fault.Protocol) []fault.Case {
	t.Helper()
	f, err := fault.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	found, err := f.Cases(golden(t, p))
	if err != nil {
		t.Fatalf("%s in %s: %v", name, p, err)
	}
	return found
}
