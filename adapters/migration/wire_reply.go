package migration

import (
	"slices"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
)

// A reader turns the wire's values into ours and keeps the first that the calendar or a closed list refuses; what the contract
// alone can say was checked before. Nothing it keeps quotes a value.
type reader struct{ failure *adapters.Failure }

// fail keeps the first failure: path is in the contract's own names.
func (r *reader) fail(reason adapters.Reason, path, wrong string) {
	if r.failure == nil {
		r.failure = adapters.Fail(adapters.Malformed, reason, "statusResponse/"+path+": "+wrong)
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

// closed reads a code of a closed list; an absent one is the zero word.
func closed[T, W ~string](r *reader, path string, table []pair[W], code *T) W {
	if code == nil {
		return ""
	}
	word, ok := wordOf(table, string(*code))
	if !ok {
		r.fail(adapters.ReasonContract, path, "a code that the contract does not list")
	}
	return word
}

// reply classifies what was decoded, as the answer to asked.
func reply(asked *wire.StatusRequest, got *wire.StatusResponse) (adapters.Reply[Status], error) {
	var r reader
	r.checkEcho(asked, got)
	reply := adapters.Reply[Status]{AsOf: r.date("asOfDate", got.AsOfDate)}
	switch {
	case got.StatusInfo != nil:
		r.found(&reply, got.StatusInfo)
	case got.NotFoundStatus != nil:
		reply.Outcome, reply.Reason = adapters.NotFound, adapters.NoRecord
		if reason := got.NotFoundStatus.Reason; reason != nil {
			reply.Reason = closed(&r, "notFoundStatus/reason", notFoundReasons[:], reason)
		}
	case got.AmbiguousStatus != nil:
		reply.Outcome = adapters.Ambiguous
		reply.StateMore = r.stateMore(got.AmbiguousStatus)
	default:
		r.fail(adapters.ReasonContract, "", "neither statusInfo, notFoundStatus nor ambiguousStatus")
	}
	if r.failure != nil {
		return adapters.Reply[Status]{}, r.failure
	}
	return reply, nil
}

func (r *reader) found(reply *adapters.Reply[Status], info *wire.StatusInfoType) {
	record := &Status{
		PersonState: closed(r, "statusInfo/personState", personStates[:], info.PersonState),
		Category:    closed(r, "statusInfo/category", categories[:], info.Category),
		StayDays:    stayDays(info.StayDaysUsed, info.StayDaysLimit),
	}
	for _, g := range info.Ground {
		record.Grounds = append(record.Grounds, r.ground(g))
	}
	reply.Outcome, reply.Record = adapters.Match, record
	reply.Told = r.told(info.PersonInfo, info.Document)
	reply.Verdict, reply.ValidUntil = record.verdict(reply.AsOf)
}

func (r *reader) ground(g *wire.GroundType) Ground {
	const path = "statusInfo/ground"
	ground := Ground{
		ValidFrom:  r.date(path+"/validFrom", g.ValidFrom),
		ValidUntil: r.date(path+"/validUntil", g.ValidUntil),
		Region:     text(g.RegionCode),
		State:      closed(r, path+"/state", groundStates[:], g.State),
	}
	var known bool
	if ground.Kind, known = wordOf(groundKinds[:], text(g.Kind)); !known {
		ground.Kind, ground.RawKind = GroundOther, harmless(text(g.Kind))
	}
	if g.Document != nil {
		ground.Document = r.groundDocument(g.Document)
	}
	return ground
}

func (r *reader) groundDocument(g *wire.GroundDocumentType) GroundDocument {
	const path = "statusInfo/ground/document"
	d := GroundDocument{
		Series:    adapters.NewSecret(text(g.Series)),
		Number:    adapters.NewSecret(text(g.Number)),
		IssuedOn:  r.date(path+"/issueDate", g.IssueDate),
		ExpiresOn: r.date(path+"/expiryDate", g.ExpiryDate),
	}
	var known bool
	if d.Kind, known = wordOf(documentKinds[:], text(g.Kind)); !known {
		d.Kind, d.RawKind = DocumentOther, harmless(text(g.Kind))
	}
	return d
}

func (r *reader) told(p *wire.PersonInfoType, d *wire.IdentityDocumentType) adapters.Told {
	told := adapters.Told{
		Name: adapters.PersonName{
			FamilyName:      adapters.NewSecret(text(p.LastName)),
			GivenName:       adapters.NewSecret(text(p.FirstName)),
			Patronymic:      adapters.NewSecret(text(p.MiddleName)),
			LatinFamilyName: adapters.NewSecret(text(p.LastNameLat)),
			LatinGivenName:  adapters.NewSecret(text(p.FirstNameLat)),
		},
		BirthDate: r.date("statusInfo/personInfo/birthDate", p.BirthDate),
		Sex:       closed(r, "statusInfo/personInfo/sex", sexes[:], p.Sex),
		Document:  r.identityDocument(d),
	}
	for _, c := range p.Citizenship {
		told.Citizenships = append(told.Citizenships, adapters.Country(text(c)))
	}
	return told
}

func (r *reader) identityDocument(d *wire.IdentityDocumentType) adapters.Document {
	for _, t := range adapters.IdentityDocuments() {
		if p := *slot(d, t); p != nil {
			return adapters.NewDocument(&adapters.Paper{
				Type:     t,
				Country:  adapters.Country(text(p.IssuerCountry)),
				Series:   adapters.NewSecret(text(p.Series)),
				Number:   adapters.NewSecret(text(p.Number)),
				IssuedOn: r.date("statusInfo/document/issueDate", p.IssueDate),
			})
		}
	}
	return adapters.Document{}
}

func (r *reader) stateMore(a *wire.AmbiguousStatusType) []adapters.Field {
	var fields []adapters.Field
	for _, code := range a.RefineBy {
		field := closed(r, "ambiguousStatus/refineBy", refinements[:], code)
		if !slices.Contains(fields, field) {
			fields = append(fields, field)
		}
	}
	return fields
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

// text returns an optional element's content, "" when it is absent.
func text[T ~string](s *T) string {
	if s == nil {
		return ""
	}
	return string(*s)
}
