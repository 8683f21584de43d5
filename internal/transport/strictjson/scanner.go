package strictjson

import (
	"hash/maphash"
	"strconv"
)

// A scanner reads one document once, by recursive descent: its depth is bounded, and the path of an error is put
// together on the way back.
type scanner struct {
	data    []byte
	pos     int
	limits  Limits
	seed    maphash.Seed
	badUTF8 int // offset of the first byte that is not UTF-8; beyond the end when there is none
	values  int
	hashes  []uint64 // of the names in the objects that are open, the innermost last
	scratch []byte
}

func (s *scanner) document() *Error {
	s.space()
	if e := s.value(0); e != nil {
		return e
	}
	s.space()
	if s.pos < len(s.data) {
		return s.fail(CodeTrailing)
	}
	return nil
}

// fail says that the byte at s.pos cannot stand.
func (s *scanner) fail(c Code) *Error { return &Error{Code: c, Offset: s.pos} }

// unexpected is a syntax error at s.pos, or a truncation where nothing is left.
func (s *scanner) unexpected() *Error {
	if s.pos >= len(s.data) {
		return &Error{Code: CodeTruncated, Offset: len(s.data)}
	}
	return s.fail(CodeSyntax)
}

// next returns the byte at s.pos, or 0 at the end: NUL stands nowhere in JSON but within a string, where it is refused.
func (s *scanner) next() byte {
	if s.pos < len(s.data) {
		return s.data[s.pos]
	}
	return 0
}

func (s *scanner) space() {
	for s.pos < len(s.data) {
		switch s.data[s.pos] {
		case ' ', '\n', '\r', '\t':
			s.pos++
		default:
			return
		}
	}
}

// value reads one value within depth containers; s.pos stands on its first byte.
func (s *scanner) value(depth int) *Error {
	if s.values++; s.values > s.limits.Values {
		return s.fail(CodeValues)
	}
	switch s.next() {
	case '"':
		return s.text()
	case '{':
		return s.object(depth + 1)
	case '[':
		return s.array(depth + 1)
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return s.number()
	case 't':
		return s.literal("true")
	case 'f':
		return s.literal("false")
	case 'n':
		return s.literal("null")
	default:
		return s.unexpected()
	}
}

func (s *scanner) literal(word string) *Error {
	for i := range len(word) {
		if s.next() != word[i] {
			return s.unexpected()
		}
		s.pos++
	}
	return nil
}

func (s *scanner) array(depth int) *Error {
	if depth > s.limits.Depth {
		return s.fail(CodeDepth)
	}
	s.pos++
	s.space()
	if s.next() == ']' {
		s.pos++
		return nil
	}
	for i := 0; ; i++ {
		if e := s.value(depth); e != nil {
			return e.within(strconv.Itoa(i))
		}
		s.space()
		switch s.next() {
		case ',':
			s.pos++
			s.space()
		case ']':
			s.pos++
			return nil
		default:
			return s.unexpected()
		}
	}
}

func (s *scanner) object(depth int) *Error {
	if depth > s.limits.Depth {
		return s.fail(CodeDepth)
	}
	s.pos++
	s.space()
	if s.next() == '}' {
		s.pos++
		return nil
	}
	first := len(s.hashes)
	for {
		if e := s.member(first, depth); e != nil {
			return e
		}
		s.space()
		switch s.next() {
		case ',':
			s.pos++
			s.space()
		case '}':
			s.pos++
			s.hashes = s.hashes[:first]
			return nil
		default:
			return s.unexpected()
		}
	}
}

// member reads a name, a colon and a value; first is the index of its object's first name.
func (s *scanner) member(first, depth int) *Error {
	k, e := s.name(first)
	if e != nil {
		return e
	}
	s.space()
	if s.next() != ':' {
		return s.unexpected().within(segment(k.raw(s.data)))
	}
	s.pos++
	s.space()
	if e := s.value(depth); e != nil {
		return e.within(segment(k.raw(s.data)))
	}
	return nil
}
