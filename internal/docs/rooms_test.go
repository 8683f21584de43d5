package docs

import (
	"fmt"
	"go/ast"
	"path"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// A room is something that every registry has, and the step of add-a-registry.md by which it gets it.
type room struct {
	step string // the guide's heading
	// lacks returns a sentence for each thing that the registry has not: what to write, and where.
	lacks func(h *house, r registry) []string
}

// rooms are all of them, in the guide's order. Alerts will be one.
func rooms() []room {
	return []room{
		{"The contract", contract},
		{"The generated types", generated},
		{"The driver", driver},
		{"The import rules", importRules},
		{"The Specs", specs},
		{"The goldens", goldens},
		{"The conformance test", ofEachLookup("Test", "adapterstest.Conform",
			"write a test in %s that calls adapterstest.Conform with a good reply from testdata/%s and its shape: every bad reply is put to %s")},
		{"The fuzz targets", ofEachLookup("Fuzz", "adapterstest.SeedReplies",
			"write a fuzz target in %s/fuzz_test.go that is seeded by adapterstest.SeedReplies with testdata/%s and reads any reply as %s does")},
		{"The benchmarks", ofEachLookup("Benchmark", "adapterstest.Benchmark",
			"write a benchmark in %s/bench_test.go that calls adapterstest.Benchmark with testdata/%s: make bench tells what %s allocates for each kilobyte of reply")},
		{"The list of registries", list},
		{"The configuration", configuration},
		{"The API's document", document},
		{"The front door", frontDoor},
		{"The citizens' texts", citizensTexts},
		{"The mock", mock},
		{"The personas", personas},
		{"The words", words},
	}
}

// lacking gathers sentences.
type lacking []string

func (l *lacking) unless(ok bool, format string, args ...any) {
	if !ok {
		*l = append(*l, fmt.Sprintf(format, args...))
	}
}

// soap reports whether the registry's contract is a WSDL.
func (h *house) soap(r registry) bool { return h.has("wsdl/" + r.name + "/*.wsdl") }

func contract(h *house, r registry) (l []string) {
	at := "wsdl/" + r.name
	all := lacking{}
	all.unless(len(strings.TrimSpace(h.text(at+"/SOURCE"))) > 0,
		"write %s/SOURCE: what of the contract is public and where it stands, and what is modelled", at)
	all.unless(h.has(at+"/*.wsdl") || h.has(at+"/openapi.yaml"),
		"put the contract into %s: %s.wsdl with its .xsd files (SOAP) or openapi.yaml (REST)", at, r.name)
	if h.soap(r) {
		all.unless(h.has(at+"/"+r.name+".wsdl"), "name the contract %s/%s.wsdl: that is where make generate looks", at, r.name)
		for _, schema := range h.glob(at + "/*.xsd") {
			name := strings.TrimSuffix(path.Base(schema), ".xsd")
			all.unless(name == "commons" || h.has(at+"/testdata/"+name+"-*.xml"),
				"put samples of %s into %s/testdata, as %s-<what>.xml: xmllint validates them in CI", schema, at, name)
		}
	}
	return all
}

func generated(h *house, r registry) []string {
	all := lacking{}
	variable := "REST_REGISTRIES"
	if h.soap(r) {
		variable = "SOAP_REGISTRIES"
	}
	named := false
	for line := range strings.Lines(h.text("internal/gen/generate.mk")) {
		if names, ok := strings.CutPrefix(line, variable+" :="); ok {
			named = slices.Contains(strings.Fields(names), r.name)
		}
	}
	all.unless(named, "add %s to %s in internal/gen/generate.mk", r.name, variable)
	all.unless(h.has("internal/gen/"+r.name+"/*.go"), "run make generate, which writes internal/gen/%s from wsdl/%s", r.name, r.name)
	return all
}

func driver(h *house, r registry) []string {
	all := lacking{}
	program := h.program(r.driver())
	documented := slices.ContainsFunc(program, func(s source) bool { return s.file.Doc != nil })
	all.unless(documented, "write %s/doc.go: the package comment, with the registry's name in Russian and what it is asked", r.driver())
	all.unless(function(program, "", "NewClient") != nil,
		"write NewClient in %s/client.go: what the lookups of the registry share, made once from base URL, Config and secrets", r.driver())
	all.unless(hasType(program, "Config") && function(program, "Config", "Validate") != nil,
		"write the type Config with its method Validate in %s/config.go: what the drivers need to know, and what is wrong with it by key", r.driver())
	tested := slices.ContainsFunc(h.tests(r.driver()), func(s source) bool {
		return path.Base(s.name) == "config_test.go" && slices.ContainsFunc(functions([]source{s}), func(f *ast.FuncDecl) bool {
			return reach(f, []source{s}).methods["Validate"]
		})
	})
	all.unless(tested, "write %s/config_test.go: each thing that Config.Validate refuses, with the key that it names", r.driver())
	return all
}

// module begins the import path of every package.
const module = "github.com/sverka/sverka/"

func importRules(h *house, r registry) []string {
	all := lacking{}
	rules := at(h.document(".golangci.yml"), "linters", "settings", "depguard", "rules")
	own := at(rules, r.name)
	all.unless(slices.Contains(texts(at(own, "files")), "**/adapters/"+r.name+"/*.go"),
		"add a rule %s to depguard in .golangci.yml, with files **/adapters/%s/*.go, like those of its siblings", r.name, r.name)
	all.unless(own == nil || slices.Contains(texts(at(own, "allow")), module+"internal/gen/"+r.name+"$"),
		"let depguard's rule %s allow %sinternal/gen/%s$, and no other registry's types", r.name, module, r.name)
	all.unless(slices.Contains(texts(at(rules, "httpapi", "allow")), module+"adapters/"+r.name+"$"),
		"let depguard's rule httpapi in .golangci.yml allow %sadapters/%s$: the front door maps its records", module, r.name)
	return all
}

func specs(h *house, r registry) []string {
	all := lacking{}
	all.unless(len(r.lookups) > 0, "write a driver with a Spec for each lookup, in a file of its own in %s", r.driver())
	for _, k := range r.lookups {
		all.unless(k.name != "", "name the lookup in the Spec of %s (%s) by a literal: it is its name everywhere", k.driver, k.file)
		all.unless(len(k.outcomes) > 0, "list the Outcomes in the Spec of %s (%s) as words of adapters, there or in a function that returns the list", k.driver, k.file)
		all.unless(k.needs, "list the Needs in the Spec of %s (%s)", k.driver, k.file)
		all.unless(k.purposes, "list the Purposes in the Spec of %s (%s): those that the law allows", k.driver, k.file)
		all.unless(k.record != "" && hasType(h.program(r.driver()), k.record),
			"declare the record of %s in %s/record.go, and let the Fetch of %s return its adapters.Reply", k.path(), r.driver(), k.driver)
	}
	return all
}

func goldens(h *house, r registry) []string {
	all := lacking{}
	for _, k := range r.lookups {
		directory := r.driver() + "/testdata/" + k.name
		all.unless(h.runs(r, "Test", "adapterstest.Goldens", k.name),
			"write a test that calls adapterstest.Goldens with testdata/%s, in %s", k.name, r.driver())
		outcomes, verdicts := h.golden(directory)
		for _, o := range k.outcomes {
			// mismatch may be the house's: the driver says match, and what it told differs from what was stated.
			all.unless(o == "mismatch" || outcomes[o], "write a golden in %s whose want is Outcome: %s, for the Spec of %s lists it", directory, o, k.path())
		}
		for _, v := range k.verdicts {
			all.unless(verdicts[v], "write a golden in %s whose want is Verdict: %s, for the Spec of %s lists it", directory, v, k.path())
		}
		all.unless(!k.pends || outcomes["pending"], "write a golden in %s whose want is a Pending, for %s can be collected", directory, k.path())
	}
	return all
}

// golden returns the outcomes and verdicts that the goldens of the directory want.
func (h *house) golden(directory string) (outcomes, verdicts map[string]bool) {
	outcomes, verdicts = make(map[string]bool), make(map[string]bool)
	for _, name := range h.glob(directory + "/*.txtar") {
		for _, f := range txtar.Parse([]byte(h.text(name))).Files {
			if f.Name != "want" {
				continue
			}
			for line := range strings.Lines(string(f.Data)) {
				key, word, _ := strings.Cut(strings.TrimSpace(line), ": ")
				switch {
				case key == "Outcome":
					outcomes[word] = true
				case key == "Verdict":
					verdicts[word] = true
				case strings.HasPrefix(key, "Pending."):
					outcomes["pending"] = true
				}
			}
		}
	}
	return outcomes, verdicts
}

// runs reports whether a function of the driver's tests that begins with prefix comes to call what, and names the lookup's
// testdata on the way.
func (h *house) runs(r registry, prefix, what, lookup string) bool {
	tests := h.tests(r.driver())
	return slices.ContainsFunc(functions(tests), func(f *ast.FuncDecl) bool {
		if f.Recv != nil || !strings.HasPrefix(f.Name.Name, prefix) {
			return false
		}
		done := reach(f, tests)
		return done.names[what] && done.segment(lookup)
	})
}

// ofEachLookup is a room that has a function of tests for each lookup, whose name has the prefix and which reaches what. The sentence says
// what to write, of the driver, the lookup's name and its path.
func ofEachLookup(prefix, what, sentence string) func(*house, registry) []string {
	return func(h *house, r registry) []string {
		all := lacking{}
		for _, k := range r.lookups {
			all.unless(h.runs(r, prefix, what, k.name), sentence, r.driver(), k.name, k.path())
		}
		return all
	}
}

func list(h *house, r registry) []string {
	all := lacking{}
	all.unless(r.listed, "add a member with the tag yaml:\"%s\" to Registries in %s", r.name, theList)
	program := h.program("internal/app")
	defaults, validate := function(program, "", "defaultRegistries"), function(program, "Registries", "validate")
	all.unless(defaults != nil && len(calls(defaults)["defaultRegistry["+r.name+".Config]"]) > 0,
		"give %s its defaults in defaultRegistries of %s", r.name, theList)
	all.unless(validate != nil && firstArgument(calls(validate)["config.At"], r.name),
		"let validate in %s look at %s: config.At(%q, ...)", theList, r.name, r.name)
	each := function(program, "Registries", "Each")
	all.unless(each != nil && firstArgument(calls(each)["f"], r.name), "let Each of %s go by %s too", theList, r.name)
	built := function(program, "builder", r.name)
	all.unless(built != nil && firstArgument(calls(built)["b.policy"], r.name),
		"write the function of builder in %s that builds %s: its client, its policy and its lookups", theList, r.name)
	start := function(program, "builder", "registries")
	all.unless(start != nil && len(calls(start)["b."+r.name]) > 0, "call that function of %s in registries of %s", r.name, theList)
	for _, k := range r.lookups {
		member := h.served(k)
		all.unless(built == nil || member != "" && adds(built, member), "build %s in %s of %s, by add, as the member of httpapi.Lookups", k.path(), r.name, theList)
	}
	return all
}

// firstArgument reports whether one of the calls has text for its first argument.
func firstArgument(all []*ast.CallExpr, text string) bool {
	return slices.ContainsFunc(all, func(c *ast.CallExpr) bool {
		if len(c.Args) == 0 {
			return false
		}
		got, ok := literal(c.Args[0])
		return ok && got == text
	})
}

// adds reports whether f assigns what add returns to the member.
func adds(f *ast.FuncDecl, member string) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(calls(a.Rhs[0])["add"]) > 0 {
			found = found || strings.HasSuffix(written(a.Lhs[0]), "."+member)
		}
		return true
	})
	return found
}

// served returns the member of httpapi.Lookups that has the lookup's record, or "".
func (h *house) served(k lookup) string {
	for _, f := range structOf(h.program("internal/httpapi"), "Lookups") {
		if len(f.Names) == 1 && written(f.Type) == "Lookup["+k.registry+"."+k.record+"]" {
			return f.Names[0].Name
		}
	}
	return ""
}

func configuration(h *house, r registry) []string {
	all := lacking{}
	section := at(h.document("configs/gateway.yaml"), "registries", r.name)
	all.unless(at(section, "transport", "base_url") == "http://127.0.0.1:8090/"+r.name,
		"add the section registries.%s to configs/gateway.yaml, with the keys of its driver explained and the mock's address, http://127.0.0.1:8090/%s, for its base_url", r.name, r.name)
	return all
}

// apiDocument is the contract with the portal.
const apiDocument = "internal/httpapi/openapi.yaml"

func document(h *house, r registry) []string {
	all := lacking{}
	api := h.document(apiDocument)
	schemas := at(api, "components", "schemas")
	tagged := slices.ContainsFunc(items(at(api, "tags")), func(tag any) bool { return at(tag, "name") == r.name })
	all.unless(tagged, "add the tag %s, with the authority's name, to %s", r.name, apiDocument)
	all.unless(slices.Contains(texts(at(schemas, "RegistryName", "enum")), r.name), "add %s to the schema RegistryName in %s", r.name, apiDocument)
	for _, k := range r.lookups {
		post := at(api, "paths", "/v1/lookups/"+k.path(), "post")
		all.unless(post != nil, "write the path /v1/lookups/%s in %s: what to state, what the verdicts mean, examples", k.path(), apiDocument)
		all.unless(slices.Contains(texts(at(schemas, "LookupName", "enum")), k.path()), "add %s to the schema LookupName in %s", k.path(), apiDocument)
		answer, _ := at(schemas, "Answer", "discriminator", "mapping", k.path()).(string)
		all.unless(answer != "", "add the answer of %s to the schema Answer in %s, both to oneOf and to the discriminator's mapping", k.path(), apiDocument)
		if post == nil {
			continue
		}
		all.unless(slices.Contains(texts(at(post, "tags")), r.name), "tag /v1/lookups/%s with %s in %s", k.path(), r.name, apiDocument)
	}
	return all
}

// items returns the items of a list.
func items(v any) []any {
	all, _ := v.([]any)
	return all
}

func frontDoor(h *house, r registry) []string {
	all := lacking{}
	table := function(h.program("internal/httpapi"), "", "table")
	for _, k := range r.lookups {
		member := h.served(k)
		all.unless(member != "", "add a member of the type Lookup[%s.%s] to Lookups in internal/httpapi/deps.go", k.registry, k.record)
		line := table != nil && slices.ContainsFunc(calls(table)["serve"], func(c *ast.CallExpr) bool {
			const want = 4 // serve(&served, name, lookup, mapping)
			if len(c.Args) != want {
				return false
			}
			name, _ := literal(c.Args[1])
			return name == k.path() && strings.HasSuffix(written(c.Args[2]), "."+member)
		})
		all.unless(line, "add the line of %s to table in internal/httpapi/lookup.go, with the mapping of its record, in internal/httpapi/%s.go", k.path(), r.name)
	}
	return all
}

// textsFile has the citizens' texts.
const textsFile = "internal/message/citizen.yaml"

func citizensTexts(h *house, r registry) []string {
	all := lacking{}
	matches := at(h.document(textsFile), "matches")
	for _, k := range r.lookups {
		if !k.match() {
			continue
		}
		verdicts := k.verdicts
		if len(verdicts) == 0 {
			verdicts = []string{"no_verdict"}
		}
		for _, v := range verdicts {
			all.unless(at(matches, k.path(), v) != nil, "decide in %s, under matches, what a citizen is told after %s of %s", textsFile, v, k.path())
		}
	}
	return all
}

func mock(h *house, r registry) []string {
	all := lacking{}
	program := h.program("mock")
	words := constants(program)
	all.unless(h.text("mock/"+r.name+".go") != "", "write mock/%s.go: the registry as it answers, from the contract and not from the driver", r.name)
	all.unless(h.has("mock/templates/"+r.name+"/*"), "write the templates of its replies, mock/templates/%s", r.name)
	all.unless(slices.Contains(given(program, words, "name"), r.name), "add %s to registrations in mock/registration.go", r.name)
	offered := given(program, words, "lookup")
	for _, k := range r.lookups {
		all.unless(slices.Contains(offered, k.path()), "offer %s among the lookups of its registration, in mock/%s.go", k.path(), r.name)
	}
	return all
}

// given returns the words that literals of the program give a member of that name.
func given(program []source, words map[string]string, name string) []string {
	var found []string
	for _, s := range program {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok && written(pair.Key) == name {
				if word, ok := value(pair.Value, words); ok {
					found = append(found, word)
				}
			}
			return true
		})
	}
	return found
}

// personasFile has the fictional people.
const personasFile = "mock/personas.yaml"

func personas(h *house, r registry) []string {
	all := lacking{}
	people := items(at(h.document(personasFile), "personas"))
	for _, k := range r.lookups {
		met := make(map[string]bool)
		for _, p := range people {
			expect := at(p, "lookups", k.path(), "expect")
			for _, word := range []string{"outcome", "verdict", "kind"} {
				if is, ok := at(expect, word).(string); ok {
					met[word+" "+is] = true
				}
			}
		}
		want := make([]string, 0, len(k.outcomes)+len(k.verdicts)+1)
		for _, o := range k.outcomes {
			want = append(want, "outcome "+o)
		}
		for _, v := range k.verdicts {
			want = append(want, "verdict "+v)
		}
		if k.pends {
			want = append(want, "outcome pending")
		}
		for _, w := range want {
			all.unless(met[w], "let a persona of %s meet the %s of %s", personasFile, w, k.path())
		}
		for _, kind := range []string{"denied", "throttled", "unavailable", "malformed"} {
			all.unless(met["kind "+kind], "let a persona of %s meet the failure %s of %s: those who stand for a trouble stand for it everywhere", personasFile, kind, k.path())
		}
	}
	return all
}

func words(h *house, r registry) []string {
	all := lacking{}
	design, readme := h.text("internal/docs/design.md"), h.text("README.md")
	all.unless(strings.Contains(design, "`"+r.name+"`"), "name %s among the registries of internal/docs/design.md, section 2", r.name)
	for _, k := range r.lookups {
		all.unless(strings.Contains(design, "| `"+k.path()+"` |"),
			"add a row for %s to the lookups of internal/docs/design.md, section 2: what must be stated, outcomes, verdicts", k.path())
		all.unless(strings.Contains(readme, "`"+k.path()+"`"), "name %s in README.md among the lookups of this release", k.path())
	}
	return all
}
