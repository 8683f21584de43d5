package mvd

import (
	"slices"
	"strings"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
)

// restrictionsReply classifies what was decoded, as the answer to a.
func restrictionsReply(a asking, got *wire.RestrictionsReply) (adapters.Reply[Restrictions], error) {
	var r reader
	r.checkEcho(a, got.ID, &got.Person)
	reply := adapters.Reply[Restrictions]{AsOf: r.date("/date", got.Date)}
	switch rejection := got.Rejection; {
	case rejection.Set == got.ControlledPersons.Set || rejection.Set == got.EntryBan.Set:
		r.fail(adapters.ReasonContract, "/rejection", "not either it or both lists")
	case !rejection.Set:
		r.search(a.subject, got, &reply)
	case rejection.Value.Code == wire.RejectionCodeNODATA:
		reply.Outcome, reply.Reason = adapters.NotFound, adapters.NoRecord
	default:
		r.reject(rejection.Value.Code, a)
	}
	if r.failure != nil {
		return adapters.Reply[Restrictions]{}, r.failure
	}
	return reply, nil
}

// search says clear only when both lists were searched and hold nothing. An entry about the person that holds on the day of the answer
// makes him listed, whatever becomes of the other list; any other entry is worth a look, one that has run out too: why it still stands
// there is the registry's to say. Without an entry, a list that was not searched leaves the question unanswered.
func (r *reader) search(s *adapters.Stated, got *wire.RestrictionsReply, reply *adapters.Reply[Restrictions]) {
	p := picker{stated: s, sure: isRestricted}
	record := &Restrictions{}
	holds, searched := false, true
	for _, one := range []struct {
		list List
		at   string
		*wire.ListResult
	}{
		{ControlledPersons, "/controlledPersons", &got.ControlledPersons.Value},
		{EntryBan, "/entryBan", &got.EntryBan.Value},
	} {
		searched = searched && one.Result != wire.SearchResultNOTSEARCHED
		if (one.Result == wire.SearchResultRECORDS) != (len(one.Entry) > 0) {
			r.fail(adapters.ReasonContract, one.at+"/entry", "given if and only if the result is RECORDS")
		}
		for i := range one.Entry {
			entry, told := r.restriction(one.at+"/entry", one.list, &one.Entry[i], s)
			if keep(&p, &record.Entries, entry, told) && !entry.isOver(reply.AsOf) {
				holds = true
			}
		}
	}
	record.Unsure, reply.Unlisted = p.unsure, r.unlisted
	switch {
	case holds:
		reply.Outcome, reply.Record, reply.Told = adapters.Listed, record, p.told
	case len(record.Entries) > 0 || record.Unsure > 0:
		reply.Outcome, reply.Record, reply.Told = adapters.Possible, record, p.told
	case !searched:
		r.keepFailure(adapters.Fail(adapters.Unavailable, adapters.ReasonFault, "a list was not searched"))
	default:
		reply.Outcome = adapters.Clear
	}
}

// restriction reads one entry and the person it is about.
func (r *reader) restriction(pointer string, list List, w *wire.ListEntry, s *adapters.Stated) (Restriction, adapters.Told) {
	entry := Restriction{List: list, Since: r.date(pointer+"/since", w.Since)}
	if w.Until != withoutTerm {
		entry.Until = r.date(pointer+"/until", wire.CalendarDate(w.Until))
		if order, ok := entry.Until.Compare(entry.Since); ok && order < 0 {
			r.fail(adapters.ReasonContract, pointer+"/until", "before it began")
		}
	}
	told := adapters.Told{
		Name: adapters.PersonName{
			FamilyName: adapters.NewSecret(string(w.Person.Surname)),
			GivenName:  adapters.NewSecret(string(w.Person.Name.Value)),
			Patronymic: adapters.NewSecret(string(w.Person.PatronymicName.Value)),
		},
		BirthDate: r.listedBirthDate(pointer+"/person/birthDate", &w.Person.BirthDate),
		Document:  r.listedDocument(pointer+"/document", w.Document, s),
	}
	for _, c := range w.Citizenship {
		told.Citizenships = append(told.Citizenships, adapters.Country(c))
	}
	return entry, told
}

// withoutTerm is what stands for the last day of an entry that has none. It is written out, so that a day that was lost on the way makes
// no entry hold for ever.
const withoutTerm = "бессрочно"

// unknownPart is what the register writes for a part of a date that is not known (неприменимо).
const unknownPart = "нп"

// listedBirthDate reads as much of a birth date as is known from the year on: a day without its month tells nothing.
func (r *reader) listedBirthDate(pointer string, w *wire.ListedBirthDate) adapters.Date {
	known := []string{w.Year, w.Month, w.Day}
	if i := slices.Index(known, unknownPart); i >= 0 {
		known = known[:i]
	}
	if len(known) == 0 {
		return adapters.Date{}
	}
	d, err := adapters.ParseDate(strings.Join(known, "-"))
	if err != nil {
		r.fail(adapters.ReasonContract, pointer, "no such day")
	}
	return d
}

// listedDocument returns the document of an entry that is compared: the one that s states, else the last.
func (r *reader) listedDocument(pointer string, all []wire.ListDocument, s *adapters.Stated) adapters.Document {
	var compared adapters.Document
	for i := range all {
		if d := r.document(pointer, &all[i]); !isStated(s, compared) {
			compared = d
		}
	}
	return compared
}

// document reads a document of an entry. One of a type that the contract does not list is compared by its number alone.
func (r *reader) document(pointer string, w *wire.ListDocument) adapters.Document {
	p := &adapters.Paper{
		Country: adapters.Country(w.CountryCode.Value), Series: secret(w.Series), Number: adapters.NewSecret(w.Number),
	}
	if p.Type = documentType(w.Type); p.Type == "" {
		r.unlisted = append(r.unlisted, adapters.KindOfDocument)
	}
	if w.IssueDate.Set {
		p.IssuedOn = r.date(pointer+"/issueDate", w.IssueDate.Value)
	}
	return adapters.NewDocument(p)
}
