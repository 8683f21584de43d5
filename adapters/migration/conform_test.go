package migration_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/mock/fault"
)

const opening = ` xmlns="urn://mvd/gismu/foreign-citizen/1.0.0">`

// statusShape says what the contract says, written by hand: the contract checker is under test here, too.
func statusShape() fault.Shape {
	const d = "nationalPassport"
	elements := []fault.Element{
		{Path: "requestId", Is: fault.Required | fault.RequestID},
		{Path: "personInfo", Is: fault.Required},
		{Path: "personInfo/lastName", Is: fault.Person, Other: "Чужой"},
		{Path: "personInfo/firstName", Is: fault.Person, Other: "Чужой"},
		{Path: "personInfo/lastNameLat", Is: fault.Person, Other: "CHUZHOY"},
		{Path: "personInfo/birthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
		{Path: "personInfo/sex", Is: fault.State, Other: "FEMALE"},
		{Path: "document", Is: fault.Required},
		{Path: "document/" + d + "/issuerCountry", Is: fault.Required | fault.Person, Other: "TJK"},
		{Path: "document/" + d + "/series", Is: fault.Person, Other: "FB"},
		{Path: "document/" + d + "/number", Is: fault.Required | fault.Person, Other: "7654321"},
		{Path: "asOfDate", Is: fault.Required | fault.Date, Other: "2026-01-01"},
		{Path: "statusInfo/personInfo", Is: fault.Required},
		{Path: "statusInfo/personInfo/birthDate", Is: fault.Required | fault.Date, Other: "1970-01-01"},
		{Path: "statusInfo/document", Is: fault.Required},
		{Path: "statusInfo/personState", Is: fault.State, Other: "DECEASED"},
		{Path: "statusInfo/category", Is: fault.Required | fault.State, Other: "NONE"},
		{Path: "statusInfo/stayDaysUsed", Is: fault.Int, Other: "3"},
		{Path: "statusInfo/ground", Is: fault.Repeats},
		{Path: "statusInfo/ground/kind", Is: fault.Required | fault.Kind, Other: "VISA"},
		{Path: "statusInfo/ground/document/kind", Is: fault.Required, Other: "VISA"},
		{Path: "statusInfo/ground/document/number", Is: fault.Required, Other: "1"},
		{Path: "statusInfo/ground/validUntil", Is: fault.Date, Other: "2026-01-01"},
		{Path: "statusInfo/ground/state", Is: fault.Required | fault.State, Other: "LOST"},
	}
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: elements,
		Choices: []fault.Branches{{Samples: map[string]string{
			"statusInfo":      "<statusInfo" + opening + "</statusInfo>",
			"notFoundStatus":  "<notFoundStatus" + opening + "</notFoundStatus>",
			"ambiguousStatus": "<ambiguousStatus" + opening + "<refineBy>SEX</refineBy></ambiguousStatus>",
		}}},
		Documents: statusDocuments(),
	}
}

func statusDocuments() []fault.Document {
	detail := func(element, content string) string { return "<" + element + opening + content + "</" + element + ">" }
	coded := func(element string) string {
		return detail(element, "<code>FLK-001 Каримов</code><description>Каримов Азиз</description>")
	}
	rejected := func(r fault.Refusal, code string, k adapters.Kind, reason adapters.Reason) fault.Document {
		return fault.Document{Refusal: r, Name: code, Sender: true, Text: "Отказ", Ends: fault.End{Kind: k, Reason: reason},
			Body: detail("RequestRejected", "<RejectionReasonCode>"+code+
				"</RejectionReasonCode><RejectionReasonDescription>Каримов Азиз</RejectionReasonDescription>")}
	}
	return []fault.Document{
		{Refusal: fault.Business, Sender: true, Text: "Отказ", Ends: fault.End{Outcome: adapters.NotFound},
			Body: detail("RequestRejected", "<RejectionReasonCode>NO_DATA</RejectionReasonCode>"+
				"<RejectionReasonDescription>Не найдены данные по указанным в запросе параметрам</RejectionReasonDescription>")},
		rejected(fault.Access, "ACCESS_DENIED", adapters.Denied, adapters.ReasonAccess),
		rejected(fault.Validation, "UNKNOWN_REQUEST_DESCRIPTION", adapters.Rejected, adapters.ReasonSchema),
		rejected(fault.Server, "FAILURE", adapters.Unavailable, adapters.ReasonFault),
		rejected(fault.Server, "MOON_PHASE", adapters.Malformed, adapters.ReasonContract),
		{Refusal: fault.Validation, Name: "ValidationFault", Sender: true, Text: "Каримов", Body: coded("ValidationFault"),
			Ends: fault.End{Kind: adapters.Rejected, Reason: adapters.ReasonSchema}},
		{Refusal: fault.Access, Name: "SignatureVerificationFault", Sender: true, Text: "Подпись", Body: coded("SignatureVerificationFault"),
			Ends: fault.End{Kind: adapters.Denied, Reason: adapters.ReasonToken}},
		{Refusal: fault.Quota, Body: detail("QuotaLimitExceeded", "<description>Превышен лимит запросов</description>"),
			Ends: fault.End{Kind: adapters.Throttled, Reason: adapters.ReasonQuota}},
		{Refusal: fault.Server, Name: "SystemFault", Body: coded("SystemFault"),
			Ends: fault.End{Kind: adapters.Unavailable, Reason: adapters.ReasonFault}},
		{Refusal: fault.Server, Name: "SystemFault without a code", Body: detail("SystemFault", "<description>Ой</description>"),
			Ends: fault.End{Kind: adapters.Malformed, Reason: adapters.ReasonContract}},
	}
}

func TestStatusMeetsEveryBadReply(t *testing.T) {
	body, err := os.ReadFile("testdata/status/reply.xml")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/status/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile("testdata/status/want_other.txt")
	if err != nil {
		t.Fatal(err)
	}
	adapterstest.Conform(t, adapterstest.Operation[migration.Status]{
		Room:  status(t),
		Reply: fault.Reply{Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}}, Body: body},
		Shape: statusShape(),
		Want:  string(want),
		// An unknown ground is other, and other is never lawful.
		AcceptedAs: map[string]string{"unknown_kind": string(other)},
	})
}
