package docs

import (
	"go/ast"
	"path"
	"slices"
	"strings"
)

// A registry is one authority's system, as far as the tree knows of it.
type registry struct {
	name    string
	listed  bool   // in internal/app/registries.go
	member  string // its name there
	lookups []lookup
}

// driver is where its driver stands.
func (r registry) driver() string { return "adapters/" + r.name }

// A lookup is one lookup as its driver's Spec says it.
type lookup struct {
	registry, name     string
	driver             string // the type that has the Spec
	file               string // where
	record             string // the type R of its Reply[R]
	outcomes, verdicts []string
	needs, purposes    bool
	pends              bool // it can be collected
}

// path is "registry/lookup", the lookup's name everywhere.
func (l lookup) path() string { return l.registry + "/" + l.name }

// match reports whether the registry can speak of the very person.
func (l lookup) match() bool { return slices.Contains(l.outcomes, "match") }

// The list of registries, which everything begins with.
const theList = "internal/app/registries.go"

// registries returns all that any room knows of: those listed, in their order, then those that have a driver, a contract or
// generated types and are not listed.
func (h *house) registries() []registry {
	var all []registry
	for _, f := range structOf(h.program("internal/app"), "Registries") {
		if f.Tag == nil || len(f.Names) != 1 {
			continue
		}
		tag, _ := literal(f.Tag)
		name, _, _ := strings.Cut(strings.TrimPrefix(tag, `yaml:"`), `"`)
		all = append(all, registry{name: name, listed: true, member: f.Names[0].Name, lookups: h.lookups(name)})
	}
	for _, room := range []string{"adapters", "wsdl", "internal/gen"} {
		for _, name := range h.folders(room) {
			known := slices.ContainsFunc(all, func(r registry) bool { return r.name == name })
			if !known && !slices.Contains([]string{"adapterstest", "testdata", "api"}, name) {
				all = append(all, registry{name: name, lookups: h.lookups(name)})
			}
		}
	}
	return all
}

// lookups returns the lookups of the registry: those of whom its driver has a Spec.
func (h *house) lookups(name string) []lookup {
	driver := h.program(path.Join("adapters", name))
	local := constants(driver)
	words := constants(h.program("adapters"))
	var all []lookup
	for _, s := range driver {
		for _, f := range functions([]source{s}) {
			if f.Name.Name != "Spec" || f.Recv == nil {
				continue
			}
			l := lookup{registry: name, driver: receiverOf(f), file: s.name}
			spec := members(specOf(f, driver))
			l.name, _ = value(spec["Lookup"], local)
			l.outcomes, l.verdicts = listed(spec["Outcomes"], driver, words), listed(spec["Verdicts"], driver, words)
			l.needs, l.purposes = spec["Needs"] != nil, spec["Purposes"] != nil
			l.record = recordOf(driver, l.driver)
			l.pends = function(driver, l.driver, "Collect") != nil
			all = append(all, l)
		}
	}
	slices.SortFunc(all, func(a, b lookup) int { return strings.Compare(a.name, b.name) })
	return all
}

// specOf returns the adapters.Spec that f writes down, itself or by a function that it calls.
func specOf(f *ast.FuncDecl, driver []source) *ast.CompositeLit {
	var spec *ast.CompositeLit
	ast.Inspect(f, func(n ast.Node) bool {
		if c, ok := n.(*ast.CompositeLit); ok && written(c.Type) == "adapters.Spec" {
			spec = c
		}
		return spec == nil
	})
	if spec != nil {
		return spec
	}
	for name := range calls(f) {
		if g := function(driver, "", name); g != nil && g != f {
			return specOf(g, driver)
		}
	}
	return nil
}

// members returns the members of a composite literal by their names.
func members(c *ast.CompositeLit) map[string]ast.Expr {
	all := make(map[string]ast.Expr)
	if c == nil {
		return all
	}
	for _, e := range c.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			all[written(kv.Key)] = kv.Value
		}
	}
	return all
}

// value returns the text that e is: a literal or a constant.
func value(e ast.Expr, constants map[string]string) (string, bool) {
	if e == nil {
		return "", false
	}
	if text, ok := literal(e); ok {
		return text, true
	}
	name := written(e)
	text, ok := constants[name[strings.LastIndex(name, ".")+1:]]
	return text, ok
}

// listed returns the words of a list that is written down, here or in a function of the driver that e calls.
func listed(e ast.Expr, driver []source, words map[string]string) []string {
	switch e := e.(type) {
	case *ast.CompositeLit:
		var all []string
		for _, item := range e.Elts {
			if word, ok := value(item, words); ok {
				all = append(all, word)
			}
		}
		return all
	case *ast.CallExpr:
		f := function(driver, "", written(e.Fun))
		if f == nil || len(f.Body.List) != 1 {
			return nil
		}
		if r, ok := f.Body.List[0].(*ast.ReturnStmt); ok && len(r.Results) == 1 {
			return listed(r.Results[0], driver, words)
		}
	}
	return nil
}

// recordOf returns R of the Reply[R] that the driver's Fetch returns: its own, or that of the generic type that it embeds.
func recordOf(driver []source, name string) string {
	if fetch := function(driver, name, "Fetch"); fetch != nil && fetch.Type.Results != nil {
		record, _ := strings.CutPrefix(written(fetch.Type.Results.List[0].Type), "adapters.Reply[")
		return strings.TrimSuffix(record, "]")
	}
	for _, f := range structOf(driver, name) {
		if generic, ok := f.Type.(*ast.IndexListExpr); ok && len(f.Names) == 0 {
			return written(generic.Indices[len(generic.Indices)-1])
		}
	}
	return ""
}
