package mock

import (
	"cmp"
	"errors"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// chosen is what befalls an exchange: a fault, a delay or both.
type chosen struct {
	fault.Choice               // of a rule that only delays, none
	exchange     int           // the number of the exchange in the series that the fault was chosen for
	delay        time.Duration // before the reply, or before the fault begins
	by           string        // header, rule or persona
}

// The ways in which a fault is chosen.
const (
	byHeader  = "header"
	byRule    = "rule"
	byPersona = "persona"
)

// choose returns what befalls an answer: what the request's headers say, else the first rule that fits, else the persona. nil is
// nothing. The error is for whoever chose what there is not.
func choose(ex *exchange, a *answer) (*chosen, error) {
	if c, err := byHeaders(ex, a); c != nil || err != nil {
		return c, err
	}
	if c := ex.space.ruled(ex.now, a); c != nil {
		return c, nil
	}
	if a.persona == nil {
		return nil, nil
	}
	l := a.persona.Lookups[a.lookup]
	if l.choice == nil || a.operation != l.operation() || a.denied && l.choice.Fault.Place != fault.OnWire {
		return nil, nil
	}
	return &chosen{Choice: *l.choice, exchange: ex.space.count("persona " + a.persona.ID + " " + a.lookup), by: byPersona}, nil
}

// byHeaders reads X-Mock-Fault and X-Mock-Delay. The delay is drawn by the mock's seed and the number of such exchanges.
func byHeaders(ex *exchange, a *answer) (*chosen, error) {
	faulty, delayed := ex.request.Header.Get("X-Mock-Fault"), ex.request.Header.Get("X-Mock-Delay")
	if faulty == "" && delayed == "" {
		return nil, nil
	}
	c := &chosen{by: byHeader}
	var err1, err2 error
	if faulty != "" {
		c.Choice, err1 = befalling(faulty)
	}
	c.exchange = ex.space.count("header " + c.Fault.Name + " " + a.lookup)
	if delayed != "" {
		var d fault.Delay
		d, err2 = fault.ParseDelay(delayed)
		c.delay = d.Sample(ex.space.random(c.exchange))
	}
	return c, errors.Join(err1, err2)
}

// operation is the one that the fault befalls.
func (l lookup) operation() string { return cmp.Or(l.On, opAsk) }
