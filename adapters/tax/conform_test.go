package tax_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/mock/fault"
)

// innShape says what the contract says, written by hand: the generated decoders are under test here, too.
func innShape() fault.Shape {
	document := func(r fault.Refusal, status int, code string, k adapters.Kind, reason adapters.Reason) fault.Document {
		return fault.Document{
			Refusal: r, Name: code, Status: status, Body: `{"code":"` + code + `","message":"Каримов Азиз 1234567"}`,
			Ends: fault.End{Kind: k, Reason: reason},
		}
	}
	return fault.Shape{
		Protocol: fault.REST,
		Elements: []fault.Element{
			{Path: "requestId", Is: fault.Required | fault.RequestID},
			{Path: "person", Is: fault.Required},
			{Path: "person/secondName", Is: fault.Required | fault.Person, Other: "ЧУЖОЙ"},
			{Path: "person/firstName", Is: fault.Person, Other: "ЧУЖОЙ"},
			{Path: "person/patronymic", Is: fault.Person, Other: "ЧУЖОЙ"},
			{Path: "person/birthday", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
			{Path: "person/documentSpdul", Is: fault.Required | fault.Person, Other: "12"},
			{Path: "person/documentSeries", Is: fault.Person, Other: "FB"},
			{Path: "person/documentNumber", Is: fault.Required | fault.Person, Other: "7654321"},
			{Path: "date", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			{Path: "result", Is: fault.Required | fault.State, Other: "not_found"},
			{Path: "inn", Is: fault.Required},
			{Path: "inn/inn", Is: fault.Required, Other: "770123456703"},
			{Path: "inn/state", Is: fault.Required | fault.State, Other: "active"},
			{Path: "inn/reason", Is: fault.Required | fault.State, Other: "death"},
		},
		Documents: []fault.Document{
			document(fault.Validation, 422, "validation.failed", adapters.Rejected, adapters.ReasonSchema),
			document(fault.Quota, 422, "taxpayer.status.service.limited.error", adapters.Throttled, adapters.ReasonRate),
			document(fault.Access, 403, "access.denied", adapters.Denied, adapters.ReasonAccess),
			document(fault.Token, 401, "token.expired", adapters.Denied, adapters.ReasonToken),
			document(fault.Server, 422, "taxpayer.status.service.unavailable.error", adapters.Unavailable, adapters.ReasonFault),
			document(fault.Server, 422, "moon.phase", adapters.Malformed, adapters.ReasonContract),
		},
	}
}

func TestINNMeetsEveryBadReply(t *testing.T) {
	body, err := os.ReadFile("testdata/inn/reply.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/inn/want.txt")
	if err != nil {
		t.Fatal(err)
	}
	token, err := os.ReadFile("testdata/inn/token.json")
	if err != nil {
		t.Fatal(err)
	}
	adapterstest.Conform(t, adapterstest.Operation[tax.INN]{
		Room:  inn(t),
		Reply: fault.Reply{Header: http.Header{"Content-Type": {"application/json"}}, Body: body},
		Shape: innShape(),
		Want:  string(want),
		Aside: map[string]string{"/tax/auth/token": string(token)},
	})
}
