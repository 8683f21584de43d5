package mock

import (
	"strings"

	"github.com/sverka/sverka/internal/soap"
	"github.com/sverka/sverka/mock/fault"
)

// pension is СФР: SOAP 1.2. It says whether a SNILS and a person belong together, and no more.
type pension struct {
	soapSide
	config  Config
	bySNILS map[string]*dossier
}

// snilsRequest is the contract's SnilsValidationRequest.
type snilsRequest struct {
	RequestID  string `xml:"RequestId"`
	SystemID   string `xml:"SystemId"`
	FamilyName string `xml:"FamilyName"`
	FirstName  string `xml:"FirstName"`
	Patronymic string `xml:"Patronymic"`
	Snils      string `xml:"Snils"`
	Gender     string `xml:"Gender"`
	BirthDate  string `xml:"BirthDate"`
}

func newPension(c Config, people []*persona, all *contractSet) (*pension, error) {
	p := &pension{soapSide: newSOAPSide(soap.V12, all.pension), config: c, bySNILS: map[string]*dossier{}}
	for _, one := range people {
		if one.Keeps.Pension == nil {
			continue
		}
		d, err := newDossier(one, one.Keeps.Pension.As)
		if err != nil {
			return nil, err
		}
		p.bySNILS[d.held.SNILS] = d
	}
	return p, nil
}

func (p *pension) answer(ex *exchange) answer {
	a := answer{lookup: lookupSNILS, operation: opAsk, protocol: p.protocol}
	var asked snilsRequest
	wrong, code := p.read(ex, &asked)
	a.shape = func() fault.Shape { return snilsShape(p, &asked) }
	switch {
	case wrong != "":
		a.reply = fault.SOAPFault(p.protocol, fault.Document{
			Sender: true, Code: code, Text: wrong, Body: p.fault("PFR_FAULT", "code", "VALIDATION_FAILED", "message", wrong),
		})
	case asked.SystemID != p.config.SystemID:
		a.reply = fault.SOAPFault(p.protocol, fault.Document{
			Sender: true, Text: "Доступ запрещён",
			Body: p.fault("PFR_FAULT", "code", "ACCESS_DENIED", "message", "Система не зарегистрирована"),
		})
	default:
		a.reply, a.persona = p.check(&asked)
	}
	return a
}

// snilsReply is what the template pension-snils-validation renders: the question in capitals, and the result.
type snilsReply struct {
	snilsRequest
	Result bool
}

func (p *pension) check(asked *snilsRequest) (fault.Reply, *persona) {
	reply := snilsReply{snilsRequest: *asked}
	reply.FamilyName = strings.ToUpper(asked.FamilyName)
	reply.FirstName = strings.ToUpper(asked.FirstName)
	reply.Patronymic = strings.ToUpper(asked.Patronymic)
	var about *persona
	if d := p.bySNILS[asked.Snils]; d != nil {
		about = d.persona
		reply.Result = d.named(asked.FamilyName, asked.FirstName, asked.Patronymic) &&
			d.held.BirthDate == withoutZone(asked.BirthDate) && strings.EqualFold(d.held.Sex, asked.Gender)
	}
	return p.render("pension-snils-validation", reply), about
}
