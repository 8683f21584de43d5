package mock

import (
	"net/http"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// The shapes of the replies, for faults: written by hand from the contracts, one per operation.

func end(k adapters.Kind, r adapters.Reason) fault.End { return fault.End{Kind: k, Reason: r} }

func tokenShape(t *tax) fault.Shape {
	return fault.Shape{
		Protocol: fault.REST, Documents: t.documents(),
		Elements: []fault.Element{
			{Path: "token", Is: fault.Required, Other: "another"},
			{Path: "expireTime", Is: fault.Required, Other: "2020-01-01T00:00:00Z"},
		},
	}
}

func innShape(t *tax) fault.Shape {
	return fault.Shape{
		Protocol: fault.REST, Documents: t.documents(),
		Elements: []fault.Element{
			{Path: "requestId", Is: fault.Required | fault.RequestID, Other: "00000000-0000-7000-8000-000000000000"},
			{Path: "person", Is: fault.Required},
			{Path: "person/secondName", Is: fault.Required | fault.Person, Other: "Посторонний"},
			{Path: "person/firstName", Is: fault.Person, Other: "Некто"},
			{Path: "person/birthday", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
			{Path: "person/documentSpdul", Is: fault.Required},
			{Path: "person/documentNumber", Is: fault.Required | fault.Person, Other: "1"},
			{Path: "date", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			{Path: "result", Is: fault.Required | fault.State, Other: "not_found"},
			{Path: "inn/inn", Is: fault.Required, Other: "980000000000"},
			{Path: "inn/state", Is: fault.Required | fault.State, Other: "invalid"},
		},
	}
}

func taxpayerShape(t *tax) fault.Shape {
	return fault.Shape{
		Protocol: fault.REST, Documents: t.documents(),
		Elements: append(taxpayerElements(),
			fault.Element{Path: "taxpayer", Is: fault.Required},
			fault.Element{Path: "taxpayer/person", Is: fault.Required},
			fault.Element{Path: "taxpayer/person/inn", Is: fault.Required},
			fault.Element{Path: "taxpayer/state", Is: fault.Required | fault.State},
			fault.Element{Path: "taxpayer/reason", Is: fault.State},
			fault.Element{Path: "taxpayer/registeredOn", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			fault.Element{Path: "taxpayer/residency/status", Is: fault.Required | fault.State, Other: "non_resident"},
			fault.Element{Path: "taxpayer/residency/year", Is: fault.Required | fault.Int, Other: "2020"},
		),
	}
}

func obligationsShape(t *tax) fault.Shape {
	return fault.Shape{
		Protocol: fault.REST, Documents: t.documents(),
		Elements: append(taxpayerElements(),
			fault.Element{Path: "obligations", Is: fault.Required},
			fault.Element{Path: "obligations/taxpayer", Is: fault.Required},
			fault.Element{Path: "obligations/taxpayer/inn", Is: fault.Required},
			fault.Element{Path: "obligations/state", Is: fault.Required | fault.State},
			fault.Element{Path: "obligations/debtSign", Is: fault.Required | fault.State},
			fault.Element{Path: "obligations/balance", Is: fault.Decimal, Other: "1.00"},
			fault.Element{Path: "obligations/items", Is: fault.Repeats},
			fault.Element{Path: "obligations/items/kind", Is: fault.Required | fault.Kind, Other: "fine"},
			fault.Element{Path: "obligations/items/amount", Is: fault.Required | fault.Decimal, Other: "1.00"},
			fault.Element{Path: "obligations/items/dueOn", Is: fault.Date, Other: "2020-01-01"},
		),
	}
}

// taxpayerElements are those that replies to searches by INN share.
func taxpayerElements() []fault.Element {
	return []fault.Element{
		{Path: "requestId", Is: fault.Required | fault.RequestID, Other: "00000000-0000-7000-8000-000000000000"},
		{Path: "person", Is: fault.Required},
		{Path: "person/inn", Is: fault.Required | fault.Person, Other: "980000000000"},
		{Path: "person/secondName", Is: fault.Required | fault.Person, Other: "Посторонний"},
		{Path: "person/firstName", Is: fault.Person, Other: "Некто"},
		{Path: "person/birthday", Is: fault.Required | fault.Person | fault.Date, Other: "1970-01-01"},
		{Path: "date", Is: fault.Required | fault.Date, Other: "2020-01-01"},
		{Path: "result", Is: fault.Required | fault.State, Other: "not_found"},
	}
}

func (t *tax) documents() []fault.Document {
	denied := end(adapters.Denied, adapters.ReasonAccess)
	return []fault.Document{
		t.document(fault.Validation, "", end(adapters.Rejected, adapters.ReasonSchema), http.StatusUnprocessableEntity,
			codeTaxInvalid, "Ошибка валидации: поле person.birthday"),
		t.document(fault.Quota, "", end(adapters.Throttled, adapters.ReasonRate), http.StatusUnprocessableEntity,
			codeTaxLimited, "Превышен лимит запросов метода"),
		t.document(fault.Token, "", end(adapters.Denied, adapters.ReasonToken), http.StatusUnauthorized,
			codeTaxExpired, "Токен не действителен или истёк"),
		t.document(fault.Access, "", denied, http.StatusForbidden, codeTaxDenied, "Доступ к сервису для token запрещен"),
		t.document(fault.Server, "", end(adapters.Unavailable, adapters.ReasonFault), http.StatusServiceUnavailable,
			codeTaxDown, "Сервис временно недоступен"),
	}
}

// shape describes the replies about one person: the document of InWork repeats him.
func (m *mvd) shape(ex *exchange, id string, asked *mvdPerson) fault.Shape {
	later := ticket{id: "TICKET-IN-WORK", asked: *asked, ready: ex.now.Add(48 * time.Hour)}
	working := m.state(ex, id, later)
	return fault.Shape{
		Protocol: fault.REST,
		Elements: mvdElements(),
		Choices: []fault.Branches{{In: "answer", Samples: map[string]string{
			"noRecords": `"noRecords":{}`, "records": `"records":{"additionalInfo":"…"}`,
			"rejection": `"rejection":{"code":"NO_DATA"}`, "manualReview": `"manualReview":{}`,
		}}},
		Documents: append(m.documents(),
			fault.Document{Refusal: fault.InWork, Status: working.Status, Body: string(working.Body), Ends: fault.End{Outcome: adapters.InProgress}}),
	}
}

// documents are the refusals of both lookups, those about a ticket among them.
func (m *mvd) documents() []fault.Document {
	denied := end(adapters.Denied, adapters.ReasonAccess)
	return []fault.Document{
		m.document(fault.Validation, "", end(adapters.Rejected, adapters.ReasonSchema), http.StatusUnprocessableEntity,
			codeMVDInvalid, "Нарушен формат запроса: person.birthDate"),
		m.document(fault.Quota, "", end(adapters.Throttled, adapters.ReasonQuota), http.StatusTooManyRequests,
			"QUOTA_EXCEEDED", "Превышен общий дневной лимит запросов"),
		m.document(fault.Access, "", denied, http.StatusForbidden, codeMVDDenied, "Доступ к сервису запрещён"),
		m.document(fault.Token, "", denied, http.StatusUnauthorized, codeMVDDenied, "Неизвестный ключ системы"),
		m.document(fault.Ticket, "", end(adapters.Unavailable, adapters.ReasonTicketLost), http.StatusNotFound,
			codeMVDTicket, "Недопустимый идентификатор запроса"),
		m.document(fault.Polls, "", end(adapters.Throttled, adapters.ReasonPolls), http.StatusTooManyRequests,
			codeMVDPolls, "Превышено количество запросов метода по уникальному идентификатору. Повторите запрос позже."),
		m.document(fault.Server, "agency", end(adapters.Unavailable, adapters.ReasonFault), http.StatusServiceUnavailable,
			"FAILURE", "Ведомство не ответило"),
		m.document(fault.Server, "internal", end(adapters.Unavailable, adapters.ReasonFault), http.StatusInternalServerError,
			"INTERNAL_ERROR", "Произошла внутренняя ошибка"),
	}
}

func mvdElements() []fault.Element {
	return []fault.Element{
		{Path: "id", Is: fault.Required | fault.RequestID, Other: "00000000-0000-7000-8000-000000000000"},
		{Path: "person", Is: fault.Required},
		{Path: "person/surname", Is: fault.Required | fault.Person, Other: "ПОСТОРОННИЙ"},
		{Path: "person/name", Is: fault.Person, Other: "НЕКТО"},
		{Path: "person/birthDate", Is: fault.Required},
		{Path: "person/birthDate/year", Is: fault.Required | fault.Person | fault.Int, Other: "1970"},
		{Path: "status", Is: fault.Required | fault.State},
		{Path: "ticket", Is: fault.Required},
		{Path: "pollAfter", Is: fault.Int, Other: "3"},
		{Path: "answer", Is: fault.Required},
		{Path: "answer/date", Is: fault.Required | fault.Date, Other: "2020-01-01"},
		{Path: "answer/rejection/code", Is: fault.Required | fault.State, Other: "FAILURE"},
		{Path: "answer/records/conviction/judgement/fine", Is: fault.Decimal, Other: "1.00"},
	}
}
