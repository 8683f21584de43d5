package strictjson

import (
	"bytes"
	"hash/maphash"
	"math"
)

// A key is where the name of a member stands in the document, between its quotes.
type key struct {
	start, end int
	escaped    bool
}

func (k key) raw(data []byte) []byte { return data[k.start:k.end] }

// name reads the name of a member, and refuses it if its object, whose names begin at index first, has it already.
func (s *scanner) name(first int) (key, *Error) {
	if s.next() != '"' {
		return key{}, s.unexpected()
	}
	if len(s.keys)-first >= s.limits.Members {
		return key{}, s.fail(CodeMembers)
	}
	quote := s.pos
	escaped, e := s.quoted(s.limits.KeyBytes)
	if e != nil {
		return key{}, e
	}
	k := key{start: quote + 1, end: s.pos - 1, escaped: escaped}
	hash := maphash.Bytes(s.seed, s.decoded(k))
	for i, h := range s.hashes[first:] {
		if h == hash && s.same(s.keys[first+i], k) {
			return key{}, (&Error{Code: CodeDuplicateKey, Offset: quote}).within(segment(k.raw(s.data)))
		}
	}
	s.hashes, s.keys = append(s.hashes, hash), append(s.keys, k)
	return k, nil
}

// same reports whether a and b are one name. Equal hashes alone do not say so.
func (s *scanner) same(a, b key) bool {
	if !a.escaped && !b.escaped {
		return bytes.Equal(a.raw(s.data), b.raw(s.data))
	}
	return bytes.Equal(unescape(nil, a.raw(s.data)), unescape(nil, b.raw(s.data)))
}

// decoded returns what the name k says; the bytes hold until the next call.
func (s *scanner) decoded(k key) []byte {
	if !k.escaped {
		return k.raw(s.data)
	}
	s.scratch = unescape(s.scratch[:0], k.raw(s.data))
	return s.scratch
}

// text reads a string that is a value.
func (s *scanner) text() *Error {
	_, e := s.quoted(math.MaxInt)
	return e
}
