package httpapi

import (
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/internal/gen/api"
)

// migrationStatus maps an answer of migration/status.
func migrationStatus(h head, r *migration.Status) document {
	a := &api.MigrationStatusAnswer{
		Lookup: api.MigrationStatusAnswerLookupMigrationStatus, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source,
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
	if r.PersonState != "" {
		record.PersonState.SetTo(api.PersonState(r.PersonState))
	}
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
