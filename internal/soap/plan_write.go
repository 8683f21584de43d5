package soap

import (
	"reflect"
	"strconv"
	"strings"
)

// appendElement appends v as an element of the slot; namespace is declared on it if not empty. What is within comes in the contract's
// order.
//
// A nil pointer is an absent element, and so is an empty text that is behind none. Every other value is written: a number or boolean
// that may be absent stands behind a pointer (see [Contract.Fits]).
func (s *slot) appendElement(dst []byte, namespace string, v reflect.Value) []byte {
	v, there := pointedTo(v)
	if !there {
		return dst
	}
	dst = append(append(dst, '<'), s.local...)
	if namespace != "" {
		dst = append(appendEscaped(append(dst, ` xmlns="`...), namespace), '"')
	}
	if s.inner == nil {
		dst = appendSimple(append(dst, '>'), v)
	} else {
		dst = s.inner.appendContent(dst, v)
	}
	dst = append(append(dst, "</"...), s.local...)
	return append(dst, '>')
}

// appendContent appends the attributes of a struct, the end of its start tag and its children.
func (p *plan) appendContent(dst []byte, v reflect.Value) []byte {
	for i := range p.attrs {
		dst = p.attrs[i].appendAttribute(dst, v)
	}
	dst = append(dst, '>')
	for i := range p.children {
		dst = p.children[i].appendElements(dst, v)
	}
	return dst
}

// appendElements appends the elements of the slot in a struct.
func (s *slot) appendElements(dst []byte, v reflect.Value) []byte {
	if s.field < 0 || isEmptyText(v.Field(s.field)) {
		return dst
	}
	v = v.Field(s.field)
	if !s.repeats {
		return s.appendElement(dst, "", v)
	}
	for i := range v.Len() {
		dst = s.appendElement(dst, "", v.Index(i))
	}
	return dst
}

func (s *slot) appendAttribute(dst []byte, v reflect.Value) []byte {
	if s.field < 0 || isEmptyText(v.Field(s.field)) {
		return dst
	}
	v, there := pointedTo(v.Field(s.field))
	if !there {
		return dst
	}
	dst = append(append(append(dst, ' '), s.local...), `="`...)
	return append(appendSimple(dst, v), '"')
}

func isEmptyText(v reflect.Value) bool { return v.Kind() == reflect.String && v.Len() == 0 }

// pointedTo gives what stands behind all pointers; there is false if one of them is nil.
func pointedTo(v reflect.Value) (_ reflect.Value, there bool) {
	for v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return v, false
		}
		v = v.Elem()
	}
	return v, true
}

// appendSimple appends the value of a simple type. Text that is not UTF-8 comes out with U+FFFD in it; other characters that XML
// does not allow are found by the check that follows.
func appendSimple(dst []byte, v reflect.Value) []byte {
	switch v.Kind() {
	case reflect.String:
		return appendEscaped(dst, strings.ToValidUTF8(v.String(), "\uFFFD"))
	case reflect.Bool:
		return strconv.AppendBool(dst, v.Bool())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return strconv.AppendUint(dst, v.Uint(), 10)
	default:
		return strconv.AppendInt(dst, v.Int(), 10)
	}
}
