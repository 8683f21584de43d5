package soap

import (
	"fmt"
	"slices"
)

// A contentModel is the content of a complex type as a deterministic automaton (Glushkov's construction): a state is the particle
// that the last child matched, state 0 is the start, and XML Schema's rule of unique particle attribution makes the next state
// depend on nothing but the child's name. How often one particle has matched in a row is counted beside it.
type contentModel struct {
	names     []string // the distinct local names of children, by index
	positions []position
	next      []int16 // [state*len(names)+name] is the next state, 0 for none
	final     []bool  // by state: the content may end there, the count permitting
}

// position is an element particle; those of state 0 are unused.
type position struct {
	decl     *elementDecl
	name     int // index in names
	min, max int
	within   []*particle // the groups that hold it, from the outermost
}

// maxPositions bounds a content model; a bigger one is a compile error.
const maxPositions = 1000

// positionSet is a set of states that a part of a model may begin or end with.
type positionSet []int

// modelBuilder computes the sets that Glushkov's construction needs.
type modelBuilder struct {
	model  *contentModel
	follow []positionSet
}

// newContentModel builds the automaton of a group; nil is empty content. problem says why it cannot be built.
func newContentModel(group *particle) (model *contentModel, problem string) {
	b := modelBuilder{model: &contentModel{positions: make([]position, 1)}, follow: make([]positionSet, 1)}
	nullable, first, last := true, positionSet(nil), positionSet(nil)
	if group != nil {
		if countElements(group) > maxPositions {
			return nil, fmt.Sprintf("a content of more than %d elements is outside the subset", maxPositions)
		}
		nullable, first, last = b.build(group, nil)
	}
	b.follow[0] = first
	b.model.final = make([]bool, len(b.model.positions))
	b.model.final[0] = nullable
	for _, p := range last {
		b.model.final[p] = true
	}
	return b.model, b.fillTable()
}

// countElements counts the element particles in p.
func countElements(p *particle) int {
	if p.kind == particleElement {
		return 1
	}
	n := 0
	for _, child := range p.children {
		n += countElements(child)
	}
	return n
}

// build numbers the positions of p and tells how it may begin and end.
func (b *modelBuilder) build(p *particle, within []*particle) (nullable bool, first, last positionSet) {
	if p.kind == particleElement {
		n := b.position(p, within)
		return p.min == 0, positionSet{n}, positionSet{n}
	}
	within = append(slices.Clip(within), p)
	if p.kind == particleChoice {
		nullable, first, last = b.choice(p, within)
	} else {
		nullable, first, last = b.sequence(p, within)
	}
	if p.max == unbounded {
		b.connect(last, first)
	}
	return nullable || p.min == 0, first, last
}

// position adds an element particle.
func (b *modelBuilder) position(p *particle, within []*particle) int {
	m := b.model
	name := slices.Index(m.names, p.element.local)
	if name < 0 {
		name = len(m.names)
		m.names = append(m.names, p.element.local)
	}
	m.positions = append(m.positions, position{decl: p.element, name: name, min: p.min, max: p.max, within: within})
	b.follow = append(b.follow, nil)
	return len(m.positions) - 1
}

// sequence builds the children of a sequence.
func (b *modelBuilder) sequence(p *particle, within []*particle) (nullable bool, first, last positionSet) {
	nullable = true
	for _, child := range p.children {
		childNullable, childFirst, childLast := b.build(child, within)
		b.connect(last, childFirst)
		if nullable {
			first = append(first, childFirst...)
		}
		if childNullable {
			last = append(slices.Clip(last), childLast...)
		} else {
			last = childLast
		}
		nullable = nullable && childNullable
	}
	return nullable, first, last
}

// choice builds the branches of a choice.
func (b *modelBuilder) choice(p *particle, within []*particle) (nullable bool, first, last positionSet) {
	for _, child := range p.children {
		childNullable, childFirst, childLast := b.build(child, within)
		nullable = nullable || childNullable
		first = append(first, childFirst...)
		last = append(last, childLast...)
	}
	return nullable, first, last
}

// connect lets each of to follow each of from.
func (b *modelBuilder) connect(from, to positionSet) {
	for _, p := range from {
		b.follow[p] = append(b.follow[p], to...)
	}
}

// fillTable makes the table of next states. It finds what is ambiguous.
func (b *modelBuilder) fillTable() (problem string) {
	m := b.model
	m.next = make([]int16, len(m.positions)*len(m.names))
	for state, targets := range b.follow {
		if p := m.positions[state]; p.repeats() {
			if slices.Contains(targets, state) && (p.max != unbounded || p.min > 1) {
				return m.ambiguous(p.name)
			}
			targets = append(slices.Clip(targets), state)
		}
		for _, target := range targets {
			name := m.positions[target].name
			cell := &m.next[state*len(m.names)+name]
			if *cell != 0 && int(*cell) != target {
				return m.ambiguous(name)
			}
			*cell = int16(target) //nolint:gosec // bounded by maxPositions
		}
	}
	return b.consistent()
}

// repeats tells whether the particle may match several times in a row by its own occurrence.
func (p *position) repeats() bool { return p.decl != nil && p.max != 1 }

// ambiguous says that a name fits two particles at one place.
func (m *contentModel) ambiguous(name int) string {
	return fmt.Sprintf("the content is ambiguous at %s", m.names[name])
}

// consistent finds an element that is declared with two types in one content.
func (b *modelBuilder) consistent() (problem string) {
	m := b.model
	seen := make([]*elementDecl, len(m.names))
	for _, p := range m.positions[1:] {
		decl := seen[p.name]
		if decl == nil {
			seen[p.name] = p.decl
			continue
		}
		if decl.simple != p.decl.simple || decl.complex != p.decl.complex || decl.nillable != p.decl.nillable {
			return fmt.Sprintf("%s has two types in one content", p.decl.local)
		}
	}
	return ""
}

// index gives the index of a child's name, or -1. It looks first where the last one was: children come in order.
func (m *contentModel) index(local []byte, from int) int {
	for i := from; i < len(m.names); i++ {
		if m.names[i] == string(local) {
			return i
		}
	}
	for i := range min(from, len(m.names)) {
		if m.names[i] == string(local) {
			return i
		}
	}
	return -1
}

// step gives the state after a child whose name has that index, 0 if it may not come.
func (m *contentModel) step(state, name int) int { return int(m.next[state*len(m.names)+name]) }
