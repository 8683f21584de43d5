package soap

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// An automaton is a regular expression as a table, which matches whole values: one step for each character, whatever the expression is.
// It is immutable.
type automaton struct {
	ascii   [utf8.RuneSelf]uint8 // the class of each character
	ranges  []characterRange     // of the others, in ascending order and without gaps
	classes int
	next    []uint16 // the state that follows, by state*classes+class
	accepts []bool   // by state
}

// A characterRange is the characters from one up to the next range that the expression does not tell apart.
type characterRange struct {
	first rune
	class uint8
}

// The states that every automaton has.
const (
	stateDead  = 0 // nothing that follows makes a match of it
	stateStart = 1
)

// What one expression can take: so many transitions, and so many looks at a place of its program while they are made. The contracts' widest
// takes a few hundred of the first, and some thousand of the second.
const (
	maxTable = 1 << 14
	maxLooks = 1 << 20
)

var errTable = errors.New("the pattern takes too many states")

// match reports whether the expression matches the whole of value.
func (a *automaton) match(value []byte) bool {
	state := uint16(stateStart)
	for i := 0; i < len(value) && state != stateDead; {
		c, size := rune(value[i]), 1
		var class uint8
		if c < utf8.RuneSelf {
			class = a.ascii[c]
		} else {
			c, size = utf8.DecodeRune(value[i:])
			class = a.classOf(c)
		}
		state = a.next[int(state)*a.classes+int(class)]
		i += size
	}
	return a.accepts[state]
}

// classOf returns the class of any character.
func (a *automaton) classOf(c rune) uint8 {
	i, found := slices.BinarySearchFunc(a.ranges, c, func(r characterRange, c rune) int { return int(r.first - c) })
	if !found {
		i--
	}
	return a.ranges[i].class
}

// newAutomaton compiles an expression of RE2 that looks at nothing but characters, in their own case. The error is that of the parser, errTable,
// or errBeyond.
func newAutomaton(expression string) (*automaton, error) {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil, fmt.Errorf("the pattern is outside the subset: %w", err)
	}
	program, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, fmt.Errorf("the pattern is outside the subset: %w", err)
	}
	if slices.ContainsFunc(program.Inst, beyond) {
		return nil, errBeyond
	}
	d := determinizer{program: program, states: map[string]uint16{}}
	if err := d.divide(); err != nil {
		return nil, err
	}
	return &d.automaton, d.run()
}

var errBeyond = errors.New("the pattern looks at more than characters, or folds their case")

// beyond tells whether an instruction is one that no pattern of XML Schema is translated to.
func beyond(in syntax.Inst) bool {
	folds := in.Op == syntax.InstRune || in.Op == syntax.InstRune1
	return in.Op == syntax.InstEmptyWidth || folds && in.Arg&uint32(syntax.FoldCase) != 0
}

// A determinizer makes an automaton of a program: each of its states is a set of places in the program where a match may have come to
// (Rabin and Scott, Finite Automata and Their Decision Problems, 1959).
type determinizer struct {
	automaton

	program *syntax.Prog
	samples []rune // a character of each class
	states  map[string]uint16
	sets    [][]uint32 // by state: places before characters, and of the end, in ascending order
	looks   int
}

// divide divides the characters into classes that no place of the program tells apart.
func (d *determinizer) divide() error {
	first := []rune{0}
	for i := range d.program.Inst {
		taken := d.program.Inst[i].Rune // in pairs, the first and the last of a range; or one alone
		for at := 0; at < len(taken); at += 2 {
			first = append(first, taken[at], taken[min(at+1, len(taken)-1)]+1)
		}
		if d.looks += 1 + len(taken); d.looks > maxLooks {
			return errTable
		}
	}
	slices.Sort(first)
	first = slices.Compact(first)
	if d.looks += len(first) * len(d.program.Inst); d.looks > maxLooks {
		return errTable
	}
	known := map[string]uint8{}
	if first[len(first)-1] > unicode.MaxRune { // behind a range up to it
		first = first[:len(first)-1]
	}
	for _, c := range first {
		taken := d.takenAt(c)
		class, seen := known[taken]
		if !seen {
			if len(d.samples) > 0xff {
				return errTable
			}
			class = uint8(len(d.samples)) //nolint:gosec // it is at most 255
			known[taken] = class
			d.samples = append(d.samples, c)
		}
		d.ranges = append(d.ranges, characterRange{c, class})
	}
	for c := range rune(utf8.RuneSelf) {
		d.ascii[c] = d.classOf(c)
	}
	d.classes = len(d.samples)
	return nil
}

// takenAt tells at which places of the program c is taken, a bit each.
func (d *determinizer) takenAt(c rune) string {
	taken := make([]byte, len(d.program.Inst)/8+1)
	for i := range d.program.Inst {
		if takes(&d.program.Inst[i], c) {
			taken[i/8] |= 1 << (i % 8)
		}
	}
	return string(taken)
}

func takes(in *syntax.Inst, c rune) bool {
	switch in.Op {
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		return in.MatchRune(c)
	default:
		return false
	}
}

// run finds the states that can be reached, and what follows each.
func (d *determinizer) run() error {
	d.state(nil)                                     // stateDead
	d.state(d.closure(nil, uint32(d.program.Start))) //nolint:gosec // a place in the program
	for len(d.next) < len(d.sets)*d.classes {
		from := d.sets[len(d.next)/d.classes]
		for _, c := range d.samples {
			d.looks += len(from)
			var to []uint32
			for _, at := range from {
				if in := &d.program.Inst[at]; takes(in, c) {
					to = d.closure(to, in.Out)
				}
			}
			if d.next = append(d.next, d.state(to)); len(d.next) > maxTable || d.looks > maxLooks {
				return errTable
			}
		}
	}
	return nil
}

// closure adds to a set where a match at a place of the program may be without taking a character.
func (d *determinizer) closure(set []uint32, at uint32) []uint32 {
	seen := make([]bool, len(d.program.Inst))
	d.looks += len(seen)
	var follow func(at uint32)
	follow = func(at uint32) {
		if seen[at] {
			return
		}
		seen[at] = true
		switch in := &d.program.Inst[at]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			follow(in.Out)
			follow(in.Arg)
		case syntax.InstCapture, syntax.InstNop:
			follow(in.Out)
		case syntax.InstFail:
		default:
			set = append(set, at)
		}
	}
	follow(at)
	return set
}

// state returns the state that a set of places is.
func (d *determinizer) state(set []uint32) uint16 {
	slices.Sort(set)
	set = slices.Compact(set)
	key := fmt.Sprint(set)
	state, known := d.states[key]
	if !known {
		state = uint16(len(d.sets)) //nolint:gosec // maxTable bounds them
		d.states[key] = state
		d.sets = append(d.sets, set)
		d.accepts = append(d.accepts, slices.ContainsFunc(set, func(at uint32) bool { return d.program.Inst[at].Op == syntax.InstMatch }))
	}
	return state
}
