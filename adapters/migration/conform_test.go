package migration_test

import (
	"errors"
	"io/fs"
	"net/http"
	"os"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
	"github.com/sverka/sverka/mock/fault"
)

const opening = ` xmlns="urn://mvd/gismu/foreign-citizen/1.0.0">`

// personElements are those of a reply about a person whose record is in the element info. Written by hand, as are the shapes: the
// contract checker is under test here, too.
func personElements(info string) []fault.Element {
	const d = "nationalPassport"
	return []fault.Element{
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
		{Path: info + "/personInfo", Is: fault.Required},
		{Path: info + "/personInfo/birthDate", Is: fault.Required | fault.Date, Other: "1970-01-01"},
		{Path: info + "/document", Is: fault.Required},
	}
}

func statusShape() fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: append(personElements("statusInfo"),
			fault.Element{Path: "statusInfo/personState", Is: fault.Required | fault.State, Other: "DECEASED"},
			fault.Element{Path: "statusInfo/category", Is: fault.Required | fault.State, Other: "NONE"},
			fault.Element{Path: "statusInfo/stayDaysUsed", Is: fault.Int, Other: "3"},
			fault.Element{Path: "statusInfo/ground", Is: fault.Repeats},
			fault.Element{Path: "statusInfo/ground/kind", Is: fault.Required | fault.Kind, Other: "VISA"},
			fault.Element{Path: "statusInfo/ground/document/kind", Is: fault.Required, Other: "VISA"},
			fault.Element{Path: "statusInfo/ground/document/number", Is: fault.Required, Other: "1"},
			fault.Element{Path: "statusInfo/ground/document/expiryDate", Is: fault.Date, Other: "2026-01-01"},
			fault.Element{Path: "statusInfo/ground/validFrom", Is: fault.Required | fault.Date, Other: "2025-01-01"},
			fault.Element{Path: "statusInfo/ground/validUntil", Is: fault.Date, Other: "2026-01-01"},
			fault.Element{Path: "statusInfo/ground/state", Is: fault.Required | fault.State, Other: "LOST"},
		),
		Choices: []fault.Branches{
			{Samples: map[string]string{
				"statusInfo":      "<statusInfo" + opening + "</statusInfo>",
				"notFoundStatus":  "<notFoundStatus" + opening + "</notFoundStatus>",
				"ambiguousStatus": "<ambiguousStatus" + opening + "<refineBy>SEX</refineBy></ambiguousStatus>",
			}},
			{In: "statusInfo/ground", Samples: terms("validUntil")},
			{In: "statusInfo/ground/document", Samples: terms("expiryDate")},
		},
		Documents: refusals(),
	}
}

// terms are the ways to say until when something holds.
func terms(last string) map[string]string {
	return map[string]string{last: "<" + last + opening + "2027-02-14</" + last + ">", "noTerm": "<noTerm" + opening + "</noTerm>"}
}

func registrationShape() fault.Shape {
	const item = "registrationInfo/regAddressItem"
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: append(personElements("registrationInfo"),
			fault.Element{Path: "registrationInfo/personState", Is: fault.Required | fault.State, Other: "DECEASED"},
			fault.Element{Path: item, Is: fault.Repeats},
			fault.Element{Path: item + "/regAddressType", Is: fault.Required | fault.Kind, Other: "LIVING"},
			fault.Element{Path: item + "/fromDt", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			fault.Element{Path: item + "/toDt", Is: fault.Date, Other: "2026-01-01"},
			fault.Element{Path: item + "/fullAddress", Other: "г. Тверь"},
		),
		Choices: []fault.Branches{
			{Samples: map[string]string{
				"registrationInfo":      "<registrationInfo" + opening + "</registrationInfo>",
				"notFoundRegistration":  "<notFoundRegistration" + opening + "</notFoundRegistration>",
				"ambiguousRegistration": "<ambiguousRegistration" + opening + "<refineBy>SEX</refineBy></ambiguousRegistration>",
			}},
			{In: item, Samples: terms("toDt")},
		},
		Documents: refusals(),
	}
}

func documentShape() fault.Shape {
	const info = "documentInfo"
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: []fault.Element{
			{Path: "requestId", Is: fault.Required | fault.RequestID},
			{Path: "holderInfo", Is: fault.Required},
			{Path: "holderInfo/lastName", Is: fault.Person, Other: "Чужой"},
			{Path: "holderInfo/firstName", Is: fault.Person, Other: "Чужой"},
			{Path: "holderInfo/middleName", Is: fault.Person, Other: "Чужой"},
			{Path: "holderInfo/lastNameLat", Is: fault.Person, Other: "CHUZHOY"},
			{Path: "holderInfo/firstNameLat", Is: fault.Person, Other: "CHUZHOY"},
			{Path: "document", Is: fault.Required},
			{Path: "document/kind", Is: fault.Required | fault.Person, Other: "VISA"},
			{Path: "document/series", Is: fault.Person, Other: "78"},
			{Path: "document/number", Is: fault.Required | fault.Person, Other: "2400123457"},
			{Path: "asOfDate", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			{Path: info + "/personInfo", Is: fault.Required},
			{Path: info + "/personInfo/birthDate", Is: fault.Required | fault.Date, Other: "1970-01-01"},
			{Path: info + "/document", Is: fault.Required},
			{Path: info + "/document/kind", Is: fault.Required | fault.Kind, Other: "VISA"},
			{Path: info + "/document/number", Is: fault.Required, Other: "1"},
			{Path: info + "/personState", Is: fault.Required | fault.State, Other: "DECEASED"},
			{Path: info + "/state", Is: fault.Required | fault.State, Other: "LOST"},
			{Path: info + "/invalidityReason", Is: fault.Kind, Other: "609"},
			{Path: info + "/since", Is: fault.Required | fault.Date, Other: "2026-01-01"},
			{Path: info + "/validUntil", Is: fault.Date, Other: "2026-01-01"},
		},
		Choices: []fault.Branches{
			{Samples: map[string]string{
				info:               "<" + info + opening + "</" + info + ">",
				"notFoundDocument": "<notFoundDocument" + opening + "</notFoundDocument>",
			}},
			{In: info, Samples: terms("validUntil")},
		},
		Documents: refusals(),
	}
}

func identityDocumentShape() fault.Shape {
	const info = "identityDocumentInfo"
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: append(personElements(info),
			fault.Element{Path: info + "/document/nationalPassport/number", Is: fault.Required, Other: "1"},
			fault.Element{Path: info + "/personState", Is: fault.Required | fault.State, Other: "DECEASED"},
			fault.Element{Path: info + "/state", Is: fault.Required | fault.State, Other: "REPORTED_LOST"},
			fault.Element{Path: info + "/knownSince", Is: fault.Date, Other: "2026-01-01"},
		),
		Choices: []fault.Branches{{Samples: map[string]string{
			info:                       "<" + info + opening + "</" + info + ">",
			"notFoundIdentityDocument": "<notFoundIdentityDocument" + opening + "</notFoundIdentityDocument>",
		}}},
		Documents: refusals(),
	}
}

// refusals are what the contract has for each operation in place of an answer.
func refusals() []fault.Document {
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

// conform holds a lookup to every bad reply, made of the good one in reply.xml. What an unknown kind comes to, where there is one, is in
// want_other.txt.
func conform[R any](t *testing.T, lookup, reply string, r adapterstest.Room[R], shape fault.Shape) {
	t.Helper()
	read := func(name string) string {
		text, err := os.ReadFile("testdata/" + lookup + "/" + name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		return string(text)
	}
	adapterstest.Conform(t, adapterstest.Operation[R]{
		Room: r,
		Reply: fault.Reply{
			Header: http.Header{"Content-Type": {"text/xml; charset=utf-8"}}, Body: []byte(read("reply" + reply + ".xml")),
		},
		Shape: shape,
		Want:  read("want" + reply + ".txt"),
		AcceptedAs: map[string]string{
			"unknown_kind": read("want" + reply + "_other.txt"),
			"unknown_kind:documentInfo/invalidityReason": read("want" + reply + "_other_reason.txt"),
		},
	})
}

// An unknown ground is other, and other is never lawful.
func TestStatusMeetsEveryBadReply(t *testing.T) { conform(t, "status", "", status(t), statusShape()) }

// An unknown kind of registration makes nobody registered.
func TestRegistrationMeetsEveryBadReply(t *testing.T) {
	conform(t, "registration", "", registration(t), registrationShape())
}

// An unknown type of document is never valid.
func TestDocumentMeetsEveryBadReply(t *testing.T) {
	conform(t, "document", "", document(t), documentShape())
}

// An unknown reason is one all the same.
func TestDocumentMeetsEveryBadReplyAboutAnAnnulledOne(t *testing.T) {
	conform(t, "document", "_annulled", document(t), documentShape())
}

func TestIdentityDocumentMeetsEveryBadReply(t *testing.T) {
	conform(t, "identity-document", "", identityDocument(t), identityDocumentShape())
}
