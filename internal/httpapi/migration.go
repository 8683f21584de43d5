package httpapi

import (
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/internal/gen/api"
)

// migrationStatus maps an answer of migration/status.
func migrationStatus(h head, r *migration.Status) document {
	a := &api.MigrationStatusAnswer{
		Lookup: api.MigrationStatusAnswerLookupMigrationStatus, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	record := api.MigrationStatusRecord{
		Category: api.MigrationCategory(r.Category),
		Grounds:  make([]api.MigrationGround, 0, len(r.Grounds)),
	}
	for i := range r.Grounds {
		record.Grounds = append(record.Grounds, ground(&r.Grounds[i]))
	}
	if r.StayDays.UsedKnown {
		record.StayDaysUsed.SetTo(r.StayDays.Used)
	}
	if r.StayDays.LimitKnown {
		record.StayDaysLimit.SetTo(r.StayDays.Limit)
	}
	record.PersonState = personState(r.PersonState)
	a.Record.SetTo(record)
	return a
}

func ground(g *migration.Ground) api.MigrationGround {
	mapped := api.MigrationGround{
		Kind: api.MigrationGroundKind(g.Kind), RawKind: text(g.RawKind), ValidFrom: date(g.ValidFrom),
		ValidUntil: date(g.ValidUntil), Region: text(g.Region), State: api.MigrationState(g.State),
	}
	if d := g.Document; !d.IsZero() {
		mapped.Document.SetTo(api.MigrationGroundDocument{
			Kind: api.MigrationGroundDocumentKind(d.Kind), RawKind: text(d.RawKind), Series: text(d.Series.Reveal()),
			Number: d.Number.Reveal(), IssuedOn: date(d.IssuedOn), ExpiresOn: date(d.ExpiresOn),
		})
	}
	return mapped
}

// migrationRegistration maps an answer of migration/registration.
func migrationRegistration(h head, r *migration.Registration) document {
	a := &api.MigrationRegistrationAnswer{
		Lookup: api.MigrationRegistrationAnswerLookupMigrationRegistration, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	record := api.MigrationRegistrationRecord{
		Items:       make([]api.MigrationRegistrationItem, 0, len(r.Items)),
		PersonState: personState(r.PersonState),
	}
	for i := range r.Items {
		record.Items = append(record.Items, registrationItem(&r.Items[i]))
	}
	a.Record.SetTo(record)
	return a
}

func registrationItem(i *migration.RegistrationItem) api.MigrationRegistrationItem {
	mapped := api.MigrationRegistrationItem{
		Kind: api.MigrationRegistrationKind(i.Kind), RawKind: text(i.RawKind), From: api.PartialDate(i.From.Reveal()), Until: date(i.Until),
	}
	if full, oktmo := i.Address.Full.Reveal(), i.Address.OKTMO.Reveal(); full != "" || oktmo != "" {
		mapped.Address.SetTo(api.MigrationAddress{Full: text(full), Oktmo: text(oktmo)})
	}
	return mapped
}

// migrationDocument maps an answer of migration/document.
func migrationDocument(h head, r *migration.Document) document {
	a := &api.MigrationDocumentAnswer{
		Lookup: api.MigrationDocumentAnswerLookupMigrationDocument, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r == nil {
		return a
	}
	record := api.MigrationDocumentRecord{
		Type: api.MigrationDocumentRecordType(r.Type), RawType: text(r.RawType), State: api.MigrationState(r.State),
		Since: api.PartialDate(r.Since.Reveal()), ValidUntil: date(r.ValidUntil), PersonState: personState(r.PersonState),
	}
	if r.Reason != "" {
		record.Reason.SetTo(api.MigrationDocumentReason{Code: api.MigrationReasonCode(r.Reason), Raw: text(r.RawReason)})
	}
	a.Record.SetTo(record)
	return a
}

// migrationIdentityDocument maps an answer of migration/identity-document.
func migrationIdentityDocument(h head, r *migration.IdentityDocument) document {
	a := &api.MigrationIdentityDocumentAnswer{
		Lookup: api.MigrationIdentityDocumentAnswerLookupMigrationIdentityDocument, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r != nil {
		a.Record.SetTo(api.MigrationIdentityDocumentRecord{
			State: api.MigrationIdentityDocumentState(r.State), KnownSince: date(r.KnownSince), PersonState: personState(r.PersonState),
		})
	}
	return a
}

// personState maps what a registry says of a person's record as a whole, where it says so.
func personState(s migration.PersonState) (mapped api.OptPersonState) {
	if s != "" {
		mapped.SetTo(api.PersonState(s))
	}
	return mapped
}
