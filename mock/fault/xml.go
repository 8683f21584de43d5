package fault

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// parseXML returns the document element, or nil.
func parseXML(body []byte) *node {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	root := &node{}
	open := []*node{root}
	for {
		start := int(decoder.InputOffset())
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && len(open) == 1 && len(root.children) == 1 {
			return root.children[0]
		}
		if err != nil {
			return nil
		}
		open = follow(open, token, start, int(decoder.InputOffset()), body)
	}
}

// follow takes one token, which stands from start to end, into the tree whose open nodes are given.
func follow(open []*node, token xml.Token, start, end int, body []byte) []*node {
	switch t := token.(type) {
	case xml.StartElement:
		n := &node{name: t.Name.Local, space: t.Name.Space, whole: span{start, end}, inner: span{end, end}}
		n.empty = body[end-2] == '/'
		parent := open[len(open)-1]
		parent.children = append(parent.children, n)
		return append(open, n)
	case xml.EndElement:
		n := open[len(open)-1]
		n.whole.end = end
		if !n.empty {
			n.inner.end = start
		}
		return open[:len(open)-1]
	default:
		return open
	}
}

type xmlDocument struct {
	body                  []byte
	envelope, in, payload *node // payload: the first child of Body, in: Body
}

// newXMLDocument returns nil for what is no envelope with something in its Body.
func newXMLDocument(body []byte, root *node) document {
	in := root.find("Body")
	if in == nil || len(in.children) == 0 {
		return nil
	}
	return &xmlDocument{body, root, in, in.children[0]}
}

func (d *xmlDocument) at(path string) *node { return d.payload.find(path) }

func (d *xmlDocument) text(n *node) string { return string(d.body[n.inner.start:n.inner.end]) }

func (d *xmlDocument) setText(n *node, text string) []byte { return d.setRaw(n, escapeXML(text)) }

func (d *xmlDocument) setRaw(n *node, raw string) []byte {
	if !n.empty {
		return splice(d.body, n.inner, raw)
	}
	return splice(d.body, n.whole, d.opened(n)+raw+"</"+d.qualified(n)+">")
}

func (d *xmlDocument) remove(n *node) []byte { return splice(d.body, n.whole, "") }

func (d *xmlDocument) repeat(n *node, text string) []byte {
	again := string(d.body[n.whole.start:n.whole.end])
	if text != "" {
		again = d.opened(n) + escapeXML(text) + "</" + d.qualified(n) + ">"
	}
	return insert(d.body, n.whole.end, again)
}

func (d *xmlDocument) put(parent *node, raw string) []byte {
	if parent.empty {
		return d.setRaw(parent, raw)
	}
	return insert(d.body, parent.inner.end, raw)
}

// attribute returns the body with an attribute more on n.
func (d *xmlDocument) attribute(n *node, text string) []byte {
	return insert(d.body, n.whole.start+1+len(d.qualified(n)), " "+text)
}

// qualified returns n's name as written, prefix included.
func (d *xmlDocument) qualified(n *node) string {
	rest := d.body[n.whole.start+1 : n.inner.start]
	return string(rest[:bytes.IndexAny(rest, " \t\r\n/>")])
}

// prefix returns the prefix of n's name with its colon, or "".
func (d *xmlDocument) prefix(n *node) string {
	name := d.qualified(n)
	return name[:strings.Index(name, ":")+1]
}

// opened returns n's start tag, open also where n is written <a/>.
func (d *xmlDocument) opened(n *node) string {
	tag := string(d.body[n.whole.start:n.inner.start])
	if n.empty {
		tag = strings.TrimRight(strings.TrimSuffix(tag, "/>"), " ") + ">"
	}
	return tag
}

func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}
