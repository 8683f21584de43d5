package migration

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// identityDocumentRequest returns the question as the registry takes it.
func (c *Client) identityDocumentRequest(id string, q adapters.Query) (*wire.IdentityDocumentRequest, error) {
	a, err := c.question(id, q)
	if err != nil {
		return nil, err
	}
	return &wire.IdentityDocumentRequest{
		RequestId: a.id, ItSystem: a.system, FrguServiceCode: a.service, PersonInfo: a.person, Document: a.document,
	}, nil
}

// readIdentityDocument classifies what was decoded, as the answer to asked.
func readIdentityDocument(
	r *reader, asked *wire.IdentityDocumentRequest, got *wire.IdentityDocumentResponse,
) adapters.Reply[IdentityDocument] {
	r.checkEcho(
		echo{asked.RequestId, asked.PersonInfo, asked.Document},
		echo{got.RequestId, got.PersonInfo, got.Document},
	)
	reply := adapters.Reply[IdentityDocument]{AsOf: r.date("asOfDate", got.AsOfDate)}
	switch {
	case got.IdentityDocumentInfo != nil:
		r.inside = "identityDocumentInfo/"
		r.identity(&reply, asked.Document, got.IdentityDocumentInfo)
	case got.NotFoundIdentityDocument != nil:
		r.inside = "notFoundIdentityDocument/"
		reply.Outcome, reply.Reason = adapters.NotFound, r.notFound(got.NotFoundIdentityDocument)
	default:
		r.fail(adapters.ReasonContract, "", "neither identityDocumentInfo nor notFoundIdentityDocument")
	}
	return reply
}

func (r *reader) identity(
	reply *adapters.Reply[IdentityDocument], asked *wire.IdentityDocumentType, info *wire.IdentityDocumentInfoType,
) {
	record := &IdentityDocument{
		PersonState: closed(r, "personState", personStates[:], info.PersonState),
		State:       closed(r, "state", identityStates[:], info.State),
		KnownSince:  r.date("knownSince", info.KnownSince),
	}
	if startsAfter(record.KnownSince, later(reply.AsOf, r.today)) {
		r.fail(adapters.ReasonContract, "knownSince", "a day that has not come")
	}
	reply.Told = r.told(info.PersonInfo, info.Document)
	if reply.Outcome = r.aboutPaper(r.identityDocument(asked).Paper(), reply.Told.Document.Paper()); reply.Outcome == adapters.Match {
		reply.Record, reply.Verdict = record, record.verdict()
	}
}
