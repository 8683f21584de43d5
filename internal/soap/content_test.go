package soap

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"
)

// modelSchema writes a schema with one element, r, whose content is the given group.
func modelSchema(content string) string {
	return `<xs:schema xmlns:xs="` + namespaceXSD + `" xmlns:t="urn:model" targetNamespace="urn:model" elementFormDefault="qualified">` +
		`<xs:element name="r"><xs:complexType>` + content + `</xs:complexType></xs:element><xs:complexType name="empty"/></xs:schema>`
}

// compileText compiles a schema that stands alone.
func compileText(schema string) (*Contract, error) {
	return Compile(fstest.MapFS{"s.xsd": {Data: []byte(schema)}}, "s.xsd")
}

// children writes an element r with the children that the letters name.
func children(letters string) string {
	var b strings.Builder
	b.WriteString(`<r xmlns="urn:model">`)
	for _, c := range letters {
		fmt.Fprintf(&b, "<%c/>", c)
	}
	return b.String() + "</r>"
}

// randomModel draws a content model, as XML Schema and as a regular expression over the names of its elements.
func randomModel(t *rapid.T, depth int) (schema, expression string) {
	kind := "element"
	if depth > 0 {
		kind = rapid.SampledFrom([]string{"element", "element", "sequence", "choice"}).Draw(t, "kind")
	}
	return randomParticle(t, kind, depth)
}

// randomParticle draws a particle of a kind.
func randomParticle(t *rapid.T, kind string, depth int) (schema, expression string) {
	if kind == "element" {
		name := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "name")
		occurs, quantifier := randomOccurrence(t, [][2]string{
			{"1", "1"}, {"1", "1"}, {"0", "1"}, {"0", "unbounded"}, {"1", "unbounded"}, {"2", "3"}, {"0", "2"}, {"2", "unbounded"},
		})
		return fmt.Sprintf(`<xs:element name="%s" type="t:empty"%s/>`, name, occurs), name + quantifier
	}
	occurs, quantifier := randomOccurrence(t, [][2]string{{"1", "1"}, {"0", "1"}, {"0", "unbounded"}, {"1", "unbounded"}})
	var parts []string
	var inner strings.Builder
	for range rapid.IntRange(1, 3).Draw(t, "members") {
		s, e := randomModel(t, depth-1)
		inner.WriteString(s)
		parts = append(parts, e)
	}
	separator := ""
	if kind == "choice" {
		separator = "|"
	}
	return fmt.Sprintf("<xs:%s%s>%s</xs:%s>", kind, occurs, inner.String(), kind), "(?:" + strings.Join(parts, separator) + ")" + quantifier
}

// randomOccurrence draws minOccurs and maxOccurs, as attributes and as a quantifier.
func randomOccurrence(t *rapid.T, of [][2]string) (occurs, quantifier string) {
	o := rapid.SampledFrom(of).Draw(t, "occurs")
	quantifier = "{" + o[0] + "," + strings.TrimPrefix(o[1], "unbounded") + "}"
	return fmt.Sprintf(` minOccurs="%s" maxOccurs="%s"`, o[0], o[1]), quantifier
}

// TestContentModelAcceptsWhatItsExpressionDoes compares the automaton with a regular expression of the same content.
func TestContentModelAcceptsWhatItsExpressionDoes(t *testing.T) {
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		schema, expression := randomParticle(t, rapid.SampledFrom([]string{"sequence", "choice"}).Draw(t, "root"), 2)
		contract, err := compileText(modelSchema(schema))
		if err != nil {
			return // ambiguous
		}
		oracle := regexp.MustCompile(`\A(?:` + expression + `)\z`)
		for _, letters := range rapid.SliceOfN(rapid.StringOfN(rapid.RuneFrom([]rune("abcde")), 0, 6, -1), 20, 20).Draw(t, "contents") {
			err := contract.Check([]byte(children(letters)))
			known := strings.Map(func(r rune) rune { // the others are extensions, and skipped
				if strings.ContainsRune(expression, r) {
					return r
				}
				return -1
			}, letters)
			if want := oracle.MatchString(known); want != (err == nil) {
				t.Fatalf("%s: %q fits: %v; the checker: %v", expression, letters, want, err)
			}
			if err == nil {
				accepted++
			} else {
				refused++
			}
		}
	})
	if accepted < 50 || refused < 50 {
		t.Errorf("%d contents were accepted and %d refused: too few to tell", accepted, refused)
	}
}

func TestDiagnosisOfContent(t *testing.T) {
	const e = `<xs:element name="%s" type="t:empty"%s/>`
	element := func(name, occurs string) string { return fmt.Sprintf(e, name, occurs) }
	const optional, many = ` minOccurs="0"`, ` maxOccurs="unbounded"`
	sequence := func(parts ...string) string { return "<xs:sequence>" + strings.Join(parts, "") + "</xs:sequence>" }
	choice := func(parts ...string) string { return "<xs:choice>" + strings.Join(parts, "") + "</xs:choice>" }
	a, b, c, d := element("a", ""), element("b", ""), element("c", ""), element("d", "")
	for _, test := range []struct {
		name, model, letters string
		rule                 Rule
		path, expected       string
	}{
		{"the first is missing", sequence(a, b), "b", RuleMissing, "r/a", "a"},
		{"the last is missing", sequence(a, b), "a", RuleMissing, "r/b", "b"},
		{"one behind an optional one is missing", sequence(a, element("b", optional), c, d), "ad", RuleMissing, "r/c", "c"},
		{"the first of two is missing", sequence(a, b, c), "c", RuleMissing, "r/a", "a"},
		{"nothing of a choice at the end", sequence(a, choice(b, c)), "a", RuleNoChoice, "r", "b c"},
		{"nothing of a choice in the middle", sequence(a, choice(b, c), d), "ad", RuleNoChoice, "r", "b c"},
		{"a choice of one", sequence(a, choice(b)), "a", RuleMissing, "r/b", "b"},
		{"half of a branch", choice(sequence(a, b), c), "a", RuleMissing, "r/b", "b"},
		{"both branches", choice(a, b), "ab", RuleBothChoices, "r/b", ""},
		{"both branches, with one between", sequence(choice(a, b), c), "acb", RuleBothChoices, "r/b", ""},
		{"the same again", sequence(a, b), "aab", RuleDuplicate, "r/a", ""},
		{"the same again later", sequence(a, b), "aba", RuleDuplicate, "r/a", ""},
		{"one too many", sequence(element("a", ` maxOccurs="2"`), b), "aaab", RuleDuplicate, "r/a", ""},
		{"too few", sequence(element("a", ` minOccurs="2" maxOccurs="3"`), b), "ab", RuleTooFew, "r/a", ""},
		{"too few at the end", sequence(element("a", ` minOccurs="2"`+many)), "a", RuleTooFew, "r/a", ""},
		{"late", sequence(element("a", optional), b), "ba", RuleOrder, "r/a", ""},
		{"in a repeated group", `<xs:sequence` + many + `>` + a + b + `</xs:sequence>`, "abaab", RuleMissing, "r/b", "b"},
	} {
		contract, err := compileText(modelSchema(test.model))
		if err != nil {
			t.Fatalf("%s: %v", test.name, err)
		}
		got := wantCode(t, contract.Check([]byte(children(test.letters))), CodeContract)
		if got.Rule != test.rule || got.Path != test.path || strings.Join(got.Expected, " ") != test.expected {
			t.Errorf("%s: got %v, want %s at %s, expected %q", test.name, got, test.rule, test.path, test.expected)
		}
	}
}

func TestPathCountsWhatRepeats(t *testing.T) {
	body := replaceOnce(t, statusBody, "<t:State>EXPIRED</t:State>", "")
	e := wantCode(t, testContract(t).Check([]byte(body)), CodeContract)
	if want := "StatusResponse/Info/Ground[2]/State"; e.Path != want {
		t.Errorf("got %s, want %s", e.Path, want)
	}
}
