package soap

import (
	"errors"
	"fmt"
	"strings"
)

// compilePattern compiles a regular expression of XML Schema (part 2, appendix F), which is anchored at both ends and reads "^" and "$"
// as plain characters. What RE2 has not (blocks, subtraction of classes, name escapes) is an error.
func compilePattern(source string) (*automaton, error) {
	expression, err := translatePattern(source)
	if err != nil {
		return nil, err
	}
	return newAutomaton(expression)
}

// translatePattern rewrites an expression of XML Schema as one of RE2, without its anchors.
func translatePattern(source string) (string, error) {
	t := patternTranslator{rest: source}
	err := t.translate()
	return t.out.String(), err
}

// patternTranslator rewrites an expression of XML Schema as one of RE2.
type patternTranslator struct {
	rest    string
	out     strings.Builder
	class   bool // within [ ]
	first   bool // at the first place of a class
	atom    bool // a quantifier may follow
	negated bool
}

// translate rewrites the whole expression.
func (t *patternTranslator) translate() error {
	for t.rest != "" {
		c := t.rest[0]
		t.rest = t.rest[1:]
		var err error
		switch {
		case c == '\\':
			err = t.escape()
		case t.class:
			err = t.inClass(c)
		default:
			err = t.outsideClass(c)
		}
		if err != nil {
			return err
		}
	}
	if t.class {
		return errors.New("a character class without end")
	}
	return nil
}

// inClass rewrites one character within [ ].
func (t *patternTranslator) inClass(c byte) error {
	switch {
	case c == '^' && t.first && !t.negated:
		t.negated = true
		t.out.WriteByte(c)
		return nil
	case c == '[':
		return errors.New(`"[" within a character class (subtraction is outside the subset)`)
	case c == ']' && t.first:
		return errors.New("an empty character class")
	case c == ']':
		t.class, t.atom = false, true
		t.out.WriteByte(c)
		return nil
	case c == '^':
		t.out.WriteString(`\^`)
	default:
		t.out.WriteByte(c)
	}
	t.first = false
	return nil
}

// outsideClass rewrites one character that stands outside [ ].
func (t *patternTranslator) outsideClass(c byte) error {
	switch c {
	case '[':
		t.class, t.first, t.negated = true, true, false
		t.out.WriteByte(c)
	case '.':
		t.out.WriteString(`[^\n\r]`)
		t.atom = true
	case '^', '$':
		t.out.WriteString(`\` + string(c))
		t.atom = true
	case '(':
		if strings.HasPrefix(t.rest, "?") {
			return errors.New(`"(?" is no expression of XML Schema`)
		}
		t.out.WriteByte(c)
		t.atom = false
	case '|':
		t.out.WriteByte(c)
		t.atom = false
	case '?', '*', '+', '{':
		return t.quantifier(c)
	case ']', '}':
		return fmt.Errorf("%q without its opening", c)
	default:
		t.out.WriteByte(c)
		t.atom = true
	}
	return nil
}

// quantifier rewrites a quantifier, which must follow an atom: a second one would make it lazy in RE2.
func (t *patternTranslator) quantifier(c byte) error {
	if !t.atom {
		return fmt.Errorf("%q without anything to repeat", c)
	}
	t.atom = false
	t.out.WriteByte(c)
	if c != '{' {
		return nil
	}
	body, rest, found := strings.Cut(t.rest, "}")
	if !found || strings.Trim(body, "0123456789,") != "" || body == "" || body[0] == ',' {
		return errors.New("a quantifier that is not {n}, {n,} or {n,m}")
	}
	t.out.WriteString(body + "}")
	t.rest = rest
	return nil
}

// escape rewrites what follows a backslash.
func (t *patternTranslator) escape() error {
	if t.rest == "" {
		return errors.New("a backslash at the end")
	}
	c := t.rest[0]
	t.rest = t.rest[1:]
	t.atom, t.first = true, false
	switch {
	case strings.IndexByte(`nrt\|.?*+(){}-[]^`, c) >= 0:
		t.out.WriteString(`\` + string(c))
	case c == 'p' || c == 'P':
		return t.category(c)
	default:
		class, ok := classEscape(c, t.class)
		if !ok {
			return fmt.Errorf(`the escape \%c is outside the subset`, c)
		}
		t.out.WriteString(class)
	}
	return nil
}

// classEscape gives what \d, \s, \w and their opposites mean in XML Schema, which is more than ASCII.
func classEscape(c byte, within bool) (string, bool) {
	brackets := func(s string) (string, bool) {
		if within {
			return s, true
		}
		return "[" + s + "]", true
	}
	switch c {
	case 'd':
		return `\p{Nd}`, true
	case 'D':
		return `\P{Nd}`, true
	case 's':
		return brackets(` \t\n\r`)
	case 'w':
		return brackets(`\p{L}\p{M}\p{N}\p{S}`)
	}
	if within {
		return "", false
	}
	switch c {
	case 'S':
		return `[^ \t\n\r]`, true
	case 'W':
		return `[^\p{L}\p{M}\p{N}\p{S}]`, true
	}
	return "", false
}

// category rewrites \p{..}: general categories only, for RE2 reads block names as scripts or not at all.
func (t *patternTranslator) category(c byte) error {
	body, rest, found := strings.Cut(t.rest, "}")
	name := strings.TrimPrefix(body, "{")
	if !found || name == body || len(name) == 0 || len(name) > 2 {
		return fmt.Errorf(`\%c without a general category is outside the subset`, c)
	}
	t.out.WriteString(`\` + string(c) + "{" + name + "}")
	t.rest = rest
	return nil
}
