package tax

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// taxpayerReply classifies what was decoded, as the answer to asked.
func taxpayerReply(
	asked *wire.TaxpayerSearchRequest, s *adapters.Stated, got *wire.TaxpayerSearchReply,
) (adapters.Reply[Taxpayer], error) {
	var none adapters.Reply[Taxpayer]
	asOf, err := date(got.Date)
	if err != nil {
		return none, malformed(adapters.ReasonContract, "/date", "no such day")
	}
	if f := checkTaxpayerEcho(asked, s, got.RequestId, &got.Person); f != nil {
		return none, f
	}
	reason, absent := notFound(got.Result)
	if got.Taxpayer.Set == absent {
		return none, malformed(adapters.ReasonContract, "/taxpayer", "given if and only if the taxpayer was found")
	}
	if absent {
		return adapters.Reply[Taxpayer]{Outcome: adapters.NotFound, Reason: reason, AsOf: asOf}, nil
	}
	told, f := holder("/taxpayer/person", s, &got.Taxpayer.Value.Person)
	if f != nil {
		return none, f
	}
	record, f := taxpayerRecord(&got.Taxpayer.Value, asOf)
	if f != nil {
		return none, f
	}
	verdict := adapters.Active
	if record.State == INNInvalid {
		verdict = adapters.Invalid
	}
	return adapters.Reply[Taxpayer]{Outcome: adapters.Match, Verdict: verdict, Told: told, Record: record, AsOf: asOf}, nil
}

// taxpayerRecord reads the record as of a day. What lies after that day is no record but a mistake in one.
func taxpayerRecord(w *wire.TaxpayerRecord, asOf adapters.Date) (*Taxpayer, *adapters.Failure) {
	registered, err := date(w.RegisteredOn)
	if err != nil {
		return nil, malformed(adapters.ReasonContract, "/taxpayer/registeredOn", "no such day")
	}
	if order, _ := registered.Compare(asOf); order > 0 {
		return nil, malformed(adapters.ReasonContract, "/taxpayer/registeredOn", "after the date of the reply")
	}
	if year, _, _ := asOf.Parts(); w.Residency.Set && int(w.Residency.Value.Year) > year {
		return nil, malformed(adapters.ReasonContract, "/taxpayer/residency/year", "after the date of the reply")
	}
	if w.Reason.Set != (w.State == wire.InnStateInvalid) {
		return nil, malformed(adapters.ReasonContract, "/taxpayer/reason", "given if and only if the INN is invalid")
	}
	record := &Taxpayer{
		State: INNActive, RegisteredOn: registered, TaxOffice: w.TaxOffice.Value,
		Residency: Residency{Status: ResidencyStatus(w.Residency.Value.Status), Year: int(w.Residency.Value.Year)},
	}
	if w.State == wire.InnStateInvalid {
		record.State = INNInvalid
	}
	if w.Reason.Value == wire.InnInvalidityReasonDeath {
		record.PersonState = Deceased
	}
	return record, nil
}
