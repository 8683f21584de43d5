package audit

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
)

// An Asking is one asking of a lookup, from its intent on. The zero Asking is one of which nothing was written.
type Asking struct {
	id    uuid.UUID
	index int64
	begun bool
}

// A Question is what an intent says.
type Question struct {
	LookupID string
	Lookup   string // registry/lookup
	Query    adapters.Query
	Resumed  bool // a pending question is asked after
}

// A Result is what an outcome says.
type Result struct {
	Outcome   adapters.Outcome // pending for a question that was taken; "" on failure
	Reason    string           // of not_found, or of the failure
	Failure   adapters.Kind
	Disclosed adapters.Disclosure // what the caller is given of it; "" of a failure, or a question that was taken
	Evidence  Evidence
	Attempts  int
	Cached    bool
	Shared    bool
}

// Intend writes down who is going to ask what about whom, and why. When it returns without an error, that lasts. The error is a
// *adapters.Failure: refused for reason audit, or canceled.
func (l *Log) Intend(ctx context.Context, q Question) (Asking, error) {
	id, err := uuid.Parse(q.LookupID)
	if err != nil {
		return Asking{}, adapters.Fail(adapters.Internal, "", "a lookup's id is no UUID")
	}
	r := l.intent(&q)
	r.LookupID = id
	index, err := l.append(ctx, r)
	if err != nil {
		return Asking{}, err
	}
	return Asking{id: id, index: index, begun: true}, nil
}

func (l *Log) intent(q *Question) *Record {
	key := l.key.Load()
	actor := q.Query.Actor
	r := &Record{
		Kind: KindIntent, At: l.now(), Resumed: q.Resumed,
		Caller: q.Query.Caller, Lookup: q.Lookup, Purpose: string(q.Query.Purpose), ServiceCode: q.Query.ServiceCode,
		BasisKind: string(q.Query.Basis.Kind), Reference: key.term(ofReference, []byte(q.Query.Basis.Reference)),
		CaseID: q.Query.CaseID, ActorKind: string(actor.Kind), Actor: key.term(ofActor+string(actor.Kind), []byte(actor.ID.Reveal())),
		Month: key.month, Subject: key.terms(labels(q.Query.Subject.Stated())),
	}
	if !q.Query.Digest.IsZero() {
		digest := q.Query.Digest.Reveal()
		r.Request = key.digest(ofRequest, digest[:])
	}
	return r
}

// Conclude writes down what came of an asking. When it returns without an error, that lasts, and the answer may be given. It waits for
// the disk whether or not the caller still does. The error is a *adapters.Failure: refused for reason audit.
func (l *Log) Conclude(ctx context.Context, a Asking, is Result) error {
	if !a.begun {
		return nil
	}
	key := l.key.Load()
	r := &Record{
		Kind: KindOutcome, At: l.now(), LookupID: a.id, Intent: a.index,
		Outcome: string(is.Outcome), Reason: is.Reason, Failure: string(is.Failure), Disclosed: disclosed(is.Disclosed),
		Message: is.Evidence.message, Attempts: is.Attempts, Cached: is.Cached, Shared: is.Shared,
	}
	if is.Evidence.heard {
		r.Month, r.Reply = key.month, key.digest(ofReply, is.Evidence.reply[:])
	}
	_, err := l.append(context.WithoutCancel(ctx), r)
	return err
}

// disclosed is the word for d in a record.
func disclosed(d adapters.Disclosure) string {
	if d == "" {
		return "nothing"
	}
	return string(d)
}

// An Act is something that an operator did.
type Act struct {
	Operator string
	Act      string // override, lift
	Object   string // of what
	Why      string
	Until    time.Time
}

// Operated writes down what an operator does. It is done only if the error is nil.
func (l *Log) Operated(ctx context.Context, a Act) error {
	_, err := l.append(ctx, &Record{
		Kind: KindOperate, At: l.now(), Operator: a.Operator, Act: a.Act, Object: a.Object, Why: a.Why, Until: a.Until,
	})
	return err
}

// errFind says that a record of a find is none that the program would write.
var errFind = errors.New("it is no record of a find")

// found writes down that somebody looked who asked about a person, and when that was.
func (l *Log) found(ctx context.Context, r *Record) (int64, error) {
	if r.Kind != KindFind || r.Operator == "" || r.Why == "" || len(r.Subject) == 0 {
		return 0, errFind
	}
	r.At = l.now()
	return l.append(ctx, r)
}
