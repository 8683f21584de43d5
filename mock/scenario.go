package mock

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/sverka/sverka/mock/fault"
)

// A chosen fault, and the number of the exchange in the series that it was chosen for.
type chosen struct {
	fault.Choice
	exchange int
}

// choose returns the fault that befalls an answer: that of the request's header, else of the first rule that fits, else of the
// persona. nil is none. The error is for whoever chose what there is not.
func choose(ex *exchange, a *answer) (*chosen, error) {
	if text := ex.request.Header.Get("X-Mock-Fault"); text != "" {
		choice, err := fault.Parse(text)
		return &chosen{choice, ex.space.count("header " + choice.Fault.Name + " " + a.lookup)}, err
	}
	if c := ex.space.ruled(a); c != nil {
		return c, nil
	}
	if a.persona == nil {
		return nil, nil
	}
	l := a.persona.Lookups[a.lookup]
	if l.choice == nil || a.operation != l.operation() || a.denied && l.choice.Fault.Place != fault.OnWire {
		return nil, nil
	}
	return &chosen{*l.choice, ex.space.count("persona " + a.persona.ID + " " + a.lookup)}, nil
}

// operation is the one that the fault befalls.
func (l lookup) operation() string {
	if l.On == "" {
		return opAsk
	}
	return l.On
}

// A Rule chooses a fault for exchanges, whoever is asked about. The zero members choose all.
type Rule struct {
	Fault  string `json:"fault"`            // "fault" or "fault:case" of mock/fault
	Lookup string `json:"lookup,omitempty"` // "pension/snils-check"; "": all in whose protocol the fault can be done
	On     string `json:"on,omitempty"`     // ask, poll or token; "": ask
	// Count is how many exchanges the rule befalls before it is spent; 0: no end.
	Count int `json:"count,omitempty"`
	// Probability is the share of the exchanges that it befalls, by the mock's seed; 0: all.
	Probability float64 `json:"probability,omitempty"`
}

// rule is a Rule in use, under the mutex of its namespace.
type rule struct {
	Rule
	choice fault.Choice
	random *rand.Rand
	hit    int // exchanges that it befell
}

// newRule checks what was written. The error lists what could have been.
func newRule(r Rule, seed uint64) (*rule, error) {
	choice, err := fault.Parse(r.Fault)
	switch {
	case err != nil:
		return nil, err
	case !choice.Fault.Served():
		return nil, fmt.Errorf("%s acts at the %s: it needs a server of its own, see package mock/fault", r.Fault, choice.Fault.Place)
	case r.Lookup != "" && !slices.Contains(Lookups(), r.Lookup):
		return nil, fmt.Errorf("no such lookup; known are %v", Lookups())
	case r.Lookup != "" && !choice.Fault.In(protocolOf(r.Lookup)):
		return nil, fmt.Errorf("%s cannot be done in %s, only in %v", r.Fault, protocolOf(r.Lookup), choice.Fault.Protocols)
	case r.On != "" && !slices.Contains(operations(), r.On):
		return nil, fmt.Errorf("no such operation; known are %v", operations())
	case r.Count < 0 || r.Probability < 0 || r.Probability > 1:
		return nil, errors.New("expected a count from 0, and a probability from 0 to 1")
	}
	return &rule{Rule: r, choice: choice, random: rand.New(rand.NewPCG(seed, 0))}, nil //nolint:gosec // replayable on purpose
}

func protocolOf(lookup string) fault.Protocol {
	registry, _ := registryOf(lookup)
	switch registry {
	case "migration":
		return fault.SOAP11
	case "pension":
		return fault.SOAP12
	default:
		return fault.REST
	}
}

// ruled returns what the first rule that fits chooses, and counts it.
func (s *namespace) ruled(a *answer) *chosen {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rules {
		if !r.fits(a) || r.Probability > 0 && r.random.Float64() >= r.Probability {
			continue
		}
		r.hit++
		return &chosen{r.choice, r.hit - 1}
	}
	return nil
}

func (r *rule) fits(a *answer) bool {
	on := r.On
	if on == "" {
		on = opAsk
	}
	spent := r.Count > 0 && r.hit >= r.Count
	return !spent && on == a.operation && (r.Lookup == "" || r.Lookup == a.lookup) && r.choice.Fault.In(a.protocol)
}
