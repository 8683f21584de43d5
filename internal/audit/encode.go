package audit

import (
	"bytes"
	"encoding/binary"
	"errors"
	"time"
)

// The encoding of a record's body: a version, the kind, then members as tag, length and value, in the order of their tags.
// Members that are zero are left out, so that a record has one encoding only. Tags are never given another meaning.
const encodingVersion = 1

// maxBody bounds a record's body in bytes. A question about a person with everything stated has about 900.
const maxBody = 8 << 10

// A tag names a member.
type tag byte

const (
	tagAt tag = iota + 1
	tagLookupID
	tagIntent
	tagFlags
	tagCaller
	tagLookup
	tagPurpose
	tagServiceCode
	tagBasisKind
	tagReference
	tagCaseID
	tagActorKind
	tagActor
	tagMonth
	tagSubject
	tagRequest
	tagOutcome
	tagReason
	tagFailure
	tagReply
	tagMessage
	tagDisclosed
	tagAttempts
	tagOperator
	tagAct
	tagObject
	tagWhy
	tagUntil
	tagSegment
	tagFirst
	tagSum
)

// The flags.
const (
	flagResumed = 1 << iota
	flagCached
	flagShared
	flagEnds // Intent is set; the index of a first intent is 0
)

// appendBody appends r's body to dst.
func appendBody(dst []byte, r *Record) []byte {
	w := writer{append(dst, encodingVersion, byte(r.Kind))}
	w.moment(tagAt, r.At)
	w.fixed(tagLookupID, r.LookupID[:])
	w.number(tagIntent, uint64(max(0, r.Intent)))
	w.number(tagFlags, r.flags())
	w.text(tagCaller, r.Caller)
	w.text(tagLookup, r.Lookup)
	w.text(tagPurpose, r.Purpose)
	w.text(tagServiceCode, r.ServiceCode)
	w.text(tagBasisKind, r.BasisKind)
	w.fixed(tagReference, r.Reference[:])
	w.text(tagCaseID, r.CaseID)
	w.text(tagActorKind, r.ActorKind)
	w.fixed(tagActor, r.Actor[:])
	w.number(tagMonth, uint64(max(0, r.Month)))
	w.terms(tagSubject, r.Subject)
	w.fixed(tagRequest, r.Request[:])
	w.result(r)
	w.act(r)
	return w.out
}

func (w *writer) result(r *Record) {
	w.text(tagOutcome, r.Outcome)
	w.text(tagReason, r.Reason)
	w.text(tagFailure, r.Failure)
	w.fixed(tagReply, r.Reply[:])
	w.text(tagMessage, r.Message)
	w.text(tagDisclosed, r.Disclosed)
	w.number(tagAttempts, uint64(max(0, r.Attempts)))
}

func (w *writer) act(r *Record) {
	w.text(tagOperator, r.Operator)
	w.text(tagAct, r.Act)
	w.text(tagObject, r.Object)
	w.text(tagWhy, r.Why)
	w.moment(tagUntil, r.Until)
	w.number(tagSegment, r.Segment)
	w.number(tagFirst, uint64(max(0, r.First)))
	w.fixed(tagSum, r.Sum[:])
}

func (r *Record) flags() uint64 {
	var flags uint64
	if r.Resumed {
		flags |= flagResumed
	}
	if r.Cached {
		flags |= flagCached
	}
	if r.Shared {
		flags |= flagShared
	}
	if r.Kind.ends() {
		flags |= flagEnds
	}
	return flags
}

// ends reports whether a record of the kind ends an intent.
func (k Kind) ends() bool { return k == KindOutcome || k == KindAbandoned }

type writer struct{ out []byte }

func (w *writer) head(t tag, size int) {
	w.out = binary.AppendUvarint(append(w.out, byte(t)), uint64(size)) //nolint:gosec // a length
}

func (w *writer) text(t tag, s string) {
	if s != "" {
		w.head(t, len(s))
		w.out = append(w.out, s...)
	}
}

// fixed writes bytes of a fixed length, unless all are 0.
func (w *writer) fixed(t tag, b []byte) {
	for _, c := range b {
		if c != 0 {
			w.head(t, len(b))
			w.out = append(w.out, b...)
			return
		}
	}
}

func (w *writer) number(t tag, n uint64) {
	if n != 0 {
		var buf [binary.MaxVarintLen64]byte
		size := binary.PutUvarint(buf[:], n)
		w.head(t, size)
		w.out = append(w.out, buf[:size]...)
	}
}

func (w *writer) moment(t tag, at time.Time) {
	if !at.IsZero() {
		w.number(t, uint64(max(0, at.UnixMicro())))
	}
}

func (w *writer) terms(t tag, terms []Term) {
	if len(terms) == 0 {
		return
	}
	w.head(t, len(terms)*len(Term{}))
	for _, term := range terms {
		w.out = append(w.out, term[:]...)
	}
}

// errBody says that bytes are no record's body. What stands in them is not quoted.
var errBody = errors.New("it is no record, or one of a newer version")

// decodeBody reads what appendBody wrote, and nothing else: a body that would be written otherwise is refused.
func decodeBody(body []byte) (Record, error) {
	if len(body) < 2 || len(body) > maxBody || body[0] != encodingVersion {
		return Record{}, errBody
	}
	r := Record{Kind: Kind(body[1])}
	if r.Kind < KindIntent || r.Kind > KindErased {
		return Record{}, errBody
	}
	for rest := body[2:]; len(rest) > 0; {
		size, n := binary.Uvarint(rest[1:])
		if n <= 0 || size > uint64(len(rest)-1-n) { //nolint:gosec // Uvarint takes no more than there is
			return Record{}, errBody
		}
		value := rest[1+n:][:size]
		if !r.take(tag(rest[0]), value) {
			return Record{}, errBody
		}
		rest = rest[1+n+len(value):]
	}
	if !bytes.Equal(appendBody(nil, &r), body) {
		return Record{}, errBody
	}
	return r, nil
}

// take reads one member.
func (r *Record) take(t tag, value []byte) bool {
	if text := r.textOf(t); text != nil {
		*text = string(value)
		return true
	}
	if fixed := r.fixedOf(t); fixed != nil {
		return copy(fixed, value) == len(fixed) && len(value) == len(fixed)
	}
	if t == tagSubject {
		return r.takeTerms(value)
	}
	n, size := binary.Uvarint(value)
	return size == len(value) && r.takeNumber(t, n)
}

func (r *Record) textOf(t tag) *string {
	switch t {
	case tagCaller:
		return &r.Caller
	case tagLookup:
		return &r.Lookup
	case tagPurpose:
		return &r.Purpose
	case tagServiceCode:
		return &r.ServiceCode
	case tagBasisKind:
		return &r.BasisKind
	case tagCaseID:
		return &r.CaseID
	case tagActorKind:
		return &r.ActorKind
	case tagOutcome:
		return &r.Outcome
	case tagReason:
		return &r.Reason
	case tagFailure:
		return &r.Failure
	case tagMessage:
		return &r.Message
	case tagDisclosed:
		return &r.Disclosed
	default:
		return r.textOfAct(t)
	}
}

func (r *Record) textOfAct(t tag) *string {
	switch t {
	case tagOperator:
		return &r.Operator
	case tagAct:
		return &r.Act
	case tagObject:
		return &r.Object
	case tagWhy:
		return &r.Why
	default:
		return nil
	}
}

func (r *Record) fixedOf(t tag) []byte {
	switch t {
	case tagLookupID:
		return r.LookupID[:]
	case tagReference:
		return r.Reference[:]
	case tagActor:
		return r.Actor[:]
	case tagRequest:
		return r.Request[:]
	case tagReply:
		return r.Reply[:]
	case tagSum:
		return r.Sum[:]
	default:
		return nil
	}
}

func (r *Record) takeTerms(value []byte) bool {
	const size = len(Term{})
	if len(value)%size != 0 {
		return false
	}
	for ; len(value) > 0; value = value[size:] {
		r.Subject = append(r.Subject, Term(value[:size]))
	}
	return true
}

func (r *Record) takeNumber(t tag, n uint64) bool {
	if n > 1<<62 { // none of ours is so large, and all fit into what they are read into
		return false
	}
	switch t {
	case tagAt:
		r.At = time.UnixMicro(int64(n)).UTC()
	case tagUntil:
		r.Until = time.UnixMicro(int64(n)).UTC()
	case tagIntent:
		r.Intent = int64(n)
	case tagFlags:
		r.Resumed, r.Cached, r.Shared = n&flagResumed != 0, n&flagCached != 0, n&flagShared != 0
	case tagMonth:
		r.Month = Month(n)
	case tagAttempts:
		r.Attempts = int(n)
	case tagSegment:
		r.Segment = n
	case tagFirst:
		r.First = int64(n)
	default:
		return false
	}
	return true
}
