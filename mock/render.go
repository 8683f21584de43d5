package mock

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"text/template"
	"text/template/parse"
)

// A renderer executes the templates of one protocol. They are written for text/template and parsed by it; of its language it knows what ours
// use, refuses the rest when it is made, and writes what text/template would, in a fifth of the time: fields are looked up once for each
// type, and no function is called by reflection. It is immutable but for what it has looked up, and safe for concurrent use.
type renderer struct {
	escape  func(any) (string, error)
	plain   func(to *bytes.Buffer, text string) bool // writes a text that needs no escaping, and reports whether it was one
	entries map[string]*block
	frames  sync.Pool // of *frame: those of whole executions, with their buffers
}

// A block is a template: its steps, and how many variables they declare.
type block struct {
	steps []step
	slots int
}

// A frame is one execution of a block. The next one at its place takes it again, with what is within.
type frame struct {
	to     *bytes.Buffer
	root   reflect.Value // $
	slots  []reflect.Value
	within *frame // of a block that this one calls
}

// A step writes a part of a template, whose dot is given. A source reads a value.
type (
	step   func(f *frame, dot reflect.Value) error
	source func(f *frame, dot reflect.Value) (reflect.Value, error)
)

// newRenderer compiles all templates of t, in which every action ends in the escaper's name: see templates.
func newRenderer(t *template.Template, escape func(any) (string, error), plain func(*bytes.Buffer, string) bool) (*renderer, error) {
	r := &renderer{escape: escape, plain: plain, entries: map[string]*block{}}
	for _, one := range t.Templates() {
		r.entries[one.Name()] = &block{}
	}
	for _, one := range t.Templates() {
		if one.Tree == nil {
			continue
		}
		c := compiler{renderer: r}
		steps, err := c.list(one.Root)
		if err != nil {
			return nil, fmt.Errorf("mock: template %s: %w", one.Name(), err)
		}
		*r.entries[one.Name()] = block{steps, c.slots}
	}
	return r, nil
}

// render executes the template called name, and returns what it writes between head and tail. Nobody else has the bytes, and there is no more room
// than they take.
func (r *renderer) render(head, name string, data any, tail string) ([]byte, error) {
	b := r.entries[name]
	if b == nil {
		return nil, fmt.Errorf("there is no template %s", name)
	}
	f, ok := r.frames.Get().(*frame)
	if !ok {
		f = &frame{to: new(bytes.Buffer)}
	}
	defer r.putBack(f)
	f.to.Reset()
	f.to.WriteString(head)
	if err := b.run(f, reflect.ValueOf(data)); err != nil {
		return nil, err
	}
	f.to.WriteString(tail)
	return bytes.Clone(f.to.Bytes()), nil
}

// putBack keeps a frame for the next execution, unless its buffer had to grow for a reply beyond the usual.
func (r *renderer) putBack(f *frame) {
	const usual = 64 << 10
	if f.to.Cap() <= usual {
		r.frames.Put(f)
	}
}

// run executes b in a frame that nobody uses.
func (b *block) run(f *frame, data reflect.Value) error {
	f.root = data
	f.slots = append(f.slots[:0], make([]reflect.Value, b.slots)...)
	err := perform(b.steps, f, data)
	f.root = reflect.Value{}
	clear(f.slots)
	return err
}

func perform(steps []step, f *frame, dot reflect.Value) error {
	for _, s := range steps {
		if err := s(f, dot); err != nil {
			return err
		}
	}
	return nil
}

// A compiler turns the nodes of one template into steps.
type compiler struct {
	renderer *renderer
	names    []string // of the variables in scope; the place of each is its slot
	slots    int
}

func (c *compiler) list(n *parse.ListNode) ([]step, error) {
	if n == nil {
		return nil, nil
	}
	var steps []step
	for _, child := range n.Nodes {
		s, err := c.node(child)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

func (c *compiler) node(n parse.Node) (step, error) {
	switch n := n.(type) {
	case *parse.TextNode:
		return func(f *frame, _ reflect.Value) error { _, err := f.to.Write(n.Text); return err }, nil
	case *parse.ActionNode:
		return c.action(n)
	case *parse.TemplateNode:
		return c.template(n)
	case *parse.IfNode:
		return c.branch(&n.BranchNode, false)
	case *parse.WithNode:
		return c.branch(&n.BranchNode, true)
	case *parse.RangeNode:
		return c.loop(&n.BranchNode)
	default:
		return nil, fmt.Errorf("%s is not understood", n)
	}
}

// action prints a value, escaped.
func (c *compiler) action(n *parse.ActionNode) (step, error) {
	if len(n.Pipe.Cmds) != 2 || len(n.Pipe.Decl) > 0 {
		return nil, fmt.Errorf("%s: expected one value, and the escaper", n)
	}
	value, err := c.command(n.Pipe.Cmds[0])
	if err != nil {
		return nil, err
	}
	escape, plain := c.renderer.escape, c.renderer.plain
	return func(f *frame, dot reflect.Value) error {
		v, err := value(f, dot)
		if err != nil || v.Kind() == reflect.String && plain(f.to, v.String()) {
			return err
		}
		text, err := escape(v.Interface())
		f.to.WriteString(text)
		return err
	}, nil
}

func (c *compiler) template(n *parse.TemplateNode) (step, error) {
	called := c.renderer.entries[n.Name]
	if called == nil || n.Pipe == nil {
		return nil, fmt.Errorf("%s: expected a template that there is, and what it is about", n)
	}
	value, err := c.pipe(n.Pipe)
	if err != nil {
		return nil, err
	}
	return func(f *frame, dot reflect.Value) error {
		v, err := value(f, dot)
		if err != nil {
			return err
		}
		if f.within == nil {
			f.within = &frame{to: f.to}
		}
		return called.run(f.within, v)
	}, nil
}

// branch is if, or with where the value becomes the dot.
func (c *compiler) branch(n *parse.BranchNode, with bool) (step, error) {
	value, err1 := c.pipe(n.Pipe)
	then, err2 := c.list(n.List)
	other, err3 := c.list(n.ElseList)
	return func(f *frame, dot reflect.Value) error {
		v, err := value(f, dot)
		switch {
		case err != nil:
			return err
		case !truth(v):
			return perform(other, f, dot)
		case with:
			return perform(then, f, v)
		default:
			return perform(then, f, dot)
		}
	}, errors.Join(err1, err2, err3)
}

// loop is a range over a slice, with variables for index and element or without.
func (c *compiler) loop(n *parse.BranchNode) (step, error) {
	if len(n.Pipe.Decl) != 0 && len(n.Pipe.Decl) != 2 || n.ElseList != nil {
		return nil, fmt.Errorf("%s: expected no variables or two, and no else", n)
	}
	value, err1 := c.command(n.Pipe.Cmds[0])
	first, declares := len(c.names), len(n.Pipe.Decl) == 2
	for _, d := range n.Pipe.Decl {
		c.names = append(c.names, d.Ident[0])
	}
	c.slots = max(c.slots, len(c.names))
	body, err2 := c.list(n.List)
	c.names = c.names[:first]
	return func(f *frame, dot reflect.Value) error {
		v, err := value(f, dot)
		if err != nil {
			return err
		}
		v, there := indirect(v)
		for i := 0; there && i < v.Len(); i++ {
			if declares {
				f.slots[first], f.slots[first+1] = reflect.ValueOf(i), v.Index(i)
			}
			if err := perform(body, f, v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}, errors.Join(err1, err2)
}

func (c *compiler) pipe(n *parse.PipeNode) (source, error) {
	if len(n.Cmds) != 1 || len(n.Decl) > 0 {
		return nil, fmt.Errorf("%s: expected one value", n)
	}
	return c.command(n.Cmds[0])
}

// command is a value, "eq a b", or "index a n".
func (c *compiler) command(n *parse.CommandNode) (source, error) {
	if len(n.Args) == 1 {
		return c.argument(n.Args[0])
	}
	name, ok := n.Args[0].(*parse.IdentifierNode)
	if !ok || len(n.Args) != 3 {
		return nil, fmt.Errorf("%s is not understood", n)
	}
	a, err1 := c.argument(n.Args[1])
	b, err2 := c.argument(n.Args[2])
	if err := errors.Join(err1, err2); err != nil {
		return nil, err
	}
	both := map[string]func(a, b reflect.Value) (reflect.Value, error){"eq": equal, "index": elementAt}[name.Ident]
	if both == nil {
		return nil, fmt.Errorf("%s is not understood", n)
	}
	return func(f *frame, dot reflect.Value) (reflect.Value, error) {
		x, err1 := a(f, dot)
		y, err2 := b(f, dot)
		if err := errors.Join(err1, err2); err != nil {
			return reflect.Value{}, err
		}
		return both(x, y)
	}, nil
}

func equal(a, b reflect.Value) (reflect.Value, error) {
	return reflect.ValueOf(a.Interface() == b.Interface()), nil
}

func elementAt(of, at reflect.Value) (reflect.Value, error) {
	if i := int(at.Int()); i >= 0 && i < of.Len() {
		return of.Index(i), nil
	}
	return reflect.Value{}, errors.New("index: there is no such element")
}

func (c *compiler) argument(n parse.Node) (source, error) {
	switch n := n.(type) {
	case *parse.DotNode:
		return func(_ *frame, dot reflect.Value) (reflect.Value, error) { return dot, nil }, nil
	case *parse.FieldNode:
		return chain(func(_ *frame, dot reflect.Value) (reflect.Value, error) { return dot, nil }, n.Ident), nil
	case *parse.VariableNode:
		return c.variable(n)
	case *parse.StringNode:
		return constant(n.Text), nil
	case *parse.NumberNode:
		return constant(int(n.Int64)), nil
	default:
		return nil, fmt.Errorf("%s is not understood", n)
	}
}

func constant(value any) source {
	v := reflect.ValueOf(value)
	return func(*frame, reflect.Value) (reflect.Value, error) { return v, nil }
}

// variable is $, or one that a range declared, and fields of it.
func (c *compiler) variable(n *parse.VariableNode) (source, error) {
	if n.Ident[0] == "$" {
		return chain(func(f *frame, _ reflect.Value) (reflect.Value, error) { return f.root, nil }, n.Ident[1:]), nil
	}
	for slot, name := range slices.Backward(c.names) {
		if name == n.Ident[0] {
			return chain(func(f *frame, _ reflect.Value) (reflect.Value, error) { return f.slots[slot], nil }, n.Ident[1:]), nil
		}
	}
	return nil, fmt.Errorf("%s is not declared", n)
}

// chain reads the fields of a value one after the other.
func chain(from source, fields []string) source {
	for _, name := range fields {
		inner, f := from, &field{name: name}
		from = func(fr *frame, dot reflect.Value) (reflect.Value, error) {
			v, err := inner(fr, dot)
			if err != nil {
				return v, err
			}
			return f.of(v)
		}
	}
	return from
}

// A field is looked up by its name, once for each type that comes one after the other.
type field struct {
	name string
	seen atomic.Pointer[placed]
}

type placed struct {
	of reflect.Type
	at []int
}

func (f *field) of(v reflect.Value) (reflect.Value, error) {
	v, there := indirect(v)
	switch {
	case there && v.Kind() == reflect.Struct:
		seen := f.seen.Load()
		if seen == nil || seen.of != v.Type() {
			member, ok := v.Type().FieldByName(f.name)
			if !ok {
				break
			}
			seen = &placed{v.Type(), member.Index}
			f.seen.Store(seen)
		}
		return v.FieldByIndex(seen.at), nil
	case there && v.Kind() == reflect.Map:
		if member := v.MapIndex(reflect.ValueOf(f.name)); member.IsValid() {
			return member, nil
		}
	}
	return reflect.Value{}, fmt.Errorf("there is no %s", f.name)
}

// indirect follows pointers and interfaces; there is false for nil.
func indirect(v reflect.Value) (_ reflect.Value, there bool) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return v, false
		}
		v = v.Elem()
	}
	return v, v.IsValid()
}

// truth is template.IsTrue.
func truth(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return false
	case reflect.String, reflect.Slice, reflect.Map, reflect.Array:
		return v.Len() > 0
	case reflect.Interface, reflect.Pointer:
		return !v.IsNil()
	default:
		is, _ := template.IsTrue(v.Interface())
		return is
	}
}
