package soap

import (
	"errors"
	"slices"
	"strconv"
)

// path tells where the checker is, in the contract's own names.
func (c *checker) path() string {
	var path []byte
	for i, f := range c.frames {
		if i > 0 {
			path = append(path, '/')
		}
		path = append(path, f.decl.local...)
		if f.place > 0 {
			path = append(path, '[')
			path = strconv.AppendInt(path, int64(f.place), 10)
			path = append(path, ']')
		}
	}
	return string(path)
}

// located adds the path to an error of the scanner.
func (c *checker) located(err error) error {
	var e *Error
	if errors.As(err, &e) && e.Path == "" {
		e.Path = c.path()
	}
	return err
}

// broken makes the error of a broken rule at the last token.
func (c *checker) broken(rule Rule, path string) *Error {
	at := c.scanner.at
	return &Error{Code: CodeContract, Rule: rule, Path: path, Offset: at, Line: lineAt(c.scanner.src, at)}
}

// violation makes the error of a rule that the innermost element breaks.
func (c *checker) violation(rule Rule) error { return c.broken(rule, c.path()) }

// valueViolation makes the error of a value.
func (c *checker) valueViolation(rule Rule, value []byte) error {
	e := c.broken(rule, c.path())
	e.Length, e.Value = len(value), harmless(value)
	return e
}

// attributeViolation makes the error of an attribute.
func (c *checker) attributeViolation(rule Rule, decl *attributeDecl, value []byte) error {
	e := c.broken(rule, c.path()+"/@"+decl.local)
	e.Length, e.Value = len(value), harmless(value)
	return e
}

// wrongChild makes the error of a child of the innermost element.
func (c *checker) wrongChild(rule Rule, name int) error {
	return c.broken(rule, c.path()+"/"+c.top().decl.complex.content.names[name])
}

// misplaced says why a child with a known name may not stand here.
func (c *checker) misplaced(f *frame, name int) error {
	model := f.decl.complex.content
	goal := model.named(name)
	if model.reaches(f.state, goal, 0) {
		return c.missing(f, goal)
	}
	for _, p := range goal {
		if p == f.state || f.hasSeen(p) {
			return c.wrongChild(RuleDuplicate, name)
		}
	}
	for other := range min(len(model.positions), seenBits) {
		for _, p := range goal {
			if f.hasSeen(other) && model.excludes(other, p) {
				return c.wrongChild(RuleBothChoices, name)
			}
		}
	}
	return c.wrongChild(RuleOrder, name)
}

// hasSeen tells whether a state is known to have been reached.
func (f *frame) hasSeen(state int) bool { return state < seenBits && f.seen&(1<<state) != 0 }

// unfinished says what is missing at the end of the innermost element.
func (c *checker) unfinished(f *frame) error {
	var goal []int
	for state, final := range f.decl.complex.content.final {
		if final {
			goal = append(goal, state)
		}
	}
	return c.missing(f, goal)
}

// missing names what must come before one of the goal's states can be reached: one element, or one of a choice.
func (c *checker) missing(f *frame, goal []int) error {
	model := f.decl.complex.content
	next := model.targets(f.state)
	for _, p := range next {
		if !model.reaches(f.state, goal, p) {
			e := c.broken(RuleMissing, c.path()+"/"+model.positions[p].decl.local)
			e.Expected = []string{model.positions[p].decl.local}
			return e
		}
	}
	e := c.broken(RuleNoChoice, c.path())
	for _, p := range next {
		e.Expected = append(e.Expected, model.positions[p].decl.local)
	}
	return e
}

// named gives the positions of a name.
func (m *contentModel) named(name int) []int {
	var found []int
	for i := 1; i < len(m.positions); i++ {
		if m.positions[i].name == name {
			found = append(found, i)
		}
	}
	return found
}

// targets gives the states that may follow state, itself excluded.
func (m *contentModel) targets(state int) []int {
	var found []int
	for name := range m.names {
		if p := m.step(state, name); p != 0 && p != state {
			found = append(found, p)
		}
	}
	slices.Sort(found)
	return found
}

// reaches tells whether one of goal can be reached from state by one step or more without passing through the state without. A goal
// that is without itself is not reached.
func (m *contentModel) reaches(state int, goal []int, without int) bool {
	visited := make([]bool, len(m.positions))
	queue := m.targets(state)
	for len(queue) > 0 {
		p := queue[0]
		queue = queue[1:]
		if visited[p] || p == without {
			continue
		}
		visited[p] = true
		if slices.Contains(goal, p) {
			return true
		}
		queue = append(queue, m.targets(p)...)
	}
	return false
}

// excludes tells whether two positions are branches of one choice.
func (m *contentModel) excludes(state, other int) bool {
	if state == 0 {
		return false
	}
	a, b := m.positions[state].within, m.positions[other].within
	shared := 0
	for shared < len(a) && shared < len(b) && a[shared] == b[shared] {
		shared++
	}
	return shared > 0 && a[shared-1].kind == particleChoice
}
