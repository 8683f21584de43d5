package tax_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/mock/fault"
)

// shape is what the contract says of a reply with these elements, written by hand: the generated decoders are under test here, too.
func shape(elements ...fault.Element) fault.Shape {
	document := func(r fault.Refusal, status int, code string, k adapters.Kind, reason adapters.Reason) fault.Document {
		return fault.Document{
			Refusal: r, Name: code, Status: status, Body: `{"code":"` + code + `","message":"Каримов Азиз 1234567"}`,
			Ends: fault.End{Kind: k, Reason: reason},
		}
	}
	return fault.Shape{
		Protocol: fault.REST,
		Elements: elements,
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

func innShape() fault.Shape {
	return shape(
		fault.Element{Path: "requestId", Is: fault.Required | fault.RequestID},
		fault.Element{Path: "person", Is: fault.Required},
		fault.Element{Path: "person/secondName", Is: fault.Required | fault.Person, Other: "ЧУЖОЙ"},
		fault.Element{Path: "person/firstName", Is: fault.Person, Other: "ЧУЖОЙ"},
		fault.Element{Path: "person/patronymic", Is: fault.Person, Other: "ЧУЖОЙ"},
		fault.Element{Path: "person/birthday", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
		fault.Element{Path: "person/documentSpdul", Is: fault.Required | fault.Person, Other: "12"},
		fault.Element{Path: "person/documentSeries", Is: fault.Person, Other: "FB"},
		fault.Element{Path: "person/documentNumber", Is: fault.Required | fault.Person, Other: "7654321"},
		fault.Element{Path: "date", Is: fault.Required | fault.Date, Other: "2026-01-01"},
		fault.Element{Path: "result", Is: fault.Required | fault.State, Other: "not_found"},
		fault.Element{Path: "inn", Is: fault.Required},
		fault.Element{Path: "inn/inn", Is: fault.Required, Other: "770123456703"},
		fault.Element{Path: "inn/state", Is: fault.Required | fault.State, Other: "active"},
		fault.Element{Path: "inn/reason", Is: fault.Required | fault.State, Other: "death"},
	)
}

// byINNShape is that of the replies to searches by INN, which share how they begin.
func byINNShape(elements ...fault.Element) fault.Shape {
	return shape(append([]fault.Element{
		{Path: "requestId", Is: fault.Required | fault.RequestID},
		{Path: "person", Is: fault.Required},
		{Path: "person/inn", Is: fault.Required | fault.Person, Other: "770123456703"},
		{Path: "person/secondName", Is: fault.Required | fault.Person, Other: "ЧУЖОЙ"},
		{Path: "person/firstName", Is: fault.Person, Other: "ЧУЖОЙ"},
		{Path: "person/patronymic", Is: fault.Person, Other: "ЧУЖОЙ"},
		{Path: "person/birthday", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
		{Path: "date", Is: fault.Required | fault.Date, Other: "2026-01-01"},
		{Path: "result", Is: fault.Required | fault.State, Other: "not_found"},
	}, elements...)...)
}

func taxpayerShape() fault.Shape {
	return byINNShape(
		fault.Element{Path: "taxpayer", Is: fault.Required},
		fault.Element{Path: "taxpayer/person", Is: fault.Required},
		fault.Element{Path: "taxpayer/person/inn", Is: fault.Required | fault.Person, Other: "770123456703"},
		fault.Element{Path: "taxpayer/person/secondName", Is: fault.Required},
		fault.Element{Path: "taxpayer/person/birthday", Is: fault.Required | fault.Date},
		fault.Element{Path: "taxpayer/state", Is: fault.Required | fault.State, Other: "active"},
		fault.Element{Path: "taxpayer/reason", Is: fault.Required | fault.State, Other: "duplicate"},
		fault.Element{Path: "taxpayer/registeredOn", Is: fault.Required | fault.Date, Other: "2020-01-01"},
		fault.Element{Path: "taxpayer/residency/status", Is: fault.Required | fault.State, Other: "resident"},
		fault.Element{Path: "taxpayer/residency/year", Is: fault.Required | fault.Int, Other: "2024"},
	)
}

func obligationsShape() fault.Shape {
	return byINNShape(
		fault.Element{Path: "obligations", Is: fault.Required},
		fault.Element{Path: "obligations/taxpayer", Is: fault.Required},
		fault.Element{Path: "obligations/taxpayer/inn", Is: fault.Required | fault.Person, Other: "770123456703"},
		fault.Element{Path: "obligations/taxpayer/secondName", Is: fault.Required},
		fault.Element{Path: "obligations/taxpayer/birthday", Is: fault.Required | fault.Date},
		fault.Element{Path: "obligations/state", Is: fault.Required | fault.State, Other: "invalid"},
		fault.Element{Path: "obligations/debtSign", Is: fault.Required | fault.State, Other: "0"},
		fault.Element{Path: "obligations/balance", Is: fault.Decimal, Other: "0.00"},
		fault.Element{Path: "obligations/items", Is: fault.Repeats},
		fault.Element{Path: "obligations/items/kind", Is: fault.Required | fault.Kind},
		fault.Element{Path: "obligations/items/amount", Is: fault.Required | fault.Decimal, Other: "1.00"},
		fault.Element{Path: "obligations/items/dueOn", Is: fault.Date},
	)
}

// meets puts a lookup's driver to every bad reply.
func meets[R any](t *testing.T, lookup string, r adapterstest.Room[R], s fault.Shape, acceptedAs map[string]string) {
	t.Helper()
	adapterstest.Conform(t, adapterstest.Operation[R]{
		Room:       r,
		Reply:      fault.Reply{Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(file(t, lookup, "reply.json"))},
		Shape:      s,
		Want:       file(t, lookup, "want.txt"),
		Aside:      map[string]string{"/tax/auth/token": file(t, lookup, "token.json")},
		AcceptedAs: acceptedAs,
	})
}

func TestINNMeetsEveryBadReply(t *testing.T) { meets(t, "inn", inn(t), innShape(), nil) }

func TestTaxpayerMeetsEveryBadReply(t *testing.T) {
	meets(t, "taxpayer", taxpayer(t), taxpayerShape(), nil)
}

func TestObligationsMeetsEveryBadReply(t *testing.T) {
	meets(t, "obligations", obligations(t), obligationsShape(),
		map[string]string{"unknown_kind": file(t, "obligations", "want_other.txt")})
}

// file is one of a lookup's testdata.
func file(t *testing.T, lookup, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + lookup + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
