package pension

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
	"github.com/sverka/sverka/internal/person"
)

// reply classifies what was decoded, as the answer to the request id about s. A Result of false says only that number and
// person do not belong together: not what differs, so nothing is told and nothing can be compared.
func reply(id string, s *adapters.Stated, got *wire.SnilsValidationResponse) (adapters.Reply[SNILSCheck], error) {
	told, f := told(got)
	if f == nil {
		f = checkEcho(id, s, got, told)
	}
	switch {
	case f != nil:
		return adapters.Reply[SNILSCheck]{}, f
	case !got.Result:
		return adapters.Reply[SNILSCheck]{Outcome: adapters.Mismatch}, nil
	default:
		told.SNILS = s.SNILS // repeated, digit by digit
		return adapters.Reply[SNILSCheck]{Outcome: adapters.Match, Told: told, Record: &SNILSCheck{}}, nil
	}
}

// checkEcho returns a failure unless got answers the request asked, about the person asked about: a reply that does not is a
// valid reply to somebody else's question.
func checkEcho(id string, s *adapters.Stated, got *wire.SnilsValidationResponse, told adapters.Told) *adapters.Failure {
	if text(got.RequestId) != id {
		return malformed(adapters.ReasonOtherRequest, "RequestId", "a reply to another request")
	}
	order, dated := s.BirthDate.Compare(told.BirthDate)
	for _, f := range []struct {
		path string
		same bool
	}{
		{"FamilyName", sameName(s.FamilyName.Reveal(), text(got.FamilyName))},
		{"FirstName", sameName(s.GivenName.Reveal(), text(got.FirstName))},
		{"Patronymic", sameName(s.Patronymic.Reveal(), text(got.Patronymic))},
		{"Snils", s.SNILS.Reveal() == text(got.Snils)},
		{"Gender", s.Sex == told.Sex},
		{"BirthDate", dated && order == 0},
	} {
		if !f.same {
			return malformed(adapters.ReasonOtherPerson, f.path, "not the person asked about")
		}
	}
	return nil
}

// sameName reports whether two names are one when folded: registries repeat them in capitals and without ё.
func sameName(a, b string) bool { return a == b || person.FoldCyrillic(a) == person.FoldCyrillic(b) }

// told is the person of whom the registry speaks.
func told(got *wire.SnilsValidationResponse) (adapters.Told, *adapters.Failure) {
	birth, err := date(got.BirthDate)
	if err != nil {
		return adapters.Told{}, malformed(adapters.ReasonContract, "BirthDate", "no such day")
	}
	return adapters.Told{
		Name: adapters.PersonName{
			FamilyName: adapters.NewSecret(text(got.FamilyName)),
			GivenName:  adapters.NewSecret(text(got.FirstName)),
			Patronymic: adapters.NewSecret(text(got.Patronymic)),
		},
		BirthDate: birth,
		Sex:       sex(text(got.Gender)),
	}, nil
}

// date reads a calendar date; a zone behind it does not shift it (XML Schema 1.0 part 2, 3.2.9).
func date(s *wire.CalendarDateType) (adapters.Date, error) {
	const bare = len("2006-01-02")
	v := text(s)
	return adapters.ParseDate(v[:min(bare, len(v))])
}

// malformed names a place of the reply in the contract's own words, and never its content.
func malformed(reason adapters.Reason, path, wrong string) *adapters.Failure {
	return adapters.Fail(adapters.Malformed, reason, "SnilsValidationResponse/"+path+": "+wrong)
}

// text returns an element's content, "" when it is absent.
func text[T ~string](s *T) string {
	if s == nil {
		return ""
	}
	return string(*s)
}
