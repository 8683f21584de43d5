package migration

import (
	"slices"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// A reader turns the wire's values into ours and keeps the first that the calendar or a closed list refuses; what the contract
// alone can say was checked before. Nothing it keeps quotes a value.
type reader struct {
	root    string        // the reply's element
	inside  string        // where below it the record is being read, with a slash behind
	today   adapters.Date // by the registry's calendar
	failure *adapters.Failure
	// unlisted says of each code that is told as other what it is a kind of.
	unlisted []adapters.KindOf
}

// fail keeps the first failure: path is in the contract's own names.
func (r *reader) fail(reason adapters.Reason, path, wrong string) {
	if r.failure == nil {
		r.failure = adapters.Fail(adapters.Malformed, reason, r.root+"/"+r.inside+path+": "+wrong)
	}
}

// date reads a calendar date; a zone behind it does not shift it (XML Schema 1.0 part 2, 3.2.9).
func (r *reader) date(path string, s *wire.CalendarDateType) adapters.Date {
	if s == nil {
		return adapters.Date{}
	}
	const bare = len("2006-01-02")
	d, err := adapters.ParseDate(string(*s)[:min(bare, len(*s))])
	if err != nil || d.Precision() != adapters.PrecisionDay {
		r.fail(adapters.ReasonContract, path, "no such day")
	}
	return d
}

// closed reads a code of a closed list; an absent one is the zero word.
func closed[T, W ~string](r *reader, path string, table []pair[W], code *T) W {
	if code == nil {
		return ""
	}
	word, ok := wordOf(table, string(*code))
	if !ok {
		r.fail(adapters.ReasonContract, path, "a code that the contract does not list")
	}
	return word
}

// opened reads a code of an open list: one that the table does not list is other, comes with raw where it is harmless, and is counted
// by what it is a kind of.
func opened[W ~string](r *reader, of adapters.KindOf, table []pair[W], code string, other W) (word W, raw string) {
	if word, ok := wordOf(table, code); ok {
		return word, ""
	}
	r.unlisted = append(r.unlisted, of)
	return other, harmless(code)
}

// told is the person of whom the registry speaks, with his identity document.
func (r *reader) told(p *wire.PersonInfoType, d *wire.IdentityDocumentType) adapters.Told {
	told := r.toldPerson(p)
	told.Document = r.identityDocument(d)
	return told
}

func (r *reader) toldPerson(p *wire.PersonInfoType) adapters.Told {
	told := adapters.Told{
		Name: adapters.PersonName{
			FamilyName:      adapters.NewSecret(text(p.LastName)),
			GivenName:       adapters.NewSecret(text(p.FirstName)),
			Patronymic:      adapters.NewSecret(text(p.MiddleName)),
			LatinFamilyName: adapters.NewSecret(text(p.LastNameLat)),
			LatinGivenName:  adapters.NewSecret(text(p.FirstNameLat)),
		},
		BirthDate: r.date("personInfo/birthDate", p.BirthDate),
		Sex:       closed(r, "personInfo/sex", sexes[:], p.Sex),
	}
	for _, c := range p.Citizenship {
		told.Citizenships = append(told.Citizenships, adapters.Country(text(c)))
	}
	return told
}

func (r *reader) identityDocument(d *wire.IdentityDocumentType) adapters.Document {
	for _, t := range slots() {
		if p := *slot(d, t); p != nil {
			return adapters.NewDocument(&adapters.Paper{
				Type:     t,
				Country:  adapters.Country(text(p.IssuerCountry)),
				Series:   adapters.NewSecret(text(p.Series)),
				Number:   adapters.NewSecret(text(p.Number)),
				IssuedOn: r.date("document/issueDate", p.IssueDate),
			})
		}
	}
	return adapters.Document{}
}

// notFound is why there is nothing; the marker is empty as a rule.
func (r *reader) notFound(n *wire.NotFoundType) adapters.NotFoundReason {
	if n.Reason == nil {
		return adapters.NoRecord
	}
	return closed(r, "reason", notFoundReasons[:], n.Reason)
}

func (r *reader) stateMore(a *wire.AmbiguousType) []adapters.Field {
	var fields []adapters.Field
	for _, code := range a.RefineBy {
		field := closed(r, "refineBy", refinements[:], code)
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields
}

// text returns an optional element's content, "" when it is absent.
func text[T ~string](s *T) string {
	if s == nil {
		return ""
	}
	return string(*s)
}
