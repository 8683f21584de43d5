package mock

import (
	"strings"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/fault"
)

// pension is СФР: SOAP 1.2. It says which SNILS a person has, whether one is his, and what he is paid.
type pension struct {
	soapSide
	config   Config
	crowd    *crowd
	accounts dossiers
	bySNILS  map[string]*dossier // by the number of the account, and by the one in use where that is another
}

func pensionLookups() []offer {
	asking := func(operation string, body func(i inquirer, s subject) string) func(i inquirer, s subject) wireQuestion {
		return func(i inquirer, s subject) wireQuestion {
			return wireQuestion{"/pension", `application/soap+xml; charset=utf-8; action="urn:` + operation + `"`, envelope12(body(i, s))}
		}
	}
	return []offer{
		{lookup: lookupSNILS, wire: asking("SnilsValidation", func(i inquirer, s subject) string { return i.insured("SnilsValidationRequest", s) })},
		{lookup: lookupSNILSFind, wire: asking("SnilsByAdditionalData", inquirer.search)},
		{
			lookup: lookupPayments, wire: asking("Payments", func(i inquirer, s subject) string { return i.insured("PaymentsRequest", s) }),
			service: "10000109194", // what somebody is paid is no matter of his account
		},
	}
}

// A pensionQuestion is the request of one of the registry's operations.
type pensionQuestion interface {
	system() string
	shape(p *pension) fault.Shape
	// answer returns the reply, and who was asked about; nil: nobody who is known.
	answer(p *pension, ex *exchange) (fault.Reply, *persona)
}

// An insuredPerson is what all requests of the contract begin with, and what replies repeat. (The requests list its fields themselves:
// the decoder knows no embedding.)
type insuredPerson struct {
	RequestID  string
	FamilyName string
	FirstName  string
	Patronymic string
	Gender     string
	BirthDate  string
}

// is reports whether the account is held for the person of the question, who may have left out his patronymic.
func (p *insuredPerson) is(d *dossier) bool {
	return d.named(p.FamilyName, p.FirstName, p.Patronymic) && d.held.BirthDate == withoutZone(p.BirthDate) && strings.EqualFold(d.held.Sex, p.Gender)
}

// isJust reports whether the account is held for just the person of the question: one without a patronymic is nobody who has one.
func (p *insuredPerson) isJust(d *dossier) bool {
	return p.is(d) && (p.Patronymic != "" || d.held.Patronymic == "")
}

// capitals returns the person as the registry repeats him.
func (p insuredPerson) capitals() insuredPerson {
	p.FamilyName, p.FirstName, p.Patronymic = strings.ToUpper(p.FamilyName), strings.ToUpper(p.FirstName), strings.ToUpper(p.Patronymic)
	return p
}

func newPension(r *registration, c Config, people []*persona, crowd *crowd) registry {
	accounts := builtIn(newDossiers(r, people))
	bySNILS := map[string]*dossier{}
	for _, d := range accounts.all {
		bySNILS[d.held.SNILS] = d
		if current := d.persona.Keeps.Pension.CurrentSNILS; current != "" {
			bySNILS[current] = d
		}
	}
	return &pension{
		soapSide: newSOAPSide(soap.V12, builtIn(pensionContract()), builtIn(pensionReplies())), config: c, crowd: crowd,
		accounts: accounts, bySNILS: bySNILS,
	}
}

func (p *pension) answer(ex *exchange) answer {
	asked, lookup, known := p.question("")
	request, wrong, code := p.open(ex, func(element string) (any, bool) {
		if asked, lookup, known = p.question(element); !known {
			return nil, false
		}
		return asked, true
	})
	if wrong != "" {
		asked, lookup, _ = p.question(request.Element) // without what was read of it
	}
	a := answer{lookup: lookup, operation: opAsk, protocol: p.protocol, shape: func() fault.Shape { return asked.shape(p) }}
	switch {
	case wrong != "":
		a.reply = fault.SOAPFault(p.protocol, fault.Document{
			Sender: true, Code: code, Text: wrong, Body: p.fault("PFR_FAULT", "code", "VALIDATION_FAILED", "message", wrong),
		})
	case asked.system() != p.config.SystemID:
		a.denied = true
		a.reply = fault.SOAPFault(p.protocol, fault.Document{
			Sender: true, Text: "Доступ запрещён",
			Body: p.fault("PFR_FAULT", "code", "ACCESS_DENIED", "message", "Система не зарегистрирована"),
		})
	default:
		a.reply, a.persona = asked.answer(p, ex)
	}
	return a
}

// question returns what to decode an element into, and the lookup it is of. A question that cannot be told is read as one of
// SnilsValidation, and is of no lookup.
func (p *pension) question(element string) (asked pensionQuestion, lookup string, known bool) {
	switch element {
	case "SnilsValidationRequest":
		return new(validationRequest), lookupSNILS, true
	case "SnilsByAdditionalDataRequest":
		return new(searchRequest), lookupSNILSFind, true
	case "PaymentsRequest":
		return new(paymentsRequest), lookupPayments, true
	default:
		return new(validationRequest), "", false
	}
}

// validationRequest is the contract's SnilsValidationRequest.
type validationRequest struct {
	RequestID  string `xml:"RequestId"`
	SystemID   string `xml:"SystemId"`
	FamilyName string `xml:"FamilyName"`
	FirstName  string `xml:"FirstName"`
	Patronymic string `xml:"Patronymic"`
	Snils      string `xml:"Snils"`
	Gender     string `xml:"Gender"`
	BirthDate  string `xml:"BirthDate"`
}

func (r *validationRequest) system() string { return r.SystemID }

func (r *validationRequest) person() insuredPerson {
	return insuredPerson{r.RequestID, r.FamilyName, r.FirstName, r.Patronymic, r.Gender, r.BirthDate}
}

// validationReply is what the template pension-snils-validation renders: the question in capitals, and the result.
type validationReply struct {
	insuredPerson
	Snils  string
	Result bool
}

func (r *validationRequest) answer(p *pension, _ *exchange) (fault.Reply, *persona) {
	d, person := p.account(r.Snils), r.person()
	reply := validationReply{insuredPerson: person.capitals(), Snils: r.Snils, Result: d.inUse(r.Snils) && person.isJust(d)}
	return p.render("pension-snils-validation", reply), d.whose()
}

// account returns the account that a number leads to, or nil.
func (p *pension) account(snils string) *dossier {
	if d := p.bySNILS[snils]; d != nil {
		return d
	}
	number, ok := p.crowd.BySNILS(snils)
	d := p.crowd.one("pension", number, ok)
	if d == nil || snils != d.held.SNILS && snils != d.persona.Keeps.Pension.CurrentSNILS {
		return nil
	}
	return d
}

// inUse reports whether number is that under which the account is kept today. There is none in a nil account.
func (d *dossier) inUse(number string) bool {
	if d == nil {
		return false
	}
	switch keeps := d.persona.Keeps.Pension; keeps.State {
	case "MERGED":
		return number == keeps.CurrentSNILS
	case "ANNULLED", "CLOSED":
		return false
	default:
		return true
	}
}

// whose returns the persona of a dossier, nil of none.
func (d *dossier) whose() *persona {
	if d == nil {
		return nil
	}
	return d.persona
}
