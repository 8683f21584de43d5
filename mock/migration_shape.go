package mock

import (
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// asked is the person asked about in the place of one held: of a record that is made up.
func (r *personRequest) asked(state string) migrant {
	return migrant{Person: r.Person, Papers: r.Papers, PersonState: state}
}

// shapeOf describes the reply of an operation that asks about a person. Its branches end in name; own are the elements of its
// record, and sample is rendered by template for a reply that has two answers.
func (m *migration) shapeOf(r *personRequest, name, template string, sample any, own []fault.Element) fault.Shape {
	info := strings.ToLower(name[:1]) + name[1:] + "Info"
	found := "<" + info + "/>"
	if _, given := r.Papers.one(); given != nil {
		found = m.detail(template, sample)
	}
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: append(personElements(info, name), own...),
		Choices: []fault.Branches{{Samples: map[string]string{
			info: found, "notFound" + name: "<notFound" + name + "/>",
			"ambiguous" + name: "<ambiguous" + name + "><refineBy>SEX</refineBy></ambiguous" + name + ">",
		}}},
		Documents: m.refusals(),
	}
}

func personElements(info, name string) []fault.Element {
	return []fault.Element{
		{Path: "requestId", Is: fault.Required | fault.RequestID, Other: "00000000-0000-7000-8000-000000000000"},
		{Path: "personInfo", Is: fault.Required},
		{Path: "personInfo/lastName", Is: fault.Person, Other: "Посторонний"},
		{Path: "personInfo/firstName", Is: fault.Person, Other: "Некто"},
		{Path: "personInfo/lastNameLat", Is: fault.Person, Other: "POSTORONNII"},
		{Path: "personInfo/birthDate", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
		{Path: "document", Is: fault.Required},
		{Path: "asOfDate", Is: fault.Required | fault.Date, Other: "2020-01-01"},
		{Path: info + "/personInfo", Is: fault.Required},
		{Path: info + "/personInfo/birthDate", Is: fault.Required | fault.Date, Other: "1970-01-01"},
		{Path: info + "/document", Is: fault.Required},
		{Path: "notFound" + name + "/reason", Is: fault.State, Other: "NOT_KEPT"},
		{Path: "ambiguous" + name + "/refineBy", Is: fault.Required | fault.Repeats | fault.State},
	}
}

// refusals are what the contract has for each operation in place of an answer.
func (m *migration) refusals() []fault.Document {
	document := func(r fault.Refusal, name string, sender bool, e fault.End, text, body string) fault.Document {
		return fault.Document{Refusal: r, Name: name, Sender: sender, Ends: e, Text: text, Body: body}
	}
	rejected := func(code, text string) string {
		return m.fault("RequestRejected", "RejectionReasonCode", code, "RejectionReasonDescription", text)
	}
	denied := end(adapters.Denied, adapters.ReasonToken)
	const nothing, closed, quota, broken = "Не найдены данные по указанным в запросе параметрам", "Доступ к сервису запрещён",
		"Превышен общий дневной лимит запросов", "Произошла внутренняя ошибка"
	return []fault.Document{
		document(fault.Business, "", true, fault.End{Outcome: adapters.NotFound}, nothing, rejected("NO_DATA", nothing)),
		document(fault.Validation, "", true, end(adapters.Rejected, adapters.ReasonSchema), "cvc-datatype-valid",
			m.fault("ValidationFault", "code", "FLK-001", "description", "cvc-datatype-valid: элемент birthDate")),
		document(fault.Access, "password", true, denied, "Ошибка проверки подлинности",
			m.fault("SignatureVerificationFault", "code", "AUTHENTICATION_FAILED", "description", "Неверный пароль")),
		document(fault.Access, "certificate", true, denied, "Срок действия сертификата истёк",
			m.fault("SignatureVerificationFault", "code", "CERTIFICATE_EXPIRED", "description", "Срок действия сертификата истёк")),
		document(fault.Access, "system", true, end(adapters.Denied, adapters.ReasonAccess), closed, rejected("ACCESS_DENIED", closed)),
		document(fault.Quota, "", false, end(adapters.Throttled, adapters.ReasonQuota), quota,
			m.fault("QuotaLimitExceeded", "description", quota, "retryAfter", "2")),
		document(fault.Server, "", false, end(adapters.Unavailable, adapters.ReasonFault), broken,
			m.fault("SystemFault", "code", "INTERNAL_ERROR", "description", broken)),
	}
}
