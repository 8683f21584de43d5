package migration

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
	"github.com/sverka/sverka/internal/person"
)

// An echo is what a reply repeats of a question about a person.
type echo struct {
	id       *wire.RequestIdType
	person   *wire.PersonInfoType
	document *wire.IdentityDocumentType
}

// checkEcho fails unless got answers the request asked, about the person asked about. A reply that does not is a valid
// reply to somebody else's question: the worst that a registry can do to us.
func (r *reader) checkEcho(asked, got echo) {
	r.checkID(asked.id, got.id)
	r.checkPerson(asked.person, got.person)
	r.checkDocument(asked.document, got.document)
}

func (r *reader) checkID(asked, got *wire.RequestIdType) {
	if text(asked) != text(got) {
		r.fail(adapters.ReasonOtherRequest, "requestId", "a reply to another request")
	}
}

func (r *reader) checkPerson(asked, got *wire.PersonInfoType) {
	if got == nil {
		r.otherPerson("personInfo")
		return
	}
	r.checkNames("personInfo",
		names{asked.LastName, asked.FirstName, asked.MiddleName, asked.LastNameLat, asked.FirstNameLat},
		names{got.LastName, got.FirstName, got.MiddleName, got.LastNameLat, got.FirstNameLat})
	if !r.sameDay("personInfo/birthDate", asked.BirthDate, got.BirthDate) {
		r.otherPerson("personInfo/birthDate")
	}
}

// names are those of a person, as every operation has them.
type names struct {
	last              *wire.LastNameType
	first, middle     *wire.FirstNameType
	lastLat, firstLat *wire.LastNameType
}

func (r *reader) checkNames(in string, asked, got names) {
	for _, f := range []struct {
		name       string
		asked, got string
		fold       func(string) string
	}{
		{"/lastName", text(asked.last), text(got.last), person.FoldCyrillic},
		{"/firstName", text(asked.first), text(got.first), person.FoldCyrillic},
		{"/middleName", text(asked.middle), text(got.middle), person.FoldCyrillic},
		{"/lastNameLat", text(asked.lastLat), text(got.lastLat), person.FoldLatin},
		{"/firstNameLat", text(asked.firstLat), text(got.firstLat), person.FoldLatin},
	} {
		if !same(f.fold, f.asked, f.got) {
			r.otherPerson(in + f.name)
		}
	}
}

func (r *reader) checkDocument(asked, got *wire.IdentityDocumentType) {
	if got == nil {
		r.otherPerson("document")
		return
	}
	for _, t := range slots() {
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
