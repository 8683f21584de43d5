package httpapi

import (
	"net/http"
	"strconv"
	"time"

	"github.com/go-faster/jx"
	"github.com/google/uuid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/gen/api"
	"github.com/sverka/sverka/internal/message"
)

// head is what all answers share (AnswerHead in the contract).
type head struct {
	id        api.LookupID
	outcome   api.Outcome
	reason    api.OptNotFoundReason
	verdict   api.OptVerdict
	fields    api.OptFields
	stateMore []api.Field
	message   api.Message
	action    api.Action
	source    api.Source
	disclosed api.OptDisclosure
}

func headOf[R any](texts *message.Citizen, name string, a *adapters.Answer[R]) head {
	text, action := said(texts.OfAnswer(name, a.Outcome, a.Reason, a.Verdict))
	h := head{
		id: lookupID(a.LookupID), outcome: api.Outcome(a.Outcome), fields: fieldsOf(a.Fields),
		message: text, action: action, source: sourceOf(a.Source),
	}
	if a.Reason != "" {
		h.reason.SetTo(api.NotFoundReason(a.Reason))
	}
	if a.Verdict != "" {
		h.verdict.SetTo(api.Verdict(a.Verdict))
	}
	if a.Disclosed != "" {
		h.disclosed.SetTo(api.Disclosure(a.Disclosed))
	}
	for _, f := range a.StateMore {
		h.stateMore = append(h.stateMore, api.Field(f))
	}
	return h
}

// lookupID reads an id that the house made. One that is no UUID shows as zeros: a bug, and no reason to hide an answer.
func lookupID(s string) api.LookupID {
	id, _ := uuid.Parse(s)
	return api.LookupID(id)
}

func fieldsOf(compared map[adapters.Field]adapters.Comparison) api.OptFields {
	if len(compared) == 0 {
		return api.OptFields{}
	}
	return api.NewOptFields(api.Fields{
		Name:        comparison(compared, adapters.FieldName),
		LatinName:   comparison(compared, adapters.FieldLatinName),
		BirthDate:   comparison(compared, adapters.FieldBirthDate),
		BirthPlace:  comparison(compared, adapters.FieldBirthPlace),
		LivingPlace: comparison(compared, adapters.FieldLivingPlace),
		Sex:         comparison(compared, adapters.FieldSex),
		Citizenship: comparison(compared, adapters.FieldCitizenship),
		Document:    comparison(compared, adapters.FieldDocument),
		ForeignID:   comparison(compared, adapters.FieldForeignID),
		Snils:       comparison(compared, adapters.FieldSNILS),
		Inn:         comparison(compared, adapters.FieldINN),
		Enp:         comparison(compared, adapters.FieldENP),
	})
}

func comparison(compared map[adapters.Field]adapters.Comparison, f adapters.Field) (c api.OptComparison) {
	if word, ok := compared[f]; ok {
		c.SetTo(api.Comparison(word))
	}
	return c
}

func sourceOf(s adapters.Source) api.Source {
	return api.Source{
		Registry: api.RegistryName(s.Registry), AsOf: date(s.AsOf), ValidUntil: date(s.ValidUntil),
		AnsweredAt: s.AnsweredAt.UTC().Truncate(time.Second), Cached: s.Cached, Attempts: s.Attempts,
	}
}

func date(d adapters.Date) (o api.OptPartialDate) {
	if !d.IsZero() {
		o.SetTo(api.PartialDate(d.Reveal()))
	}
	return o
}

func text(s string) (o api.OptString) {
	if s != "" {
		o.SetTo(s)
	}
	return o
}

// pending writes the 202 of a question that the registry has taken.
func (v *visit) pending(p *adapters.Pending) {
	after := wholeUp(p.RetryAfter)
	text, action := said(v.server.texts.OfAnswer(v.lookup.name, adapters.InProgress, "", ""))
	d := api.Pending{
		LookupID: lookupID(p.LookupID), Lookup: api.LookupName(v.lookup.name), Outcome: api.PendingOutcomePending,
		RetryAfter: after, Message: text, Action: action,
	}
	if !p.ExpectedBy.IsZero() {
		d.ExpectedBy.SetTo(p.ExpectedBy.UTC().Truncate(time.Second))
	}
	v.Header().Set("Location", lookupsPath+p.LookupID)
	v.Header().Set("Retry-After", strconv.Itoa(after))
	v.send(http.StatusAccepted, "application/json", &d)
}

// send writes d whole. Nothing is to be done about a connection that breaks meanwhile.
func (v *visit) send(status int, contentType string, d document) {
	e := jx.GetEncoder()
	defer jx.PutEncoder(e)
	d.Encode(e)
	v.Header().Set("Content-Type", contentType)
	v.Header().Set("Content-Length", strconv.Itoa(len(e.Bytes())))
	v.WriteHeader(status)
	_, _ = v.Write(e.Bytes())
}
