package fault

import (
	"fmt"
	"slices"
)

// A Mutation is one manner of spoiling one element of a reply, or member of a JSON object.
type Mutation string

// The mutations.
const (
	Removed  Mutation = "removed"  // left out
	Doubled  Mutation = "doubled"  // given twice, the second one with other values, before it or behind it
	Renamed  Mutation = "renamed"  // under a name that the contract has not
	Taken    Mutation = "taken"    // under the name of its neighbour
	Respaced Mutation = "respaced" // of XML: the same name in another namespace
	Nil      Mutation = "nil"      // xsi:nil, or null
	Emptied  Mutation = "emptied"  // without content
	Moved    Mutation = "moved"    // to beside its parent, or into a neighbour
	Swapped  Mutation = "swapped"  // its place and its neighbour's are exchanged
	Retyped  Mutation = "retyped"  // of another type: text for an object or a number, an element for a text
	Replaced Mutation = "replaced" // another value of its type, as far as its text tells the type
)

// Mutations returns the closed list, in a fixed order.
func Mutations() []Mutation {
	return []Mutation{Removed, Doubled, Renamed, Taken, Respaced, Nil, Emptied, Moved, Swapped, Retyped, Replaced}
}

// In reports whether m can be done in p.
func (m Mutation) In(p Protocol) bool { return m != Respaced || p != REST }

// A Mutant is a reply's body, changed in one place.
type Mutant struct {
	Mutation Mutation
	// Path leads to what was changed, from the document itself: names with "/" between, and [n] of an item of a JSON array and
	// of an element that has namesakes beside it. How tells several mutants of one place apart; it may be empty.
	Path, How string
	Body      []byte
	// Leaves is how many values, texts of elements without children, stand in what was changed.
	Leaves int
	// Old and New are the texts of Replaced.
	Old, New string
	// Item says that what was changed is one of a list: an item of a JSON array.
	Item bool
}

// String returns "mutation path (how)".
func (m Mutant) String() string {
	if m.How == "" {
		return fmt.Sprintf("%s %s", m.Mutation, m.Path)
	}
	return fmt.Sprintf("%s %s (%s)", m.Mutation, m.Path, m.How)
}

// Mutants returns all mutants of a valid body, in a fixed order; none of what is no document of p. Each place is changed in every
// way that can be done there. seen gives further values that were seen at a Path without its [n]; it may be nil.
func Mutants(p Protocol, body []byte, seen func(path string) []string) []Mutant {
	root := grow(p, body)
	if root == nil {
		return nil
	}
	m := mutator{protocol: p, root: root, seen: seen}
	m.visit(root, nil, 0, place{path: root.name, bare: root.name})
	return m.made
}

// Leaves calls each with the Path without [n] and the text of every value of body.
func Leaves(p Protocol, body []byte, each func(path, text string)) {
	var walk func(e *branch, path string)
	walk = func(e *branch, path string) {
		if e.isLeaf() {
			each(path, e.plain())
		}
		for _, kid := range e.kids {
			walk(kid, join(path, kid.name))
		}
	}
	if root := grow(p, body); root != nil {
		walk(root, root.name)
	}
}

// mutator makes the mutants of one document: it changes the tree, writes it, and changes it back.
type mutator struct {
	protocol Protocol
	root     *branch
	seen     func(path string) []string
	made     []Mutant
}

// place is where a branch stands.
type place struct{ path, bare string }

func (m *mutator) visit(e, parent *branch, i int, at place) {
	if parent != nil {
		m.among(parent, i, at)
	}
	m.within(e, at)
	for k, kid := range e.kids {
		m.visit(kid, e, k, place{join(at.path, e.step(k)), join(at.bare, kid.name)})
	}
}

// step is the last part of the k-th child's path.
func (e *branch) step(k int) string {
	name := e.kids[k].name
	if e.isList() || e.namesakes(name) > 1 {
		return fmt.Sprintf("%s[%d]", name, e.index(k))
	}
	return name
}

func join(path, step string) string {
	if path == "" || step == "" {
		return path + step
	}
	return path + "/" + step
}

// add writes the document as it stands now.
func (m *mutator) add(mutant Mutant, e *branch) {
	mutant.Body, mutant.Leaves = m.root.render(), e.leaves()
	m.made = append(m.made, mutant)
}

// with adds a mutant of the document in which the children of parent are kids.
func (m *mutator) with(parent *branch, mutant Mutant, e *branch, kids []*branch) {
	before := parent.kids
	parent.kids = kids
	m.add(mutant, e)
	parent.kids = before
}

// among makes the mutants in which the i-th child of parent is no longer what and where it was.
func (m *mutator) among(parent *branch, i int, at place) {
	e, kids := parent.kids[i], parent.kids
	mutant := func(how Mutation, note string) Mutant {
		return Mutant{Mutation: how, Path: at.path, How: note, Item: parent.isList()}
	}
	m.with(parent, mutant(Removed, ""), e, slices.Delete(slices.Clone(kids), i, i+1))
	other := m.altered(e, at.bare)
	m.with(parent, mutant(Doubled, "behind"), e, slices.Insert(slices.Clone(kids), i+1, other))
	m.with(parent, mutant(Doubled, "before"), e, slices.Insert(slices.Clone(kids), i, other))
	if i+1 < len(kids) {
		swapped := slices.Clone(kids)
		swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
		m.with(parent, mutant(Swapped, "with "+cmpName(kids[i+1])), e, swapped)
	}
	for _, n := range []int{i - 1, i + 1} {
		if n < 0 || n >= len(kids) {
			continue
		}
		if kids[n].name != e.name {
			taken := slices.Clone(kids)
			taken[i] = e.named(kids[n].name)
			m.with(parent, mutant(Taken, kids[n].name), e, taken)
		}
		m.into(parent, i, n, mutant(Moved, "into "+cmpName(kids[n])))
	}
}

func cmpName(e *branch) string {
	if e.name == "" {
		return "the next item"
	}
	return e.name
}

// into moves the i-th child of parent into the n-th.
func (m *mutator) into(parent *branch, i, n int, mutant Mutant) {
	target := parent.kids[n]
	if !target.isObject() || parent.isList() {
		return
	}
	before := target.kids
	target.kids = append(slices.Clone(before), parent.kids[i])
	m.with(parent, mutant, parent.kids[i], slices.Delete(slices.Clone(parent.kids), i, i+1))
	target.kids = before
}

// within makes the mutants in which e itself is another.
func (m *mutator) within(e *branch, at place) {
	mutant := func(how Mutation, note string) Mutant { return Mutant{Mutation: how, Path: at.path, How: note} }
	before := *e
	change := func(mutant Mutant, to branch) {
		if to.equal(&before) {
			return
		}
		*e = to
		m.add(mutant, &before)
		*e = before
	}
	if e.name != "" {
		change(mutant(Renamed, ""), *e.named("unknownElement"))
	}
	if m.protocol != REST {
		change(mutant(Respaced, ""), before.respaced())
	}
	for note, to := range before.nils() {
		change(mutant(Nil, note), to)
	}
	change(mutant(Emptied, ""), before.emptied())
	for note, to := range before.retyped() {
		change(mutant(Retyped, note), to)
	}
	m.raise(e, at)
	if !before.isLeaf() {
		return
	}
	for _, text := range m.others(&before, at.bare) {
		r := mutant(Replaced, text)
		r.Old, r.New = before.plain(), text
		change(r, before.saying(text))
	}
}

// raise moves each child of e to behind e.
func (m *mutator) raise(e *branch, at place) {
	parent := m.root.parentOf(e)
	if parent == nil || !parent.isObject() || !e.isObject() {
		return
	}
	before := e.kids
	beside := slices.Index(parent.kids, e) + 1
	for i, kid := range before {
		mutant := Mutant{Mutation: Moved, Path: join(at.path, e.step(i)), How: "beside " + e.name}
		e.kids = slices.Delete(slices.Clone(before), i, i+1)
		m.with(parent, mutant, kid, slices.Insert(slices.Clone(parent.kids), beside, kid))
		e.kids = before
	}
}

// altered is a copy of e in which every value is another.
func (m *mutator) altered(e *branch, bare string) *branch {
	if e.isLeaf() {
		others := m.others(e, bare)
		if len(others) == 0 {
			return e
		}
		other := e.saying(others[0])
		return &other
	}
	other := *e
	other.kids = make([]*branch, len(e.kids))
	for i, kid := range e.kids {
		other.kids[i] = m.altered(kid, join(bare, kid.name))
	}
	return &other
}
