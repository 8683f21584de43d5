package audit

import (
	"time"

	"github.com/google/uuid"
)

// A Kind says what a record is about.
type Kind byte

// The kinds. Their numbers are part of the format.
const (
	KindIntent    Kind = 1 // somebody is going to ask; durable before the first exchange
	KindOutcome   Kind = 2 // what came of it; durable before the answer
	KindAbandoned Kind = 3 // an intent that has no outcome: the process ended, or the outcome could not be written
	KindOperate   Kind = 4 // an operator's act
	KindFind      Kind = 5 // an officer looked who asked about a person
	KindErased    Kind = 6 // bodies at the end of their retention were erased
)

// String returns the kind's word.
func (k Kind) String() string {
	if int(k) < len(kindWords) && kindWords[k] != "" {
		return kindWords[k]
	}
	return "unknown"
}

var kindWords = [...]string{ //nolint:gochecknoglobals // the closed table
	KindIntent: "intent", KindOutcome: "outcome", KindAbandoned: "abandoned",
	KindOperate: "operate", KindFind: "find", KindErased: "erased",
}

// A Term is a keyed hash: HMAC-SHA-256 under the key of a month, cut to 128 bits. Equal things have equal terms within a
// month, and without the key nothing can be told from one.
type Term [16]byte

// A Digest is a whole HMAC-SHA-256, of what may have to be proved years later.
type Digest [32]byte

// A Record is one entry of the log. Which members are of which kind is said beside them; the others are zero. Nothing in it
// is personal but behind a Term or Digest, with one exception: what a registry answered (Outcome, Reason), of a person whom
// only the holder of the month's key can name.
type Record struct {
	Kind Kind
	At   time.Time // UTC, to the microsecond

	// Of intent, outcome and abandoned.
	LookupID uuid.UUID
	// Intent is the index of the intent that an outcome or abandoned record ends.
	Intent int64

	// Of intent.
	Resumed     bool   // a pending question is asked after
	Caller      string // as internal/access knows him
	Lookup      string // registry/lookup
	Purpose     string
	ServiceCode string
	BasisKind   string
	Reference   Term // of the basis: it may quote whom it is about
	CaseID      string
	ActorKind   string
	Actor       Term

	// Of intent, outcome and find: the month whose key made the terms and digests of the record.
	Month Month
	// Subject are the terms of the person, of intent and find: one for each identifier, and for each name with the birth date.
	Subject []Term
	Request Digest // of intent: of the question's document as it came

	// Of outcome.
	Outcome   string // the answer's, "pending" for a question that was taken; "" on failure
	Reason    string // of not_found, or of the failure
	Failure   string // its kind
	Reply     Digest // of the body of the registry's reply that the answer rests on
	Message   string // the id under which the registry was asked for it
	Disclosed string // what of it the caller was given: nothing, verdict, fields or record
	Attempts  int
	Cached    bool
	Shared    bool

	// Of operate and find: who did what to what, why, and until when.
	Operator string
	Act      string
	Object   string
	Why      string
	Until    time.Time

	// Of erased: all segments up to and with Segment, all records before First, are gone; the last of them had this sum.
	Segment uint64
	First   int64
	Sum     Digest
}

// A Month is a month of UTC, counted from January of the year 0.
type Month int

// MonthOf returns the month of t.
func MonthOf(t time.Time) Month {
	t = t.UTC()
	return Month(t.Year()*12 + int(t.Month()) - 1)
}

// String returns the month as 2026-11.
func (m Month) String() string {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC).Format(monthLayout)
}

const monthLayout = "2006-01"

// parseMonth reads what String wrote.
func parseMonth(text string) (Month, bool) {
	t, err := time.Parse(monthLayout, text) //nolint:forbidigo // its error is dropped
	return MonthOf(t), err == nil
}
