package mock

import (
	"slices"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/fault"
)

// migration is МВД ГУВМ: SOAP 1.1 with a UsernameToken. It finds people by document, and else by name and birth date.
type migration struct {
	soapSide
	config   Config
	crowd    *crowd
	dossiers dossiers
}

func migrationLookups() []offer {
	asking := func(operation string) func(i inquirer, s subject) wireQuestion {
		return func(i inquirer, s subject) wireQuestion {
			return wireQuestion{"/migration", "text/xml; charset=utf-8", envelope11(i.security(), i.migrant(operation, s))}
		}
	}
	return []offer{
		{lookup: lookupStatus, wire: asking("status")},
		{lookup: lookupRegistration, wire: asking("registration")},
		{lookup: lookupDocument, wire: asking("document")},
		{lookup: lookupIdentityDocument, wire: asking("identityDocument")},
	}
}

// A migrationRequest is a request of one of the contract's operations.
type migrationRequest interface {
	into() any                      // what its element is decoded into
	system() string                 // who asks
	find(m *migration) []*dossier   // whom it may be about
	shape(m *migration) fault.Shape // what an answer to it looks like
	answer(m *migration, ex *exchange, found []*dossier) fault.Reply
}

// request returns what to decode an element into, and the lookup it is of. A request that cannot be told is read as one of status, and is of
// no lookup.
func (m *migration) request(element string) (request migrationRequest, lookup string, known bool) {
	switch element {
	case "statusRequest":
		return &statusRequest{}, lookupStatus, true
	case "registrationRequest":
		return &registrationRequest{}, lookupRegistration, true
	case "documentRequest":
		return &documentRequest{}, lookupDocument, true
	case "identityDocumentRequest":
		return &identityDocumentRequest{}, lookupIdentityDocument, true
	default:
		return &statusRequest{}, "", false
	}
}

// personRequest is what the operations that ask about a person have in common; also what a reply repeats of it.
type personRequest struct {
	RequestID string         `xml:"requestId"`
	ITSystem  string         `xml:"itSystem"`
	Person    migrantInfo    `xml:"personInfo"`
	Papers    identityPapers `xml:"document"`
}

func (r *personRequest) into() any      { return r }
func (r *personRequest) system() string { return r.ITSystem }

// find returns whose document it is; else all who bear the name and the birth date.
func (r *personRequest) find(m *migration) []*dossier {
	var byName []*dossier
	for _, d := range m.candidates(r) {
		if d.identity(&r.Papers) != nil {
			return []*dossier{d}
		}
		if d.fits(&r.Person) {
			byName = append(byName, d)
		}
	}
	return byName
}

// candidates returns all whom r may be about: those with the document, and those with the family name.
func (m *migration) candidates(r *personRequest) []*dossier {
	keys := []string{r.Person.LastName, r.Person.LastNameLat}
	if _, given := r.Papers.one(); given != nil {
		keys = append(keys, given.Series+given.Number)
	}
	return append(m.dossiers.under(keys...), m.crowd.asked(r)...)
}

// A personReply is what the templates of those operations render: exactly one of Found, NotFound and RefineBy is set.
type personReply struct {
	Asked    *personRequest
	AsOf     string
	Found    any
	NotFound string
	RefineBy []string
}

// reply classifies what was found; record makes the record of a person who is told of.
func (r *personRequest) reply(ex *exchange, found []*dossier, record func(*dossier) any) personReply {
	reply := personReply{Asked: r, AsOf: ex.today().Format("2006-01-02")}
	switch {
	case len(found) == 0 && r.Person.LastName == "":
		reply.NotFound = "WEAK_SEARCH" // by letters of another alphabet only
	case len(found) == 0:
		reply.NotFound = "NO_RECORD"
	case len(found) > 1:
		reply.RefineBy = refineBy(&r.Person)
	default:
		if reply.NotFound = found[0].persona.Keeps.Migration.NotFound; reply.NotFound == "" {
			reply.Found = record(found[0])
		}
	}
	return reply
}

// refineBy says what would tell the people apart, of what was not stated.
func refineBy(asked *migrantInfo) []string {
	if asked.MiddleName == "" {
		return []string{"MIDDLE_NAME", "OTHER_DOCUMENT"}
	}
	return []string{"OTHER_DOCUMENT"}
}

type migrantInfo struct {
	LastName     string   `xml:"lastName"`
	FirstName    string   `xml:"firstName"`
	MiddleName   string   `xml:"middleName"`
	LastNameLat  string   `xml:"lastNameLat"`
	FirstNameLat string   `xml:"firstNameLat"`
	BirthDate    string   `xml:"birthDate"`
	Sex          string   `xml:"sex"`
	Citizenship  []string `xml:"citizenship"`
}

type identityPapers struct {
	NationalPassport *foreignPaper `xml:"nationalPassport"`
	NationalIDCard   *foreignPaper `xml:"nationalIdCard"`
	TravelDocument   *foreignPaper `xml:"travelDocument"`
	StatelessID      *foreignPaper `xml:"statelessId"`
	BirthCertificate *foreignPaper `xml:"birthCertificate"`

	// What Russia issues in place of those.
	ResidencePermitStateless *foreignPaper `xml:"residencePermitStateless"`
	TemporaryResidence       *foreignPaper `xml:"temporaryResidence"`
	RefugeeCertificate       *foreignPaper `xml:"refugeeCertificate"`
	RefugeeApplication       *foreignPaper `xml:"refugeeApplication"`
	TemporaryAsylum          *foreignPaper `xml:"temporaryAsylum"`
}

type foreignPaper struct {
	IssuerCountry string `xml:"issuerCountry"`
	Series        string `xml:"series"`
	Number        string `xml:"number"`
	IssueDate     string `xml:"issueDate"`
}

// slot returns the element for a document of a type, nil where there is none.
func (p *identityPapers) slot(documentType string) **foreignPaper {
	switch documentType {
	case "national_passport":
		return &p.NationalPassport
	case "national_id_card":
		return &p.NationalIDCard
	case "travel_document":
		return &p.TravelDocument
	case "stateless_id":
		return &p.StatelessID
	case "birth_certificate":
		return &p.BirthCertificate
	case "residence_permit_stateless":
		return &p.ResidencePermitStateless
	case "temporary_residence":
		return &p.TemporaryResidence
	case "refugee_certificate":
		return &p.RefugeeCertificate
	case "refugee_application":
		return &p.RefugeeApplication
	case "temporary_asylum":
		return &p.TemporaryAsylum
	default:
		return nil
	}
}

func identityTypes() []string {
	return []string{
		"national_passport", "national_id_card", "travel_document", "stateless_id", "birth_certificate",
		"residence_permit_stateless", "temporary_residence", "refugee_certificate", "refugee_application", "temporary_asylum",
	}
}

// one returns the document given, and its type.
func (p *identityPapers) one() (string, *foreignPaper) {
	for _, t := range identityTypes() {
		if given := *p.slot(t); given != nil {
			return t, given
		}
	}
	return "", nil
}

func newMigration(r *registration, c Config, people []*persona, crowd *crowd) registry {
	return &migration{
		soapSide: newSOAPSide(soap.V11, builtIn(migrationContract()), builtIn(migrationReplies())), config: c, crowd: crowd,
		dossiers: builtIn(newDossiers(r, people)),
	}
}

func (m *migration) answer(ex *exchange) answer {
	request, name, known := m.request("")
	opened, wrong, code := m.open(ex, func(element string) (any, bool) {
		if request, name, known = m.request(element); !known {
			return nil, false
		}
		return request.into(), true
	})
	if wrong != "" {
		request, name, _ = m.request(opened.Element) // without what was read of it
	}
	a := answer{lookup: name, operation: opAsk, protocol: m.protocol, shape: func() fault.Shape { return request.shape(m) }}
	if wrong != "" {
		a.reply = fault.SOAPFault(m.protocol, fault.Document{
			Sender: true, Code: code, Text: wrong, Body: m.fault("ValidationFault", "code", "FLK-001", "description", wrong),
		})
		return a
	}
	found := request.find(m)
	if len(found) == 1 {
		a.persona = found[0].persona
	}
	if bad := m.admit(ex, opened.Token, request.system()); bad != nil {
		a.denied = true
		a.reply = fault.SOAPFault(m.protocol, fault.Document{
			Sender: true, Text: bad.text, Body: m.fault("SignatureVerificationFault", "code", bad.code, "description", bad.text),
		})
		return a
	}
	a.reply = request.answer(m, ex, found)
	return a
}

// admit returns why the asking system is not admitted, or nil.
func (m *migration) admit(ex *exchange, token *soap.PresentedToken, system string) *securityError {
	if bad := m.config.Migration.verify(token, &ex.space.nonces, ex.now); bad != nil {
		return bad
	}
	if system != m.config.SystemID {
		return &securityError{"UNKNOWN_SYSTEM", "Система не зарегистрирована"}
	}
	return nil
}

func (d *dossier) fits(p *migrantInfo) bool {
	named := d.named(p.LastName, p.FirstName, p.MiddleName) || p.LastName == "" && d.namedLatin(p.LastNameLat, p.FirstNameLat)
	citizen := len(p.Citizenship) == 0 || slices.ContainsFunc(p.Citizenship, func(c string) bool {
		return slices.Contains(d.held.Citizenships, c)
	})
	return named && citizen && d.held.BirthDate == withoutZone(p.BirthDate)
}

// withoutZone cuts what may follow a date by the contract.
func withoutZone(date string) string { return date[:min(len(date), len("2006-01-02"))] }

// identity returns the identity document asked about as it is held, or nil.
func (d *dossier) identity(asked *identityPapers) *paper {
	kind, given := asked.one()
	if given == nil {
		return nil
	}
	if p := d.paperOf([]string{kind}, given.Series, given.Number); p != nil && p.Country == given.IssuerCountry {
		return p
	}
	return nil
}

// A migrant is a person as the registry holds him.
type migrant struct {
	Person      migrantInfo
	Papers      identityPapers
	PersonState string
}

// person returns whom the registry speaks of, with the document that was asked about where he has it, else with his first.
func (d *dossier) person(asked *identityPapers) migrant {
	p := migrant{
		Person: migrantInfo{
			LastName: d.held.FamilyName, FirstName: d.held.GivenName, MiddleName: d.held.Patronymic,
			LastNameLat: d.held.LatinFamilyName, FirstNameLat: d.held.LatinGivenName,
			BirthDate: d.held.BirthDate, Sex: sexCode(d.held.Sex), Citizenship: d.held.Citizenships,
		},
		PersonState: d.persona.Keeps.Migration.PersonState,
	}
	held := d.identity(asked)
	for i := 0; held == nil && i < len(d.held.Documents); i++ {
		if one := &d.held.Documents[i]; p.Papers.slot(one.Type) != nil {
			held = one
		}
	}
	if held != nil {
		*p.Papers.slot(held.Type) = &foreignPaper{held.Country, held.Series, held.Number, held.IssuedOn}
	}
	return p
}

func sexCode(sex string) string {
	switch sex {
	case "male":
		return "MALE"
	case "female":
		return "FEMALE"
	case "unspecified":
		return "UNSPECIFIED"
	default:
		return ""
	}
}
