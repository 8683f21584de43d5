package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
)

// A house is the tree as its rooms are looked for: read, parsed, never compiled, so that a tree in which one is missing can
// be looked at too.
type house struct {
	tree   fs.FS
	parsed map[string][]source  // by directory
	known  map[string]*ast.File // by content: trees that differ in a file share the others
	read   map[string]any       // by content, of YAML
}

// A source is one parsed Go file.
type source struct {
	name string // path
	file *ast.File
}

func (s source) test() bool { return strings.HasSuffix(s.name, "_test.go") }

func newHouse(tree fs.FS) *house {
	return &house{tree: tree, parsed: make(map[string][]source), known: make(map[string]*ast.File), read: make(map[string]any)}
}

// altered returns a house of another tree that shares what has been parsed.
func (h *house) altered(tree fs.FS) *house {
	return &house{tree: tree, parsed: make(map[string][]source), known: h.known, read: h.read}
}

// text returns the content of a file, "" where there is none.
func (h *house) text(name string) string {
	data, err := fs.ReadFile(h.tree, name)
	if err != nil {
		return ""
	}
	return string(data)
}

// has reports whether a file matches the pattern.
func (h *house) has(pattern string) bool { return len(h.glob(pattern)) > 0 }

func (h *house) glob(pattern string) []string {
	names, err := fs.Glob(h.tree, pattern)
	if err != nil {
		panic(err) // a pattern of ours
	}
	return names
}

// folders returns the names of the folders in directory.
func (h *house) folders(directory string) []string {
	entries, err := fs.ReadDir(h.tree, directory)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// sources returns the Go files of directory. One that does not parse is left out: the compiler says so better.
func (h *house) sources(directory string) []source {
	if parsed, ok := h.parsed[directory]; ok {
		return parsed
	}
	parsed := []source{}
	for _, name := range h.glob(path.Join(directory, "*.go")) {
		if file := h.file(name); file != nil {
			parsed = append(parsed, source{name, file})
		}
	}
	h.parsed[directory] = parsed
	return parsed
}

func (h *house) file(name string) *ast.File {
	text := h.text(name)
	if file, ok := h.known[text]; ok {
		return file
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		file = nil
	}
	h.known[text] = file
	return file
}

// program returns the Go files of directory that are no tests.
func (h *house) program(directory string) []source {
	return slices.DeleteFunc(slices.Clone(h.sources(directory)), source.test)
}

// tests returns the tests of directory.
func (h *house) tests(directory string) []source {
	return slices.DeleteFunc(slices.Clone(h.sources(directory)), func(s source) bool { return !s.test() })
}

// functions returns the functions and methods of the sources.
func functions(all []source) []*ast.FuncDecl {
	var found []*ast.FuncDecl
	for _, s := range all {
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				found = append(found, f)
			}
		}
	}
	return found
}

// function returns the function of this name, or nil. receiver is "" for one that is no method.
func function(all []source, receiver, name string) *ast.FuncDecl {
	for _, f := range functions(all) {
		if f.Name.Name == name && receiverOf(f) == receiver {
			return f
		}
	}
	return nil
}

// receiverOf returns the name of a method's type, without pointer and parameters.
func receiverOf(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return ""
	}
	t := f.Recv.List[0].Type
	for {
		switch inner := t.(type) {
		case *ast.StarExpr:
			t = inner.X
		case *ast.IndexExpr:
			t = inner.X
		case *ast.Ident:
			return inner.Name
		default:
			return ""
		}
	}
}

// structOf returns the members of the struct type of this name.
func structOf(all []source, name string) []*ast.Field {
	var fields []*ast.Field
	for _, s := range all {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if t, ok := n.(*ast.TypeSpec); ok && t.Name.Name == name {
				if s, ok := t.Type.(*ast.StructType); ok {
					fields = s.Fields.List
				}
			}
			return fields == nil
		})
	}
	return fields
}

// hasType reports whether a type of this name is declared.
func hasType(all []source, name string) bool {
	found := false
	for _, s := range all {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if t, ok := n.(*ast.TypeSpec); ok && t.Name.Name == name {
				found = true
			}
			return !found
		})
	}
	return found
}

// constants returns the constants of the sources that are strings.
func constants(all []source) map[string]string {
	found := make(map[string]string)
	for _, s := range all {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok {
				for i := range min(len(v.Names), len(v.Values)) {
					if text, ok := literal(v.Values[i]); ok {
						found[v.Names[i].Name] = text
					}
				}
			}
			return true
		})
	}
	return found
}

// literal returns the text of a string literal.
func literal(e ast.Node) (string, bool) {
	l, ok := e.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(l.Value)
	return text, err == nil
}

// written is an expression as Go writes it, for comparing: pkg.Name, Name[pkg.Type].
func written(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return written(e.X) + "." + e.Sel.Name
	case *ast.IndexExpr:
		return written(e.X) + "[" + written(e.Index) + "]"
	case *ast.StarExpr:
		return written(e.X)
	case *ast.CallExpr:
		return written(e.Fun) + "()"
	default:
		return ""
	}
}

// calls returns the calls under n, with what is called as written says it.
func calls(n ast.Node) map[string][]*ast.CallExpr {
	found := make(map[string][]*ast.CallExpr)
	ast.Inspect(n, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			name := written(c.Fun)
			found[name] = append(found[name], c)
		}
		return true
	})
	return found
}

// A reached is what a function does, itself or by others of its package.
type reached struct {
	names   map[string]bool // what it selects, as written says it: pkg.Name
	methods map[string]bool // the last word of each
	texts   map[string]bool // the string literals that it gives to functions
}

// segment reports whether one of the texts has the name for a segment of its path.
func (r reached) segment(name string) bool {
	for text := range r.texts {
		if slices.Contains(strings.Split(text, "/"), name) {
			return true
		}
	}
	return false
}

// reach follows f through the functions of its package.
func reach(f *ast.FuncDecl, all []source) reached {
	r := reached{make(map[string]bool), make(map[string]bool), make(map[string]bool)}
	local := make(map[string][]*ast.FuncDecl)
	for _, g := range functions(all) {
		local[g.Name.Name] = append(local[g.Name.Name], g)
	}
	seen := make(map[*ast.FuncDecl]bool)
	var follow func(f *ast.FuncDecl)
	follow = func(f *ast.FuncDecl) {
		if seen[f] {
			return
		}
		seen[f] = true
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				r.names[written(n)], r.methods[n.Sel.Name] = true, true
			case *ast.CallExpr:
				for _, argument := range n.Args {
					for text := range parts(argument) {
						r.texts[text] = true
					}
				}
			case *ast.Ident:
				for _, g := range local[n.Name] {
					follow(g)
				}
			}
			return true
		})
	}
	follow(f)
	return r
}

// parts yields the string literals of which e is put together.
func parts(e ast.Expr) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for {
			sum, ok := e.(*ast.BinaryExpr)
			last := e
			if ok {
				e, last = sum.X, sum.Y
			}
			if text, is := literal(last); is && !yield(text) || !ok {
				return
			}
		}
	}
}

// document reads YAML (JSON too) as maps, lists and scalars; nil where there is none.
func (h *house) document(name string) any {
	text := h.text(name)
	v, ok := h.read[text]
	if !ok {
		if yaml.Unmarshal([]byte(text), &v) != nil {
			v = nil
		}
		h.read[text] = v
	}
	return v
}

// at returns what stands at the keys of a document, or nil.
func at(v any, keys ...string) any {
	for _, key := range keys {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// texts returns the texts of a list.
func texts(v any) []string {
	var all []string
	for _, item := range items(v) {
		all = append(all, fmt.Sprint(item))
	}
	return all
}
