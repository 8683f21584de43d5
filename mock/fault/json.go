package fault

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// parseJSON returns the document's value, or nil.
func parseJSON(body []byte) *node {
	r := &jsonReader{decoder: json.NewDecoder(bytes.NewReader(body)), body: body}
	r.decoder.UseNumber()
	root, err := r.value("", -1)
	if err != nil {
		return nil
	}
	if _, err := r.decoder.Token(); !errors.Is(err, io.EOF) {
		return nil
	}
	return root
}

type jsonReader struct {
	decoder *json.Decoder
	body    []byte
}

// begin returns where the next token begins: the decoder's offset is where the last one ended.
func (r *jsonReader) begin() int {
	at := int(r.decoder.InputOffset())
	for at < len(r.body) && strings.IndexByte(" \t\r\n,:", r.body[at]) >= 0 {
		at++
	}
	return at
}

// value reads one value; whole is where its member's name begins, or -1.
func (r *jsonReader) value(name string, whole int) (*node, error) {
	start := r.begin()
	token, err := r.decoder.Token()
	if err != nil {
		return nil, err
	}
	n := &node{name: name, inner: span{start: start}}
	switch token {
	case json.Delim('{'):
		err = r.members(n)
	case json.Delim('['):
		n.list = true
		err = r.items(n)
	}
	n.inner.end = int(r.decoder.InputOffset())
	n.whole = n.inner
	if whole >= 0 {
		n.whole.start = whole
	}
	return n, err
}

func (r *jsonReader) members(n *node) error {
	for r.decoder.More() {
		start := r.begin()
		token, err := r.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		child, err := r.value(name, start)
		if err != nil {
			return err
		}
		n.children = append(n.children, child)
	}
	_, err := r.decoder.Token()
	return err
}

func (r *jsonReader) items(n *node) error {
	for r.decoder.More() {
		child, err := r.value("", -1)
		if err != nil {
			return err
		}
		n.children = append(n.children, child)
	}
	_, err := r.decoder.Token()
	return err
}

type jsonDocument struct {
	body []byte
	root *node
}

func (d *jsonDocument) at(path string) *node { return d.root.find(path) }

func (d *jsonDocument) text(n *node) string {
	raw := string(d.body[n.inner.start:n.inner.end])
	if text, err := strconv.Unquote(raw); err == nil {
		return text
	}
	return raw
}

// setText keeps a number a number: what it is given is written with quotes only where quotes stood.
func (d *jsonDocument) setText(n *node, text string) []byte {
	return d.setRaw(n, d.notation(n, text))
}

func (d *jsonDocument) notation(n *node, text string) string {
	if d.body[n.inner.start] != '"' {
		return text
	}
	return quoteJSON(text)
}

func (d *jsonDocument) setRaw(n *node, raw string) []byte { return splice(d.body, n.inner, raw) }

// remove takes the comma before the member with it, or the one behind.
func (d *jsonDocument) remove(n *node) []byte {
	cut := n.whole
	before := bytes.TrimRight(d.body[:cut.start], " \t\r\n")
	if bytes.HasSuffix(before, []byte(",")) {
		cut.start = len(before) - 1
		return splice(d.body, cut, "")
	}
	behind := bytes.TrimLeft(d.body[cut.end:], " \t\r\n")
	if bytes.HasPrefix(behind, []byte(",")) {
		cut.end = len(d.body) - len(behind) + 1
	}
	return splice(d.body, cut, "")
}

func (d *jsonDocument) repeat(n *node, text string) []byte {
	value := string(d.body[n.inner.start:n.inner.end])
	if text != "" {
		value = d.notation(n, text)
	}
	return insert(d.body, n.whole.end, ","+quoteJSON(n.name)+":"+value)
}

func (d *jsonDocument) put(parent *node, raw string) []byte {
	if len(parent.children) > 0 {
		raw = "," + raw
	}
	return insert(d.body, parent.inner.end-1, raw)
}

func quoteJSON(text string) string {
	quoted, _ := json.Marshal(text) // a string always can be
	return string(quoted)
}
