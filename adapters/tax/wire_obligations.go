package tax

import (
	"strconv"
	"strings"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
)

// obligationKinds is the list that stands in the contract's description of Obligation.
//
//nolint:gochecknoglobals // a table, never written to
var obligationKinds = [...]ObligationKind{ObligationTax, ObligationPenalty, ObligationFine}

// obligationsReply classifies what was decoded, as the answer to asked.
func obligationsReply(
	asked *wire.TaxpayerSearchRequest, s *adapters.Stated, got *wire.ObligationsSearchReply,
) (adapters.Reply[Obligations], error) {
	var none adapters.Reply[Obligations]
	asOf, err := date(got.Date)
	if err != nil {
		return none, malformed(adapters.ReasonContract, "/date", "no such day")
	}
	if f := checkTaxpayerEcho(asked, s, got.RequestId, &got.Person); f != nil {
		return none, f
	}
	reason, absent := notFound(got.Result)
	if got.Obligations.Set == absent {
		return none, malformed(adapters.ReasonContract, "/obligations", "given if and only if the taxpayer was found")
	}
	if absent {
		return adapters.Reply[Obligations]{Outcome: adapters.NotFound, Reason: reason, AsOf: asOf}, nil
	}
	told, f := holder("/obligations/taxpayer", s, &got.Obligations.Value.Taxpayer)
	if f != nil {
		return none, f
	}
	if f := checkDebt(&got.Obligations.Value); f != nil {
		return none, f
	}
	record, f := obligations(&got.Obligations.Value)
	if f != nil {
		return none, f
	}
	if got.Obligations.Value.State == wire.InnStateInvalid {
		// Of an INN that is nobody's in use, a dead man's above all, nothing is told to whoever states it.
		return adapters.Reply[Obligations]{Outcome: adapters.Mismatch, AsOf: asOf}, nil
	}
	verdict := adapters.NoDebt
	if got.Obligations.Value.DebtSign == wire.ObligationsDebtSign1 {
		verdict = adapters.Debt
	}
	return adapters.Reply[Obligations]{
		Outcome: adapters.Match, Verdict: verdict, Told: told, Record: record, Unlisted: record.unlisted(), AsOf: asOf,
	}, nil
}

// checkDebt holds the three places that say whether anything is owed to one word: sign, balance and items. A reply that contradicts
// itself would be a debt to one reader and none to the next. The items are not added up: the contract says that they need not make the
// balance.
func checkDebt(o *wire.Obligations) *adapters.Failure {
	owes := o.DebtSign == wire.ObligationsDebtSign1
	switch {
	case o.Balance.Set && owes != strings.HasPrefix(string(o.Balance.Value), "-"):
		return malformed(adapters.ReasonContract, "/obligations/balance", "below nothing if and only if the sign says that there is a debt")
	case o.Items != nil && owes != (len(o.Items) > 0):
		return malformed(adapters.ReasonContract, "/obligations/items", "something if and only if the sign says that there is a debt")
	default:
		return nil
	}
}

func obligations(o *wire.Obligations) (*Obligations, *adapters.Failure) {
	record := &Obligations{Balance: string(o.Balance.Value), ItemsKnown: o.Items != nil}
	for i := range o.Items {
		item, err := obligation(&o.Items[i])
		if err != nil {
			return nil, malformed(adapters.ReasonContract, "/obligations/items/"+strconv.Itoa(i)+"/dueOn", "no such day")
		}
		record.Items = append(record.Items, item)
	}
	return record, nil
}

// unlisted says of each kind that the contract does not list that it is an obligation's. It is accepted as other, and owed like the rest.
func (o *Obligations) unlisted() (all []adapters.KindOf) {
	for i := range o.Items {
		if o.Items[i].Kind == ObligationOther {
			all = append(all, adapters.KindOfObligation)
		}
	}
	return all
}

func obligation(w *wire.Obligation) (Obligation, error) {
	item := Obligation{Kind: ObligationOther, Amount: string(w.Amount), UIN: adapters.NewSecret(w.Uin.Value)}
	for _, kind := range obligationKinds {
		if w.Kind == string(kind) {
			item.Kind = kind
		}
	}
	if item.Kind == ObligationOther {
		item.RawKind = harmless(w.Kind)
	}
	if !w.DueOn.Set {
		return item, nil
	}
	var err error
	item.DueOn, err = date(w.DueOn.Value)
	return item, err
}

// harmless gives code if it may be shown in a record and in a log, and "" if not: an unknown code is the registry's text.
func harmless(code string) string {
	const longest = 32
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_'
	}
	if len(code) > longest || strings.ContainsFunc(code, func(r rune) bool { return !plain(r) }) {
		return ""
	}
	return code
}
