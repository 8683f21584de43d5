package fault

import (
	"bytes"
	"cmp"
	"encoding/json"
	"html"
	"iter"
	"slices"
	"strings"
)

// A branch is an element of XML or a value of JSON in a tree that can be changed and written again.
type branch struct {
	kind  branchKind
	name  string // local name, or member's name; "" of the document of JSON and of an array's item
	pre   string // of XML: its prefix, with the colon
	attrs string // of XML: its attributes as written, with a space before each
	space string // of XML: its namespace
	raw   string // of a leaf: its content as written
	kids  []*branch
}

type branchKind uint8

const (
	xmlElement branchKind = iota
	jsonObject
	jsonArray
	jsonScalar
)

// grow reads a body into a tree; nil: it is no document of p.
func grow(p Protocol, body []byte) *branch {
	if p == REST {
		root := parseJSON(body)
		if root == nil {
			return nil
		}
		return growJSON(body, root)
	}
	root := parseXML(body)
	if root == nil {
		return nil
	}
	return growXML(&xmlDocument{body: body}, root)
}

func growXML(d *xmlDocument, n *node) *branch {
	tag := strings.TrimSuffix(strings.TrimSuffix(d.opened(n), ">"), "/")
	e := &branch{name: n.name, pre: d.prefix(n), space: n.space, attrs: tag[1+len(d.qualified(n)):]}
	if len(n.children) == 0 {
		e.raw = d.text(n)
	}
	for _, child := range n.children {
		e.kids = append(e.kids, growXML(d, child))
	}
	return e
}

func growJSON(body []byte, n *node) *branch {
	e := &branch{kind: jsonScalar, name: n.name}
	switch {
	case n.list:
		e.kind = jsonArray
	case body[n.inner.start] == '{':
		e.kind = jsonObject
	default:
		e.raw = string(body[n.inner.start:n.inner.end])
	}
	for _, child := range n.children {
		e.kids = append(e.kids, growJSON(body, child))
	}
	return e
}

func (e *branch) render() []byte {
	var b bytes.Buffer
	e.write(&b, false)
	return b.Bytes()
}

// write writes e; named says that it is a member, whose name goes before it.
func (e *branch) write(b *bytes.Buffer, named bool) {
	if named {
		b.WriteString(quoteJSON(e.name) + ":")
	}
	opens, between, closes := "", ",", ""
	switch e.kind {
	case xmlElement:
		opens, between, closes = "<"+e.pre+e.name+e.attrs+">", "", "</"+e.pre+e.name+">"
	case jsonObject:
		opens, closes = "{", "}"
	case jsonArray:
		opens, closes = "[", "]"
	case jsonScalar: // its content is all there is
	}
	b.WriteString(opens)
	b.WriteString(e.raw)
	for i, kid := range e.kids {
		if i > 0 {
			b.WriteString(between)
		}
		kid.write(b, e.kind == jsonObject)
	}
	b.WriteString(closes)
}

func (e *branch) isList() bool { return e.kind == jsonArray }

// isObject reports whether e can hold named children.
func (e *branch) isObject() bool {
	return e.kind == jsonObject || e.kind == xmlElement && len(e.kids) > 0
}

// isLeaf reports whether e has a value of its own.
func (e *branch) isLeaf() bool {
	return e.kind == jsonScalar || e.kind == xmlElement && len(e.kids) == 0 && e.raw != ""
}

func (e *branch) leaves() int {
	if e.isLeaf() {
		return 1
	}
	n := 0
	for _, kid := range e.kids {
		n += kid.leaves()
	}
	return n
}

func (e *branch) equal(o *branch) bool {
	return e.name == o.name && e.attrs == o.attrs && e.raw == o.raw && e.kind == o.kind && slices.Equal(e.kids, o.kids)
}

// namesakes counts the children called name.
func (e *branch) namesakes(name string) (n int) {
	for _, kid := range e.kids {
		if kid.name == name {
			n++
		}
	}
	return n
}

// index counts the namesakes before the k-th child.
func (e *branch) index(k int) (n int) {
	for _, kid := range e.kids[:k] {
		if kid.name == e.kids[k].name {
			n++
		}
	}
	return n
}

func (e *branch) parentOf(child *branch) *branch {
	if slices.Contains(e.kids, child) {
		return e
	}
	for _, kid := range e.kids {
		if parent := kid.parentOf(child); parent != nil {
			return parent
		}
	}
	return nil
}

func (e *branch) named(name string) *branch {
	other := *e
	other.name = name
	return &other
}

// respaced is e with its prefix bound to another namespace.
func (e *branch) respaced() branch {
	other := *e
	binding := strings.TrimSuffix("xmlns:"+e.pre, ":")
	declared := ` ` + binding + `="` + e.space + `"`
	other.attrs = strings.ReplaceAll(e.attrs, declared, "") + ` ` + binding + `="` + cmp.Or(e.space, "urn:sverka:mock") + `/other"`
	return other
}

// nils are the ways to say that e has no value.
func (e *branch) nils() iter.Seq2[string, branch] {
	return func(yield func(string, branch) bool) {
		if e.kind != xmlElement {
			yield("", branch{kind: jsonScalar, name: e.name, raw: "null"})
			return
		}
		other := *e
		other.attrs += ` xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`
		if yield("with its content", other) {
			other.raw, other.kids = "", nil
			yield("", other)
		}
	}
}

// emptied is e without content.
func (e *branch) emptied() branch {
	other := *e
	other.raw, other.kids = "", nil
	if e.kind == jsonScalar {
		other.raw = `""`
	}
	return other
}

// retyped are values of other types in the place of e.
func (e *branch) retyped() iter.Seq2[string, branch] {
	return func(yield func(string, branch) bool) {
		if e.kind == xmlElement {
			other := *e
			other.raw, other.kids = "text", nil
			if e.isLeaf() || len(e.kids) == 0 {
				other.raw, other.kids = "", []*branch{{name: "unknownElement", pre: e.pre, raw: e.raw}}
			}
			yield("", other)
			return
		}
		for _, raw := range []string{`"text"`, "7", "true", "{}", "[]", `["text"]`} {
			other := branch{kind: jsonScalar, name: e.name, raw: raw}
			if e.alike(raw) {
				continue
			}
			if !yield(raw, other) {
				return
			}
		}
	}
}

// alike reports whether raw is of the type of e, in JSON.
func (e *branch) alike(raw string) bool {
	own := e.render()[0]
	class := func(c byte) byte {
		switch {
		case c == '-' || c >= '0' && c <= '9':
			return '0'
		case c == 't' || c == 'f':
			return 't'
		default:
			return c
		}
	}
	return class(own) == class(raw[0])
}

// plain is the value of a leaf, without the escaping of its notation.
func (e *branch) plain() string {
	if e.kind == xmlElement {
		return html.UnescapeString(e.raw)
	}
	var text string
	if json.Unmarshal([]byte(e.raw), &text) == nil {
		return text
	}
	return e.raw
}

// saying is the leaf e with another value.
func (e *branch) saying(text string) branch {
	other := *e
	switch {
	case e.kind == xmlElement:
		other.raw = escapeXML(text)
	case strings.HasPrefix(e.raw, `"`):
		other.raw = quoteJSON(text)
	default:
		other.raw = text
	}
	return other
}
