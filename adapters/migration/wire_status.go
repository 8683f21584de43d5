package migration

import (
	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// statusRequest returns the question as the registry takes it.
func (c *Client) statusRequest(id string, q adapters.Query) (*wire.StatusRequest, error) {
	a, err := c.question(id, q)
	if err != nil {
		return nil, err
	}
	return &wire.StatusRequest{
		RequestId: a.id, ItSystem: a.system, FrguServiceCode: a.service, PersonInfo: a.person, Document: a.document,
	}, nil
}

// readStatus classifies what was decoded, as the answer to asked.
func readStatus(r *reader, asked *wire.StatusRequest, got *wire.StatusResponse) adapters.Reply[Status] {
	r.checkEcho(
		echo{asked.RequestId, asked.PersonInfo, asked.Document},
		echo{got.RequestId, got.PersonInfo, got.Document},
	)
	reply := adapters.Reply[Status]{AsOf: r.date("asOfDate", got.AsOfDate)}
	switch {
	case got.StatusInfo != nil:
		r.inside = "statusInfo/"
		r.status(&reply, asked.Document, got.StatusInfo)
	case got.NotFoundStatus != nil:
		r.inside = "notFoundStatus/"
		reply.Outcome, reply.Reason = adapters.NotFound, r.notFound(got.NotFoundStatus)
	case got.AmbiguousStatus != nil:
		r.inside = "ambiguousStatus/"
		reply.Outcome, reply.StateMore = adapters.Ambiguous, r.stateMore(got.AmbiguousStatus)
	default:
		r.fail(adapters.ReasonContract, "", "neither statusInfo, notFoundStatus nor ambiguousStatus")
	}
	return reply
}

func (r *reader) status(reply *adapters.Reply[Status], asked *wire.IdentityDocumentType, info *wire.StatusInfoType) {
	record := &Status{
		PersonState: closed(r, "personState", personStates[:], info.PersonState),
		Category:    closed(r, "category", categories[:], info.Category),
		StayDays:    stayDays(info.StayDaysUsed, info.StayDaysLimit),
	}
	for _, g := range info.Ground {
		record.Grounds = append(record.Grounds, r.ground(g))
	}
	if record.freeOfVisa() && !(record.StayDays.UsedKnown && record.StayDays.LimitKnown) {
		r.fail(adapters.ReasonContract, "stayDaysUsed", "no days of stay beside a visa-free ground that holds")
	}
	reply.Told, reply.Unlisted = r.told(info.PersonInfo, info.Document), r.unlisted
	if reply.Outcome = r.aboutPerson(asked, reply.Told); reply.Outcome == adapters.Match {
		reply.Record = record
		reply.Verdict, reply.ValidUntil = record.verdict(later(reply.AsOf, r.today))
	}
}

func (r *reader) ground(g *wire.GroundType) Ground {
	const path = "ground"
	ground := Ground{
		ValidFrom:  r.date(path+"/validFrom", g.ValidFrom),
		ValidUntil: r.date(path+"/validUntil", g.ValidUntil),
		Region:     text(g.RegionCode),
		State:      closed(r, path+"/state", groundStates[:], g.State),
	}
	ground.Kind, ground.RawKind = opened(r, adapters.KindOfGround, groundKinds[:], text(g.Kind), GroundOther)
	if g.Document != nil {
		ground.Document = r.groundDocument(g.Document)
	}
	return ground
}

func (r *reader) groundDocument(g *wire.GroundDocumentType) GroundDocument {
	const path = "ground/document"
	d := GroundDocument{
		Series:    adapters.NewSecret(text(g.Series)),
		Number:    adapters.NewSecret(text(g.Number)),
		IssuedOn:  r.date(path+"/issueDate", g.IssueDate),
		ExpiresOn: r.date(path+"/expiryDate", g.ExpiryDate),
	}
	d.Kind, d.RawKind = opened(r, adapters.KindOfDocument, documentKinds[:], text(g.Kind), DocumentOther)
	return d
}

func stayDays(used, limit *wire.StayDaysType) StayDays {
	var d StayDays
	if used != nil {
		d.Used, d.UsedKnown = int(*used), true
	}
	if limit != nil {
		d.Limit, d.LimitKnown = int(*limit), true
	}
	return d
}
