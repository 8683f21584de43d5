package migration

import (
	"strconv"

	"github.com/sverka/sverka/adapters"
	wire "github.com/sverka/sverka/internal/gen/migration"
	"github.com/sverka/sverka/internal/person"
)

// documentRequest returns the question as the registry takes it: the document, and whose it is said to be. An error is a
// *adapters.Failure that names each field that the registry cannot take.
func (c *Client) documentRequest(id string, q adapters.Query) (*wire.DocumentRequest, error) {
	subject := q.Subject.Stated()
	at, paper, err := issuedPaper(subject.Documents)
	if err != nil {
		return nil, err
	}
	if errs := append(checkNames(subject), checkIssued(at, paper)...); len(errs) > 0 {
		return nil, unable(errs...)
	}
	return &wire.DocumentRequest{
		RequestId:       new(wire.RequestIdType(id)),
		ItSystem:        new(wire.ItSystemType(c.config.SystemID)),
		FrguServiceCode: c.serviceCode(q),
		HolderInfo: &wire.HolderInfoType{
			LastName:     optional[wire.LastNameType](subject.FamilyName.Reveal()),
			FirstName:    optional[wire.FirstNameType](subject.GivenName.Reveal()),
			MiddleName:   optional[wire.FirstNameType](subject.Patronymic.Reveal()),
			LastNameLat:  optional[wire.LastNameType](subject.LatinFamilyName.Reveal()),
			FirstNameLat: optional[wire.LastNameType](subject.LatinGivenName.Reveal()),
		},
		Document: &wire.IssuedDocumentType{
			Kind:      new(wire.OpenCodeType(kindOf(paper.Type))),
			Series:    optional[wire.DocumentSeriesType](paper.Series.Reveal()),
			Number:    new(wire.DocumentNumberType(paper.Number.Reveal())),
			IssueDate: optional[wire.CalendarDateType](paper.IssuedOn.Reveal()),
		},
	}, nil
}

// kindOf returns the registry's code for a document issued in Russia, "" where it has none.
func kindOf(t adapters.DocumentType) string { return codeOf(documentKinds[:], DocumentKind(t)) }

// issuedPaper returns the one stated document that was issued in Russia, and its place in the query.
func issuedPaper(documents []adapters.Document) (int, *adapters.Paper, error) {
	for i, d := range documents {
		if paper := d.Paper(); kindOf(paper.Type) != "" {
			return i, paper, nil
		}
	}
	return 0, nil, unable(adapters.FieldError{
		Pointer: "/subject/documents", Code: adapters.CodeRequired, Detail: "expected one document issued in Russia",
	})
}

func checkIssued(at int, p *adapters.Paper) []adapters.FieldError {
	pointer := "/subject/documents/" + strconv.Itoa(at)
	return append(checkPaper(pointer, p), checkIssuer(pointer, p)...)
}

func checkIssuer(pointer string, p *adapters.Paper) []adapters.FieldError {
	if p.Country.IsZero() || p.Country == issuer {
		return nil
	}
	return []adapters.FieldError{{
		Pointer: pointer + "/country", Code: adapters.CodeConflict, Detail: "expected RUS, or none: a document of this type is issued in Russia",
	}}
}

// issuer is the country of all documents that this registry answers about by themselves.
const issuer adapters.Country = "RUS"

// readDocument classifies what was decoded, as the answer to asked.
func readDocument(r *reader, asked *wire.DocumentRequest, got *wire.DocumentResponse) adapters.Reply[Document] {
	r.checkID(asked.RequestId, got.RequestId)
	r.checkHolder(asked.HolderInfo, got.HolderInfo)
	r.checkIssued(asked.Document, got.Document)
	reply := adapters.Reply[Document]{AsOf: r.date("asOfDate", got.AsOfDate)}
	switch {
	case got.DocumentInfo != nil:
		r.inside = "documentInfo/"
		r.document(&reply, asked.Document, got.DocumentInfo)
	case got.NotFoundDocument != nil:
		r.inside = "notFoundDocument/"
		reply.Outcome, reply.Reason = adapters.NotFound, r.notFound(got.NotFoundDocument)
	default:
		r.fail(adapters.ReasonContract, "", "neither documentInfo nor notFoundDocument")
	}
	return reply
}

func (r *reader) checkHolder(asked, got *wire.HolderInfoType) {
	if got == nil {
		r.otherPerson("holderInfo")
		return
	}
	r.checkNames("holderInfo",
		names{asked.LastName, asked.FirstName, asked.MiddleName, asked.LastNameLat, asked.FirstNameLat},
		names{got.LastName, got.FirstName, got.MiddleName, got.LastNameLat, got.FirstNameLat})
}

func (r *reader) checkIssued(asked, got *wire.IssuedDocumentType) {
	if got == nil || text(asked.Kind) != text(got.Kind) || !same(person.FoldNumber, text(asked.Series), text(got.Series)) ||
		!same(person.FoldNumber, text(asked.Number), text(got.Number)) {
		r.otherPerson("document")
	}
}

func (r *reader) document(reply *adapters.Reply[Document], asked *wire.IssuedDocumentType, info *wire.DocumentInfoType) {
	record := &Document{
		PersonState: closed(r, "personState", personStates[:], info.PersonState),
		State:       closed(r, "state", groundStates[:], info.State),
		Since:       r.date("since", info.Since),
		ValidUntil:  r.date("validUntil", info.ValidUntil),
	}
	record.Type, record.RawType = opened(r, adapters.KindOfDocument, documentKinds[:], text(info.Document.Kind), DocumentOther)
	if code := text(info.InvalidityReason); code != "" {
		record.Reason, record.RawReason = opened(r, adapters.KindOfReason, documentReasons[:], code, ReasonOther)
		if record.State == StateValid {
			r.fail(adapters.ReasonContract, "invalidityReason", "a reason why it is not, beside the state valid")
		}
	}
	paper, told := r.issued(asked), r.issued(info.Document)
	if told.Type == "" {
		told.Type = paper.Type // of a kind that we do not know it is the number that tells which it is
	}
	reply.Told = r.toldPerson(info.PersonInfo)
	reply.Told.Document = adapters.NewDocument(told)
	if reply.Outcome = r.aboutPaper(paper, told); reply.Outcome == adapters.Match {
		reply.Record, reply.Unlisted = record, r.unlisted
		reply.Verdict, reply.ValidUntil = record.verdict(later(reply.AsOf, r.today))
	}
}

// issued is a document as the registry speaks of it. One of a kind that we do not know has no type.
func (r *reader) issued(d *wire.IssuedDocumentType) *adapters.Paper {
	kind, known := wordOf(documentKinds[:], text(d.Kind))
	if !known {
		kind = ""
	}
	return &adapters.Paper{
		Type: adapters.DocumentType(kind), Country: issuer,
		Series: adapters.NewSecret(text(d.Series)), Number: adapters.NewSecret(text(d.Number)),
		IssuedOn: r.date("document/issueDate", d.IssueDate),
	}
}
