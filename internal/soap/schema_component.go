package soap

import "fmt"

// A SchemaError says why a schema was not compiled: what it holds is outside the subset, or wrong.
type SchemaError struct {
	File string
	Line int
	What string
}

// Error gives "file:line: what".
func (e *SchemaError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.What) }

// document is one schema document.
type document struct {
	file string
	src  []byte
}

// component is a schema component with the document that holds it.
type component struct {
	node *node
	doc  *document
}

// fail makes a SchemaError at a node of the component's document.
func (c component) fail(n *node, format string, args ...any) error {
	return &SchemaError{File: c.doc.file, Line: lineAt(c.doc.src, n.at), What: fmt.Sprintf(format, args...)}
}

// at gives the component for a node within it.
func (c component) at(n *node) component { return component{node: n, doc: c.doc} }

// parts gives the children of a component that are not annotations, and refuses text and foreign elements.
func (c component) parts() ([]*node, error) {
	if !allSpace(c.node.text) {
		return nil, c.fail(c.node, "text within xs:%s", c.node.local)
	}
	kept := make([]*node, 0, len(c.node.children))
	for _, n := range c.node.children {
		switch {
		case n.space != namespaceXSD:
			return nil, c.fail(n, "%s is no element of XML Schema", n.local)
		case n.local != "annotation":
			kept = append(kept, n)
		}
	}
	return kept, nil
}

// onlyAttrs refuses attributes other than the named ones, id, and those of foreign namespaces, which XML Schema allows.
func (c component) onlyAttrs(names ...string) error {
next:
	for _, a := range c.node.attrs {
		if a.space != "" || a.local == "id" {
			continue
		}
		for _, name := range names {
			if a.local == name {
				continue next
			}
		}
		return c.fail(c.node, "the attribute %s of xs:%s is outside the subset", a.local, c.node.local)
	}
	return nil
}

// outside refuses a construct that the subset does not have.
func (c component) outside(n *node) error {
	return c.fail(n, "xs:%s in xs:%s is outside the subset", n.local, parentName(c, n))
}

// parentName names what holds n: the component, or the schema if n is the component itself.
func parentName(c component, n *node) string {
	if c.node == n {
		return "schema"
	}
	return c.node.local
}
