package tax

import "github.com/sverka/sverka/adapters"

// Obligations is the record of tax/obligations (сведения о задолженности). Money is decimal text in roubles with two digits behind
// the point, "-1520.40": it is never counted with, and never a floating-point number.
type Obligations struct {
	// Balance of the person's unified tax account (сальдо ЕНС): below nothing for a debt. Empty: not told.
	Balance string
	// ItemsKnown says whether the registry told what the debt is made of. Known and none: it says that nothing is owed.
	ItemsKnown bool
	Items      []Obligation
}

// An Obligation is one thing that is owed and not paid yet.
type Obligation struct {
	Kind    ObligationKind
	RawKind string // of other: the registry's code, where it is harmless to show
	Amount  string // what is left of it, more than nothing
	DueOn   adapters.Date
	UIN     adapters.Secret // УИН, by which it can be paid: 20 or 25 digits; zero: it has none
}

// ObligationKind is what kind of thing is owed.
type ObligationKind string

// The kinds of obligations.
const (
	ObligationTax     ObligationKind = "tax"     // налог
	ObligationPenalty ObligationKind = "penalty" // пени
	ObligationFine    ObligationKind = "fine"    // штраф
	ObligationOther   ObligationKind = "other"   // one that the contract does not list
)
