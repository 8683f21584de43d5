package audit

import (
	"encoding/hex"
	"time"

	"github.com/google/uuid"
)

// Shown is a record as it is shown: the words of the API, terms and digests in hexadecimal.
type Shown struct {
	Index       int64      `json:"index"`
	Kind        string     `json:"kind"`
	At          time.Time  `json:"at"`
	LookupID    string     `json:"lookup_id,omitempty"`
	Intent      *int64     `json:"intent,omitempty"`
	Resumed     bool       `json:"resumed,omitempty"`
	Caller      string     `json:"caller,omitempty"`
	Lookup      string     `json:"lookup,omitempty"`
	Purpose     string     `json:"purpose,omitempty"`
	ServiceCode string     `json:"service_code,omitempty"`
	Basis       string     `json:"basis,omitempty"`
	Reference   string     `json:"basis_reference_hmac,omitempty"`
	CaseID      string     `json:"case_id,omitempty"`
	ActorKind   string     `json:"actor,omitempty"`
	Actor       string     `json:"actor_hmac,omitempty"`
	Month       string     `json:"key_month,omitempty"`
	Subject     []string   `json:"subject_hmacs,omitempty"`
	Request     string     `json:"request_hmac,omitempty"`
	Outcome     string     `json:"outcome,omitempty"`
	Failure     string     `json:"failure,omitempty"`
	Reason      string     `json:"reason,omitempty"`
	Reply       string     `json:"reply_hmac,omitempty"`
	Message     string     `json:"registry_message_id,omitempty"`
	Disclosed   string     `json:"disclosed,omitempty"`
	Attempts    int        `json:"attempts,omitempty"`
	Cached      bool       `json:"cached,omitempty"`
	Shared      bool       `json:"shared,omitempty"`
	Operator    string     `json:"operator,omitempty"`
	Act         string     `json:"act,omitempty"`
	Object      string     `json:"object,omitempty"`
	Why         string     `json:"why,omitempty"`
	Until       *time.Time `json:"until,omitempty"`
	Segment     uint64     `json:"erased_up_to_segment,omitempty"`
	First       int64      `json:"erased_before_record,omitempty"`
	Sum         string     `json:"erased_segment_sha256,omitempty"`
}

func show(index int64, r *Record) Shown {
	s := Shown{
		Index: index, Kind: r.Kind.String(), At: r.At, Resumed: r.Resumed, Caller: r.Caller, Lookup: r.Lookup, Purpose: r.Purpose,
		ServiceCode: r.ServiceCode, Basis: r.BasisKind, Reference: hexOf(r.Reference[:]), CaseID: r.CaseID,
		ActorKind: r.ActorKind, Actor: hexOf(r.Actor[:]), Request: hexOf(r.Request[:]),
		Outcome: r.Outcome, Failure: r.Failure, Reason: r.Reason, Reply: hexOf(r.Reply[:]), Message: r.Message, Disclosed: r.Disclosed,
		Attempts: r.Attempts, Cached: r.Cached, Shared: r.Shared,
		Operator: r.Operator, Act: r.Act, Object: r.Object, Why: r.Why, Segment: r.Segment, First: r.First, Sum: hexOf(r.Sum[:]),
	}
	if r.LookupID != uuid.Nil {
		s.LookupID = r.LookupID.String()
	}
	if r.Kind.ends() {
		s.Intent = &r.Intent
	}
	if r.Month != 0 {
		s.Month = r.Month.String()
	}
	if !r.Until.IsZero() {
		s.Until = &r.Until
	}
	for _, t := range r.Subject {
		s.Subject = append(s.Subject, hexOf(t[:]))
	}
	return s
}

// hexOf returns b in hexadecimal, "" if it is all 0: not set.
func hexOf(b []byte) string {
	for _, c := range b {
		if c != 0 {
			return hex.EncodeToString(b)
		}
	}
	return ""
}
