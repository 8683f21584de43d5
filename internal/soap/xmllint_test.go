//go:build xmllint

// These tests hold the package to libxml2's validator, which shares nothing with it. They need the command xmllint (Debian:
// libxml2-utils) and run with -tags xmllint; without the command they fail.

package soap

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// xmllint runs the command over documents, with a schema if that is not "", and gives what it says of each and of the schema.
func xmllint(tb testing.TB, schema string, documents []string) (valid []bool, schemaCompiles bool) {
	tb.Helper()
	dir := tb.TempDir()
	args := []string{"--noout", "--nonet"}
	if schema != "" {
		args = append(args, "--schema", write(tb, dir, "s.xsd", schema))
	}
	names := make([]string, len(documents))
	for i, d := range documents {
		names[i] = write(tb, dir, fmt.Sprintf("d%04d.xml", i), d)
	}
	out, err := exec.Command("xmllint", append(args, names...)...).CombinedOutput()
	if _, ran := err.(*exec.ExitError); err != nil && !ran {
		tb.Fatal(err)
	}
	said := string(out)
	for _, name := range names {
		if schema == "" {
			valid = append(valid, !strings.Contains(said, name+":"))
		} else {
			valid = append(valid, strings.Contains(said, name+" validates"))
		}
	}
	return valid, !strings.Contains(said, "WXS schema") || !strings.Contains(said, "failed to compile")
}

// write writes a file.
func write(tb testing.TB, dir, name, text string) string {
	tb.Helper()
	file := filepath.Join(dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return file
}

// allLetters gives all strings over the letters up to a length.
func allLetters(letters string, length int) []string {
	all := []string{""}
	for from := 0; length > 0; length-- {
		to := len(all)
		for _, s := range all[from:to] {
			for _, c := range letters {
				all = append(all, s+string(c))
			}
		}
		from = to
	}
	return all
}

func TestContentModelsAgainstXMLLint(t *testing.T) {
	compared, ambiguous := 0, 0
	for seed := range 60 {
		model := rapid.Custom(func(t *rapid.T) [2]string {
			schema, expression := randomParticle(t, rapid.SampledFrom([]string{"sequence", "choice"}).Draw(t, "root"), 2)
			return [2]string{schema, expression}
		}).Example(seed)
		letters := lettersOf(model[1])
		contents := allLetters(letters, 6-len(letters))
		documents := make([]string, len(contents))
		for i, c := range contents {
			documents[i] = children(c)
		}
		contract, err := compileText(modelSchema(model[0]))
		valid, compiles := xmllint(t, modelSchema(model[0]), documents)
		if err != nil {
			ambiguous++
			continue // libxml2 lets some of the ambiguous ones pass
		}
		if !compiles {
			t.Errorf("%s: xmllint finds the schema wrong", model[1])
			continue
		}
		for i, d := range documents {
			compared++
			if err := contract.Check([]byte(d)); (err == nil) != valid[i] {
				t.Errorf("%s: %q: xmllint says %v, the checker %v", model[1], contents[i], valid[i], err)
			}
		}
	}
	if compared < 500 || ambiguous == 0 {
		t.Errorf("%d contents compared, %d models ambiguous", compared, ambiguous)
	}
}

// lettersOf gives the names in an expression, once each.
func lettersOf(expression string) string {
	var letters []rune
	for _, r := range expression {
		if r >= 'a' && r <= 'e' && !slices.Contains(letters, r) {
			letters = append(letters, r)
		}
	}
	return string(letters)
}

func TestValuesAgainstXMLLint(t *testing.T) {
	dates := []string{"", " 2026-11-22\n", "2026-11-22Z", "2026-11-22+14:00", "2026-11-22+14:01", "2026-11-22-13:59", "2026-11-22+06", "2023-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "2026-04-31",
		"2026-00-01", "2026-13-01", "2026-01-00", "0000-01-01", "26-01-01", "2026-1-1", "01.11.1990", "2026-11-22T00:00:00", "1899-12-31", "2099-01-01", "2026-11-22z", "2026-11-2 2"}
	numbers := []string{"", " 1 ", "+1", "-0", "007", "1.0", "1,5", "1e3", "--1", "+", "0x1", "2147483647", "2147483648", "-2147483648", "-2147483649", "9223372036854775807", "9223372036854775808",
		"127", "128", "255", "256", "65535", "65536", "4294967295", "4294967296", "-1", "5", "6", "9", "10", "1 0"}
	texts := []string{"", " ", "a", "b", "ab", " a ", "a  b", "a\tb", "Ёжик", "Иванов-Петров", "О'Генри", "Smith", "Ўктам", "12345678901", "1234567890", "VALID", "valid", "VALID ", "\u0661\u0662", "_", "-", "]", "^", "$", "a\nb", "😀😀", "aaa", "aaaa"}
	times := []string{"", "2026-11-22T10:20:30", "2026-11-22T10:20:30.5Z", "2026-11-22T24:00:00", "2026-11-22T24:00:01", "2026-11-22T25:00:00", "2026-11-22T10:60:00", "2026-11-22T10:00:60", "2026-11-22T10:20",
		"2026-11-22T10:20:30.", "2026-11-22 10:20:30", "2026-02-30T10:20:30", "2026-11-22", "2026-11-22T10:20:30+03:00", "2026-11-22T10:20:30+3:00"}
	for _, test := range []struct {
		base   string
		facets []string
		values []string
	}{
		{"xs:date", []string{"", `<xs:minInclusive value="1900-01-01"/><xs:maxInclusive value="2026-12-31"/>`}, dates},
		{"xs:dateTime", []string{""}, times},
		{"xs:boolean", []string{"", `<xs:pattern value="true|false"/>`}, []string{"", "true", "false", "1", "0", "TRUE", " true ", "yes", "2"}},
		{"xs:byte", []string{""}, numbers}, {"xs:short", []string{""}, numbers}, {"xs:long", []string{""}, numbers},
		{"xs:unsignedByte", []string{""}, numbers}, {"xs:unsignedShort", []string{""}, numbers}, {"xs:unsignedInt", []string{""}, numbers},
		{"xs:int", []string{"", `<xs:minInclusive value="1"/><xs:maxInclusive value="9"/>`, `<xs:enumeration value="1"/><xs:enumeration value="10"/>`, `<xs:pattern value="[0-9]{1,2}"/>`}, numbers},
		{"xs:string", []string{"", `<xs:length value="2"/>`, `<xs:minLength value="1"/><xs:maxLength value="3"/>`, `<xs:enumeration value="VALID"/>`, `<xs:whiteSpace value="collapse"/><xs:maxLength value="3"/>`,
			`<xs:pattern value="[а-яА-ЯёЁ\-0-9][а-яА-ЯёЁ\-\s',.]*"/>`, `<xs:pattern value="\d+"/>`, `<xs:pattern value="\w+"/>`, `<xs:pattern value="\W"/>`, `<xs:pattern value="."/>`, `<xs:pattern value="a.b"/>`,
			`<xs:pattern value="[^a]"/>`, `<xs:pattern value="^"/>`, `<xs:pattern value="$"/>`, `<xs:pattern value="\p{Lu}.*"/>`, `<xs:pattern value="a{2,3}|b?"/>`, `<xs:pattern value="\]|\^|\-"/>`, `<xs:pattern value="a"/><xs:pattern value="b"/>`}, texts},
		{"xs:token", []string{"", `<xs:maxLength value="3"/>`, `<xs:enumeration value="a b"/>`}, texts},
		{"xs:normalizedString", []string{`<xs:maxLength value="3"/>`, `<xs:pattern value="a b"/>`}, texts},
	} {
		for _, facets := range test.facets {
			compareValues(t, test.base, facets, test.values)
		}
	}
}

// compareValues compares one type.
func compareValues(t *testing.T, base, facets string, values []string) {
	t.Helper()
	schema := schemaHead + `<xs:element name="e" type="` + base + `"/></xs:schema>`
	if facets != "" {
		schema = schemaHead + `<xs:element name="e"><xs:simpleType><xs:restriction base="` + base + `">` + facets + `</xs:restriction></xs:simpleType></xs:element></xs:schema>`
	}
	if base == "xs:date" || contains(base, "int", "long", "short", "byte") {
		// The standard collapses white space here, as Xerces does; libxml2 2.9 does not.
		values = slices.DeleteFunc(slices.Clone(values), func(v string) bool { return strings.TrimSpace(v) != v })
	}
	contract, err := compileText(schema)
	if err != nil {
		t.Fatal(err)
	}
	documents := make([]string, len(values))
	for i, v := range values {
		documents[i] = `<e xmlns="urn:s">` + string(appendEscaped(nil, v)) + `</e>`
	}
	valid, compiles := xmllint(t, schema, documents)
	if !compiles {
		t.Fatalf("%s: xmllint finds the schema wrong", facets)
	}
	for i, d := range documents {
		if err := contract.Check([]byte(d)); (err == nil) != valid[i] {
			t.Errorf("%s %s %q: xmllint says %v, the checker %v", base, facets, values[i], valid[i], err)
		}
	}
}

// contains tells whether one of the names ends the type's, in any case.
func contains(base string, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return strings.HasSuffix(strings.ToLower(base), name) })
}

// TestMutatedRepliesAgainstXMLLint compares whole replies. What xmllint accepts, the checker accepts. What the checker accepts, xmllint
// does too, unless it holds an extension.
func TestMutatedRepliesAgainstXMLLint(t *testing.T) {
	contract := testContract(t)
	var documents []string
	var extended []bool
	for seed := range 300 {
		root := tree(t, statusBody)
		example := rapid.Custom(func(t *rapid.T) string {
			for range rapid.IntRange(0, 3).Draw(t, "mutations") {
				mutate(t, root)
			}
			return render(root)
		}).Example(seed)
		root = tree(t, example)
		documents = append(documents, example)
		extended = append(extended, slices.ContainsFunc(places(root, "/"+root.local), func(p place) bool {
			return len(known([]string{p.path + "=x"})) == 0
		}))
	}
	dir := t.TempDir()
	for _, file := range []string{"common.xsd", "registry.xsd"} {
		text, err := os.ReadFile("testdata/contract/" + file)
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, file, string(text))
	}
	wrapper := schemaHead + "</xs:schema>"
	wrapper = regexp.MustCompile(`urn:s`).ReplaceAllString(wrapper, testNamespace)
	wrapper = strings.Replace(wrapper, "</xs:schema>", `<xs:include schemaLocation="`+filepath.Join(dir, "registry.xsd")+`"/></xs:schema>`, 1)
	valid, compiles := xmllint(t, wrapper, documents)
	if !compiles {
		t.Fatal("xmllint finds the schema wrong")
	}
	both := 0
	for i, d := range documents {
		err := contract.Check([]byte(d))
		if valid[i] && err == nil {
			both++
		}
		if valid[i] && err != nil || err == nil && !valid[i] && !extended[i] {
			t.Errorf("xmllint says %v, the checker %v:\n%s", valid[i], err, d)
		}
	}
	if both < 50 {
		t.Errorf("%d replies of %d are accepted by both: too few to tell", both, len(documents))
	}
}

// TestWellFormednessAgainstXMLLint compares small documents. What the scanner refuses besides is refused on purpose.
func TestWellFormednessAgainstXMLLint(t *testing.T) {
	onPurpose := regexp.MustCompile(`<!DOCTYPE|<\?[^x]|&#[0-9]{10}|:.*:.*/>`)
	gen := rapid.SliceOfN(rapid.SampledFrom([]string{
		"<a>", "</a>", "<b/>", "<a b='c'>", "<a b='&lt;' c=\"'\"/>", "<a xmlns:p='urn:u' p:q='1'>", "<p:a xmlns:p='urn:u'>", "</p:a>", "<p:b/>", "<a xmlns='urn:u'>", "<a xmlns:p=''/>", "<a b='1' b='2'/>",
		"<a b=c/>", "<a b/>", "<a b='<'/>", "<ф я='ё'/>", "text", "]]>", "]]", "&amp;", "&x;", "&#65;", "&#0;", "&#xD800;", "&", "<![CDATA[x]]>", "<![CDATA[", "<!-- x -->", "<!-- -- -->", "<?xml version='1.0'?>",
		" ", "\n", "\x01", "\uFFFE", "<", ">", "<a", "/>", "<1/>", "<a:b:c/>", "<xmlns:a/>", "<a xml:lang='ru'/>", "<a/ >", "</a >",
	}), 1, 6)
	var documents []string
	for seed := range 1000 {
		documents = append(documents, strings.Join(gen.Example(seed), ""))
	}
	valid, _ := xmllint(t, "", documents)
	accepted := 0
	for i, d := range documents {
		_, err := scanAll([]byte(d), Limits{}.withDefaults())
		if err == nil {
			accepted++
		}
		if (err == nil) != valid[i] && !onPurpose.MatchString(d) {
			t.Errorf("%q: xmllint says %v, the scanner %v", d, valid[i], err)
		}
	}
	if accepted < 20 {
		t.Errorf("%d of %d documents are accepted: too few to tell", accepted, len(documents))
	}
}
