package soap

import (
	"encoding"
	"encoding/xml"
	"fmt"
	"reflect"
)

// Fits tells whether values of the Go type t hold what the contract allows in its global element of that local name, as encoding/xml
// decodes it: every declared element and attribute has its field, what may come several times has a slice, numbers have the room,
// what may be absent and is no text has a pointer (or absence would read as zero), and no field is without its declaration. The
// error names the place.
//
// Two things are not told apart, and are allowed: an absent text and an empty one; and the order among the branches of a
// repeated choice.
func (c *Contract) Fits(local string, t reflect.Type) error {
	decl := c.local([]byte(local))
	if decl == nil {
		return fmt.Errorf("soap: the contract has no element %q", local)
	}
	f := fitter{namespace: c.namespace, visited: map[fitted]bool{}}
	if err := f.element(decl, t); err != nil {
		return fmt.Errorf("soap: %s does not fit %s: %w", t, local, err)
	}
	return nil
}

// fitted is a pair that has been compared.
type fitted struct {
	complex *complexType
	typ     reflect.Type
}

// A fitter compares Go types with declarations. Types may hold themselves.
type fitter struct {
	namespace string
	visited   map[fitted]bool
}

// element compares a declaration with the type that its element is decoded into.
func (f *fitter) element(decl *elementDecl, t reflect.Type) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if decodesItself(t) {
		return fmt.Errorf("%s: %s decodes itself", decl.local, t)
	}
	if decl.simple != nil {
		return prefixed(decl.local, fitsSimple(decl.simple, t))
	}
	if t.Kind() != reflect.Struct {
		return fmt.Errorf("%s: %s is no struct", decl.local, t)
	}
	pair := fitted{decl.complex, t}
	if f.visited[pair] {
		return nil
	}
	f.visited[pair] = true
	return prefixed(decl.local, f.complex(decl, t))
}

// decodesItself tells whether encoding/xml would call a method of t: what that does with a bad value cannot be known.
func decodesItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[xml.Unmarshaler]()) || p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// prefixed adds where an error is.
func prefixed(place string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", place, err)
}

// fitsSimple compares a simple type with a Go type.
func fitsSimple(simple *simpleType, t reflect.Type) error {
	kind := t.Kind()
	switch {
	case kind == reflect.String:
		return nil
	case simple.name == "boolean" && kind == reflect.Bool:
		return nil
	case simple.integer && t.ConvertibleTo(reflect.TypeFor[int64]()) && roomFor(simple, t):
		return nil
	}
	return fmt.Errorf("%s does not hold every xs:%s", t, simple.name)
}

// roomFor tells whether the integer type t holds all numbers that simple allows.
func roomFor(simple *simpleType, t reflect.Type) bool {
	lowest, highest := simple.min, simple.max
	for base := simple.base; base != nil; base = base.base {
		lowest, highest = max(lowest, base.min), min(highest, base.max)
	}
	switch {
	case t.Kind() >= reflect.Int && t.Kind() <= reflect.Int64:
		return !t.OverflowInt(lowest) && !t.OverflowInt(highest)
	case t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64:
		return lowest >= 0 && !t.OverflowUint(uint64(highest)) //nolint:gosec // at least lowest, which is not negative
	default:
		return false
	}
}

// complex compares a complex declaration with a struct.
func (f *fitter) complex(decl *elementDecl, t reflect.Type) error {
	fields, err := f.fields(decl, t)
	if err != nil {
		return err
	}
	model := decl.complex.content
	for name, local := range model.names {
		field := takeField(fields, local, false)
		if field == nil {
			return fmt.Errorf("%s has no field", local)
		}
		if err := f.child(model, name, field.typ); err != nil {
			return err
		}
	}
	for _, attr := range decl.complex.attrs {
		field := takeField(fields, attr.local, true)
		if field == nil {
			return fmt.Errorf("@%s has no field", attr.local)
		}
		if err := fitsAttribute(attr, field.typ); err != nil {
			return prefixed("@"+attr.local, err)
		}
	}
	for local := range fields {
		return fmt.Errorf("the field %s has no declaration", local)
	}
	return nil
}

// child compares a child with its field.
func (f *fitter) child(model *contentModel, name int, t reflect.Type) error {
	positions := model.named(name)
	decl := model.positions[positions[0]].decl
	isSlice := t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8
	if model.repeats(positions) && !isSlice {
		return fmt.Errorf("%s may come several times, and %s is no slice", decl.local, t)
	}
	if isSlice {
		return f.element(decl, t.Elem())
	}
	if (decl.nillable || !model.requires(positions)) && !showsAbsence(t) {
		return fmt.Errorf("%s may be absent, and %s does not show it", decl.local, t)
	}
	return f.element(decl, t)
}

// showsAbsence tells whether an absent element can be told from one that is there.
func showsAbsence(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer || t.Kind() == reflect.String
}

// fitsAttribute compares an attribute with its field.
func fitsAttribute(attr attributeDecl, t reflect.Type) error {
	if !attr.required && !showsAbsence(t) {
		return fmt.Errorf("may be absent, and %s does not show it", t)
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if decodesItself(t) || reflect.PointerTo(t).Implements(reflect.TypeFor[xml.UnmarshalerAttr]()) {
		return fmt.Errorf("%s decodes itself", t)
	}
	return fitsSimple(attr.simple, t)
}

// repeats tells whether an element at these positions may come more than once.
func (m *contentModel) repeats(positions []int) bool {
	for _, p := range positions {
		if m.positions[p].max != 1 || m.reaches(p, positions, 0) || m.step(p, m.positions[p].name) == p {
			return true
		}
	}
	return false
}

// requires tells whether content cannot be complete without an element at one of these positions.
func (m *contentModel) requires(positions []int) bool {
	if len(positions) > 1 || m.final[0] {
		return false
	}
	var finals []int
	for state, final := range m.final {
		if final {
			finals = append(finals, state)
		}
	}
	return !m.reaches(0, finals, positions[0])
}
