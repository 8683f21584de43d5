package soap

import (
	"strings"
	"testing"
)

// tree parses a document for mutation.
func tree(tb testing.TB, text string) *node {
	tb.Helper()
	n, err := readDocument([]byte(text), Limits{}.withDefaults())
	if err != nil {
		tb.Fatal(err)
	}
	return n
}

// render writes a tree, each element with its own namespace declaration.
func render(n *node) string {
	var b strings.Builder
	renderTo(&b, n)
	return b.String()
}

func renderTo(b *strings.Builder, n *node) {
	b.WriteString("<" + n.local + ` xmlns="` + n.space + `"`)
	for _, a := range n.attrs {
		name := a.local
		if a.space != "" {
			b.WriteString(` xmlns:a="` + a.space + `"`)
			name = "a:" + name
		}
		b.WriteString(" " + name + `="` + string(appendEscaped(nil, a.value)) + `"`)
	}
	b.WriteString(">")
	b.Write(appendEscaped(nil, string(n.text)))
	for _, c := range n.children {
		renderTo(b, c)
	}
	b.WriteString("</" + n.local + ">")
}

// place is an element of a document: the i-th child of parent, nil for the root.
type place struct {
	parent *node
	i      int
	path   string
}

// places lists all elements but the root, with paths without indexes.
func places(n *node, path string) []place {
	var all []place
	for i, c := range n.children {
		childPath := path + "/" + c.local
		all = append(all, place{parent: n, i: i, path: childPath})
		all = append(all, places(c, childPath)...)
	}
	return all
}

// mutants calls f with a fresh copy of the document for each element but the root, to change it there.
func mutants(tb testing.TB, text string, f func(root *node, at place)) {
	tb.Helper()
	root := tree(tb, text)
	for i := range places(root, root.local) {
		again := tree(tb, text)
		f(again, places(again, again.local)[i])
	}
}

// remove takes the element out.
func (p place) remove() {
	kept := append([]*node(nil), p.parent.children[:p.i]...)
	p.parent.children = append(kept, p.parent.children[p.i+1:]...)
}

// repeat puts a copy beside the element.
func (p place) repeat() {
	kept := append([]*node(nil), p.parent.children[:p.i+1]...)
	p.parent.children = append(kept, p.parent.children[p.i:]...)
}

// element gives the element.
func (p place) element() *node { return p.parent.children[p.i] }
