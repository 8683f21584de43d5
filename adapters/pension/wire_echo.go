package pension

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
	"github.com/sverka/sverka/internal/person"
)

// A reader reads the wire's values into ours and keeps the first that the calendar, the check digits or the question refuse; what
// the contract alone can say was checked before. Nothing it keeps quotes a value.
type reader struct {
	root    string // the reply's element, in the contract's own words
	failure *adapters.Failure
}

// fail keeps the first failure: path is in the contract's own names.
func (r *reader) fail(reason adapters.Reason, path, wrong string) {
	if r.failure == nil {
		r.failure = adapters.Fail(adapters.Malformed, reason, r.root+"/"+path+": "+wrong)
	}
}

// otherPerson keeps that path is not of the person asked about: a valid reply to somebody else's question.
func (r *reader) otherPerson(path string) {
	r.fail(adapters.ReasonOtherPerson, path, "not the person asked about")
}

// An echo is what every reply repeats of its question.
type echo struct {
	requestID                 *wire.RequestIdType
	family, first, patronymic *wire.RusNameType
	gender                    *wire.GenderType
	birth                     *wire.CalendarDateType
}

// person returns the person of whom the reply speaks. It fails unless the reply answers the request id, and speaks of s in family
// name, given name, sex and birth date; the patronymic is the lookup's to judge.
func (r *reader) person(e echo, id string, s *adapters.Stated) adapters.Told {
	told := adapters.Told{
		Name: adapters.PersonName{
			FamilyName: adapters.NewSecret(text(e.family)),
			GivenName:  adapters.NewSecret(text(e.first)),
			Patronymic: adapters.NewSecret(text(e.patronymic)),
		},
		BirthDate: r.date("BirthDate", e.birth),
		Sex:       sex(text(e.gender)),
	}
	if text(e.requestID) != id {
		r.fail(adapters.ReasonOtherRequest, "RequestId", "a reply to another request")
	}
	order, dated := s.BirthDate.Compare(told.BirthDate)
	for _, f := range []struct {
		path string
		same bool
	}{
		{"FamilyName", sameText(s.FamilyName.Reveal(), text(e.family))},
		{"FirstName", sameText(s.GivenName.Reveal(), text(e.first))},
		{"Gender", s.Sex == told.Sex},
		{"BirthDate", dated && order == 0},
	} {
		if !f.same {
			r.otherPerson(f.path)
		}
	}
	return told
}

// samePatronymic fails unless the patronymic is repeated as it was stated, or left out as it was.
func (r *reader) samePatronymic(s *adapters.Stated, patronymic *wire.RusNameType) {
	if !sameText(s.Patronymic.Reveal(), text(patronymic)) {
		r.otherPerson("Patronymic")
	}
}

// sameSNILS fails unless the number is repeated as it was stated.
func (r *reader) sameSNILS(s *adapters.Stated, number *wire.SnilsType) {
	if s.SNILS.Reveal() != text(number) {
		r.otherPerson("Snils")
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

// snils reads a number, the zero one where there is none. A number whose check digits do not hold is a slip somewhere between the
// registry and us: nobody may take it for his.
func (r *reader) snils(path string, s *wire.SnilsType) adapters.SNILS {
	if s == nil {
		return adapters.SNILS{}
	}
	n, err := adapters.ParseSNILS(string(*s))
	if err != nil {
		r.fail(adapters.ReasonContract, path, "a SNILS whose check number does not hold")
	}
	return n
}

// sameText reports whether two texts are one when folded: registries repeat them in capitals and without ё.
func sameText(a, b string) bool { return a == b || person.FoldCyrillic(a) == person.FoldCyrillic(b) }

// text returns an element's content, "" when it is absent.
func text[T ~string](s *T) string {
	if s == nil {
		return ""
	}
	return string(*s)
}
