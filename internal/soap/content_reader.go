package soap

import (
	"errors"
	"reflect"
	"sync"
)

// A contentReader decodes one element as the checker accepts it: declared elements and attributes with normalized values, in the
// contract's namespace. What is unknown or nil is left out.
type contentReader struct {
	checker checker
	scanner scanner
	open    []opened
}

// opened is an element that is being decoded: those that the checker has open, from the outermost.
type opened struct {
	value reflect.Value // the zero Value if the Go type has no place for it
	plan  *plan         // of a struct
}

// readers keeps content readers with their stacks.
type readers struct{ pool sync.Pool }

// get gives a reader that may hold anything of its last message.
func (r *readers) get() *contentReader {
	if c, ok := r.pool.Get().(*contentReader); ok {
		return c
	}
	return &contentReader{}
}

// put takes a reader back. It forgets the message.
func (r *readers) put(c *contentReader) {
	c.scanner.forget()
	c.checker.forget()
	clear(c.open[:cap(c.open)])
	r.pool.Put(c)
}

// maxKept bounds the buffers that pools keep: one huge message must not be paid for ever.
const maxKept = 64 << 10

// decode checks the element whose start tag the scanner has just given and decodes it into what v points to; a nil v only checks
// it. After an error that holds what came before it.
func (r *contentReader) decode(contract *Contract, decl *elementDecl, v any) error {
	if err := r.checker.begin(contract, &r.scanner, decl); err != nil {
		return err
	}
	if v == nil {
		return r.drain()
	}
	r.open = r.open[:0]
	if !r.root(contract, decl, reflect.ValueOf(v)) {
		return unfit(decl)
	}
	for {
		did, done, err := r.checker.next()
		if err != nil {
			return err
		}
		if did == stepStart && !r.start() || did == stepEnd && !r.end() {
			return unfit(decl)
		}
		if done {
			return nil
		}
	}
}

// unfit is the error of a Go type that does not take what the contract allows: a bug. Its text quotes nothing.
func unfit(decl *elementDecl) error {
	return &Error{Code: CodeDecode, Path: decl.local, Note: "the Go type does not fit the contract"}
}

// drain checks the rest of the element.
func (r *contentReader) drain() error {
	for {
		_, done, err := r.checker.next()
		if err != nil || done {
			return err
		}
	}
}

// root opens the outermost element, to be decoded into what v points to. It is false if v does not take it.
func (r *contentReader) root(contract *Contract, decl *elementDecl, v reflect.Value) bool {
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return false
	}
	if v = v.Elem(); decl.simple != nil {
		return !decodesItself(v.Type()) && fitsSimple(decl.simple, v.Type()) == nil && r.push(decl, v, nil)
	}
	p := contract.plans.of(decl.complex, v.Type())
	return p != nil && r.push(decl, v, p)
}

// start opens the element that has just begun, as a part of the one around it. It is false if the Go type does not take it.
func (r *contentReader) start() bool {
	around, frames := &r.open[len(r.open)-1], r.checker.frames
	if around.plan != nil {
		if s := &around.plan.children[frames[len(frames)-2].name]; s.field >= 0 {
			return r.push(frames[len(frames)-1].decl, s.in(around.value), s.inner)
		}
	}
	r.open = append(r.open, opened{})
	return true
}

// push opens the element that has just begun and is decoded into v, by p if it is a struct, with its name and attributes.
func (r *contentReader) push(decl *elementDecl, v reflect.Value, p *plan) bool {
	r.open = append(r.open, opened{value: v, plan: p})
	if p == nil {
		return true
	}
	if p.local != "" && p.local != decl.local {
		return false
	}
	if p.name >= 0 {
		v.Field(p.name).Set(reflect.ValueOf(decl.name))
	}
	for i := range p.attrs {
		if !r.attribute(decl.complex.attrs[i].local, &p.attrs[i], v) {
			return false
		}
	}
	return true
}

// attribute decodes the attribute of that name, if it is there; one of the name in a namespace the checker has refused.
func (r *contentReader) attribute(local string, s *slot, v reflect.Value) bool {
	for i := range r.scanner.attrs {
		if a := &r.scanner.attrs[i]; string(a.local) == local && s.field >= 0 {
			return setSimple(s.in(v), a.value)
		}
	}
	return true
}

// end closes the innermost element, whose value the checker has if it is simple.
func (r *contentReader) end() bool {
	last := len(r.open) - 1
	o := r.open[last]
	r.open = r.open[:last]
	return o.plan != nil || !o.value.IsValid() || setSimple(o.value, r.checker.text)
}

// fragment is an element of a message that has been read, to be decoded when its type is known.
type fragment struct {
	contract *Contract
	src      []byte // the whole message
	at, end  int
	scope    []binding // in force around it
	limits   Limits
}

// decode checks the element against the contract, whose global element it must be, and decodes it into v.
func (f *fragment) decode(v any) error {
	r := f.contract.pool.get()
	defer f.contract.pool.put(r)
	s := &r.scanner
	s.reset(f.src[:f.end], f.limits, f.contract.known)
	s.pos = f.at
	s.bindings = append(s.bindings, f.scope...)
	if _, err := s.next(); err != nil {
		return err
	}
	decl := f.contract.element(s.space, s.local)
	if decl == nil {
		return f.contract.undeclared(s)
	}
	return r.decode(f.contract, decl, v)
}

// asError gives err as an *Error, if it is one.
func asError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}
