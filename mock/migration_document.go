package mock

import (
	"cmp"
	"slices"

	"github.com/sverka/sverka/mock/fault"
)

// documentRequest is the contract's; also what a reply repeats of it.
type documentRequest struct {
	RequestID string     `xml:"requestId"`
	ITSystem  string     `xml:"itSystem"`
	Holder    holderInfo `xml:"holderInfo"`
	Document  issuedInfo `xml:"document"`
}

type holderInfo struct {
	LastName     string `xml:"lastName"`
	FirstName    string `xml:"firstName"`
	MiddleName   string `xml:"middleName"`
	LastNameLat  string `xml:"lastNameLat"`
	FirstNameLat string `xml:"firstNameLat"`
}

type issuedInfo struct {
	Kind      string `xml:"kind"`
	Series    string `xml:"series"`
	Number    string `xml:"number"`
	IssueDate string `xml:"issueDate"`
}

func (r *documentRequest) into() any      { return r }
func (r *documentRequest) system() string { return r.ITSystem }

// find returns whose document it is; else those who bear the name, of whom the registry may know that it has nothing.
func (r *documentRequest) find(m *migration) []*dossier {
	var byName []*dossier
	for _, d := range m.dossiers.under(r.Holder.LastName, r.Holder.LastNameLat, r.Document.Series+r.Document.Number) {
		if d.issued(&r.Document) != nil {
			return []*dossier{d}
		}
		h := &r.Holder
		if d.named(h.LastName, h.FirstName, h.MiddleName) || h.LastName == "" && d.namedLatin(h.LastNameLat, h.FirstNameLat) {
			byName = append(byName, d)
		}
	}
	if his := m.crowd.holding(&r.Document); his != nil {
		return his
	}
	return byName
}

// issued returns the document asked about as it is held, or nil.
func (d *dossier) issued(asked *issuedInfo) *keptDocument {
	all := d.persona.Keeps.Migration.issued()
	i := slices.IndexFunc(all, func(k keptDocument) bool {
		return k.Kind == asked.Kind && fold(k.Series+k.Number) == fold(asked.Series+asked.Number)
	})
	if i < 0 {
		return nil
	}
	return &all[i]
}

// issued are the documents that the registry issued to a person: those kept by themselves, and those of his grounds, with what the
// ground says of them.
func (k *keptMigration) issued() []keptDocument {
	all := slices.Clone(k.Documents)
	for _, g := range k.Grounds {
		if d := g.Document; d != nil {
			all = append(all, keptDocument{
				Kind: d.Kind, Series: d.Series, Number: d.Number, Issued: d.Issued, State: g.State, Since: cmp.Or(g.Since, g.From), Until: g.Until,
				Reason: g.Reason,
			})
		}
	}
	return all
}

// A documentReply is what the template migration-document renders: exactly one of Found and NotFound is set.
type documentReply struct {
	Asked    *documentRequest
	AsOf     string
	Found    *documentInfo
	NotFound string
}

// documentInfo is the record in migration/document.
type documentInfo struct {
	migrant
	Document                    issuedInfo
	State, Reason, Since, Until string
}

func (r *documentRequest) answer(m *migration, ex *exchange, found []*dossier) fault.Reply {
	today := ex.today()
	reply := documentReply{Asked: r, AsOf: today.Format("2006-01-02"), NotFound: "NO_RECORD"}
	if len(found) == 1 {
		d := found[0]
		held := d.issued(&r.Document)
		switch reason := d.persona.Keeps.Migration.NotFound; {
		case held != nil:
			reply.NotFound = ""
			reply.Found = &documentInfo{
				migrant:  d.person(&identityPapers{}),
				Document: issuedInfo{held.Kind, held.Series, held.Number, held.Issued.on(today)},
				State:    held.State, Reason: held.Reason, Since: held.Since.on(today), Until: held.Until.on(today),
			}
		case reason != "":
			reply.NotFound = reason
		}
	}
	return m.render("migration-document", reply)
}

func (r *documentRequest) shape(m *migration) fault.Shape {
	sample := "<documentInfo/>"
	if r.Document.Kind != "" {
		h := &r.Holder
		sample = m.detail("document-found", &documentInfo{
			migrant: migrant{Person: migrantInfo{
				LastName: h.LastName, FirstName: h.FirstName, MiddleName: h.MiddleName, LastNameLat: h.LastNameLat, FirstNameLat: h.FirstNameLat,
				BirthDate: "1990-01-01",
			}, PersonState: "ALIVE"},
			Document: r.Document, State: "VALID", Since: "2020-01-01",
		})
	}
	return fault.Shape{
		Protocol: fault.SOAP11,
		Elements: []fault.Element{
			{Path: "requestId", Is: fault.Required | fault.RequestID, Other: "00000000-0000-7000-8000-000000000000"},
			{Path: "holderInfo", Is: fault.Required},
			{Path: "holderInfo/lastName", Is: fault.Person, Other: "Посторонний"},
			{Path: "holderInfo/firstName", Is: fault.Person, Other: "Некто"},
			{Path: "holderInfo/lastNameLat", Is: fault.Person, Other: "POSTORONNII"},
			{Path: "document", Is: fault.Required},
			{Path: "document/kind", Is: fault.Required},
			{Path: "document/number", Is: fault.Required | fault.Person, Other: "9000000"},
			{Path: "asOfDate", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			{Path: "documentInfo/personInfo", Is: fault.Required},
			{Path: "documentInfo/personInfo/birthDate", Is: fault.Required | fault.Date, Other: "1970-01-01"},
			{Path: "documentInfo/document/kind", Is: fault.Required | fault.Kind, Other: "VISA"},
			{Path: "documentInfo/personState", Is: fault.Required | fault.State, Other: "UNKNOWN"},
			{Path: "documentInfo/state", Is: fault.Required | fault.State, Other: "LOST"},
			{Path: "documentInfo/invalidityReason", Is: fault.Kind, Other: "609"},
			{Path: "documentInfo/since", Is: fault.Required | fault.Date, Other: "2020-01-01"},
			{Path: "documentInfo/validUntil", Is: fault.Date, Other: "2020-01-01"},
			{Path: "notFoundDocument/reason", Is: fault.State, Other: "NOT_KEPT"},
		},
		Choices:   []fault.Branches{{Samples: map[string]string{"documentInfo": sample, "notFoundDocument": "<notFoundDocument/>"}}},
		Documents: m.refusals(),
	}
}
