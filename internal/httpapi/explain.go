package httpapi

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-faster/jx"

	"github.com/sverka/sverka/adapters"
)

// mostErrors is how many errors a caller is told of at once.
const mostErrors = 50

// An explainer says all that is wrong with a body, by a schema of the contract. It is safe for concurrent use.
type explainer struct{ root *node }

// A node is a schema, made ready: references followed, patterns compiled.
type node struct {
	schema
	pattern *regexp.Regexp
	format  func(string) error
	members []named[*node]
	items   *node
}

func newExplainer(document []byte, name string) *explainer {
	s := readSpec(document)
	return &explainer{s.node(schema{Ref: "#/components/schemas/" + name})}
}

func (s *spec) node(of schema) *node {
	n := &node{schema: s.resolve(of)}
	n.pattern, n.format = compiled(n.Pattern), formatOf(n.Format)
	for _, p := range n.Properties {
		n.members = append(n.members, named[*node]{p.Name, s.node(p.Value)})
	}
	if n.Items != nil {
		n.items = s.node(*n.Items)
	}
	return n
}

// errors returns what is wrong with body, one well-formed JSON document, in the order of the body.
func (e *explainer) errors(body []byte) []adapters.FieldError {
	f := &finding{d: jx.DecodeBytes(body)}
	f.value(e.root, "")
	return f.errs
}

// A finding is one walk through a body.
type finding struct {
	d    *jx.Decoder
	errs []adapters.FieldError
}

func (f *finding) add(pointer, code, detail string) {
	f.errs = append(f.errs, adapters.FieldError{Pointer: pointer, Code: code, Detail: detail})
}

// value reads the next value, which is to be an n.
func (f *finding) value(n *node, pointer string) {
	got := f.d.Next()
	if want := jsonType(string(n.Type)); got != want {
		f.add(pointer, adapters.CodeFormat, "expected "+typeWord(want)+", not "+typeWord(got))
		_ = f.d.Skip()
		return
	}
	switch got {
	case jx.Object:
		f.object(n, pointer)
	case jx.Array:
		f.array(n, pointer)
	case jx.String:
		text, _ := f.d.Str()
		f.text(n, pointer, text)
	default:
		_ = f.d.Skip()
	}
}

func (f *finding) object(n *node, pointer string) {
	var seen []string
	_ = f.d.ObjBytes(func(_ *jx.Decoder, key []byte) error {
		name := string(key)
		i := slices.IndexFunc(n.members, func(m named[*node]) bool { return m.Name == name })
		if i < 0 {
			f.unknown(n, pointer, name)
			return f.d.Skip()
		}
		seen = append(seen, name)
		f.value(n.members[i].Value, pointer+"/"+name)
		return nil
	})
	for _, name := range n.Required {
		if !slices.Contains(seen, name) {
			f.add(pointer+"/"+name, adapters.CodeRequired, "it must be stated")
		}
	}
	if len(seen) < n.MinProperties {
		f.add(pointer, adapters.CodeRequired, "expected at least one of "+strings.Join(n.names(), ", "))
	}
}

// unknown reports a member that the contract has not. Its name is shown only if it looks like one of ours: people's
// names and numbers are used as keys too.
func (f *finding) unknown(n *node, pointer, name string) {
	if !plainName(name) {
		f.add(pointer, adapters.CodeUnknown, "an unknown member, whose name is not repeated here")
		return
	}
	detail := "unknown member"
	if near := nearest(name, n.names()); near != "" {
		detail += "; did you mean " + near + "?"
	}
	f.add(pointer+"/"+name, adapters.CodeUnknown, detail)
}

func (f *finding) array(n *node, pointer string) {
	count := 0
	_ = f.d.Arr(func(*jx.Decoder) error {
		if n.MaxItems > 0 && count >= n.MaxItems {
			count++
			return f.d.Skip()
		}
		f.value(n.items, pointer+"/"+strconv.Itoa(count))
		count++
		return nil
	})
	switch {
	case n.MaxItems > 0 && count > n.MaxItems:
		f.add(pointer, adapters.CodeTooLong, "expected at most "+strconv.Itoa(n.MaxItems)+" items")
	case count < n.MinItems:
		f.add(pointer, adapters.CodeRequired, "expected at least "+strconv.Itoa(n.MinItems)+" item, or leave it out")
	}
}

// text reports the first thing that is wrong with a string.
func (f *finding) text(n *node, pointer, s string) {
	length := utf8.RuneCountInString(s)
	switch {
	case len(n.Enum) > 0 && !slices.Contains(n.Enum, s):
		f.add(pointer, adapters.CodeUnknown, "expected one of "+strings.Join(n.Enum, ", "))
	case length < n.MinLength:
		f.add(pointer, adapters.CodeFormat, "expected a text that is not empty, or leave it out")
	case n.MaxLength > 0 && length > n.MaxLength:
		f.add(pointer, adapters.CodeTooLong, "expected at most "+strconv.Itoa(n.MaxLength)+" characters")
	case n.format != nil:
		f.formatted(n, pointer, s)
	case n.pattern != nil && !n.pattern.MatchString(s):
		f.add(pointer, adapters.CodeFormat, "expected "+n.Expected)
	}
}

func (f *finding) formatted(n *node, pointer, s string) {
	err := n.format(s)
	var v *adapters.ValueError
	switch {
	case errors.As(err, &v):
		f.add(pointer, v.Code, v.Error())
	case err != nil, n.pattern != nil && !n.pattern.MatchString(s):
		f.add(pointer, adapters.CodeFormat, "expected a "+n.Format)
	}
}

func (n *node) names() []string {
	names := make([]string, len(n.members))
	for i, m := range n.members {
		names[i] = m.Name
	}
	return names
}

func jsonType(word string) jx.Type {
	switch word {
	case "object":
		return jx.Object
	case "array":
		return jx.Array
	case "string":
		return jx.String
	case "boolean":
		return jx.Bool
	default:
		return jx.Invalid
	}
}

func typeWord(t jx.Type) string {
	switch t {
	case jx.Object:
		return "an object"
	case jx.Array:
		return "an array"
	case jx.String:
		return "a string"
	case jx.Bool:
		return "true or false"
	case jx.Number:
		return "a number"
	case jx.Null:
		return "null"
	default:
		return "something else"
	}
}
