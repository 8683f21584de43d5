package tax

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/tax"
	"github.com/sverka/sverka/internal/person"
)

// What the lookups by INN share, tax/taxpayer and tax/obligations; then the reply of the first.

// taxpayerNeeds is what they need stated. The INN alone finds; the whole name and the full birth date are what an answer proves itself by.
func taxpayerNeeds() []adapters.Need {
	return []adapters.Need{
		{{Field: adapters.FieldINN}},
		{{Field: adapters.FieldName}},
		{{Field: adapters.FieldPatronymic}},
		{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
	}
}

// taxpayer returns the question as the registry takes it. An error is a *adapters.Failure that names each field that the registry
// cannot take.
func (c *Client) taxpayer(id string, s *adapters.Stated) (*wire.TaxpayerSearchRequest, error) {
	if errs := checkNames(s); len(errs) > 0 {
		return nil, cannotTake(errs)
	}
	return &wire.TaxpayerSearchRequest{
		RequestId: wire.RequestId(id),
		Requester: c.requester(),
		Person: wire.TaxpayerPerson{
			Inn:        wire.Inn(s.INN.Reveal()),
			SecondName: wire.PersonName(s.FamilyName.Reveal()),
			FirstName:  name(s.GivenName),
			Patronymic: name(s.Patronymic),
			Birthday:   wire.CalendarDate(s.BirthDate.Reveal()),
		},
	}, nil
}

// checkTaxpayerEcho returns a failure unless a reply answers the request asked, about the person asked about.
func checkTaxpayerEcho(
	asked *wire.TaxpayerSearchRequest, s *adapters.Stated, id wire.RequestId, got *wire.TaxpayerPerson,
) *adapters.Failure {
	if asked.RequestId != id {
		return malformed(adapters.ReasonOtherRequest, "/requestId", "a reply to another request")
	}
	a := &asked.Person
	return samePerson(s, got.Birthday, []echo{
		{"/person/inn", string(a.Inn), string(got.Inn), person.FoldNumber},
		{"/person/secondName", string(a.SecondName), string(got.SecondName), person.FoldCyrillic},
		{"/person/firstName", string(a.FirstName.Value), string(got.FirstName.Value), person.FoldCyrillic},
		{"/person/patronymic", string(a.Patronymic.Value), string(got.Patronymic.Value), person.FoldCyrillic},
	})
}

// holder is who bears the INN, as the registry holds him: path says where he stands in the reply. Whoever was found by one INN and is
// told with another is not the one asked about.
func holder(path string, s *adapters.Stated, held *wire.TaxpayerPerson) (adapters.Told, *adapters.Failure) {
	if s.INN.Reveal() != string(held.Inn) {
		return adapters.Told{}, malformed(adapters.ReasonOtherPerson, path+"/inn", "not the person asked about")
	}
	birthday, err := date(held.Birthday)
	if err != nil {
		return adapters.Told{}, malformed(adapters.ReasonContract, path+"/birthday", "no such day")
	}
	return adapters.Told{
		Name: adapters.PersonName{
			FamilyName: adapters.NewSecret(string(held.SecondName)),
			GivenName:  adapters.NewSecret(string(held.FirstName.Value)),
			Patronymic: adapters.NewSecret(string(held.Patronymic.Value)),
		},
		BirthDate: birthday,
		INN:       s.INN,
	}, nil
}

// notFound returns the reason of a result that is no record; ok is false for every other word. Of an INN that was given so lately that
// its holder's record is still on its way nobody can say yet that there is none.
func notFound(result wire.TaxpayerSearchResult) (reason adapters.NotFoundReason, ok bool) {
	switch result {
	case wire.TaxpayerSearchResultNotFound:
		return adapters.NoRecord, true
	case wire.TaxpayerSearchResultRegistering:
		return adapters.NotYet, true
	case wire.TaxpayerSearchResultFound:
	}
	return "", false
}
