package mock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// Whoever names what there is not is told what there is: a rule that befalls nobody and a check that finds nothing look like a success.

// knows returns an error that lists the people there are, unless one is called id.
func (m *Mock) knows(id string) error {
	if m.find(id) != nil {
		return nil
	}
	known := make([]string, len(m.people))
	for i, p := range m.people {
		known[i] = p.ID
	}
	also := ""
	if n := m.config.Population; n > 0 {
		also = fmt.Sprintf(", %s1 to %s%d", crowdID, crowdID, n)
	}
	return fmt.Errorf("no such persona; known are %s%s", strings.Join(known, ", "), also)
}

// does returns an error that lists the operations of the lookup, unless it has this one. Any lookup has those that some have.
func does(lookup, operation string) error {
	all := operations()
	if lookup != "" {
		all = operationsOf(lookup)
	}
	if slices.Contains(all, operation) {
		return nil
	}
	return fmt.Errorf("no such operation; known of %s are %v", or(lookup, "all lookups"), all)
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// offers returns an error that lists the cases of the fault, unless some reply of the lookup, or of any lookup, can be spoilt in the one
// that was chosen. Which cases there are, a reply decides: so each persona is asked about, which takes some milliseconds.
func (m *Mock) offers(c fault.Choice, lookup string) error {
	if c.Case == "" {
		return nil
	}
	offered := m.cases(c.Fault, lookup)
	switch {
	case slices.Contains(offered, c.Case):
		return nil
	case len(offered) == 0:
		return fmt.Errorf("%s has no cases: it is chosen by its name alone", c.Fault.Name)
	default:
		return fmt.Errorf("%s has no such case; known are %s", c.Fault.Name, strings.Join(offered, ", "))
	}
}

// cases returns the named ways in which a fault can befall a lookup, or any lookup, sorted.
func (m *Mock) cases(f fault.Fault, lookup string) []string {
	var names []string
	for _, name := range Lookups() {
		if lookup != "" && lookup != name || !f.In(protocolOf(name)) || !f.Served() {
			continue
		}
		for _, p := range m.people {
			if _, asked := p.Lookups[name]; asked {
				names = append(names, m.casesOf(f, name, p)...)
			}
		}
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(s string) bool { return s == "" })
}

// casesOf returns those of the replies to a question about one persona, polls and the token's exchange included. It is asked in a world of
// its own, where nobody else meets it.
func (m *Mock) casesOf(f fault.Fault, lookup string, p *persona) (names []string) {
	q, err := p.query(lookup)
	if err != nil {
		return nil
	}
	aside := &namespace{counts: map[string]int{}, earlier: map[string]fault.Reply{}}
	note := func(a answer) {
		cases, err := f.Cases(m.input(a, fault.Reply{}, 0))
		for i := range cases {
			if err == nil { // else this reply has nothing for it to act on
				names = append(names, cases[i].Name)
			}
		}
	}
	r, body := m.question(aside, lookup, q.Subject)
	taken := m.aside(aside, r, []byte(body), m.config.Now())
	note(taken)
	switch lookup {
	case lookupCriminal:
		for id, t := range aside.tickets.byID {
			poll, err := json.Marshal(pollRequest{ID: newRequestID(m.config.Now()), SystemID: m.config.SystemID, Ticket: id})
			if err == nil {
				note(m.aside(aside, at(r, "/mvd/criminal-record/result"), poll, t.ready))
			}
		}
	case lookupINN:
		token, err := json.Marshal(tokenRequest{m.config.Tax.MasterToken})
		if err == nil {
			note(m.aside(aside, at(r, "/tax/auth/token"), token, m.config.Now()))
		}
	}
	return names
}

func at(r *http.Request, path string) *http.Request {
	return &http.Request{Method: r.Method, URL: &url.URL{Path: path}, Header: r.Header}
}

// aside is what a registry says to an exchange that nobody makes.
func (m *Mock) aside(space *namespace, r *http.Request, body []byte, now time.Time) answer {
	registry, below, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	return m.registries[registry]().answer(&exchange{request: r, registry: registry, path: "/" + below, body: body, space: space, now: now})
}
