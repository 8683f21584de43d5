package httpapi

import (
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/internal/gen/api"
)

// mvdRestrictions maps an answer of mvd/restrictions. Entries that may be a stranger's were only counted, and even how many there
// are stays here.
func mvdRestrictions(h head, r *mvd.Restrictions) document {
	a := &api.MvdRestrictionsAnswer{
		Lookup: api.MvdRestrictionsAnswerLookupMvdRestrictions, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r != nil {
		record := api.MvdRestrictionsRecord{Entries: make([]api.MvdRestriction, 0, len(r.Entries))}
		for _, e := range r.Entries {
			record.Entries = append(record.Entries, api.MvdRestriction{
				List: api.MvdList(e.List), Since: api.PartialDate(e.Since.Reveal()), Until: date(e.Until),
			})
		}
		a.Record.SetTo(record)
	}
	return a
}

// mvdCriminalRecord maps an answer of mvd/criminal-record. The registry's free texts stay here: nobody has looked at
// what, or whom, they name.
func mvdCriminalRecord(h head, r *mvd.CriminalRecord) document {
	a := &api.MvdCriminalRecordAnswer{
		Lookup: api.MvdCriminalRecordAnswerLookupMvdCriminalRecord, LookupID: h.id, Outcome: h.outcome, Reason: h.reason,
		Verdict: h.verdict, Fields: h.fields, StateMore: h.stateMore, Message: h.message, Action: h.action, Source: h.source, Disclosed: h.disclosed,
	}
	if r != nil {
		a.Record.SetTo(api.MvdCriminalRecordRecord{Entries: entries(r), ManualReview: r.ManualReview})
	}
	return a
}

func entries(r *mvd.CriminalRecord) []api.MvdCriminalRecordEntry {
	all := make([]api.MvdCriminalRecordEntry, 0, len(r.Convictions)+len(r.Prosecutions)+len(r.Wanted)+len(r.Refusals))
	for _, c := range r.Convictions {
		e := entry(api.MvdCriminalRecordKindConviction, c.Sentenced)
		e.ReleasedOn = date(c.ReleasedOn)
		e.Spent.SetTo(!c.Removed.IsZero())
		all = append(all, e)
	}
	for _, p := range r.Prosecutions {
		all = append(all, entry(api.MvdCriminalRecordKindProsecution, p.Brought))
	}
	for _, w := range r.Wanted {
		all = append(all, entry(api.MvdCriminalRecordKindWanted, w.Announced))
	}
	for _, f := range r.Refusals {
		all = append(all, entry(api.MvdCriminalRecordKindProsecutionRefused, f.Refused))
	}
	return all
}

func entry(kind api.MvdCriminalRecordKind, act mvd.Act) api.MvdCriminalRecordEntry {
	e := api.MvdCriminalRecordEntry{Kind: kind, Date: date(act.On)}
	for _, a := range act.Articles {
		e.Articles = append(e.Articles, api.MvdCriminalRecordArticle{
			Article: a.Article.Reveal(), Part: text(a.Part.Reveal()), Paragraph: text(a.Paragraph.Reveal()),
		})
	}
	return e
}
