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

// snilsCheckShape says what the contract says, written by hand: the contract checker is under test here, too.
func snilsCheckShape() fault.Shape {
	pfr := func(r fault.Refusal, code string, sender bool, end fault.End) fault.Document {
		return fault.Document{Refusal: r, Name: code, Sender: sender, Text: "Ошибка обработки запроса: Ёлкин Азиз", Ends: end,
			Body: `<PFR_FAULT xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><code>` + code + `</code><message>Ёлкин</message></PFR_FAULT>`}
	}
	rejected := func(r fault.Refusal, code string, end fault.End) fault.Document {
		return fault.Document{Refusal: r, Name: "RequestRejected." + code, Text: "Отказ", Ends: end,
			Body: `<RequestRejected xmlns="http://kvs.sfr.gov.ru/insured-person/1.0.0"><RejectionReasonCode>` + code +
				`</RejectionReasonCode><RejectionReasonDescription>Ёлкин</RejectionReasonDescription></RequestRejected>`}
	}
	end := func(k adapters.Kind, r adapters.Reason) fault.End { return fault.End{Kind: k, Reason: r} }
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
		Documents: []fault.Document{
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
			rejected(fault.Business, "NO_DATA", end(adapters.Malformed, adapters.ReasonContract)),
			// A code that is not in the contract's list.
			pfr(fault.Server, "MOON_PHASE", false, end(adapters.Malformed, adapters.ReasonContract)),
		},
	}
}

func TestSNILSCheckMeetsEveryBadReply(t *testing.T) {
	body, err := os.ReadFile("testdata/snils-check/reply.xml")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/snils-check/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	adapterstest.Conform(t, adapterstest.Operation[pension.SNILSCheck]{
		Room:  snilsCheck(),
		Reply: fault.Reply{Header: http.Header{"Content-Type": {"application/soap+xml; charset=utf-8"}}, Body: body},
		Shape: snilsCheckShape(),
		Want:  string(want),
	})
}
