package httpapi

import (
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/gen/api"
)

// taxINN maps an answer of tax/inn.
func taxINN(h head, r *tax.INN) document {
	a := &api.TaxInnAnswer{
		Lookup: api.TaxInnAnswerLookupTaxInn, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	record := api.TaxInnRecord{
		Inn: r.INN.Reveal(), State: api.TaxInnRecordState(r.State), ReplacedBy: text(r.ReplacedBy.Reveal()),
	}
	if r.Reason != "" {
		record.Reason.SetTo(api.TaxInnRecordReason(r.Reason))
	}
	a.Record.SetTo(record)
	return a
}

// taxTaxpayer maps an answer of tax/taxpayer.
func taxTaxpayer(h head, r *tax.Taxpayer) document {
	a := &api.TaxTaxpayerAnswer{
		Lookup: api.TaxTaxpayerAnswerLookupTaxTaxpayer, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	record := api.TaxTaxpayerRecord{
		State: api.TaxTaxpayerRecordState(r.State), RegisteredOn: api.PartialDate(r.RegisteredOn.Reveal()), TaxOffice: text(r.TaxOffice),
	}
	if r.PersonState != "" {
		record.PersonState.SetTo(api.PersonState(r.PersonState))
	}
	if r.Residency != (tax.Residency{}) {
		record.TaxResidency.SetTo(api.TaxResidency{Status: api.TaxResidencyStatus(r.Residency.Status), Year: r.Residency.Year})
	}
	a.Record.SetTo(record)
	return a
}

// taxObligations maps an answer of tax/obligations.
func taxObligations(h head, r *tax.Obligations) document {
	a := &api.TaxObligationsAnswer{
		Lookup: api.TaxObligationsAnswerLookupTaxObligations, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	record := api.TaxObligationsRecord{Balance: text(r.Balance)}
	if r.ItemsKnown { // else it stays nil, which is written as null: not told is not an empty list
		record.Items = make([]api.TaxObligation, 0, len(r.Items))
	}
	for i := range r.Items {
		o := &r.Items[i]
		record.Items = append(record.Items, api.TaxObligation{
			Kind: api.TaxObligationKind(o.Kind), RawKind: text(o.RawKind), Amount: o.Amount, DueOn: date(o.DueOn), Uin: text(o.UIN.Reveal()),
		})
	}
	a.Record.SetTo(record)
	return a
}
