package mvd

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/mvd"
	"github.com/sverka/sverka/internal/person"
)

// checkEcho fails unless a reply with this id and person answers a, about the person asked about: one that does not is a valid reply to
// somebody else's question. That a registry repeats whom it was asked about tells nothing about him: no field is the same by that.
func (r *reader) checkEcho(a asking, id wire.RequestId, p *wire.Person) {
	if string(id) != a.id {
		r.fail(adapters.ReasonOtherRequest, "/id", "a reply to another request")
	}
	for _, f := range []struct{ pointer, asked, got string }{
		{"/person/surname", string(a.person.Surname), string(p.Surname)},
		{"/person/name", string(a.person.Name.Value), string(p.Name.Value)},
		{"/person/patronymicName", string(a.person.PatronymicName.Value), string(p.PatronymicName.Value)},
		{"/person/snils", a.person.Snils.Value, p.Snils.Value}, // digits stay as they are
	} {
		if f.asked != f.got && person.FoldCyrillic(f.asked) != person.FoldCyrillic(f.got) {
			r.fail(adapters.ReasonOtherPerson, f.pointer, "not the person asked about")
		}
	}
	if birth := r.partial("/person/birthDate", p.BirthDate); birth.Reveal() != a.subject.BirthDate.Reveal() {
		r.fail(adapters.ReasonOtherPerson, "/person/birthDate", "not the person asked about")
	}
}
