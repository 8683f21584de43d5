package mock

import (
	"strings"

	"github.com/sverka/sverka/mock/fault"
)

// searchRequest is the contract's SnilsByAdditionalDataRequest.
type searchRequest struct {
	RequestID  string        `xml:"RequestId"`
	SystemID   string        `xml:"SystemId"`
	FamilyName string        `xml:"FamilyName"`
	FirstName  string        `xml:"FirstName"`
	Patronymic string        `xml:"Patronymic"`
	BirthDate  string        `xml:"BirthDate"`
	Gender     string        `xml:"Gender"`
	BirthPlace *insuredPlace `xml:"BirthPlace"`
	Passport   *insuredPaper `xml:"ForeignPassport"`
	Permit     *insuredPaper `xml:"ResidencePermitRF"`
	Other      *otherInsured `xml:"PfrIdentificationDocument"`
}

type insuredPlace struct {
	PlaceType  string `xml:"PlaceType"`
	Settlement string `xml:"Settlement"`
	Country    string `xml:"Country"`
}

type insuredPaper struct {
	Series    string `xml:"Series"`
	Number    string `xml:"Number"`
	IssueDate string `xml:"IssueDate"`
	Issuer    string `xml:"Issuer"`
}

type otherInsured struct {
	Type     string       `xml:"Type"`
	Document insuredPaper `xml:"Document"`
}

func (r *searchRequest) system() string { return r.SystemID }

func (r *searchRequest) person() insuredPerson {
	return insuredPerson{r.RequestID, r.FamilyName, r.FirstName, r.Patronymic, r.Gender, r.BirthDate}
}

// searchReply is what the template pension-snils-by-additional-data renders: of Account and Twins just one.
type searchReply struct {
	insuredPerson
	BirthPlace       *insuredPlace
	Passport, Permit *insuredPaper
	Other            *otherInsured
	Account          *account
	Twins            [][]string // of each, what tells him from the others
}

type account struct{ Snils, State, CurrentSnils string }

func (r *searchRequest) answer(p *pension, _ *exchange) (fault.Reply, *persona) {
	var named, found []*dossier
	person := r.person()
	others := p.crowd.named("pension", r.FamilyName, r.FirstName, "", "", withoutZone(r.BirthDate))
	for _, d := range append(p.accounts.under(r.FamilyName), others...) {
		if !person.is(d) {
			continue
		}
		named = append(named, d)
		if r.finds(d) {
			found = append(found, d)
		}
	}
	reply := searchReply{
		insuredPerson: person.capitals(), BirthPlace: r.BirthPlace, Passport: r.Passport, Permit: r.Permit, Other: r.Other,
	}
	switch len(found) {
	case 0:
		return p.nothing(), only(named)
	case 1:
		reply.Patronymic = strings.ToUpper(found[0].held.Patronymic)
		reply.Account = found[0].account()
	default:
		for range found {
			reply.Twins = append(reply.Twins, r.refineBy())
		}
	}
	return p.render("pension-snils-by-additional-data", reply), only(found)
}

// only returns the persona of the one dossier there is, nil of none or several. It is asked of those who bear the name, too: a fault
// that was chosen for somebody befalls also a question that does not find him.
func only(dossiers []*dossier) *persona {
	if len(dossiers) != 1 {
		return nil
	}
	return dossiers[0].persona
}

func (d *dossier) account() *account {
	keeps := d.persona.Keeps.Pension
	a := &account{Snils: d.held.SNILS, State: keeps.State, CurrentSnils: keeps.CurrentSNILS}
	if a.State == "" {
		a.State = "ACTIVE"
	}
	return a
}

// refineBy says what would tell twins apart, of what was not stated.
func (r *searchRequest) refineBy() []string {
	if r.Patronymic == "" {
		return []string{"PATRONYMIC", "DOCUMENT"}
	}
	return []string{"DOCUMENT"}
}

// finds reports whether all that was stated of a document and of a birth place is what the account has.
func (r *searchRequest) finds(d *dossier) bool {
	if p := r.BirthPlace; p != nil && !d.bornAt(p) {
		return false
	}
	types, paper := r.paper()
	if paper == nil {
		return true
	}
	number := paper.Number
	if strings.Trim(number, "0") == "" { // the whole number stands in the series
		number = ""
	}
	held := d.paperOf(types, paper.Series, number)
	return held != nil && (held.IssuedOn == "" || held.IssuedOn == withoutZone(paper.IssueDate))
}

// paper returns the document of the question, and the types that it may be of.
func (r *searchRequest) paper() ([]string, *insuredPaper) {
	switch {
	case r.Passport != nil:
		return []string{"national_passport", "national_id_card", "travel_document"}, r.Passport
	case r.Permit != nil:
		return []string{"residence_permit", "residence_permit_stateless"}, r.Permit
	case r.Other != nil:
		return []string{strings.ToLower(r.Other.Type)}, &r.Other.Document
	default:
		return nil, nil
	}
}

func (d *dossier) bornAt(p *insuredPlace) bool {
	held := d.held.BirthPlace
	return held != nil && fold(held.Settlement) == fold(p.Settlement) && (p.Country == "" || held.Country == p.Country)
}
