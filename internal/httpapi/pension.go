package httpapi

import (
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/internal/gen/api"
)

// pensionSNILS maps an answer of pension/snils.
func pensionSNILS(h head, r *pension.SNILS) document {
	a := &api.PensionSnilsAnswer{
		Lookup: api.PensionSnilsAnswerLookupPensionSnils, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	a.Record.SetTo(api.PensionSnilsRecord{
		Snils: r.SNILS.Reveal(), State: api.PensionSnilsRecordState(r.State), CurrentSnils: text(r.CurrentSNILS.Reveal()),
	})
	return a
}

// pensionSNILSCheck maps an answer of pension/snils-check. Its record is empty, so the contract has none.
func pensionSNILSCheck(h head, _ *pension.SNILSCheck) document {
	return &api.PensionSnilsCheckAnswer{
		Lookup: api.PensionSnilsCheckAnswerLookupPensionSnilsCheck, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
}

// pensionPayments maps an answer of pension/payments. That there are none is an empty list, that they are not told is none.
func pensionPayments(h head, r *pension.Payments) document {
	a := &api.PensionPaymentsAnswer{
		Lookup: api.PensionPaymentsAnswerLookupPensionPayments, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	record := api.PensionPaymentsRecord{Exists: r.Exists, AsOf: api.PartialDate(r.AsOf.Reveal())}
	if r.Payments != nil {
		record.Payments = make([]api.PensionPayment, len(r.Payments))
	}
	for i := range r.Payments {
		p := &r.Payments[i]
		record.Payments[i] = api.PensionPayment{
			Kind: api.PensionPaymentKind(p.Kind), RawKind: text(p.RawKind), Amount: p.Amount.Reveal(), Month: api.PartialDate(p.Month.Reveal()),
		}
	}
	a.Record.SetTo(record)
	return a
}
