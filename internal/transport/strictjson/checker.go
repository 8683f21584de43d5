package strictjson

import (
	"bytes"
	"hash/maphash"
	"math"
	"sync"
	"unicode/utf8"
)

// Limits bounds what a document may ask of those who read it. Every bound is inclusive and must be positive.
type Limits struct {
	Bytes    int  // length of the document
	Depth    int  // objects and arrays within one another; a scalar has depth 0
	Values   int  // values in all: scalars, objects and arrays, the outermost included
	Members  int  // members of one object; the search for a doubled name costs its square
	KeyBytes int  // one name, as written between its quotes
	BOM      bool // whether a byte order mark may stand in front (RFC 8259, 8.1: parsers may ignore one)
}

// Default returns the bounds for a registry's reply and for a request alike: 1 MiB, depth 32, 65,536 values, 256
// members of an object, names of 256 bytes; no byte order mark.
func Default() Limits {
	return Limits{Bytes: 1 << 20, Depth: 32, Values: 1 << 16, Members: 256, KeyBytes: 256}
}

// A Checker checks documents against its limits. Build one at the start and keep it; it is safe for concurrent use.
type Checker struct {
	limits   Limits
	scanners sync.Pool // of *scanner, for the room that names take
}

// New returns a Checker with the limits l.
func New(l Limits) *Checker {
	c := &Checker{limits: l}
	c.scanners.New = func() any {
		return &scanner{limits: l, seed: maphash.MakeSeed(), hashes: make([]uint64, 0, keysUsual)}
	}
	return c
}

// Check returns doc without its byte order mark, or an *Error that says what is wrong first. It neither changes doc nor
// keeps it, and allocates nothing for a usual document that passes.
func (c *Checker) Check(doc []byte) ([]byte, error) {
	const mark = "\xef\xbb\xbf"
	offset := 0
	if bytes.HasPrefix(doc, []byte(mark)) {
		if !c.limits.BOM {
			return nil, &Error{Code: CodeBOM}
		}
		offset = len(mark)
	}
	if len(doc) > c.limits.Bytes {
		return nil, &Error{Code: CodeBytes, Offset: c.limits.Bytes}
	}
	if e := c.scan(doc[offset:]); e != nil {
		e.Offset += offset
		return nil, e
	}
	return doc[offset:], nil
}

// keysUsual is how many names of open objects there is room for at once: more than contracts nest.
const keysUsual = 64

func (c *Checker) scan(doc []byte) *Error {
	s, _ := c.scanners.Get().(*scanner)
	s.data, s.badUTF8 = doc, math.MaxInt
	if !utf8.Valid(doc) {
		s.badUTF8 = firstBad(doc)
	}
	e := s.document()
	*s = scanner{limits: s.limits, seed: s.seed, hashes: s.hashes[:0], scratch: s.scratch[:0]}
	c.scanners.Put(s)
	return e
}

// firstBad returns the offset of the first byte that is not part of valid UTF-8.
func firstBad(doc []byte) int {
	for i := 0; i < len(doc); {
		r, n := utf8.DecodeRune(doc[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return math.MaxInt
}
