package pension

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/pension"
)

// request returns the question as the registry takes it. An error is a *adapters.Failure that names each field that the
// registry cannot take.
func (d *SNILSCheckDriver) request(id string, s *adapters.Stated) (*wire.SnilsValidationRequest, error) {
	gender, errs := checkPerson(s)
	if len(errs) > 0 {
		return nil, unable(errs)
	}
	return &wire.SnilsValidationRequest{
		RequestId:  new(wire.RequestIdType(id)),
		SystemId:   new(wire.SystemIdType(d.client.config.SystemID)),
		FamilyName: new(wire.RusNameType(s.FamilyName.Reveal())),
		FirstName:  optional[wire.RusNameType](s.GivenName.Reveal()),
		Patronymic: optional[wire.RusNameType](s.Patronymic.Reveal()),
		Snils:      new(wire.SnilsType(s.SNILS.Reveal())),
		Gender:     &gender,
		BirthDate:  new(wire.CalendarDateType(s.BirthDate.Reveal())),
	}, nil
}

// checked classifies what was decoded, as the answer to the request id about s. A Result of false says only that number and
// person do not belong together: not what differs, so nothing is told and nothing can be compared.
func checked(id string, s *adapters.Stated, got *wire.SnilsValidationResponse) (adapters.Reply[SNILSCheck], error) {
	r := reader{root: "SnilsValidationResponse"}
	told := r.person(echo{
		requestID: got.RequestId, family: got.FamilyName, first: got.FirstName, patronymic: got.Patronymic,
		gender: got.Gender, birth: got.BirthDate,
	}, id, s)
	r.samePatronymic(s, got.Patronymic)
	r.sameSNILS(s, got.Snils)
	switch {
	case r.failure != nil:
		return adapters.Reply[SNILSCheck]{}, r.failure
	case !got.Result:
		return adapters.Reply[SNILSCheck]{Outcome: adapters.Mismatch}, nil
	default:
		told.SNILS = s.SNILS // repeated, digit by digit
		return adapters.Reply[SNILSCheck]{Outcome: adapters.Match, Told: told, Record: &SNILSCheck{}}, nil
	}
}
