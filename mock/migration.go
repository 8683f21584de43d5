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
	dossiers []*dossier
}

// statusRequest is the contract's; also what a reply repeats of it.
type statusRequest struct {
	RequestID string         `xml:"requestId"`
	ITSystem  string         `xml:"itSystem"`
	Person    migrantInfo    `xml:"personInfo"`
	Papers    identityPapers `xml:"document"`
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
	default:
		return nil
	}
}

func identityTypes() []string {
	return []string{"national_passport", "national_id_card", "travel_document", "stateless_id", "birth_certificate"}
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

func newMigration(c Config, people []*persona, all *contractSet) (*migration, error) {
	m := &migration{soapSide: newSOAPSide(soap.V11, all.migration), config: c}
	for _, p := range people {
		if p.Keeps.Migration == nil {
			continue
		}
		d, err := newDossier(p, p.Keeps.Migration.As)
		if err != nil {
			return nil, err
		}
		m.dossiers = append(m.dossiers, d)
	}
	return m, nil
}

func (m *migration) answer(ex *exchange) answer {
	a := answer{lookup: lookupStatus, operation: opAsk, protocol: m.protocol}
	var asked statusRequest
	if wrong, code := m.read(ex, &asked); wrong != "" {
		a.shape = func() fault.Shape { return statusShape(m, &asked) }
		a.reply = fault.SOAPFault(m.protocol, fault.Document{
			Sender: true, Code: code, Text: wrong, Body: m.fault("ValidationFault", "code", "FLK-001", "description", wrong),
		})
		return a
	}
	a.shape = func() fault.Shape { return statusShape(m, &asked) }
	found := m.find(&asked)
	if len(found) == 1 {
		a.persona = found[0].persona
	}
	if bad := m.admit(ex, &asked); bad != nil {
		a.denied = true
		a.reply = fault.SOAPFault(m.protocol, fault.Document{
			Sender: true, Text: bad.text, Body: m.fault("SignatureVerificationFault", "code", bad.code, "description", bad.text),
		})
		return a
	}
	a.reply = m.status(ex, &asked, found)
	return a
}

// admit returns why the asking system is not admitted, or nil.
func (m *migration) admit(ex *exchange, asked *statusRequest) *securityError {
	if bad := readToken(ex.body).verify(m.config.Migration, &ex.space.nonces, ex.now); bad != nil {
		return bad
	}
	if asked.ITSystem != m.config.SystemID {
		return &securityError{"UNKNOWN_SYSTEM", "Система не зарегистрирована"}
	}
	return nil
}

// statusReply is what the template migration-status renders: exactly one of Found, NotFound and RefineBy is set.
type statusReply struct {
	Asked    *statusRequest
	AsOf     string
	Found    *statusInfo
	NotFound string
	RefineBy []string
}

type statusInfo struct {
	Person      migrantInfo
	Papers      identityPapers
	PersonState string
	Category    string
	StayDays    *days
	Grounds     []groundInfo
}

type groundInfo struct {
	Kind                       string
	Document                   *groundPaper
	From, Until, Region, State string
}

type groundPaper struct{ Kind, Series, Number, Issued, Until string }

func (m *migration) status(ex *exchange, asked *statusRequest, found []*dossier) fault.Reply {
	reply := statusReply{Asked: asked, AsOf: ex.today().Format("2006-01-02")}
	switch {
	case len(found) == 0 && asked.Person.LastName == "":
		reply.NotFound = "WEAK_SEARCH" // by letters of another alphabet only
	case len(found) == 0:
		reply.NotFound = "NO_RECORD"
	case len(found) > 1:
		reply.RefineBy = refineBy(asked)
	default:
		if reply.NotFound = found[0].persona.Keeps.Migration.NotFound; reply.NotFound == "" {
			reply.Found = found[0].status(ex)
		}
	}
	return m.render("migration-status", reply)
}

// refineBy says what would tell the people apart, of what was not stated.
func refineBy(asked *statusRequest) []string {
	if asked.Person.MiddleName == "" {
		return []string{"MIDDLE_NAME", "OTHER_DOCUMENT"}
	}
	return []string{"OTHER_DOCUMENT"}
}

// find returns whose document it is; else all who bear the name and the birth date.
func (m *migration) find(asked *statusRequest) []*dossier {
	kind, given := asked.Papers.one()
	var byName []*dossier
	for _, d := range m.dossiers {
		if p := d.paperOf([]string{kind}, given.Series, given.Number); p != nil && p.Country == given.IssuerCountry {
			return []*dossier{d}
		}
		if d.fits(&asked.Person) {
			byName = append(byName, d)
		}
	}
	return byName
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

func (d *dossier) status(ex *exchange) *statusInfo {
	keeps := d.persona.Keeps.Migration
	info := &statusInfo{
		Person: migrantInfo{
			LastName: d.held.FamilyName, FirstName: d.held.GivenName, MiddleName: d.held.Patronymic,
			LastNameLat: d.held.LatinFamilyName, FirstNameLat: d.held.LatinGivenName,
			BirthDate: d.held.BirthDate, Sex: sexCode(d.held.Sex), Citizenship: d.held.Citizenships,
		},
		PersonState: keeps.PersonState, Category: keeps.Category, StayDays: keeps.StayDays,
	}
	for _, p := range d.held.Documents {
		if slot := info.Papers.slot(p.Type); slot != nil {
			*slot = &foreignPaper{p.Country, p.Series, p.Number, p.IssuedOn}
			break
		}
	}
	for _, g := range keeps.Grounds {
		info.Grounds = append(info.Grounds, g.info(ex))
	}
	return info
}

func (g ground) info(ex *exchange) groundInfo {
	today := ex.today()
	info := groundInfo{Kind: g.Kind, From: g.From.on(today), Until: g.Until.on(today), Region: g.Region, State: g.State}
	if d := g.Document; d != nil {
		info.Document = &groundPaper{d.Kind, d.Series, d.Number, d.Issued.on(today), d.Until.on(today)}
	}
	return info
}

func sexCode(sex string) string {
	return map[string]string{"male": "MALE", "female": "FEMALE", "unspecified": "UNSPECIFIED"}[sex]
}
