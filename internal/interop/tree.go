package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// An element is one of a document, by its local name: an order of children, or a text. Namespaces are the contract's one.
type element struct {
	name     string
	text     string
	children []element
	// repeated says that a server shall take the element from the question as it decoded it.
	repeated bool
}

// parseElement reads the document element of text.
func parseElement(text []byte) (element, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	for {
		token, err := d.Token()
		if err != nil {
			return element{}, fmt.Errorf("XML: %w", err)
		}
		if start, ok := token.(xml.StartElement); ok {
			return readElement(d, start)
		}
	}
}

func readElement(d *xml.Decoder, start xml.StartElement) (element, error) {
	e := element{name: start.Name.Local}
	for {
		token, err := d.Token()
		if err != nil {
			return e, fmt.Errorf("XML: %w", err)
		}
		switch token := token.(type) {
		case xml.CharData:
			e.text += string(token)
		case xml.StartElement:
			child, err := readElement(d, token)
			if err != nil {
				return e, err
			}
			e.children = append(e.children, child)
		case xml.EndElement:
			if len(e.children) > 0 {
				e.text = ""
			}
			return e, nil
		}
	}
}

// child returns the first child called one of names, nil where there is none.
func (e *element) child(names ...string) *element {
	for i := range e.children {
		if slices.Contains(names, e.children[i].name) {
			return &e.children[i]
		}
	}
	return nil
}

// body returns what stands in the Body of an envelope.
func body(envelope []byte) (element, error) {
	e, err := parseElement(envelope)
	if err != nil {
		return e, err
	}
	b := e.child("Body")
	if b == nil || len(b.children) != 1 {
		return e, errors.New("no envelope with one child of Body")
	}
	return b.children[0], nil
}

// appendXML writes e for whoever reads it by the contract: namespace is that of all its elements. What is to be repeated is left out.
func (e *element) appendXML(b *bytes.Buffer, namespace string) {
	b.WriteString("<" + e.name)
	if namespace != "" {
		b.WriteString(` xmlns="` + namespace + `"`)
	}
	b.WriteString(">")
	_ = xml.EscapeText(b, []byte(e.text)) // a Buffer takes all
	for i := range e.children {
		if !e.children[i].repeated {
			e.children[i].appendXML(b, "")
		}
	}
	b.WriteString("</" + e.name + ">")
}

// lists are the elements that the contracts let come more than once: stacks want an array for them, also of one.
func lists() []string {
	return []string{"citizenship", "ground", "regAddressItem", "refineBy", "Payment", "TwinData", "RefineBy"}
}

// MarshalJSON writes what is in e as stacks take it: an object with the children in their order, an array of those that are lists, a
// text or a truth. What is to be repeated is null.
func (e *element) MarshalJSON() ([]byte, error) {
	if e.repeated {
		return []byte("null"), nil
	}
	if len(e.children) == 0 {
		if e.text == "" && !slices.Contains(texts(), e.name) {
			return []byte("{}"), nil
		}
		if e.text == "true" || e.text == "false" { // no text of the contracts is so, and "false" is true to PHP
			return []byte(e.text), nil
		}
		return json.Marshal(e.text)
	}
	var b bytes.Buffer
	b.WriteByte('{')
	for i := 0; i < len(e.children); {
		name := e.children[i].name
		end := i + 1
		for end < len(e.children) && e.children[end].name == name {
			end++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeMember(&b, name, e.children[i:end]); err != nil {
			return nil, err
		}
		i = end
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// texts are the elements that may be an empty text; all others that are empty are markers.
func texts() []string { return []string{"message", "description", "RejectionReasonDescription"} }

func writeMember(b *bytes.Buffer, name string, values []element) error {
	var value any = &values[0]
	if slices.Contains(lists(), name) {
		all := make([]*element, len(values))
		for i := range values {
			all[i] = &values[i]
		}
		value = all
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	b.WriteString(strconv.Quote(name) + ":")
	b.Write(text)
	return nil
}

// told lists what e says, a line "path=text" for each element without children, in an order that does not depend on e's.
func (e *element) told() []string {
	var lines []string
	e.tell("", &lines)
	slices.Sort(lines)
	return lines
}

func (e *element) tell(path string, lines *[]string) {
	if len(e.children) == 0 {
		*lines = append(*lines, strings.TrimPrefix(path, "/")+"="+strings.TrimSpace(e.text))
	}
	counts := map[string]int{}
	for i := range e.children {
		name := e.children[i].name
		e.children[i].tell(fmt.Sprintf("%s/%s[%d]", path, name, counts[name]), lines)
		counts[name]++
	}
}

// toldJSON lists the same of what a stack wrote down. A null is no element.
func toldJSON(text []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("JSON: more than one value")
	}
	var lines []string
	tellJSON("", v, &lines)
	slices.Sort(lines)
	return lines, nil
}

func tellJSON(path string, v any, lines *[]string) {
	switch v := v.(type) {
	case nil:
	case map[string]any:
		before := len(*lines)
		for name, member := range v {
			tellMember(path+"/"+name, member, lines)
		}
		if len(*lines) == before {
			*lines = append(*lines, strings.TrimPrefix(path, "/")+"=")
		}
	default:
		*lines = append(*lines, strings.TrimPrefix(path, "/")+"="+strings.TrimSpace(fmt.Sprint(v)))
	}
}

// tellMember tells of one member, of an array as of as many elements. A list that is no array tells another path: programs would read the
// one as they read the many.
func tellMember(path string, v any, lines *[]string) {
	all, ok := v.([]any)
	if !ok && v != nil && slices.Contains(lists(), path[strings.LastIndexByte(path, '/')+1:]) {
		path += "(not in a list)"
	}
	if !ok {
		all = []any{v}
	}
	for i, one := range all {
		tellJSON(fmt.Sprintf("%s[%d]", path, i), one, lines)
	}
}

// difference words how got differs from want in one sentence; "" when it does not.
func difference(got, want []string) string {
	for _, line := range want {
		if !slices.Contains(got, line) {
			return fmt.Sprintf("expected %s, which did not come (%d of %d lines)", line, len(got), len(want))
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			return "came and was not sent: " + line
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("%d lines came of %d", len(got), len(want))
	}
	return ""
}
