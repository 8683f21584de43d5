package adapters

// An Outcome says how a registry answered. All of them are healthy: none counts against a registry. What the record of
// a match means is the Verdict.
type Outcome string

// The outcomes, in the order of the design's section 4.
const (
	// Match: the registry speaks of this very person and nothing stated contradicts it.
	Match Outcome = "match"
	// Mismatch: found by its identifier, but something stated differs. No record is given.
	Mismatch Outcome = "mismatch"
	// NotFound: the registry holds nothing for the question; the NotFoundReason says in what sense.
	NotFound Outcome = "not_found"
	// Ambiguous: several people fit; Answer.StateMore says what would tell them apart.
	Ambiguous Outcome = "ambiguous"
	// Clear, of a list: searched, and explicitly nothing there.
	Clear Outcome = "clear"
	// Possible, of a list: a name and date hit, or a reply that is not explicit. A person must look.
	Possible Outcome = "possible"
	// Listed, of a list: the person is on it.
	Listed Outcome = "listed"
	// InProgress: the registry has taken the question and will answer later (design: pending). It is what Pending
	// stands for in metrics and in the API; no Reply carries it.
	InProgress Outcome = "pending"
)

// Outcomes returns the closed list, in a fixed order.
func Outcomes() []Outcome {
	return []Outcome{Match, Mismatch, NotFound, Ambiguous, Clear, Possible, Listed, InProgress}
}

// HasRecord reports whether a record may be given with o: with match, possible and listed only.
func (o Outcome) HasRecord() bool { return o == Match || o == Possible || o == Listed }

// Kept reports whether the cache may keep an answer with o. Only a match is: what is not there today may be tomorrow.
func (o Outcome) Kept() bool { return o == Match }

// NotFoundReason says in what sense nothing was found.
type NotFoundReason string

// The reasons of not_found.
const (
	NoRecord   NotFoundReason = "no_record"   // searched by enough, and nothing is there
	NotKept    NotFoundReason = "not_kept"    // this registry does not hold such things
	WeakSearch NotFoundReason = "weak_search" // searched by too little to be sure
	NotYet     NotFoundReason = "not_yet"     // the record may still be on its way
)

// NotFoundReasons returns the closed list, in a fixed order.
func NotFoundReasons() []NotFoundReason {
	return []NotFoundReason{NoRecord, NotKept, WeakSearch, NotYet}
}

// A Verdict is one closed word per lookup for what the record of a match means. A reader may never take the outcome
// match for "admit": a match with verdict invalid is a lost document.
type Verdict string

// The verdicts of all lookups; Spec.Verdicts says which of them a lookup can give.
const (
	Lawful          Verdict = "lawful"           // migration/status: a ground to be in the country holds today
	Lapsed          Verdict = "lapsed"           // migration/status, registration: there was one, none holds today
	None            Verdict = "none"             // migration/status, registration, pension/payments: the record shows none
	Registered      Verdict = "registered"       // migration/registration
	Valid           Verdict = "valid"            // migration/document
	Invalid         Verdict = "invalid"          // migration/document, tax/inn, tax/taxpayer
	Known           Verdict = "known"            // migration/identity-document
	ReportedLost    Verdict = "reported_lost"    // migration/identity-document
	ReportedInvalid Verdict = "reported_invalid" // migration/identity-document
	Active          Verdict = "active"           // tax/inn, tax/taxpayer, pension/snils
	Debt            Verdict = "debt"             // tax/obligations
	NoDebt          Verdict = "no_debt"          // tax/obligations
	Merged          Verdict = "merged"           // pension/snils
	Annulled        Verdict = "annulled"         // pension/snils
	Receives        Verdict = "receives"         // pension/payments
)

// Verdicts returns the closed list, in a fixed order.
func Verdicts() []Verdict {
	return []Verdict{
		Lawful, Lapsed, None, Registered, Valid, Invalid, Known, ReportedLost, ReportedInvalid,
		Active, Debt, NoDebt, Merged, Annulled, Receives,
	}
}
