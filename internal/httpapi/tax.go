package httpapi

import (
	"github.com/sverka/sverka/adapters/tax"
	"github.com/sverka/sverka/internal/gen/api"
)

// taxINN maps an answer of tax/inn.
func taxINN(h head, r *tax.INN) document {
	a := &api.TaxInnAnswer{
		Lookup: api.TaxInnAnswerLookupTaxInn, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source,
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
