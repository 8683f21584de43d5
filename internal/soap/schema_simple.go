package soap

import (
	"slices"
	"unicode/utf8"
)

// whiteSpace is how white space of a value is treated before it is checked.
type whiteSpace uint8

const (
	preserve whiteSpace = iota
	replace
	collapse
)

// A simpleType is a built-in type (base nil) or a restriction of another.
type simpleType struct {
	name  string // of the built-in type at its root
	base  *simpleType
	form  lexical // of a built-in type
	space whiteSpace
	// bounds of a built-in integer type, or of a restriction of it
	integer  bool
	unsigned bool
	min, max int64
	date     bool
	first    calendarDate // minInclusive and maxInclusive of a date, zero if absent
	last     calendarDate

	length, minLength, maxLength int // in characters, -1 if absent
	texts                        []string
	integers                     []int64
	patterns                     []*automaton // alternatives
}

// isText tells whether the type's values are strings.
func (t *simpleType) isText() bool {
	return t.name == "string" || t.name == "normalizedString" || t.name == "token"
}

// check tells which rule a value breaks, "" for none. The value must have been normalized.
func (t *simpleType) check(value []byte) Rule {
	if rule := t.checkForm(value); rule != "" {
		if len(value) == 0 {
			return RuleEmpty
		}
		return rule
	}
	return ""
}

// checkForm is check without the name for an empty value.
func (t *simpleType) checkForm(value []byte) Rule {
	if t.integer {
		return t.checkInteger(value)
	}
	if t.base != nil {
		if rule := t.base.checkForm(value); rule != "" {
			return rule
		}
	} else if t.form != nil {
		return t.form(value)
	}
	if rule := t.checkLength(value); rule != "" {
		return rule
	}
	if rule := t.checkSet(value); rule != "" {
		return rule
	}
	return t.checkDate(value)
}

// checkLength checks the length facets.
func (t *simpleType) checkLength(value []byte) Rule {
	if t.length < 0 && t.minLength < 0 && t.maxLength < 0 {
		return ""
	}
	switch n := utf8.RuneCount(value); {
	case t.length >= 0 && n != t.length:
		return RuleLength
	case n < t.minLength:
		return RuleMinLength
	case t.maxLength >= 0 && n > t.maxLength:
		return RuleMaxLength
	default:
		return ""
	}
}

// checkSet checks enumeration and patterns.
func (t *simpleType) checkSet(value []byte) Rule {
	if len(t.texts) > 0 && !slices.Contains(t.texts, string(value)) {
		return RuleEnumeration
	}
	return t.checkPatterns(value)
}

// checkPatterns tells whether one of the alternatives matches, if there are any.
func (t *simpleType) checkPatterns(value []byte) Rule {
	for _, p := range t.patterns {
		if p.match(value) {
			return ""
		}
	}
	if len(t.patterns) > 0 {
		return RulePattern
	}
	return ""
}

// checkDate checks the bounds of a date whose form has been checked.
func (t *simpleType) checkDate(value []byte) Rule {
	if !t.date || t.first.year == 0 && t.last.year == 0 {
		return ""
	}
	d, _ := readDate(value)
	if t.first.year != 0 && d.before(t.first) {
		return RuleMinInclusive
	}
	if t.last.year != 0 && t.last.before(d) {
		return RuleMaxInclusive
	}
	return ""
}

// checkInteger checks the form and the bounds of an integer.
func (t *simpleType) checkInteger(value []byte) Rule {
	n, rule := readInteger(value)
	if rule != "" {
		return rule
	}
	if t.unsigned && value[0] == '+' || t.unsigned && n == 0 && value[0] == '-' {
		return RuleInteger // as XML Schema 1.0 has it, and strconv.ParseUint
	}
	return t.checkNumber(n, value)
}

// checkNumber checks an integer against the type and those it restricts.
func (t *simpleType) checkNumber(n int64, value []byte) Rule {
	if t.base == nil {
		if n < t.min || n > t.max {
			return RuleIntegerRange
		}
		return ""
	}
	if rule := t.base.checkNumber(n, value); rule != "" {
		return rule
	}
	switch {
	case n < t.min:
		return RuleMinInclusive
	case n > t.max:
		return RuleMaxInclusive
	case len(t.integers) > 0 && !slices.Contains(t.integers, n):
		return RuleEnumeration
	}
	return t.checkPatterns(value)
}

// normalized treats the white space of a value as its type has it. It copies only what must change.
func normalized(value []byte, how whiteSpace) []byte {
	if how == preserve {
		return value
	}
	if how == collapse {
		value = trimSpace(value)
	}
	if !needsNormalizing(value, how) {
		return value
	}
	out := make([]byte, 0, len(value))
	for _, c := range value {
		if isSpace(c) {
			if c = ' '; how == collapse && out[len(out)-1] == ' ' {
				continue
			}
		}
		out = append(out, c)
	}
	return out
}

// needsNormalizing tells whether value, trimmed if it is to be collapsed, holds white space that must change.
func needsNormalizing(value []byte, how whiteSpace) bool {
	for i, c := range value {
		if isSpace(c) && (c != ' ' || how == collapse && value[i-1] == ' ') {
			return true
		}
	}
	return false
}

// trimSpace cuts white space of XML off both ends.
func trimSpace(value []byte) []byte {
	for len(value) > 0 && isSpace(value[0]) {
		value = value[1:]
	}
	for len(value) > 0 && isSpace(value[len(value)-1]) {
		value = value[:len(value)-1]
	}
	return value
}
