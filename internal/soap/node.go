package soap

import "slices"

// maxNodes bounds a tree that is built of a fault.
const maxNodes = 1024

// node is an element kept as a tree: for schemas and faults, which are read seldom.
type node struct {
	space, local string
	attrs        []nodeAttr
	children     []*node
	text         []byte    // all its own text; a child does not divide it
	scope        []binding // the namespaces in force within it
	at           int       // offset of its start tag
	end          int       // offset behind its end tag
}

// nodeAttr is an attribute of a node.
type nodeAttr struct {
	space, local, value string
}

// attr gives the value of an attribute, and whether it is there.
func (n *node) attr(space, local string) (string, bool) {
	for _, a := range n.attrs {
		if a.local == local && a.space == space {
			return a.value, true
		}
	}
	return "", false
}

// child gives the first child of that name in any of the namespaces, or nil.
func (n *node) child(local string, spaces ...string) *node {
	for _, c := range n.children {
		if c.local == local && slices.Contains(spaces, c.space) {
			return c
		}
	}
	return nil
}

// qname resolves a QName that stands in a value of this node.
func (n *node) qname(value string) (space, local string, ok bool) {
	s := scanner{bindings: n.scope}
	space, rest, ok := s.resolveQName([]byte(value))
	return space, string(rest), ok
}

// A nodeReader reads elements into trees, no more than budget of them.
type nodeReader struct {
	scanner *scanner
	budget  int
}

// read reads the element whose start tag the scanner has just given, through its end tag. scope is what its parent has in force.
func (r *nodeReader) read(scope []binding) (*node, error) {
	s := r.scanner
	if r.budget--; r.budget < 0 {
		return nil, s.fail(CodeTooManyTokens, "")
	}
	n := r.start(scope)
	for {
		kind, err := s.next()
		if err != nil {
			return nil, err
		}
		switch kind {
		case tokenText:
			n.text = append(n.text, s.text...)
		case tokenStart:
			c, err := r.read(n.scope)
			if err != nil {
				return nil, err
			}
			n.children = append(n.children, c)
		default:
			n.end = s.pos
			return n, nil
		}
	}
}

// start makes a node of the start tag that the scanner has just given. It shares its parent's scope where it declares nothing.
func (r *nodeReader) start(scope []binding) *node {
	s := r.scanner
	n := &node{space: s.space, local: string(s.local), at: s.at, scope: scope}
	if tag := s.open[len(s.open)-1]; len(s.bindings) > tag.bindings || len(scope) != len(s.bindings) {
		n.scope = append([]binding(nil), s.bindings...)
	}
	for _, a := range s.attrs {
		n.attrs = append(n.attrs, nodeAttr{space: a.space, local: string(a.local), value: string(a.value)})
	}
	return n
}
