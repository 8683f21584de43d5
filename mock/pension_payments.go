package mock

import "github.com/sverka/sverka/mock/fault"

// paymentsRequest is the contract's PaymentsRequest.
type paymentsRequest struct {
	RequestID  string `xml:"RequestId"`
	SystemID   string `xml:"SystemId"`
	FamilyName string `xml:"FamilyName"`
	FirstName  string `xml:"FirstName"`
	Patronymic string `xml:"Patronymic"`
	Snils      string `xml:"Snils"`
	Gender     string `xml:"Gender"`
	BirthDate  string `xml:"BirthDate"`
}

func (r *paymentsRequest) system() string { return r.SystemID }

func (r *paymentsRequest) person() insuredPerson {
	return insuredPerson{r.RequestID, r.FamilyName, r.FirstName, r.Patronymic, r.Gender, r.BirthDate}
}

// paymentsReply is what the template pension-payments renders: without Info the person does not fit the number.
type paymentsReply struct {
	insuredPerson
	Snils string
	Info  *paymentsInfo
}

type paymentsInfo struct {
	AsOf     string
	Exists   bool
	Payments []paymentInfo
}

type paymentInfo struct{ Kind, Amount, Month string }

func (r *paymentsRequest) answer(p *pension, ex *exchange) (fault.Reply, *persona) {
	d, person := p.account(r.Snils), r.person()
	reply := paymentsReply{insuredPerson: person.capitals(), Snils: r.Snils}
	if d.inUse(r.Snils) && person.isJust(d) {
		if d.persona.Keeps.Pension.PaymentsUnknown {
			return p.nothing(), d.persona
		}
		reply.Info = d.payments(ex)
	}
	return p.render("pension-payments", reply), d.whose()
}

func (d *dossier) payments(ex *exchange) *paymentsInfo {
	keeps, today := d.persona.Keeps.Pension, ex.today()
	info := &paymentsInfo{AsOf: today.Format("2006-01-02"), Exists: keeps.PaymentsUntold || len(keeps.Payments) > 0}
	for _, one := range keeps.Payments {
		info.Payments = append(info.Payments, paymentInfo{one.Kind, one.Amount, one.Month.on(today)[:len("2006-01")]})
	}
	return info
}
