package soap

import (
	"encoding/xml"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// A plan says where the parts of a complex type go in one Go struct type, as encoding/xml would have it, found once instead of for
// each element of each message: a reply of thirty elements takes 22 allocations instead of 98.
type plan struct {
	name     int    // the field XMLName, or -1
	local    string // the element that its tag names; "" for any
	children []slot // by the index of a child's name in the content model
	attrs    []slot // by the index of an attribute's declaration
}

// A slot is the field for one child or attribute.
type slot struct {
	local   string
	field   int   // -1: there is none, and what comes for it is left out
	repeats bool  // it is a slice, to which each value is added
	inner   *plan // of a struct; nil for a simple value
}

// plans keeps the plans of a contract's types.
type plans struct{ made sync.Map }

// planned is what a plan is for.
type planned struct {
	complex *complexType
	typ     reflect.Type
}

// of gives the plan for the type t, nil if its values cannot hold what decl declares.
func (p *plans) of(decl *complexType, t reflect.Type) *plan {
	if made, ok := p.made.Load(planned{decl, t}); ok {
		return made.(*plan) //nolint:errcheck,forcetypeassert // nothing else is stored
	}
	b := planner{made: map[planned]*plan{}}
	made := b.plan(decl, t)
	if b.impossible {
		made = nil
	}
	p.made.Store(planned{decl, t}, made)
	return made
}

// A planner makes the plans of a type and of those within it. Types may hold themselves.
type planner struct {
	made       map[planned]*plan
	impossible bool
}

// plan makes one plan, or gives the one that is being made.
func (b *planner) plan(decl *complexType, t reflect.Type) *plan {
	if t.Kind() != reflect.Struct || decodesItself(t) {
		b.impossible = true
		return nil
	}
	if p := b.made[planned{decl, t}]; p != nil {
		return p
	}
	p := &plan{name: -1}
	b.made[planned{decl, t}] = p
	fields := b.fields(p, t)
	model := decl.content
	for name, local := range model.names {
		positions := model.named(name)
		child := model.positions[positions[0]].decl
		s := b.slot(fields, local, t, child.simple, child.complex)
		s.local = local
		if s.field >= 0 && !s.repeats && model.repeats(positions) {
			b.impossible = true // the last of several would swallow the others
		}
		p.children = append(p.children, s)
	}
	for _, attr := range decl.attrs {
		s := b.slot(fields, fieldKey(attr.local, true), t, attr.simple, nil)
		s.local = attr.local
		p.attrs = append(p.attrs, s)
	}
	return p
}

// fields gives the indexes of t's fields by their names in XML.
func (b *planner) fields(p *plan, t reflect.Type) map[string]int {
	fields := map[string]int{}
	for i := range t.NumField() {
		if t.Field(i).Name == "XMLName" && t.Field(i).Type == reflect.TypeFor[xml.Name]() {
			p.name = i
		}
		field, err := readField(t.Field(i))
		switch {
		case err != nil:
			b.impossible = true
		case field == nil:
		case p.name == i:
			p.local = strings.TrimPrefix(field.local, "XMLName")
		default:
			fields[fieldKey(field.local, field.attr)] = i
		}
	}
	return fields
}

// slot makes the slot for a child or attribute.
func (b *planner) slot(fields map[string]int, key string, t reflect.Type, simple *simpleType, nested *complexType) slot {
	field, there := fields[key]
	if !there {
		return slot{field: -1}
	}
	s, typ := slot{field: field}, t.Field(field).Type
	if typ.Kind() == reflect.Slice {
		s.repeats, typ = true, typ.Elem()
	}
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if simple == nil {
		s.inner = b.plan(nested, typ)
	} else if decodesItself(typ) || fitsSimple(simple, typ) != nil {
		b.impossible = true
	}
	return s
}

// in gives the value of the slot in a struct: of a slice a new element, behind pointers what they are made to point to.
func (s *slot) in(v reflect.Value) reflect.Value {
	v = v.Field(s.field)
	if s.repeats {
		n := v.Len()
		v.Grow(1)
		v.SetLen(n + 1)
		v = v.Index(n)
	}
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		v = v.Elem()
	}
	return v
}

// setSimple sets v to a value that has been checked. It is false if v cannot hold it.
func setSimple(v reflect.Value, text []byte) bool {
	switch v.Kind() {
	case reflect.String:
		v.SetString(string(text))
		return true
	case reflect.Bool:
		v.SetBool(string(text) == "true" || string(text) == "1")
		return true
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := strconv.ParseInt(string(text), 10, 64) //nolint:forbidigo // the error is dropped. It reads "+1" too; no type of the subset is wider
		if err != nil || n < 0 || v.OverflowUint(uint64(n)) {
			return false
		}
		v.SetUint(uint64(n))
		return true
	default:
		n, err := strconv.ParseInt(string(text), 10, v.Type().Bits()) //nolint:forbidigo // the error is dropped
		v.SetInt(n)
		return err == nil
	}
}
