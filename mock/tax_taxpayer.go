package mock

import (
	"net/http"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// taxpayerRequest is what of the contract's TaxpayerSearchRequest is read.
type taxpayerRequest struct {
	RequestID string    `json:"requestId"`
	Requester requester `json:"requester"`
	Person    taxpayer  `json:"person"`
}

// taxpayer is the contract's TaxpayerPerson.
type taxpayer struct {
	INN        string `json:"inn"`
	SecondName string `json:"secondName"`
	FirstName  string `json:"firstName"`
	Patronymic string `json:"patronymic"`
	Birthday   string `json:"birthday"`
}

// The contract's TaxpayerSearchResult.
const (
	taxFound       = "found"
	taxNotFound    = "not_found"
	taxRegistering = "registering"
)

// holder returns who bears an INN, or nil. Of a duplicate its holder is found by both numbers; holds tells the one that holds.
func (t *tax) holder(inn string) (d *dossier, holds bool) {
	number, ok := t.crowd.ByINN(inn)
	if d := t.crowd.one("tax", number, ok); d != nil {
		return d.holds(inn)
	}
	for _, d := range t.dossiers.all {
		if found, holds := d.holds(inn); found != nil {
			return found, holds
		}
	}
	return nil, false
}

// holds returns d if an INN is its person's, and whether it is the one that holds.
func (d *dossier) holds(inn string) (found *dossier, holds bool) {
	keeps := d.persona.Keeps.Tax
	switch {
	case keeps == nil:
		return nil, false
	case d.held.INN == inn:
		return d, keeps.ReplacedBy == ""
	case keeps.ReplacedBy == inn:
		return d, true
	default:
		return nil, false
	}
}

// taxpayer is who is found by an INN, as he is held.
func (d *dossier) taxpayer(inn string) taxpayer {
	h := d.held
	return taxpayer{INN: inn, SecondName: h.FamilyName, FirstName: h.GivenName, Patronymic: h.Patronymic, Birthday: h.BirthDate}
}

// taxpayerReply is what the template tax-taxpayer renders.
type taxpayerReply struct {
	Asked  *taxpayerRequest
	Date   string
	Result string
	Record *taxpayerRecord // of found
}

type taxpayerRecord struct {
	Person                                 taxpayer
	State, Reason, RegisteredOn, TaxOffice string
	Residency                              string
	ResidencyYear                          int
}

// taxpayer answers a search of a taxpayer. It is the one question of which the service answers so many in a while and no more.
func (t *tax) taxpayer(ex *exchange) answer {
	a := answer{lookup: lookupTaxpayer, operation: opAsk, protocol: fault.REST, shape: func() fault.Shape { return taxpayerShape(t) }}
	var asked taxpayerRequest
	if refusal := t.admit(ex, &asked, &asked.Requester); refusal != nil {
		a.refuse(refusal)
		return a
	}
	reply := taxpayerReply{Asked: &asked, Date: ex.today().Format(time.DateOnly), Result: taxNotFound}
	found, _ := t.holder(asked.Person.INN)
	if found != nil {
		a.persona = found.persona
	}
	if wait := ex.space.taxpayers.take(ex.space.time(t.config.Now), t.config.Tax.TaxpayerLimit, t.config.Tax.TaxpayerWindow.std()); wait > 0 {
		a.reply, a.denied = t.refuse(http.StatusUnprocessableEntity, codeTaxLimited, "Превышено количество запросов в единицу времени"), true
		a.reply = a.reply.Headed("Retry-After", seconds(wait))
		return a
	}
	switch {
	case found == nil:
	case found.persona.Keeps.Tax.Registering:
		reply.Result = taxRegistering
	default:
		reply.Result, reply.Record = taxFound, found.record(asked.Person.INN, ex.today())
	}
	a.reply = t.render(http.StatusOK, "tax-taxpayer", reply)
	return a
}

// record is a taxpayer as he is held, found by an INN. That which replaced a duplicate holds.
func (d *dossier) record(inn string, today time.Time) *taxpayerRecord {
	keeps := d.persona.Keeps.Tax
	r := &taxpayerRecord{
		Person: d.taxpayer(inn), State: keeps.State, Reason: keeps.Reason, RegisteredOn: keeps.RegisteredOn.on(today),
		Residency: keeps.Residency, ResidencyYear: today.Year() - 1,
	}
	if inn == keeps.ReplacedBy {
		r.State, r.Reason = "active", ""
	}
	if r.RegisteredOn == "" {
		r.RegisteredOn = today.AddDate(-1, 0, 0).Format(time.DateOnly)
	}
	if lives := d.held.LivingPlace; lives != nil && lives.RegionCode != "" {
		r.TaxOffice = lives.RegionCode + "01"
	}
	return r
}
