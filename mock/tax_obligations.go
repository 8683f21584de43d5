package mock

import (
	"net/http"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// obligationsReply is what the template tax-obligations renders.
type obligationsReply struct {
	Asked    *taxpayerRequest
	Date     string
	Result   string
	Taxpayer *taxpayer // of found
	State    string    // of the INN that is asked by
	Owed     owed
}

type owed struct {
	DebtSign, Balance string
	Told              bool // what is owed, one by one
	Items             []owedItem
}

type owedItem struct{ Kind, Amount, DueOn, UIN string }

// obligations answers a search of what somebody owes.
func (t *tax) obligations(ex *exchange) answer {
	a := answer{lookup: lookupObligations, operation: opAsk, protocol: fault.REST, shape: func() fault.Shape { return obligationsShape(t) }}
	var asked taxpayerRequest
	if refusal := t.admit(ex, &asked, &asked.Requester); refusal != nil {
		a.refuse(refusal)
		return a
	}
	reply := obligationsReply{Asked: &asked, Date: ex.today().Format(time.DateOnly), Result: taxNotFound}
	if found, holds := t.holder(asked.Person.INN); found != nil {
		a.persona = found.persona
		switch keeps := found.persona.Keeps.Tax; {
		case keeps.Registering:
			reply.Result = taxRegistering
		case holds: // what is owed is kept under the INN that holds
			reply.Result, reply.Taxpayer, reply.Owed = taxFound, new(found.taxpayer(asked.Person.INN)), keeps.Obligations.on(ex.today())
			reply.State = found.record(asked.Person.INN, ex.today()).State
		}
	}
	a.reply = t.render(http.StatusOK, "tax-obligations", reply)
	return a
}

// on returns what is owed as of today.
func (o *keptObligations) on(today time.Time) owed {
	if o == nil {
		return owed{DebtSign: "0", Balance: "0.00", Told: true}
	}
	w := owed{DebtSign: "0", Balance: o.Balance, Told: o.Items != nil}
	if o.Debt {
		w.DebtSign = "1"
	}
	if o.Items != nil {
		for _, i := range *o.Items {
			w.Items = append(w.Items, owedItem{i.Kind, i.Amount, i.Due.on(today), i.UIN})
		}
	}
	return w
}
