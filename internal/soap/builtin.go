package soap

import (
	"math"
	"strconv"
)

// lexical checks the form of a value of a built-in type; "" says that it is right.
type lexical func(value []byte) Rule

// newBuiltin makes a built-in type.
func newBuiltin(name string, space whiteSpace, form lexical) *simpleType {
	return &simpleType{name: name, form: form, space: space, length: -1, minLength: -1, maxLength: -1}
}

// newInteger makes a built-in integer type.
func newInteger(name string, lowest, highest int64) *simpleType {
	t := newBuiltin(name, collapse, nil)
	t.integer, t.unsigned, t.min, t.max = true, lowest == 0, lowest, highest
	return t
}

// builtin gives a built-in type of XML Schema that is in the subset, or nil.
func builtin(name string) *simpleType {
	switch name {
	case "string":
		return newBuiltin(name, preserve, nil)
	case "normalizedString":
		return newBuiltin(name, replace, nil)
	case "token":
		return newBuiltin(name, collapse, nil)
	case "boolean":
		return newBuiltin(name, collapse, isBoolean)
	case "date":
		t := newBuiltin(name, collapse, isDate)
		t.date = true
		return t
	case "dateTime":
		return newBuiltin(name, collapse, isDateTime)
	case "long":
		return newInteger(name, math.MinInt64, math.MaxInt64)
	case "int":
		return newInteger(name, math.MinInt32, math.MaxInt32)
	case "short":
		return newInteger(name, math.MinInt16, math.MaxInt16)
	case "byte":
		return newInteger(name, math.MinInt8, math.MaxInt8)
	case "unsignedInt":
		return newInteger(name, 0, math.MaxUint32)
	case "unsignedShort":
		return newInteger(name, 0, math.MaxUint16)
	case "unsignedByte":
		return newInteger(name, 0, math.MaxUint8)
	default:
		return nil
	}
}

// readInteger reads an integer of XML Schema: an optional sign and digits.
func readInteger(value []byte) (int64, Rule) {
	digits := value
	if len(digits) > 0 && (digits[0] == '+' || digits[0] == '-') {
		digits = digits[1:]
	}
	if len(digits) == 0 {
		return 0, RuleInteger
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, RuleInteger
		}
	}
	n, err := strconv.ParseInt(string(value), 10, 64) //nolint:forbidigo // the error is dropped
	if err != nil {
		return 0, RuleIntegerRange
	}
	return n, ""
}

// isBoolean is the lexical form of xs:boolean.
func isBoolean(value []byte) Rule {
	switch string(value) {
	case "true", "false", "1", "0":
		return ""
	default:
		return RuleBoolean
	}
}
