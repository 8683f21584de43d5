package pension_test

import (
	"net/http"
	"os"
	"testing"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/mock/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The shapes say what the contract says, written by hand: the contract checker is under test here, too.

func snilsCheckShape() fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP12,
		Elements: []fault.Element{
			{Path: "RequestId", Is: fault.Required | fault.RequestID},
			{Path: "FamilyName", Is: fault.Required | fault.Person, Other: "Чужой"},
			{Path: "FirstName", Is: fault.Person, Other: "Чужой"},
			{Path: "Patronymic", Is: fault.Person, Other: "Чужой"},
			{Path: "Snils", Is: fault.Required | fault.Person, Other: "11223344595"},
			{Path: "Gender", Is: fault.Required | fault.Person | fault.State, Other: "Female"},
			{Path: "BirthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
			{Path: "Result", Is: fault.Required | fault.State, Other: "false"},
		},
		Documents: refusals(end(adapters.Malformed, adapters.ReasonContract)),
	}
}

func snilsShape() fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP12,
		Elements: []fault.Element{
			{Path: "RequestId", Is: fault.Required | fault.RequestID},
			{Path: "FamilyName", Is: fault.Required | fault.Person, Other: "Чужой"},
			{Path: "FirstName", Is: fault.Person, Other: "Чужой"},
			{Path: "Patronymic", Is: fault.Person, Other: "Чужой"},
			{Path: "BirthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
			{Path: "Gender", Is: fault.Required | fault.Person | fault.State, Other: "Female"},
			{Path: "ForeignPassport/Series", Is: fault.Person, Other: "AA"},
			{Path: "ForeignPassport/Number", Is: fault.Required | fault.Person, Other: "7654321"},
			{Path: "ForeignPassport/IssueDate", Is: fault.Required | fault.Date, Other: "2021-04-02"},
			{Path: "ForeignPassport/Issuer", Is: fault.Required, Other: "МВД"},
			{Path: "Account/Snils", Is: fault.Required, Other: "11223344595"},
			{Path: "Account/State", Is: fault.Required | fault.State, Other: "ANNULLED"},
			{Path: "Account/CurrentSnils"},
			{Path: "TwinData", Is: fault.Repeats},
			{Path: "TwinData/RefineBy", Is: fault.Required | fault.Repeats | fault.State},
		},
		Choices: []fault.Branches{{Samples: map[string]string{
			"Account":  "<Account><Snils>16011243600</Snils><State>ACTIVE</State></Account>",
			"TwinData": "<TwinData><RefineBy>DOCUMENT</RefineBy></TwinData><TwinData><RefineBy>DOCUMENT</RefineBy></TwinData>",
		}}},
		Documents: refusals(fault.End{Outcome: adapters.NotFound}),
	}
}

func paymentsShape() fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP12,
		Elements: []fault.Element{
			{Path: "RequestId", Is: fault.Required | fault.RequestID},
			{Path: "FamilyName", Is: fault.Required | fault.Person, Other: "Чужой"},
			{Path: "FirstName", Is: fault.Person, Other: "Чужой"},
			{Path: "Patronymic", Is: fault.Person, Other: "Чужой"},
			{Path: "Snils", Is: fault.Required | fault.Person, Other: "11223344595"},
			{Path: "Gender", Is: fault.Required | fault.Person | fault.State, Other: "Female"},
			{Path: "BirthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
			{Path: "PaymentsInfo/AsOfDate", Is: fault.Required | fault.Date, Other: "2026-01-31"},
			{Path: "PaymentsInfo/Exists", Is: fault.Required | fault.State, Other: "false"},
			{Path: "PaymentsInfo/Payment", Is: fault.Repeats},
			{Path: "PaymentsInfo/Payment/Kind", Is: fault.Required | fault.Kind, Other: "SOCIAL_PENSION"},
			{Path: "PaymentsInfo/Payment/Amount", Is: fault.Required | fault.Decimal, Other: "1.00"},
			{Path: "PaymentsInfo/Payment/Month", Is: fault.Required, Other: "2026-09"},
		},
		Choices: []fault.Branches{{Samples: map[string]string{
			"PaymentsInfo":   "<PaymentsInfo><AsOfDate>2026-11-22</AsOfDate><Exists>false</Exists></PaymentsInfo>",
			"PersonMismatch": "<PersonMismatch/>",
		}}},
		Documents: refusals(fault.End{Outcome: adapters.NotFound}),
	}
}

func end(k adapters.Kind, r adapters.Reason) fault.End { return fault.End{Kind: k, Reason: r} }

// refusals are what the registry may say in place of an answer; noData is what a rejection with NO_DATA comes to.
func refusals(noData fault.End) []fault.Document {
	pfr := func(r fault.Refusal, code string, sender bool, end fault.End) fault.Document {
		return fault.Document{Refusal: r, Name: code, Sender: sender, Text: "Ошибка обработки запроса: Ёлкин Азиз", Ends: end,
			Body: `<PFR_FAULT xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><code>` + code + `</code><message>Ёлкин</message></PFR_FAULT>`}
	}
	rejected := func(r fault.Refusal, code string, end fault.End) fault.Document {
		return fault.Document{Refusal: r, Name: "RequestRejected." + code, Text: "Отказ", Ends: end,
			Body: `<RequestRejected xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><RejectionReasonCode>` + code +
				`</RejectionReasonCode><RejectionReasonDescription>Ёлкин</RejectionReasonDescription></RequestRejected>`}
	}
	return []fault.Document{
		pfr(fault.Access, "ACCESS_DENIED", true, end(adapters.Denied, adapters.ReasonAccess)),
		pfr(fault.Access, "CERTIFICATE_EXPIRED", true, end(adapters.Denied, adapters.ReasonAccess)),
		pfr(fault.Access, "SIGNATURE_INVALID", true, end(adapters.Denied, adapters.ReasonAccess)),
		rejected(fault.Access, "ACCESS_DENIED", end(adapters.Denied, adapters.ReasonAccess)),
		pfr(fault.Validation, "VALIDATION_FAILED", true, end(adapters.Rejected, adapters.ReasonSchema)),
		rejected(fault.Validation, "UNKNOWN_REQUEST_DESCRIPTION", end(adapters.Rejected, adapters.ReasonSchema)),
		pfr(fault.Quota, "QUOTA_EXCEEDED", false, end(adapters.Throttled, adapters.ReasonQuota)),
		pfr(fault.Quota, "OVERLOADED", false, end(adapters.Throttled, adapters.ReasonRate)),
		pfr(fault.Server, "INTERNAL_ERROR", false, end(adapters.Unavailable, adapters.ReasonFault)),
		pfr(fault.Server, "MAINTENANCE", false, end(adapters.Unavailable, adapters.ReasonFault)),
		rejected(fault.Server, "FAILURE", end(adapters.Unavailable, adapters.ReasonFault)),
		rejected(fault.Business, "NO_DATA", noData),
		// A code that is not in the contract's list.
		pfr(fault.Server, "MOON_PHASE", false, end(adapters.Malformed, adapters.ReasonContract)),
	}
}

// kept returns the valid reply of a lookup and what the driver must make of it.
func kept(t *testing.T, lookup string) (fault.Reply, string) {
	t.Helper()
	body, err := os.ReadFile("testdata/" + lookup + "/reply.xml")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/" + lookup + "/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	return fault.Reply{Header: http.Header{"Content-Type": {"application/soap+xml; charset=utf-8"}}, Body: body}, string(want)
}

func TestSNILSCheckMeetsEveryBadReply(t *testing.T) {
	reply, want := kept(t, "snils-check")
	adapterstest.Conform(t, adapterstest.Operation[pension.SNILSCheck]{Room: snilsCheck(), Reply: reply, Shape: snilsCheckShape(), Want: want})
}

func TestSNILSMeetsEveryBadReply(t *testing.T) {
	reply, want := kept(t, "snils")
	adapterstest.Conform(t, adapterstest.Operation[pension.SNILS]{Room: snils(t), Reply: reply, Shape: snilsShape(), Want: want})
}

func TestPaymentsMeetsEveryBadReply(t *testing.T) {
	reply, want := kept(t, "payments")
	other, err := os.ReadFile("testdata/payments/want_other.txt")
	if err != nil {
		t.Fatal(err)
	}
	adapterstest.Conform(t, adapterstest.Operation[pension.Payments]{
		Room: payments(t), Reply: reply, Shape: paymentsShape(), Want: want, AcceptedAs: map[string]string{"unknown_kind": string(other)},
	})
}
