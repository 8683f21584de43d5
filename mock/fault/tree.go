package fault

import "strings"

// A span is a piece of a document, in bytes.
type span struct{ start, end int }

// A node is an element of XML or a value of JSON, with where it stands.
type node struct {
	name     string // local name, or member's name; "" of an array's item
	space    string // of XML: its namespace
	whole    span   // of XML: from < to >; of JSON: from the member's name
	inner    span   // of XML: between the tags; of JSON: the value
	empty    bool   // of XML: written <a/>
	list     bool   // of JSON: an array
	children []*node
}

// find returns the node at path below n, or nil. Of a list the first item is taken.
func (n *node) find(path string) *node {
	if path == "" {
		return n
	}
	name, rest, _ := strings.Cut(path, "/")
	if n.list {
		if len(n.children) == 0 {
			return nil
		}
		return n.children[0].find(path)
	}
	for _, child := range n.children {
		if child.name == name {
			return child.find(rest)
		}
	}
	return nil
}

// A document is a reply's body that can be changed piece by piece. Every method returns a new body and leaves the old one.
type document interface {
	at(path string) *node // nil: not in this reply
	text(n *node) string
	setText(n *node, text string) []byte // text is not escaped
	setRaw(n *node, raw string) []byte   // the content of n, as XML or JSON
	remove(n *node) []byte
	repeat(n *node, text string) []byte  // once more after n, with another text unless it is ""
	put(parent *node, raw string) []byte // as the last child of parent
}

// parse reads a body that is known to be valid; a body that is not gives nil.
func parse(p Protocol, body []byte) document {
	if p == REST {
		if root := parseJSON(body); root != nil {
			return &jsonDocument{body, root}
		}
		return nil
	}
	if root := parseXML(body); root != nil {
		return newXMLDocument(body, root)
	}
	return nil
}

// splice returns body with the piece s replaced by text.
func splice(body []byte, s span, text string) []byte {
	out := make([]byte, 0, len(body)-(s.end-s.start)+len(text))
	out = append(out, body[:s.start]...)
	out = append(out, text...)
	return append(out, body[s.end:]...)
}

// insert returns body with text before offset.
func insert(body []byte, offset int, text string) []byte {
	return splice(body, span{offset, offset}, text)
}
