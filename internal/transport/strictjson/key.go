package strictjson

import (
	"hash/maphash"
	"math"
	"slices"
)

// A key is where the name of a member stands in the document, between its quotes.
type key struct{ start, end int }

func (k key) raw(data []byte) []byte { return data[k.start:k.end] }

// name reads the name of a member, and refuses it if its object, whose names begin at index first, has it already.
//
// Names are compared by a 64-bit hash under a random seed alone: two names of an object as wide as the default allows
// share one in less than one document out of 10^14, and nobody can choose them so.
func (s *scanner) name(first int) (key, *Error) {
	if s.next() != '"' {
		return key{}, s.unexpected()
	}
	if len(s.hashes)-first >= s.limits.Members {
		return key{}, s.fail(CodeMembers)
	}
	quote := s.pos
	escaped, e := s.quoted(s.limits.KeyBytes)
	if e != nil {
		return key{}, e
	}
	k := key{start: quote + 1, end: s.pos - 1}
	hash := s.hash(k, escaped)
	if slices.Contains(s.hashes[first:], hash) {
		return key{}, (&Error{Code: CodeDuplicateKey, Offset: quote}).within(segment(k.raw(s.data)))
	}
	s.hashes = append(s.hashes, hash)
	return k, nil
}

// hash returns the hash of what the name k says, however it is written.
func (s *scanner) hash(k key, escaped bool) uint64 {
	if !escaped {
		return maphash.Bytes(s.seed, k.raw(s.data))
	}
	s.scratch = unescape(s.scratch[:0], k.raw(s.data))
	return maphash.Bytes(s.seed, s.scratch)
}

// text reads a string that is a value.
func (s *scanner) text() *Error {
	_, e := s.quoted(math.MaxInt)
	return e
}
