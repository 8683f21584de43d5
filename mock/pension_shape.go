package mock

import (
	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

const nothingFound = "Не найдены данные по указанным в запросе параметрам"

// refusals are what the registry may say in place of an answer; noData is what a rejection with NO_DATA ends as.
func (p *pension) refusals(noData fault.End) []fault.Document {
	pfr := func(r fault.Refusal, code string, sender bool, e fault.End, text string) fault.Document {
		return fault.Document{Refusal: r, Name: code, Sender: sender, Ends: e, Text: text, Body: p.fault("PFR_FAULT", "code", code, "message", text)}
	}
	denied, throttled := end(adapters.Denied, adapters.ReasonAccess), end(adapters.Throttled, adapters.ReasonQuota)
	return []fault.Document{
		{Refusal: fault.Business, Sender: true, Text: nothingFound, Ends: noData, Body: p.noData()},
		pfr(fault.Validation, "VALIDATION_FAILED", true, end(adapters.Rejected, adapters.ReasonSchema), "Нарушена схема запроса"),
		pfr(fault.Access, "ACCESS_DENIED", true, denied, "Доступ к сервису запрещён"),
		pfr(fault.Access, "CERTIFICATE_EXPIRED", true, denied, "Срок действия сертификата истёк"),
		pfr(fault.Access, "SIGNATURE_INVALID", true, denied, "Электронная подпись неверна"),
		pfr(fault.Quota, "QUOTA_EXCEEDED", false, throttled, "Превышен лимит запросов метода"),
		pfr(fault.Quota, "OVERLOADED", false, end(adapters.Throttled, adapters.ReasonRate), "Сервис перегружен"),
		pfr(fault.Server, "INTERNAL_ERROR", false, end(adapters.Unavailable, adapters.ReasonFault), "Произошла внутренняя ошибка"),
		pfr(fault.Server, "MAINTENANCE", false, end(adapters.Unavailable, adapters.ReasonFault), "Проводятся регламентные работы"),
	}
}

// noData is the detail that says that nobody was found.
func (p *pension) noData() string {
	return p.fault("RequestRejected", "RejectionReasonCode", "NO_DATA", "RejectionReasonDescription", nothingFound)
}

// nothing is the reply that says so.
func (p *pension) nothing() fault.Reply {
	return fault.SOAPFault(p.protocol, fault.Document{Sender: true, Text: nothingFound, Body: p.noData()})
}

// insured are the elements of a person that every reply has.
func insured() []fault.Element {
	return []fault.Element{
		{Path: "RequestId", Is: fault.Required | fault.RequestID, Other: "00000000-0000-7000-8000-000000000000"},
		{Path: "FamilyName", Is: fault.Required | fault.Person, Other: "ПОСТОРОННИЙ"},
		{Path: "FirstName", Is: fault.Person, Other: "НЕКТО"},
		{Path: "Gender", Is: fault.Required | fault.State},
		{Path: "BirthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
	}
}

func (*validationRequest) shape(p *pension) fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP12,
		Elements: append(insured(),
			fault.Element{Path: "Snils", Is: fault.Required | fault.Person, Other: "99000000000"},
			fault.Element{Path: "Result", Is: fault.Required | fault.State, Other: "false"},
		),
		Documents: p.refusals(end(adapters.Malformed, adapters.ReasonContract)),
	}
}

func (*searchRequest) shape(p *pension) fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP12,
		Elements: append(insured(),
			fault.Element{Path: "BirthPlace/Settlement", Is: fault.Required | fault.Person, Other: "НЕГДЕ"},
			fault.Element{Path: "ForeignPassport/Number", Is: fault.Required | fault.Person, Other: "1"},
			fault.Element{Path: "ForeignPassport/IssueDate", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			fault.Element{Path: "Account/Snils", Is: fault.Required, Other: "99000000152"},
			fault.Element{Path: "Account/State", Is: fault.Required | fault.State, Other: "ANNULLED"},
			fault.Element{Path: "TwinData", Is: fault.Repeats},
			fault.Element{Path: "TwinData/RefineBy", Is: fault.Required | fault.Repeats | fault.State},
		),
		Choices: []fault.Branches{{Samples: map[string]string{
			"Account":  "<Account><Snils>99000000152</Snils><State>ACTIVE</State></Account>",
			"TwinData": "<TwinData><RefineBy>DOCUMENT</RefineBy></TwinData><TwinData><RefineBy>DOCUMENT</RefineBy></TwinData>",
		}}},
		Documents: p.refusals(fault.End{Outcome: adapters.NotFound}),
	}
}

func (*paymentsRequest) shape(p *pension) fault.Shape {
	return fault.Shape{
		Protocol: fault.SOAP12,
		Elements: append(insured(),
			fault.Element{Path: "Snils", Is: fault.Required | fault.Person, Other: "99000000000"},
			fault.Element{Path: "PaymentsInfo/AsOfDate", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			fault.Element{Path: "PaymentsInfo/Exists", Is: fault.Required | fault.State, Other: "false"},
			fault.Element{Path: "PaymentsInfo/Payment", Is: fault.Repeats},
			fault.Element{Path: "PaymentsInfo/Payment/Kind", Is: fault.Required | fault.Kind, Other: "SOCIAL_PENSION"},
			fault.Element{Path: "PaymentsInfo/Payment/Amount", Is: fault.Required | fault.Decimal, Other: "1.00"},
			fault.Element{Path: "PaymentsInfo/Payment/Month", Is: fault.Required, Other: "2020-01"},
		),
		Choices: []fault.Branches{{Samples: map[string]string{
			"PaymentsInfo":   "<PaymentsInfo><AsOfDate>2026-11-22</AsOfDate><Exists>false</Exists></PaymentsInfo>",
			"PersonMismatch": "<PersonMismatch/>",
		}}},
		Documents: p.refusals(fault.End{Outcome: adapters.NotFound}),
	}
}
