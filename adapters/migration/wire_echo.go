package migration

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
	"github.com/sverka/sverka/internal/person"
)

// checkEcho fails unless got answers the request asked, about the person asked about. A reply that does not is a valid
// reply to somebody else's question: the worst that a registry can do to us.
func (r *reader) checkEcho(asked *wire.StatusRequest, got *wire.StatusResponse) {
	if text(asked.RequestId) != text(got.RequestId) {
		r.fail(adapters.ReasonOtherRequest, "requestId", "a reply to another request")
	}
	r.checkPerson(asked.PersonInfo, got.PersonInfo)
	r.checkDocument(asked.Document, got.Document)
}

func (r *reader) checkPerson(asked, got *wire.PersonInfoType) {
	if got == nil {
		r.otherPerson("personInfo")
		return
	}
	for _, f := range []struct {
		path       string
		asked, got string
		fold       func(string) string
	}{
		{"lastName", text(asked.LastName), text(got.LastName), person.FoldCyrillic},
		{"firstName", text(asked.FirstName), text(got.FirstName), person.FoldCyrillic},
		{"middleName", text(asked.MiddleName), text(got.MiddleName), person.FoldCyrillic},
		{"lastNameLat", text(asked.LastNameLat), text(got.LastNameLat), person.FoldLatin},
		{"firstNameLat", text(asked.FirstNameLat), text(got.FirstNameLat), person.FoldLatin},
	} {
		if !same(f.fold, f.asked, f.got) {
			r.otherPerson("personInfo/" + f.path)
		}
	}
	if !r.sameDay("personInfo/birthDate", asked.BirthDate, got.BirthDate) {
		r.otherPerson("personInfo/birthDate")
	}
}

func (r *reader) checkDocument(asked, got *wire.IdentityDocumentType) {
	if got == nil {
		r.otherPerson("document")
		return
	}
	for _, t := range adapters.IdentityDocuments() {
		a, g := *slot(asked, t), *slot(got, t)
		if a == nil && g == nil {
			continue
		}
		if a == nil || g == nil || text(a.IssuerCountry) != text(g.IssuerCountry) ||
			!same(person.FoldNumber, text(a.Series), text(g.Series)) || !same(person.FoldNumber, text(a.Number), text(g.Number)) {
			r.otherPerson("document")
		}
	}
}

// same reports whether two texts are one when folded: registries repeat names in capitals, without ё, and with letters of the
// other keyboard.
func same(fold func(string) string, a, b string) bool { return a == b || fold(a) == fold(b) }

func (r *reader) otherPerson(path string) {
	r.fail(adapters.ReasonOtherPerson, path, "not the person asked about")
}

// sameDay compares by the calendar: a registry may repeat a date with its zone.
func (r *reader) sameDay(path string, asked, got *wire.CalendarDateType) bool {
	a, g := r.date(path, asked), r.date(path, got)
	order, ok := a.Compare(g)
	return ok && order == 0
}
