package adapterstest

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// A line is one of Describe's, without the numbers of list items: what a list holds is compared, and not where in it.
type line struct{ path, value string }

var itemNumber = regexp.MustCompile(`\[[0-9]+\]`)

func linesOf(text string) []line {
	var lines []line
	for l := range strings.Lines(text) {
		path, value, _ := strings.Cut(strings.TrimSuffix(l, "\n"), ": ")
		lines = append(lines, line{itemNumber.ReplaceAllString(path, "[]"), value})
	}
	return lines
}

// A change is what two answers do not have in common.
type change struct {
	lost, gained []line // without what is derived
	// What follows from the rest of a reply, and so may follow a change of it: outcome, verdict, the day until which a record holds,
	// that a number is known, that a kind is none of the contract's, and how many entries may be somebody else's.
	outcome, verdict [2]string // before and after
	unsure           bool      // entries that were surely about the person are no longer
}

func changeOf(before, after string) change {
	lost, gained := linesOf(before), linesOf(after)
	c := change{}
	c.outcome[0], c.verdict[0], lost = derived(lost)
	c.outcome[1], c.verdict[1], gained = derived(gained)
	for _, l := range slices.Clone(lost) {
		if i := slices.Index(gained, l); i >= 0 {
			gained = slices.Delete(gained, i, i+1)
			k := slices.Index(lost, l)
			lost = slices.Delete(lost, k, k+1)
		}
	}
	c.unsure = slices.ContainsFunc(gained, isUnsure)
	c.lost, c.gained = slices.DeleteFunc(lost, isUnsure), slices.DeleteFunc(gained, isUnsure)
	return c
}

// derived takes outcome, verdict and their like out of lines.
func derived(lines []line) (outcome, verdict string, rest []line) {
	for _, l := range lines {
		switch {
		case l.path == "Outcome":
			outcome = l.value
		case l.path == "Verdict":
			verdict = l.value
		case l.path == "ValidUntil", l.path == "Unlisted[]", strings.HasSuffix(l.path, "Known"):
		default:
			rest = append(rest, l)
		}
	}
	return outcome, verdict, rest
}

func isUnsure(l line) bool { return strings.HasSuffix(l.path, "Unsure") }

// explain returns "" when a mutant's answer may be another than the reply's, and else what is wrong. The rules:
//
//   - nil, retyped, taken: the contract is broken, and no other answer may come.
//   - removed, renamed, respaced, emptied: where the contract lets an element be absent (an unknown one in its place is passed over),
//     the answer lacks what the element said, and nothing else: no line more than it has values, none is gained, and none is another, but
//     that a composite value may lose a word, a date become coarser, and a reason of not_found the general one. The verdict may not become a better one.
//   - moved: the same, and what was lost may stand in another place.
//   - doubled: where the contract has a list, the answer has an entry more, and lacks nothing.
//   - swapped: a list is a list in any order; all else is the same.
//   - replaced: one path of the answer changes, as the value did. A code word may decide the outcome.
//
// With each, an entry of a list that is no longer surely about the person turns into one that is counted only, and listed into possible.
func explain(m fault.Mutant, before, after string) string {
	c := changeOf(before, after)
	lessSure := c.unsure || c.outcome == [2]string{string(adapters.Listed), string(adapters.Possible)}
	if lessSure && (m.Mutation != fault.Replaced || c.lessSure() == "") {
		return c.lessSure()
	}
	switch m.Mutation {
	case fault.Removed, fault.Renamed, fault.Respaced, fault.Emptied:
		return c.onlyLost(m)
	case fault.Moved:
		return c.onlyMoved(m)
	case fault.Doubled:
		return c.onlyGrown()
	case fault.Swapped:
		return c.nothing()
	case fault.Replaced:
		return c.onlyReplaced(m)
	default:
		return "the contract does not allow it"
	}
}

// lessSure is the rule for entries that are no longer surely about the person.
func (c change) lessSure() string {
	if len(c.gained) > 0 {
		return "it tells something more"
	}
	if c.outcome[0] != c.outcome[1] && c.outcome[1] != string(adapters.Possible) {
		return "the outcome is another"
	}
	return ""
}

func (c change) onlyLost(m fault.Mutant) string {
	c = c.withoutCoarser()
	if general := (line{"Reason", string(adapters.NoRecord)}); slices.Contains(c.gained, general) {
		c.gained = slices.DeleteFunc(slices.Clone(c.gained), func(l line) bool { return l == general }) // a reason need not be told
	}
	if len(c.gained) > 0 {
		return "it tells something else"
	}
	return c.noMoreThan(m)
}

func (c change) onlyMoved(m fault.Mutant) string {
	c = c.withoutCoarser()
	for _, g := range c.gained {
		if g != (line{"Reason", string(adapters.NoRecord)}) && !slices.ContainsFunc(c.lost, func(l line) bool { return l.value == g.value }) {
			return "it tells something else"
		}
	}
	return c.noMoreThan(m)
}

// noMoreThan is what both rules of loss have in common.
func (c change) noMoreThan(m fault.Mutant) string {
	switch {
	case fieldsIn(c.lost) > m.Leaves:
		return "it lacks more than was taken"
	case c.outcome[0] != c.outcome[1]:
		return "the outcome is another"
	case c.verdict[0] != c.verdict[1] && isFavourable(c.verdict[1]):
		return "the verdict is a better one"
	default:
		return ""
	}
}

// fieldsIn counts lines, but those that only say more of the same.
func fieldsIn(lines []line) (n int) {
	for _, l := range lines {
		if field(l.path) == l.path {
			n++
		}
	}
	return n
}

func (c change) onlyGrown() string {
	switch {
	case len(c.lost) > 0:
		return "it lacks something"
	case slices.ContainsFunc(c.gained, func(l line) bool { return !strings.Contains(l.path, "[]") }):
		return "it tells something more than a list's entry"
	case c.outcome[0] != c.outcome[1]:
		return "the outcome is another"
	default:
		return ""
	}
}

func (c change) nothing() string {
	if len(c.lost)+len(c.gained) > 0 || c.outcome[0] != c.outcome[1] || c.verdict[0] != c.verdict[1] {
		return "the order of things is not to matter"
	}
	return ""
}

func (c change) onlyReplaced(m fault.Mutant) string {
	switch c.outcome {
	case [2]string{c.outcome[0], c.outcome[0]}, [2]string{string(adapters.Listed), string(adapters.Possible)}:
	case [2]string{string(adapters.Possible), string(adapters.Listed)}:
		return ""
	default:
		if codeWord.MatchString(m.Old) {
			return ""
		}
		return "the outcome is another"
	}
	if !oneThing(c.lost) || !oneThing(c.gained) {
		return "more than one thing is another"
	}
	shows := func(l line) bool { // a date is told without its zone, and a kind that the contract has not as other
		return strings.Contains(l.value, m.New) || strings.HasPrefix(m.New, l.value) || l.value == "other"
	}
	if len(c.lost) > 0 && len(c.gained) > 0 && c.lost[0].value == m.Old && !slices.ContainsFunc(c.gained, shows) {
		return "it does not tell the value that stands there"
	}
	return ""
}

// oneThing reports whether lines tell one value: in one place with what only says more of it, or the same in several.
func oneThing(lines []line) bool {
	for _, l := range lines {
		if field(l.path) != field(lines[0].path) && l.value != lines[0].value {
			return false
		}
	}
	return true
}

// codeWord is a word of the wire that may decide what a reply means; 0 and 1 are XML Schema's other words for false and true.
var codeWord = regexp.MustCompile(`^([A-Za-z][A-Za-z_]*|[01])$`)

// field is a path without what only says more of the same: the raw word beside other.
func field(path string) string {
	parent, name := "", path
	if i := strings.LastIndex(path, "."); i >= 0 {
		parent, name = path[:i+1], path[i+1:]
	}
	return parent + strings.TrimPrefix(name, "Raw")
}

// withoutCoarser pairs lines of one path of which the later says less: fewer words, or a coarser date.
func (c change) withoutCoarser() change {
	for _, g := range slices.Clone(c.gained) {
		i := slices.IndexFunc(c.lost, func(l line) bool { return l.path == g.path && isCoarser(g.value, l.value) })
		if i < 0 {
			continue
		}
		c.lost = slices.Delete(slices.Clone(c.lost), i, i+1)
		k := slices.Index(c.gained, g)
		c.gained = slices.Delete(slices.Clone(c.gained), k, k+1)
	}
	return c
}

// isCoarser reports whether a text is another one with words left out, or a date without its day or month.
func isCoarser(text, than string) bool {
	if strings.HasPrefix(than, text+"-") {
		return true
	}
	words := strings.Fields(than)
	for word := range strings.FieldsSeq(text) {
		i := slices.Index(words, word)
		if i < 0 {
			return false
		}
		words = words[i+1:]
	}
	return true
}

// isFavourable reports whether a portal might admit by a verdict: what is missing in a reply may never lead to one.
func isFavourable(verdict string) bool {
	return slices.Contains([]adapters.Verdict{
		adapters.Lawful, adapters.Registered, adapters.Valid, adapters.Known, adapters.Active, adapters.NoDebt, adapters.Receives,
	}, adapters.Verdict(verdict))
}
