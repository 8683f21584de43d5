package adapters

import (
	"context"
	"time"
)

// A Reply is what a registry told, as its driver understood it and before anything was compared.
type Reply[R any] struct {
	Outcome Outcome
	Reason  NotFoundReason // of not_found
	Verdict Verdict        // of a match, where the lookup has verdicts
	// Told is the person as the registry spoke of him. The house compares it with what was stated, which fills
	// Answer.Fields and may turn match into mismatch. A driver whose registry says no more than "no" leaves it empty.
	Told      Told
	Record    *R      // with match, possible and listed only
	StateMore []Field // of ambiguous: what would tell the people apart
	// Unlisted says of each kind that came under a word which the contract does not list what it is a kind of. It is told as "other", with
	// a raw code where that is harmless; that it came is counted, because the registry's list has grown.
	Unlisted   []KindOf
	AsOf       Date // of what day the registry's data are, where it says
	ValidUntil Date // until when the record holds, where it says; no match is kept longer
}

// A KindOf says what a kind is of.
type KindOf string

// The things of which registries may tell kinds that no contract lists yet.
const (
	KindOfGround       KindOf = "ground"       // of stay or residence
	KindOfDocument     KindOf = "document"     // in a record or an entry
	KindOfRegistration KindOf = "registration" // at a place
	KindOfReason       KindOf = "reason"       // why a document does not hold
	KindOfPayment      KindOf = "payment"
	KindOfObligation   KindOf = "obligation" // to pay
)

// KindsOf returns the closed list, in a fixed order.
func KindsOf() []KindOf {
	return []KindOf{KindOfGround, KindOfDocument, KindOfRegistration, KindOfReason, KindOfPayment, KindOfObligation}
}

// Told is a person as a registry speaks of him; zero members it does not speak of.
type Told struct {
	redacting
	Name         PersonName
	BirthDate    Date
	BirthPlace   Place
	Sex          Sex
	Citizenships []Country
	Document     Document
	SNILS        SNILS
	INN          INN
}

// An Answer is what a caller gets: Reply, compared and completed by the house.
type Answer[R any] struct {
	LookupID  string // UUIDv7, of this asking
	Outcome   Outcome
	Reason    NotFoundReason
	Verdict   Verdict
	Fields    map[Field]Comparison // one per stated field
	Record    *R
	StateMore []Field
	Source    Source
	// Disclosed is how much of it the caller is told: what is beyond that is not in the answer.
	Disclosed Disclosure
}

// Source says where an answer comes from and as of when.
type Source struct {
	Registry   string
	AsOf       Date // zero: the registry did not say
	ValidUntil Date
	AnsweredAt time.Time // when the registry answered, also of a cached answer
	Cached     bool
	Attempts   int // made for this answer, by whichever equal question made them
}

// A Lookuper answers one kind of question. *lookup.Lookup is one.
type Lookuper[R any] interface {
	// Lookup asks about q within ctx's deadline. The error is a *Failure or a *Pending, with its LookupID set.
	Lookup(ctx context.Context, q Query) (Answer[R], error)
}
