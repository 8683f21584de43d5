package soap

// A checker holds the content of one element to its contract while the scanner goes through it. It allocates nothing but its
// stack, which it keeps.
type checker struct {
	contract *Contract
	scanner  *scanner
	frames   []frame
	skipped  int // open elements that are unknown, from the outermost of them
	text     []byte
	scratch  []byte
}

// frame is an element that is open and known.
type frame struct {
	decl  *elementDecl
	state int    // of the content model
	count int    // how often the particle of state has matched in a row
	place int    // which one among its equals the element is, from 1; 0 if there can be but one
	name  int    // index of the last child's name
	isNil bool   // xsi:nil="true"
	seen  uint64 // the first 64 states that have been reached, for the diagnosis
}

const seenBits = 64

// step says what the reader of a checker is to make of a token.
type step uint8

const (
	stepNothing step = iota // white space, or something unknown or nil
	stepStart               // a known element begins
	stepEnd                 // it ends; checker.text is its value if it is simple
)

// begin starts the check with the element whose start tag the scanner has just given, declared by decl. It may not be nil, even if
// it is nillable: a message without content says nothing.
func (c *checker) begin(contract *Contract, s *scanner, decl *elementDecl) error {
	c.contract, c.scanner = contract, s
	c.frames, c.skipped = c.frames[:0], 0
	c.push(decl, 0)
	if err := c.enter(); err != nil {
		return err
	}
	if c.top().isNil {
		return c.violation(RuleNil)
	}
	return nil
}

// forget lets go of the message and of what was kept of it.
func (c *checker) forget() {
	clear(c.scratch[:cap(c.scratch)])
	c.contract, c.scanner, c.text, c.frames = nil, nil, nil, c.frames[:0]
	if cap(c.scratch) > maxKept {
		c.scratch = nil
	}
}

// next checks the next token. The check is over when done is true.
func (c *checker) next() (did step, done bool, err error) {
	kind, err := c.scanner.next()
	if err != nil {
		return stepNothing, false, c.located(err)
	}
	if c.skipped > 0 {
		c.skip(kind)
		return stepNothing, false, nil
	}
	switch kind {
	case tokenStart:
		did, err = c.child()
	case tokenEnd:
		did, err = c.leave()
	default:
		err = c.characters()
	}
	return did, len(c.frames) == 0, err
}

// skip follows the nesting of an unknown element.
func (c *checker) skip(kind tokenKind) {
	switch kind {
	case tokenStart:
		c.skipped++
	case tokenEnd:
		c.skipped--
	default: // text
	}
}

// top is the innermost open element.
func (c *checker) top() *frame { return &c.frames[len(c.frames)-1] }

// push opens an element.
func (c *checker) push(decl *elementDecl, place int) {
	c.frames = append(c.frames, frame{decl: decl, place: place})
	c.text = nil
}

// child checks a start tag within a known element.
func (c *checker) child() (step, error) {
	f := c.top()
	switch {
	case f.isNil:
		return stepNothing, c.violation(RuleNil)
	case f.decl.simple != nil:
		return stepNothing, c.violation(RuleUnknown)
	}
	model := f.decl.complex.content
	name := model.index(c.scanner.local, f.name)
	if name < 0 {
		c.skipped = 1
		return stepNothing, nil
	}
	if c.scanner.space != c.contract.namespace {
		return stepNothing, c.wrongChild(RuleNamespace, name)
	}
	if err := c.advance(f, name); err != nil {
		return stepNothing, err
	}
	p := &model.positions[f.state]
	place := 0
	if p.max != 1 {
		place = f.count
	}
	c.push(p.decl, place)
	if err := c.enter(); err != nil || c.top().isNil {
		return stepNothing, err
	}
	return stepStart, nil
}

// advance moves f's automaton over a child.
func (c *checker) advance(f *frame, name int) error {
	model := f.decl.complex.content
	state := model.step(f.state, name)
	if state == 0 {
		return c.misplaced(f, name)
	}
	p := &model.positions[state]
	if state == f.state && p.repeats() {
		if p.max != unbounded && f.count >= p.max {
			return c.misplaced(f, name)
		}
		f.count++
	} else {
		if before := &model.positions[f.state]; f.count < before.min && f.state != 0 {
			return c.wrongChild(RuleTooFew, before.name)
		}
		f.state, f.count = state, 1
	}
	f.name = name
	if f.state < seenBits {
		f.seen |= 1 << f.state
	}
	return nil
}

// leave checks an end tag of a known element.
func (c *checker) leave() (step, error) {
	f := c.top()
	var err error
	switch {
	case f.isNil:
		c.frames = c.frames[:len(c.frames)-1]
		return stepNothing, nil
	case f.decl.simple != nil:
		err = c.value(f.decl.simple)
	default:
		err = c.complete(f)
	}
	if err != nil {
		return stepNothing, err
	}
	c.frames = c.frames[:len(c.frames)-1]
	return stepEnd, nil
}

// complete checks that the content may end here.
func (c *checker) complete(f *frame) error {
	model := f.decl.complex.content
	if f.state != 0 {
		if p := &model.positions[f.state]; f.count < p.min {
			return c.wrongChild(RuleTooFew, p.name)
		}
	}
	if !model.final[f.state] {
		return c.unfinished(f)
	}
	return nil
}
