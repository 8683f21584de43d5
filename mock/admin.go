package mock

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/sverka/sverka/mock/fault"
)

// The admin API: which faults befall whom, per namespace. Below /ns/{name} the same paths are that namespace's own.
//
//	GET    /faults          the catalogue: every fault by name, what comes, and what it must end as
//	GET    /admin/faults    the rules in force, with how often each has struck
//	POST   /admin/faults    one Rule more, behind the others
//	DELETE /admin/faults    no rules
//	GET    /admin/namespaces
//	DELETE /ns/{name}       forgets all that the namespace keeps

// ruleView is a rule as the admin API shows it.
type ruleView struct {
	Rule
	Struck int `json:"struck"`
}

func (s *namespace) rulesInForce() []ruleView {
	s.mu.Lock()
	defer s.mu.Unlock()
	views := make([]ruleView, len(s.rules))
	for i, r := range s.rules {
		views[i] = ruleView{r.Rule, r.hit}
	}
	return views
}

// maxRules bounds the rules of one namespace.
const maxRules = 100

// Inject adds a rule to a namespace, "" being the unnamed one. The error lists what can be chosen.
func (m *Mock) Inject(space string, r Rule) error {
	compiled, err := newRule(r, m.config.Seed)
	if err != nil {
		return err
	}
	path := "/"
	if space != "" {
		path = "/ns/" + space + "/"
	}
	s, _, ok := m.spaces.of(path)
	if !ok {
		return errors.New("no such namespace can be")
	}
	return s.add(compiled)
}

func (s *namespace) add(r *rule) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rules) >= maxRules {
		return fmt.Errorf("this namespace has %d rules already; DELETE removes them", maxRules)
	}
	s.rules = append(s.rules, r)
	return nil
}

func (s *namespace) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

func (m *Mock) serveRules(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, spaceOf(r).rulesInForce(), nil)
}

func (m *Mock) addRule(w http.ResponseWriter, r *http.Request) {
	var asked Rule
	err := readRule(r, &asked)
	var compiled *rule
	if err == nil {
		compiled, err = newRule(asked, m.config.Seed)
	}
	if err == nil {
		err = spaceOf(r).add(compiled)
	}
	if err != nil {
		badScenario(w, err)
		return
	}
	writeJSON(w, spaceOf(r).rulesInForce(), nil)
}

// readRule wants JSON by name, which no page of another origin can send without asking first.
func readRule(r *http.Request, into *Rule) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return errors.New("expected Content-Type: application/json")
	}
	d := json.NewDecoder(io.LimitReader(r.Body, maxRequest))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return errors.New(`expected {"fault": "...", "lookup": "...", "on": "...", "count": 0, "probability": 0}, of which only fault is required`)
	}
	return nil
}

func (m *Mock) clearRules(w http.ResponseWriter, r *http.Request) {
	spaceOf(r).clear()
	w.WriteHeader(http.StatusNoContent)
}

func (m *Mock) forget(w http.ResponseWriter, r *http.Request) {
	m.spaces.forget(spaceOf(r).name)
	w.WriteHeader(http.StatusNoContent)
}

func (m *Mock) serveNamespaces(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, m.spaces.names(), nil)
}

// faultInfo is a fault as GET /faults shows it.
type faultInfo struct {
	Name      string           `json:"name"`
	Says      string           `json:"says"`
	Place     fault.Place      `json:"place"`
	Protocols []fault.Protocol `json:"protocols"`
	Ends      string           `json:"ends"`
}

func faultInfos() []faultInfo {
	var all []faultInfo
	for _, f := range fault.Catalogue() {
		all = append(all, faultInfo{f.Name, f.Says, f.Place, f.Protocols, f.Ends.String()})
	}
	return all
}

func (m *Mock) serveFaults(w http.ResponseWriter, _ *http.Request) { writeJSON(w, faultInfos(), nil) }
