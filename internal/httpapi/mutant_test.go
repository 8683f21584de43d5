package httpapi

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/internal/gen/api"
)

// canary is a value that no reply may repeat.
const canary = "Щегловитов7351"

// A mutant is a query with one thing changed at one place.
type mutant struct{ at, how, body string }

// mutants yields what base becomes by each change at each of its nodes.
func mutants(t *testing.T, base []byte) (all []mutant) {
	t.Helper()
	var root any
	if err := json.Unmarshal(base, &root); err != nil {
		t.Fatal(err)
	}
	add := func(at, how string) {
		body, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, mutant{at, how, string(body)})
	}
	var walk func(at string, v any, set func(any))
	walk = func(at string, v any, set func(any)) {
		for how, other := range strangers() {
			set(other)
			add(at, how)
		}
		set(v)
		switch v := v.(type) {
		case map[string]any:
			mutateObject(at, v, add, walk)
		case []any:
			for i := range v {
				walk(at+"/"+strconv.Itoa(i), v[i], func(other any) { v[i] = other })
			}
			set(append(slices.Clone(v), v[0]))
			add(at, "one twice")
			set(slices.Repeat(v, 100))
			add(at, "a hundred times")
			set(v)
		}
	}
	walk("", root, func(v any) { root = v })
	return all
}

func mutateObject(at string, v map[string]any, add func(at, how string), walk func(string, any, func(any))) {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		kept := v[name]
		delete(v, name)
		add(at+"/"+name, "left out")
		v[name+"x"] = kept
		add(at+"/"+name, "misspelt")
		delete(v, name+"x")
		v[name] = kept
		walk(at+"/"+name, kept, func(other any) { v[name] = other })
	}
	for _, name := range []string{"extra", canary, "", "a/b", "~"} {
		v[name] = canary
		add(at, "a member more")
		delete(v, name)
	}
}

// strangers are values of every type, right nowhere or almost nowhere.
func strangers() map[string]any {
	return map[string]any{
		"null": nil, "true": true, "number": 7351.0, "large number": 1e300, "empty": "", "text": canary, "blank": " \t ", "control": "a\u0000\u202e" + canary,
		"long": strings.Repeat(canary, 100), "object": map[string]any{canary: canary}, "empty object": map[string]any{}, "list": []any{canary}, "empty list": []any{},
		"nested": []any{[]any{[]any{}}}, "latin": "Smith", "cyrillic": "Петров", "digits": "0000000000000000", "date": "2026-02-30", "injection": "'; --<script>" + canary,
	}
}

// TestEveryMutantIsRefusedOrRead: each change at each node of each example, and of a query that states everything, is either
// a problem that names what is wrong and repeats nothing, or is read as it stands.
func TestEveryMutantIsRefusedOrRead(t *testing.T) {
	d := open(t, Deps{Lookups: all()})
	refused, read := 0, 0
	bases := [][]byte{full}
	for _, name := range lookupNames() {
		bases = append(bases, []byte(stated(t, name)))
	}
	for _, base := range bases {
		for _, m := range mutants(t, base) {
			g := d.ask("tax/inn", m.body)
			if strings.Contains(g.body, canary) || strings.Contains(g.body, "7351") {
				t.Errorf("%s %s: the reply repeats it: %s", m.at, m.how, g.body)
			}
			if g.status == http.StatusOK {
				read++
				holds(t, m)
				continue
			}
			refused++
			namesWhat(t, m, g)
		}
	}
	t.Logf("%d mutants refused, %d read as they stand", refused, read)
	if refused < 2000 || read < 20 {
		t.Errorf("too few: %d refused, %d read", refused, read)
	}
}

// holds checks that what is read of m is all of m.
func holds(t *testing.T, m mutant) {
	t.Helper()
	var q api.Query
	if err := q.Decode(jx.DecodeStr(m.body)); err != nil {
		t.Fatal(err)
	}
	var e jx.Encoder
	q.Encode(&e)
	if !sameJSON(t, e.Bytes(), []byte(m.body)) {
		t.Errorf("%s %s: %s was read as %s", m.at, m.how, m.body, e.Bytes())
	}
}

// namesWhat checks that g is a 422 with an error at the changed node, or above or below it, or at what it goes together with.
func namesWhat(t *testing.T, m mutant, g got) {
	t.Helper()
	p := problem(t, g)
	if g.status != http.StatusUnprocessableEntity || len(p.Errors) == 0 || p.Detail.Value == "" {
		t.Errorf("%s %s: %d %s", m.at, m.how, g.status, g.body)
		return
	}
	about := slices.ContainsFunc(p.Errors, func(e api.FieldError) bool {
		return strings.HasPrefix(e.Pointer, m.at) || strings.HasPrefix(m.at, e.Pointer) || e.Code == api.FieldErrorCodeConflict || slices.Contains(partners(m.at), e.Pointer)
	})
	if !about {
		t.Errorf("%s %s: %v", m.at, m.how, p.Errors)
	}
	for _, e := range p.Errors {
		if e.Detail == "" || e.Validate() != nil {
			t.Errorf("%s %s: %v", m.at, m.how, e)
		}
	}
}

// partners are what must go together with a member that was changed.
func partners(at string) []string {
	return map[string][]string{
		"/purpose":    {"/service_code"},
		"/basis/kind": {"/basis/reference"},
		"/actor/kind": {"/actor/id"},
	}[at]
}

// FuzzQuery: whatever the body is, the two ways of reading it agree, nothing panics, and no text of ours repeats it.
func FuzzQuery(f *testing.F) {
	f.Add(full)
	for _, p := range theSpec().Paths {
		for _, e := range p.Value["post"].RequestBody.Content["application/json"].Examples {
			f.Add([]byte(e.Value.Value))
		}
	}
	for _, seed := range []string{`{}`, `[]`, `{"subject":{"documents":[{}]}}`, `{"subject":null}`, `{"subject":{"birth_date":"1991"},"purpose":1}`} {
		f.Add([]byte(seed))
	}
	c := newContract()
	checker := newChecker(64 << 10)
	f.Fuzz(func(t *testing.T, body []byte) {
		document, err := checker.Check(body)
		if err != nil {
			return
		}
		_, err = c.query(document)
		agree(t, c, document, err)
	})
}

// agree checks what came of a body: errors by field, and if the decoder refused it, errors by schema too.
func agree(t *testing.T, c *contract, body []byte, err error) {
	t.Helper()
	bySchema := c.explainer().errors(body)
	if err == nil {
		if len(bySchema) > 0 {
			t.Errorf("%s is read, though %v", body, bySchema)
		}
		return
	}
	var r *refusal
	if !errors.As(err, &r) || len(r.errors) == 0 || r.status != http.StatusUnprocessableEntity {
		t.Errorf("%s: %#v", body, err)
	}
}
