package httpapi

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/adapters/tax"
)

// specs are what the drivers say of their lookups.
func specs() []adapters.Spec {
	return []adapters.Spec{
		new(migration.StatusDriver).Spec(), new(pension.SNILSCheckDriver).Spec(), new(tax.INNDriver).Spec(), new(mvd.CriminalRecordDriver).Spec(),
	}
}

// TestTheContractSaysWhatTheSpecsSay: what a lookup needs, answers and serves stands in its Spec, and the contract, with the
// page made of it, says the same.
func TestTheContractSaysWhatTheSpecsSay(t *testing.T) {
	var names []string
	for _, spec := range specs() {
		names = append(names, spec.Name())
		path, ok := theSpec().Paths.get(lookupsPath + spec.Name())
		if !ok {
			t.Errorf("%s is not in the contract", spec.Name())
			continue
		}
		o := path["post"]
		var needs []string
		for _, n := range spec.Needs {
			needs = append(needs, alternatives(n))
		}
		for _, c := range []struct {
			what      string
			got, want []string
		}{
			{"x-needs", o.Needs, needs},
			{"x-outcomes", o.Outcomes, words(spec.Outcomes)},
			{"x-verdicts", o.Verdicts, words(spec.Verdicts)},
			{"x-purposes", o.Purposes, words(spec.Purposes)},
		} {
			if !slices.Equal(c.got, c.want) {
				t.Errorf("%s %s:\n document %v\n Spec     %v", spec.Name(), c.what, c.got, c.want)
			}
		}
		if o.MayBePending != (spec.Pace > 0) {
			t.Errorf("%s: x-may-be-pending is %v", spec.Name(), o.MayBePending)
		}
	}
	if !slices.Equal(names, lookupNames()) {
		t.Errorf("drivers %v, table %v", names, lookupNames())
	}
}

// alternatives writes a need as the contract does: "birth_place or living_place", "birth_date (day)".
func alternatives(n adapters.Need) string {
	var all []string
	for _, r := range n {
		word := string(r.Field)
		switch r.Field {
		case adapters.FieldAnyName:
			word = string(adapters.FieldName) + " or " + string(adapters.FieldLatinName)
		case adapters.FieldDocument:
			word += " (" + strings.Join(words(r.Documents), ", ") + ")"
		case adapters.FieldBirthDate:
			word += " (" + [...]string{adapters.PrecisionYear: "year", adapters.PrecisionMonth: "month", adapters.PrecisionDay: "day"}[r.Precision] + ")"
		}
		all = append(all, word)
	}
	return strings.Join(all, " or ")
}

// TestEveryVerdictHasItsText: what a citizen is told after a verdict is decided for each one, and for none that the lookup
// cannot give.
func TestEveryVerdictHasItsText(t *testing.T) {
	for _, spec := range specs() {
		var given []adapters.Verdict
		switch {
		case len(spec.Verdicts) > 0:
			given = slices.Sorted(slices.Values(spec.Verdicts))
		case slices.Contains(spec.Outcomes, adapters.Match):
			given = []adapters.Verdict{""}
		}
		if decided := texts().Verdicts(spec.Name()); !slices.Equal(decided, given) {
			t.Errorf("%s: texts for %q, the Spec gives %q", spec.Name(), decided, given)
		}
	}
}

// TestExamplesAreOfAPersona: what the page offers to try is about somebody whom the mock registries know, and who is in
// order there; nobody real is in an example.
func TestExamplesAreOfAPersona(t *testing.T) {
	text, err := os.ReadFile("../../mock/personas.json")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue struct {
		Personas []struct {
			ID     string
			Person map[string]any
		}
	}
	if err := json.Unmarshal(text, &catalogue); err != nil {
		t.Fatal(err)
	}
	persona := catalogue.Personas[0]
	for _, name := range lookupNames() {
		var example struct{ Subject map[string]any }
		if err := json.Unmarshal([]byte(stated(t, name)), &example); err != nil {
			t.Fatal(err)
		}
		for member, value := range example.Subject {
			if digits := strings.NewReplacer("-", "", " ", ""); member == "snils" {
				value = digits.Replace(value.(string))
			}
			if !contains(persona.Person[member], value) {
				t.Errorf("%s: %s is not that of %s", name, member, persona.ID)
			}
		}
	}
}

// contains reports whether whole states all that part does.
func contains(whole, part any) bool {
	switch part := part.(type) {
	case map[string]any:
		object, _ := whole.(map[string]any)
		for name, v := range part {
			if !contains(object[name], v) {
				return false
			}
		}
		return true
	case []any:
		list, _ := whole.([]any)
		return len(list) == len(part) && contains(list[0], part[0])
	default:
		return whole == part
	}
}
