package mock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// An Entry is one persona as GET /personas shows him.
type Entry struct {
	ID      string                 `json:"id"`
	Story   string                 `json:"story"`
	Lookups map[string]EntryLookup `json:"lookups"` // by "registry/lookup"
}

// An EntryLookup is one question about a persona, ready to be put, and what the gateway must make of it.
type EntryLookup struct {
	Query  json.RawMessage `json:"query"` // as POST /v1/lookups/{registry}/{lookup} takes it
	Expect Expect          `json:"expect"`
	Fault  string          `json:"fault,omitempty"` // what the registry does wrong, by mock/fault
}

// query is a question as the gateway's API takes it.
type query struct {
	Subject     subject    `json:"subject"`
	Purpose     string     `json:"purpose"`
	ServiceCode string     `json:"service_code,omitempty"`
	Basis       queryBasis `json:"basis"`
	Actor       queryActor `json:"actor"`
	CaseID      string     `json:"case_id"`
}

type queryBasis struct {
	Kind      string `json:"kind"`
	Reference string `json:"reference,omitempty"`
}

type queryActor struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// query returns the question that a lookup puts about p.
func (p *persona) query(name string) (query, error) {
	l := p.Lookups[name]
	stated, err := p.Person.changed(&l.State, l.Omit)
	if err != nil {
		return query{}, fmt.Errorf("%s %s: %w", p.ID, name, err)
	}
	q := query{
		Subject: *stated, Purpose: "account_registration", Basis: queryBasis{Kind: "public_service"},
		Actor: queryActor{Kind: "citizen", ID: "mock-" + p.ID}, CaseID: "MOCK-" + p.ID,
	}
	if p.Actor != nil {
		q.Actor = *p.Actor
	}
	o := offerOf(name)
	if o.service != "" {
		q.Purpose, q.ServiceCode = "service_delivery", o.service
	}
	if o.basis != (queryBasis{}) {
		q.Basis = o.basis
	}
	return q, nil
}

// Personas returns the catalogue, in the file's order.
func (m *Mock) Personas() ([]Entry, error) {
	entries := make([]Entry, 0, len(m.people))
	for _, p := range m.people {
		e, err := p.entry()
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func (p *persona) entry() (Entry, error) {
	e := Entry{ID: p.ID, Story: p.Story, Lookups: map[string]EntryLookup{}}
	for name, l := range p.Lookups {
		q, err := p.query(name)
		if err != nil {
			return e, err
		}
		text, err := indented(q)
		if err != nil {
			return e, err
		}
		e.Lookups[name] = EntryLookup{Query: text, Expect: l.Expect, Fault: l.Fault}
	}
	return e, nil
}

// indented writes v for a reader, with < and & as they are.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}

func (m *Mock) servePersonas(w http.ResponseWriter, _ *http.Request) {
	entries, err := m.Personas()
	writeJSON(w, entries, err)
}

func (m *Mock) servePersona(w http.ResponseWriter, r *http.Request) {
	if err := m.knows(r.PathValue("id")); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	e, err := m.find(r.PathValue("id")).entry()
	writeJSON(w, e, err)
}

func (m *Mock) serveQuery(w http.ResponseWriter, r *http.Request) {
	if q, _, ok := m.asked(w, r); ok {
		writeJSON(w, q, nil)
	}
}

func writeJSON(w http.ResponseWriter, v any, err error) {
	var text []byte
	if err == nil {
		text, err = indented(v)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(text)
}
