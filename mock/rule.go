package mock

import (
	"cmp"
	"errors"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// A Rule chooses a fault, a delay or both for exchanges. The zero members choose all.
type Rule struct {
	Fault   string `json:"fault,omitempty"`   // "fault" or "fault:case" of mock/fault; "": the right reply, with a Delay
	Lookup  string `json:"lookup,omitempty"`  // "pension/snils-check"; "": all in whose protocol the fault can be done
	On      string `json:"on,omitempty"`      // ask, poll or token; "": ask
	Persona string `json:"persona,omitempty"` // only exchanges about this one
	// Skip is how many exchanges that fit pass before the rule begins.
	Skip int `json:"skip,omitempty"`
	// Count is how many exchanges the rule befalls before it is spent; 0: no end. Those that Probability or Duty spares do not count.
	Count int `json:"count,omitempty"`
	// Probability is the share of the exchanges that it befalls, by the mock's seed; 0: all.
	Probability float64 `json:"probability,omitempty"`
	// Duty is a cycle on which the rule strikes: "1/2", "5s/20s".
	Duty Duty `json:"duty,omitzero"`
	// Delay is drawn before the reply is sent, by the mock's seed: "2s", "uniform(1s,3s)", "lognormal(800ms,0.6)".
	Delay fault.Delay `json:"delay,omitzero"`
}

// rule is a Rule in use, under the mutex of its namespace.
type rule struct {
	Rule
	id     int
	choice fault.Choice
	random *rand.Rand
	began  time.Time // by the namespace's clock, at the first exchange that fits
	met    int       // exchanges that fit
	hit    int       // exchanges that it befell
}

// compile checks what was written. The error lists what could have been.
func (r Rule) compile() (*rule, error) {
	choice, err := r.chosen()
	if err != nil {
		return nil, err
	}
	switch {
	case r.Lookup != "" && !slices.Contains(Lookups(), r.Lookup):
		return nil, fmt.Errorf("no such lookup; known are %v", Lookups())
	case r.Lookup != "" && r.Fault != "" && !choice.Fault.In(protocolOf(r.Lookup)):
		return nil, fmt.Errorf("%s cannot be done in %s, only in %v", r.Fault, protocolOf(r.Lookup), choice.Fault.Protocols)
	case r.Count < 0 || r.Skip < 0 || r.Probability < 0 || r.Probability > 1:
		return nil, errors.New("expected skip and count from 0, and a probability from 0 to 1")
	}
	if r.On != "" {
		if err := does(r.Lookup, r.On); err != nil {
			return nil, err
		}
	}
	return &rule{Rule: r, choice: choice}, nil
}

func (r Rule) chosen() (fault.Choice, error) {
	if r.Fault == "" {
		if r.Delay.IsZero() {
			return fault.Choice{}, errors.New("expected a fault or a delay; GET /faults lists the faults")
		}
		return fault.Choice{}, nil
	}
	return befalling(r.Fault)
}

// befalling reads the choice of a fault that can befall an exchange.
func befalling(text string) (fault.Choice, error) {
	choice, err := fault.Parse(text)
	if err == nil && !choice.Fault.Served() {
		err = fmt.Errorf("%s acts at the %s, before there is a request: POST /admin/doors opens an address where it does", choice.Fault.Name, choice.Fault.Place)
	}
	return choice, err
}

// operation is the one that r befalls.
func (r Rule) operation() string { return cmp.Or(r.On, opAsk) }

// random returns a source that the seed, the namespace and n decide, whatever happens in other namespaces meanwhile.
func (s *namespace) random(n int) *rand.Rand {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s.name))
	return rand.New(rand.NewPCG(s.seed^h.Sum64(), uint64(n))) //nolint:gosec // replayable on purpose
}

// ruled returns what the first rule that fits chooses at now, and counts it.
func (s *namespace) ruled(now time.Time, a *answer) *chosen {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.rules {
		if r.fits(a) && r.strikes(now) {
			r.hit++
			return &chosen{Choice: r.choice, exchange: r.hit - 1, delay: r.Delay.Sample(r.random), by: byRule}
		}
	}
	return nil
}

func (r *rule) fits(a *answer) bool {
	about := a.persona != nil && a.persona.ID == r.Persona
	return r.operation() == a.operation && (r.Lookup == "" || r.Lookup == a.lookup) && (r.Persona == "" || about) &&
		(r.Fault == "" || r.choice.Fault.In(a.protocol))
}

// strikes reports whether r befalls an exchange that fits it, and counts that one was met.
func (r *rule) strikes(now time.Time) bool {
	if r.met == 0 {
		r.began = now
	}
	r.met++
	n := r.met - 1 - r.Skip
	spent := r.Count > 0 && r.hit >= r.Count
	return n >= 0 && !spent && r.Duty.strikes(n, now.Sub(r.began)) && (r.Probability == 0 || r.random.Float64() < r.Probability)
}
