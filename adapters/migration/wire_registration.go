package migration

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// registrationRequest returns the question as the registry takes it.
func (c *Client) registrationRequest(id string, q adapters.Query) (*wire.RegistrationRequest, error) {
	a, err := c.question(id, q)
	if err != nil {
		return nil, err
	}
	return &wire.RegistrationRequest{
		RequestId: a.id, ItSystem: a.system, FrguServiceCode: a.service, PersonInfo: a.person, Document: a.document,
	}, nil
}

// readRegistration classifies what was decoded, as the answer to asked.
func readRegistration(r *reader, asked *wire.RegistrationRequest, got *wire.RegistrationResponse) adapters.Reply[Registration] {
	r.checkEcho(
		echo{asked.RequestId, asked.PersonInfo, asked.Document},
		echo{got.RequestId, got.PersonInfo, got.Document},
	)
	reply := adapters.Reply[Registration]{AsOf: r.date("asOfDate", got.AsOfDate)}
	switch {
	case got.RegistrationInfo != nil:
		r.inside = "registrationInfo/"
		r.registration(&reply, asked.Document, got.RegistrationInfo)
	case got.NotFoundRegistration != nil:
		r.inside = "notFoundRegistration/"
		reply.Outcome, reply.Reason = adapters.NotFound, r.notFound(got.NotFoundRegistration)
	case got.AmbiguousRegistration != nil:
		r.inside = "ambiguousRegistration/"
		reply.Outcome, reply.StateMore = adapters.Ambiguous, r.stateMore(got.AmbiguousRegistration)
	default:
		r.fail(adapters.ReasonContract, "", "neither registrationInfo, notFoundRegistration nor ambiguousRegistration")
	}
	return reply
}

func (r *reader) registration(reply *adapters.Reply[Registration], asked *wire.IdentityDocumentType, info *wire.RegistrationInfoType) {
	record := &Registration{PersonState: closed(r, "personState", personStates[:], info.PersonState)}
	for _, item := range info.RegAddressItem {
		record.Items = append(record.Items, r.registrationItem(item))
	}
	reply.Told, reply.Unlisted = r.told(info.PersonInfo, info.Document), r.unlisted
	if reply.Outcome = r.aboutPerson(asked, reply.Told); reply.Outcome == adapters.Match {
		reply.Record = record
		reply.Verdict, reply.ValidUntil = record.verdict(later(reply.AsOf, r.today))
	}
}

func (r *reader) registrationItem(i *wire.RegAddressItemType) RegistrationItem {
	item := RegistrationItem{
		From:  r.date("regAddressItem/fromDt", i.FromDt),
		Until: r.date("regAddressItem/toDt", i.ToDt),
		Address: Address{
			Full:  adapters.NewSecret(text(i.FullAddress)),
			OKTMO: adapters.NewSecret(text(i.RegionOktmo)),
		},
	}
	item.Kind, item.RawKind = opened(r, adapters.KindOfRegistration, registrationKinds[:], text(i.RegAddressType), RegistrationOther)
	return item
}
