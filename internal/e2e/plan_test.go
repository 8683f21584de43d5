package e2e_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/resilience"
)

// plan is an answer of :plan, as far as tests look at it.
type plan struct {
	Lookup        string
	Ready         bool
	ServesPurpose bool `json:"serves_purpose"`
	Lacks         []struct {
		Pointer, Code, Detail string
	}
	AnsweredBy string `json:"answered_by"`
	Cost       []struct {
		Operation string
		AtLeast   int  `json:"at_least"`
		AtMost    *int `json:"at_most"`
	}
}

func (w *world) plan(t testing.TB, lookup string, query []byte) plan {
	t.Helper()
	r := w.ask(t, lookup+":plan", query)
	var p plan
	if err := json.Unmarshal(r.body, &p); err != nil || r.status != http.StatusOK || p.Lookup != lookup {
		t.Fatalf("%s: %d %s", lookup, r.status, r.body)
	}
	return p
}

// exchanges counts what the mocks have been asked since the beginning, by operation: the last part of a lookup's name, token or
// poll.
func (w *world) exchanges(t testing.TB) map[string]int {
	t.Helper()
	var journal struct {
		Entries []struct{ Lookup, On string }
	}
	if err := json.Unmarshal(do(t, http.MethodGet, w.MockURL()+"/admin/journal", nil).body, &journal); err != nil {
		t.Fatal(err)
	}
	made := make(map[string]int)
	for _, e := range journal.Entries {
		operation := e.On
		if _, name, ok := strings.Cut(e.Lookup, "/"); ok && e.On == "ask" {
			operation = name
		}
		made[operation]++
	}
	return made
}

func (w *world) standing() []resilience.Snapshot {
	var all []resilience.Snapshot
	for _, r := range w.Gateway().Registries() {
		all = append(all, r.Snapshot())
	}
	return all
}

// Every query of the catalogue is planned: no registry hears of it, nothing of the policy moves, and the plan lacks what the
// asking is refused for.
func TestPlansOfAllLookupsAskNothing(t *testing.T) {
	w := newWorld(t, observing, hasty)
	before := w.standing()
	planned := make(map[string]bool)
	for _, p := range catalogue(t, w) {
		for lookup, l := range p.Lookups {
			got := w.plan(t, lookup, l.Query)
			planned[lookup] = true
			if could := l.Expect.Kind != "invalid" && l.Expect.Kind != "forbidden"; got.Ready != could {
				t.Errorf("%s %s: ready is %v, expected %+v", p.ID, lookup, got.Ready, l.Expect)
			}
			if got.Ready != (got.AnsweredBy == "registry") || len(got.Cost) == 0 {
				t.Errorf("%s %s: %+v", p.ID, lookup, got)
			}
		}
	}
	for _, r := range w.Gateway().Registries() {
		for _, l := range r.Lookups() {
			if name := r.Name() + "/" + l.Name(); !planned[name] {
				t.Errorf("no plan of %s", name)
			}
		}
	}
	if made := w.exchanges(t); len(made) > 0 {
		t.Errorf("the registries were asked: %v", made)
	}
	if after := w.standing(); !reflect.DeepEqual(before, after) {
		t.Errorf("before %+v\nafter  %+v", before, after)
	}
}

// What a question costs is what its plan said, and what a plan lacks is what the question is refused for.
func TestAQuestionCostsWhatItsPlanSays(t *testing.T) {
	w := newWorld(t, observing, hasty)
	for lookup, l := range person(t, w, known).Lookups {
		said := w.plan(t, lookup, l.Query)
		before := w.exchanges(t)
		w.ask(t, lookup, l.Query, "Prefer", "wait=5")
		spent := w.exchanges(t)
		for operation, n := range before {
			spent[operation] -= n
		}
		for _, c := range said.Cost {
			if n := spent[c.Operation]; n < c.AtLeast || c.AtMost != nil && n > *c.AtMost {
				t.Errorf("%s: %d exchanges of %s, the plan said %+v", lookup, n, c.Operation, c)
			}
			delete(spent, c.Operation)
		}
		for operation, n := range spent {
			if n > 0 {
				t.Errorf("%s: %d exchanges of %s, of which the plan said nothing: Spec.Cost lacks them", lookup, n, operation)
			}
		}
		bare := without(t, l.Query)
		refused := w.ask(t, lookup, bare)
		if p := w.plan(t, lookup, bare); p.Ready || len(p.Lacks) == 0 || !reflect.DeepEqual(len(p.Lacks), len(refused.doc.Errors)) {
			t.Errorf("%s: lacks %v, refused for %v", lookup, p.Lacks, refused.doc.Errors)
		} else {
			for i, e := range refused.doc.Errors {
				if p.Lacks[i] != e {
					t.Errorf("%s: lacks %v, refused for %v", lookup, p.Lacks[i], e)
				}
			}
		}
	}
	if r := w.plan(t, "tax/inn", w.query(t, known, "tax/inn")); r.AnsweredBy != "kept" || len(r.Cost) > 0 {
		t.Errorf("asked before, and the plan says %+v", r)
	}
}

func person(t testing.TB, w *world, id string) entry {
	t.Helper()
	for _, p := range catalogue(t, w) {
		if p.ID == id {
			return p
		}
	}
	t.Fatalf("no persona %s", id)
	return entry{}
}

// without returns a query of whose subject only the sex is left, which no lookup can do with.
func without(t testing.TB, query []byte) []byte {
	t.Helper()
	var q map[string]any
	if err := json.Unmarshal(query, &q); err != nil {
		t.Fatal(err)
	}
	q["subject"] = map[string]any{"sex": "male"}
	bare, _ := json.Marshal(q)
	return bare
}
