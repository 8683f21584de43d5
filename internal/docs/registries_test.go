package docs

import (
	"io/fs"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// root is the tree, as it stands.
func root() fs.FS { return os.DirFS("../..") }

// TestEveryRegistryHasItsRooms names, for each registry and each of its lookups, what is lacking: what to write, and where.
// add-a-registry.md has a step for each room.
func TestEveryRegistryHasItsRooms(t *testing.T) {
	h := newHouse(root())
	all := h.registries()
	if len(all) == 0 {
		t.Fatalf("%s lists no registry", theList)
	}
	for _, r := range all {
		t.Run(r.name, func(t *testing.T) {
			for _, room := range rooms() {
				for _, sentence := range room.lacks(h, r) {
					t.Errorf("%s (%s): %s.", r.name, room.step, sentence)
				}
			}
		})
	}
}

// The guide has a step for each room, in this order, and no step that is no room.
func TestTheGuideHasTheStepsOfTheRooms(t *testing.T) {
	text, err := fs.ReadFile(root(), "internal/docs/add-a-registry.md")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, heading := range regexp.MustCompile(`(?m)^## \d+\. (.*)$`).FindAllStringSubmatch(string(text), -1) {
		got = append(got, heading[1])
	}
	for _, room := range rooms() {
		want = append(want, room.step)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the guide's steps are\n%q\nthe rooms are\n%q", got, want)
	}
}

// copied is the tree in memory, as far as rooms are looked for in it.
func copied(t *testing.T) fstest.MapFS {
	t.Helper()
	tree := make(fstest.MapFS)
	rooms := regexp.MustCompile(`^(adapters|wsdl|configs/gateway\.yaml|\.golangci\.yml|README\.md|mock/[^/]+|mock/templates/.*|internal/(app|docs|gen|httpapi|message)/.*)`)
	err := fs.WalkDir(root(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !rooms.MatchString(name) {
			return err
		}
		data, err := fs.ReadFile(root(), name)
		tree[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// An alteration takes a room out of the tree, or a part of one.
type alteration func(tree fstest.MapFS) (done bool)

// without takes out all files that begin with prefix.
func without(prefix string) alteration {
	return func(tree fstest.MapFS) (done bool) {
		for name := range tree {
			if strings.HasPrefix(name, prefix) {
				delete(tree, name)
				done = true
			}
		}
		return done
	}
}

// rewritten replaces what matches the pattern in a file.
func rewritten(name, pattern, with string) alteration {
	return func(tree fstest.MapFS) bool {
		if tree[name] == nil {
			return false
		}
		before := string(tree[name].Data)
		after := regexp.MustCompile(`(?m)`+pattern).ReplaceAllString(before, with)
		tree[name] = &fstest.MapFile{Data: []byte(after)}
		return after != before
	}
}

// every does the alteration to all files that match the pattern of a path.
func every(glob, pattern, with string) alteration {
	return func(tree fstest.MapFS) (done bool) {
		names, _ := fs.Glob(tree, glob)
		for _, name := range names {
			done = rewritten(name, pattern, with)(tree) || done
		}
		return done
	}
}

// Each room, taken out, is missed, and nothing else is said to be missing of what still stands.
func TestEachRoomIsMissed(t *testing.T) {
	whole := copied(t)
	h := newHouse(whole)
	if said := h.said("tax"); len(said) > 0 {
		t.Fatalf("in the copy something is missing already: %q", said)
	}
	missed := make(map[string]bool)
	for _, c := range []struct {
		step, says string
		out        alteration
	}{
		{"The contract", "write wsdl/tax/SOURCE", without("wsdl/tax/SOURCE")},
		{"The contract", "write wsdl/tax/SOURCE", rewritten("wsdl/tax/SOURCE", `(?s).*`, " \n")},
		{"The contract", "put the contract into wsdl/tax", without("wsdl/tax/openapi.yaml")},
		{"The generated types", "run make generate", without("internal/gen/tax/")},
		{"The generated types", "add tax to REST_REGISTRIES", rewritten("internal/gen/generate.mk", `^REST_REGISTRIES.*`, "REST_REGISTRIES := mvd taxes")},
		{"The driver", "write adapters/tax/doc.go", rewritten("adapters/tax/doc.go", `^//.*`, "")},
		{"The driver", "write NewClient", every("adapters/tax/*.go", `func NewClient`, "func Client")},
		{"The driver", "write the type Config", without("adapters/tax/config.go")},
		{"The driver", "write adapters/tax/config_test.go", without("adapters/tax/config_test.go")},
		{"The import rules", "add a rule tax to depguard", rewritten(".golangci.yml", `^        tax:$`, "        taxes:")},
		{"The import rules", "let depguard's rule tax allow", rewritten(".golangci.yml", `internal/gen/tax\$`, "internal/gen/mvd$$")},
		{"The import rules", "let depguard's rule httpapi", rewritten(".golangci.yml", `^            - github.com/sverka/sverka/adapters/tax\$$`, "")},
		{"The Specs", "write a driver with a Spec", every("adapters/tax/*.go", `\) Spec\(\)`, ") Spectacle()")},
		{"The Specs", "name the lookup in the Spec of INNDriver", rewritten("adapters/tax/inn.go", `Lookup: +"inn"`, `Lookup: theName()`)},
		{"The Specs", "list the Outcomes in the Spec of INNDriver", rewritten("adapters/tax/inn.go", `Outcomes: .*`, "Outcomes: outcomes,")},
		{"The Specs", "list the Needs in the Spec of INNDriver", rewritten("adapters/tax/inn.go", `Needs:`, "Reads:")},
		{"The Specs", "list the Purposes in the Spec of INNDriver", rewritten("adapters/tax/inn.go", `Purposes:.*`, "")},
		{"The Specs", "declare the record of tax/inn", every("adapters/tax/*.go", `type INN struct`, "type Number struct")},
		{"The goldens", "write a test that calls adapterstest.Goldens with testdata/inn", rewritten("adapters/tax/inn_test.go", `adapterstest\.Goldens\(`, "skip(")},
		{"The goldens", "want is Outcome: match", every("adapters/tax/testdata/inn/*.txtar", `^Outcome: match`, "Outcome: not_found")},
		{"The goldens", "want is Outcome: ambiguous", every("adapters/tax/testdata/inn/*.txtar", `^Outcome: ambiguous`, "Outcome: not_found")},
		{"The goldens", "want is Verdict: invalid", every("adapters/tax/testdata/inn/*.txtar", `^Verdict: invalid`, "Verdict: active")},
		{"The goldens", "want is Verdict: active", rewritten("adapters/tax/testdata/inn/active.txtar", `-- want --`, "-- wanted --")},
		{"The conformance test", "calls adapterstest.Conform with a good reply from testdata/inn", every("adapters/tax/*_test.go", `(testdata/|")inn\b`, "${1}number")},
		{"The conformance test", "calls adapterstest.Conform with a good reply from testdata/inn", every("adapters/tax/*_test.go", `adapterstest\.Conform\(`, "skip(")},
		{"The fuzz targets", "seeded by adapterstest.SeedReplies with testdata/inn", rewritten("adapters/tax/fuzz_test.go", `func FuzzINN`, "func TestINN")},
		{"The fuzz targets", "seeded by adapterstest.SeedReplies with testdata/inn", every("adapters/tax/fuzz_test.go", `adapterstest\.SeedReplies\(`, "skip(")},
		{"The benchmarks", "calls adapterstest.Benchmark with testdata/inn", rewritten("adapters/tax/bench_test.go", `func BenchmarkINN`, "func TestINN")},
		{"The benchmarks", "calls adapterstest.Benchmark with testdata/inn", rewritten("adapters/tax/bench_test.go", `adapterstest\.Benchmark\(b, "testdata/inn"`, "skip(b")},
		{"The list of registries", `add a member with the tag yaml:"tax"`, rewritten(theList, `^\s*Tax +Registry.*`, "")},
		{"The list of registries", "give tax its defaults", rewritten(theList, `Tax:.*`, "")},
		{"The list of registries", "let validate in", rewritten(theList, `config\.At\("tax".*`, "")},
		{"The list of registries", "let Each of internal/app/registries.go go by tax", rewritten(theList, `f\("tax".*`, "")},
		{"The list of registries", "write the function of builder", rewritten(theList, `\(b \*builder\) tax\(`, "(b *builder) taxes(")},
		{"The list of registries", "call that function of tax", rewritten(theList, `b\.tax\(c\.Tax, &l\)`, "nil")},
		{"The list of registries", "build tax/inn in tax", rewritten(theList, `l\.TaxINN = add`, "l.TaxINN = keep")},
		{"The configuration", "add the section registries.tax", rewritten("configs/gateway.yaml", `^  tax:`, "  taxes:")},
		{"The configuration", "for its base_url", rewritten("configs/gateway.yaml", `8090/tax`, "8090/mvd")},
		{"The API's document", "add the tag tax", rewritten(apiDocument, `^  - name: tax$`, "  - name: taxes")},
		{"The API's document", "schema RegistryName", rewritten(apiDocument, `(enum: \[[a-z, ]*)\btax, `, "$1")},
		{"The API's document", "write the path /v1/lookups/tax/inn", rewritten(apiDocument, `^  /v1/lookups/tax/inn:`, "  /v1/lookups/tax/number:")},
		{"The API's document", "schema LookupName", every(apiDocument, `(enum: \[.*)tax/inn(.*mvd/criminal-record)`, "${1}tax/other${2}")},
		{"The API's document", "schema Answer", rewritten(apiDocument, `^ +tax/inn: '#/.*`, "")},
		{"The API's document", "tag /v1/lookups/tax/inn", rewritten(apiDocument, `tags: \[tax\]`, "tags: [mvd]")},
		{"The front door", "add a member of the type Lookup[tax.INN]", rewritten("internal/httpapi/deps.go", `Lookup\[tax\.INN\]`, "Lookup[tax.Other]")},
		{"The front door", "add the line of tax/inn to table", rewritten("internal/httpapi/lookup.go", `serve\(&served, "tax/inn".*`, "")},
		{"The citizens' texts", "what a citizen is told after invalid of tax/inn", rewritten(textsFile, `(?s)(tax/inn:\s+active: \w+)\s+invalid: \w+`, "$1")},
		{"The mock", "write mock/tax.go", without("mock/tax.go")},
		{"The mock", "write the templates of its replies", without("mock/templates/tax/")},
		{"The mock", "add tax to registrations", rewritten("mock/registration.go", `name: "tax"`, `name: "taxes"`)},
		{"The mock", "offer tax/inn among the lookups", rewritten("mock/tax.go", `lookup: lookupINN`, "lookup: lookupTaxpayer")},
		{"The personas", "meet the outcome ambiguous of tax/inn", rewritten(personasFile, `outcome: ambiguous`, "outcome: match")},
		{"The personas", "meet the verdict invalid of tax/inn", rewritten(personasFile, `verdict: invalid`, "verdict: active")},
		{"The personas", "meet the failure denied of tax/inn", rewritten(personasFile, `kind: denied`, "kind: throttled")},
		{"The words", "name tax among the registries", rewritten("internal/docs/design.md", "`tax`", "`taxes`")},
		{"The words", "add a row for tax/inn", rewritten("internal/docs/design.md", "^\\| `tax/inn` \\|.*", "")},
		{"The words", "name tax/inn in README.md", rewritten("README.md", "`tax/inn`", "`tax/other`")},
	} {
		tree := maps.Clone(whole)
		if !c.out(tree) {
			t.Errorf("%s: nothing was taken out to hear %q", c.step, c.says)
			continue
		}
		if said := h.altered(tree).said("tax")[c.step]; !strings.Contains(strings.Join(said, "\n"), c.says) {
			t.Errorf("%s: it says %q, not %q", c.step, said, c.says)
		}
		missed[c.step] = true
	}
	for _, room := range rooms() {
		if !missed[room.step] {
			t.Errorf("no test takes out %s", room.step)
		}
	}
}

// said returns what is said of the registry, by step.
func (h *house) said(name string) map[string][]string {
	said := make(map[string][]string)
	for _, r := range h.registries() {
		if r.name != name {
			continue
		}
		for _, room := range rooms() {
			if sentences := room.lacks(h, r); len(sentences) > 0 {
				said[room.step] = sentences
			}
		}
	}
	return said
}

// Who begins with one room is led through all the others.
func TestARegistryThatIsBegunIsLedThroughAllRooms(t *testing.T) {
	for _, begun := range []string{"wsdl/begun/openapi.yaml", "adapters/begun/doc.go", "internal/gen/begun/begun.go"} {
		tree := copied(t)
		tree[begun] = &fstest.MapFile{Data: []byte("// Package begun has begun.\npackage begun\n")}
		said := newHouse(tree).said("begun")
		for _, room := range rooms() {
			lookups := slices.Contains([]string{"The goldens", "The conformance test", "The fuzz targets", "The benchmarks", "The front door", "The citizens' texts", "The personas"}, room.step)
			if len(said[room.step]) == 0 && !lookups {
				t.Errorf("after %s nothing is said of %s", begun, room.step)
			}
		}
	}
}

// A SOAP registry has samples of each schema, and a name that make generate looks for; one that pends shows it.
func TestWhatOnlySomeHaveIsMissedOfThem(t *testing.T) {
	whole := copied(t)
	h := newHouse(whole)
	for _, c := range []struct {
		registry, step, says string
		out                  alteration
	}{
		{"pension", "The contract", "samples of wsdl/pension/faults.xsd", without("wsdl/pension/testdata/faults-")},
		{"pension", "The contract", "name the contract wsdl/pension/pension.wsdl", func(tree fstest.MapFS) bool {
			tree["wsdl/pension/sfr.wsdl"] = tree["wsdl/pension/pension.wsdl"]
			return without("wsdl/pension/pension.wsdl")(tree)
		}},
		{"pension", "The generated types", "add pension to SOAP_REGISTRIES", rewritten("internal/gen/generate.mk", `^SOAP_REGISTRIES.*`, "SOAP_REGISTRIES := migration")},
		{"pension", "The citizens' texts", "after no_verdict of pension/snils-check", rewritten(textsFile, `no_verdict: \w+`, "other: checked")},
		{"mvd", "The goldens", "want is a Pending", every("adapters/mvd/testdata/criminal-record/*.txtar", `^Pending\.`, "Not.")},
		{"mvd", "The personas", "meet the outcome pending of mvd/criminal-record", rewritten(personasFile, `outcome: pending`, "outcome: clear")},
	} {
		tree := maps.Clone(whole)
		if !c.out(tree) {
			t.Errorf("%s: nothing was taken out to hear %q", c.step, c.says)
		}
		if said := h.altered(tree).said(c.registry)[c.step]; !strings.Contains(strings.Join(said, "\n"), c.says) {
			t.Errorf("%s: it says %q, not %q", c.step, said, c.says)
		}
	}
}
