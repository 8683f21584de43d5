package httpapi

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/migration"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/adapters/pension"
	"github.com/sverka/sverka/adapters/tax"
)

// specs are what the drivers say of their lookups.
func specs() []adapters.Spec {
	return []adapters.Spec{
		new(migration.StatusDriver).Spec(), new(migration.RegistrationDriver).Spec(), new(migration.DocumentDriver).Spec(), new(migration.IdentityDocumentDriver).Spec(),
		new(pension.SNILSDriver).Spec(), new(pension.SNILSCheckDriver).Spec(), new(pension.PaymentsDriver).Spec(),
		new(tax.INNDriver).Spec(), new(tax.TaxpayerDriver).Spec(), new(tax.ObligationsDriver).Spec(), new(mvd.RestrictionsDriver).Spec(), new(mvd.CriminalRecordDriver).Spec(),
	}
}

// TestTheContractSaysWhatTheSpecsSay: what a lookup needs, answers and serves stands in its Spec, and nowhere else is it written
// by hand. `make generate` writes it into the contract, with -update; the page is made of that.
func TestTheContractSaysWhatTheSpecsSay(t *testing.T) {
	const file = "openapi.yaml"
	document, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	want := string(document)
	for _, spec := range specs() {
		names = append(names, spec.Name())
		if want, err = withSpec(want, spec); err != nil {
			t.Errorf("%s: %v", spec.Name(), err)
		}
	}
	if !slices.Equal(names, lookupNames()) {
		t.Errorf("drivers %v, table %v", names, lookupNames())
	}
	if want == string(document) {
		return
	}
	if !update() {
		t.Fatal("the contract is not what the Specs say: run make generate")
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// withSpec returns the contract with what spec says in the lookup's operation: the x- members between its description and its
// parameters, and the first sentence of the description.
func withSpec(document string, spec adapters.Spec) (string, error) {
	before, operation, ok := strings.Cut(document, "\n  "+lookupsPath+spec.Name()+":\n")
	if !ok {
		return document, errors.New("it has no path")
	}
	head, rest, ok := strings.Cut(operation, "\n      parameters:\n")
	if !ok {
		return document, errors.New("it has no parameters")
	}
	head, _, _ = strings.Cut(head, "\n      x-")
	head, about, ok := strings.Cut(head, "\n      description: |\n")
	if !ok {
		return document, errors.New("it has no description")
	}
	return before + "\n  " + lookupsPath + spec.Name() + ":\n" + head + "\n      description: |\n" + withAsks(about, spec) + "\n" +
		members(spec) + "      parameters:\n" + rest, nil
}

// withAsks puts what spec asks for in the place of the sentence that a description begins with.
func withAsks(about string, spec adapters.Spec) string {
	first, others, _ := strings.Cut(strings.TrimRight(about, "\n"), "\n\n")
	text := strings.Join(strings.Fields(first), " ")
	if strings.HasPrefix(text, "State ") {
		_, text, _ = strings.Cut(text+" ", ". ")
	}
	first = wrapped(strings.TrimSpace(spec.Asks() + " " + text))
	if others == "" {
		return first
	}
	return first + "\n\n" + others
}

// wrapped breaks a paragraph into the lines of a description.
func wrapped(text string) string {
	const indent, most = "        ", 125
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(indent+line+" "+word) > most {
			lines, line = append(lines, indent+line), ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return strings.Join(append(lines, indent+line), "\n")
}

// members are the lines of an operation that say what spec does.
func members(spec adapters.Spec) string {
	var b strings.Builder
	b.WriteString("      x-needs:\n")
	for _, n := range spec.Needs {
		b.WriteString("        - " + n.String() + "\n")
	}
	list := func(name string, words []string) {
		if len(words) > 0 {
			b.WriteString("      " + name + ": [" + strings.Join(words, ", ") + "]\n")
		}
	}
	list("x-outcomes", words(spec.Outcomes))
	list("x-verdicts", words(spec.Verdicts))
	list("x-purposes", words(spec.Purposes))
	if spec.Pace > 0 {
		b.WriteString("      x-may-be-pending: true\n")
	}
	return b.String()
}

// TestEveryOutcomeHasAnExample: a portal is built on the examples, so that what has none is met in production first.
func TestEveryOutcomeHasAnExample(t *testing.T) {
	shown := map[string]bool{}
	for _, m := range responses() {
		for _, e := range m.Examples {
			var head struct{ Lookup, Outcome, Verdict string }
			if json.Unmarshal(e.Value.Value, &head) == nil {
				shown[head.Lookup+" "+head.Outcome] = true
				shown[head.Lookup+" match "+head.Verdict] = true
			}
		}
	}
	for _, spec := range specs() {
		want := words(spec.Outcomes)
		for _, v := range spec.Verdicts {
			want = append(want, "match "+string(v))
		}
		for _, w := range want {
			if !shown[spec.Name()+" "+w] {
				t.Errorf("%s: no example of %s", spec.Name(), w)
			}
		}
	}
}

// TestAListThatWasNotSearchedIsToldAsAHit: nobody is told to try other letters until a list finds him, nor that there is nothing.
func TestAListThatWasNotSearchedIsToldAsAHit(t *testing.T) {
	for _, spec := range specs() {
		list := slices.Contains(spec.Outcomes, adapters.Clear)
		for _, reason := range adapters.NotFoundReasons() {
			hit := texts().OfAnswer(spec.Name(), adapters.Possible, "", "")
			if got := texts().OfAnswer(spec.Name(), adapters.NotFound, reason, ""); (got == hit) != list {
				t.Errorf("%s %s: told %s; it is a list: %v", spec.Name(), reason, got.Code, list)
			}
		}
	}
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
			ID      string
			Person  map[string]any
			Lookups map[string]struct{ State map[string]any }
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
			held := persona.Person[member]
			if other, ok := persona.Lookups[name].State[member]; ok {
				held = other
			}
			if !contains(held, value) {
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
