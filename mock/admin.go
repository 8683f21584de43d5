package mock

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// The admin API: which faults befall whom, what has been asked, what time it is; per namespace. Below /ns/{name} the same paths are
// that namespace's own. Its contract is admin.yaml.

//go:embed admin.yaml
var adminContract []byte

// serveAdminContract shows the contract with the address at which it was asked for.
func serveAdminContract(w http.ResponseWriter, r *http.Request) {
	here := strings.NewReplacer("\n", "", "\"", "").Replace(address(r) + spaceOf(r).prefix())
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	_, _ = w.Write(bytes.Replace(adminContract, []byte("http://127.0.0.1:8090"), []byte(here), 1))
}

// ruleView is a rule as the admin API shows it.
type ruleView struct {
	ID int `json:"id"` // counted from 1 within the namespace, never given twice
	Rule
	Struck int `json:"struck"`
}

func (s *namespace) rulesInForce() []ruleView {
	s.mu.Lock()
	defer s.mu.Unlock()
	views := make([]ruleView, len(s.rules))
	for i, r := range s.rules {
		views[i] = ruleView{r.id, r.Rule, r.hit}
	}
	return views
}

// maxRules bounds the rules of one namespace.
const maxRules = 100

// Inject adds a rule to a namespace, "" being the unnamed one. The error lists what can be chosen.
func (m *Mock) Inject(space string, r Rule) error {
	s, err := m.spaces.named(space)
	if err != nil {
		return err
	}
	return m.inject(s, r)
}

func (m *Mock) inject(s *namespace, r Rule) error {
	compiled, err := r.compile()
	if err != nil {
		return err
	}
	if r.Persona != "" {
		if err := m.knows(r.Persona); err != nil {
			return err
		}
	}
	if err := m.acts(compiled.choice, r.Lookup, compiled.operation()); err != nil {
		return err
	}
	return s.add(compiled)
}

func (s *namespace) add(r *rule) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.rules) >= maxRules {
		return fmt.Errorf("this namespace has %d rules already; DELETE removes them", maxRules)
	}
	r.random = s.random(s.added)
	s.added++
	r.id = s.added
	s.rules = append(s.rules, r)
	return nil
}

func (s *namespace) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

// remove drops the rule with the id, and reports whether there was one.
func (s *namespace) remove(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.rules)
	s.rules = slices.DeleteFunc(s.rules, func(r *rule) bool { return r.id == id })
	return len(s.rules) < before
}

func (m *Mock) removeRule(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || !spaceOf(r).remove(id) {
		http.Error(w, "there is no such rule; GET /admin/faults lists them", http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (m *Mock) serveRules(w http.ResponseWriter, r *http.Request) {
	writeJSON(w, spaceOf(r).rulesInForce(), nil)
}

func (m *Mock) addRule(w http.ResponseWriter, r *http.Request) {
	var asked Rule
	err := readOrder(r, &asked, `{"fault": "...", "delay": "...", "lookup": "...", "on": "...", "persona": "...", "skip": 0, "count": 0, `+
		`"probability": 0, "duty": "1/2"}, of which fault or delay is required`)
	if err == nil {
		err = m.inject(spaceOf(r), asked)
	}
	if err != nil {
		badScenario(w, err)
		return
	}
	writeJSON(w, spaceOf(r).rulesInForce(), nil)
}

// readOrder reads an order of the admin API, strictly. It wants JSON by name, which no page of another origin can send without asking
// first.
func readOrder(r *http.Request, into any, expected string) error {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return errors.New("expected Content-Type: application/json")
	}
	text, err := readAll(io.LimitReader(r.Body, maxRequest), r.ContentLength)
	if err != nil {
		return errors.New("the order broke off")
	}
	// Package json takes a member by its name in any letters, and the last of those that are given twice.
	var given map[string]json.RawMessage
	if json.Unmarshal(text, &given) != nil || given == nil { // null is no order
		return wrongOrder(nil, expected)
	}
	for _, name := range sortedKeys(given) {
		if !memberOf(reflect.ValueOf(into).Elem(), name).IsValid() {
			return fmt.Errorf("%s: there is no such member; expected %s", name, expected)
		}
	}
	if name := givenTwice(text); name != "" {
		return fmt.Errorf("%s: it is given twice; expected %s", name, expected)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return wrongOrder(err, expected)
	}
	return nil
}

// givenTwice returns the name of a member that an object has twice, "" if there is none.
func givenTwice(object []byte) string {
	d := json.NewDecoder(bytes.NewReader(object))
	var seen []string
	for _, err := d.Token(); err == nil && d.More(); {
		var name string
		var value json.RawMessage
		token, _ := d.Token()
		if name, _ = token.(string); slices.Contains(seen, name) {
			return name
		}
		seen, err = append(seen, name), d.Decode(&value)
	}
	return ""
}

// wrongOrder says which member of an order is wrong, and what was expected of it, as far as can be told.
func wrongOrder(err error, expected string) error {
	var mistyped *json.UnmarshalTypeError
	switch {
	case errors.Is(err, fault.ErrDelay):
		return fmt.Errorf("delay: %w", err)
	case errors.Is(err, errDuty):
		return fmt.Errorf("duty: %w", err)
	case errors.Is(err, errDuration): // the orders have no other
		return errAdvance
	case errors.As(err, new(*time.ParseError)):
		return errors.New("set: expected a time such as 2026-11-22T09:00:00Z")
	case errors.As(err, &mistyped) && mistyped.Field != "":
		return fmt.Errorf("%s: expected %s, not a %s; all in all %s", mistyped.Field, kindOf(mistyped.Type), mistyped.Value, expected)
	default:
		return errors.New("expected " + expected)
	}
}

// kindOf words the type of a member as JSON has it.
func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	default:
		return "a text"
	}
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
