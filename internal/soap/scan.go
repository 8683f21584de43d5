package soap

import "bytes"

// tokenKind is what a scanner has found.
type tokenKind uint8

const (
	tokenEOF tokenKind = iota
	tokenStart
	tokenEnd
	tokenText
)

// openTag is an element that has begun: its name as written, to be met again by its end tag, and how many namespace bindings were in
// force before it.
type openTag struct {
	from, to int // the name in the source
	colon    int // length of the prefix, 0 without one
	space    string
	bindings int
}

// A scanner cuts one message into tags and texts. It is strict where encoding/xml is lenient: prefixes must be declared,
// attributes must differ, characters and names must be legal, there is one document element, and no DOCTYPE nor processing
// instruction. What it accepts is namespace-well-formed XML 1.0.
//
// The fields below "the last token" are valid until the next call of next. A scanner allocates nothing per token.
type scanner struct {
	src    []byte
	pos    int
	limits Limits
	known  []string // namespaces that need no string of their own

	tokens   int
	open     []openTag
	bindings []binding
	rooted   bool // the document element has begun
	closing  bool // an empty-element tag owes its end

	// The last token.
	at     int // its offset
	prefix []byte
	local  []byte
	space  string
	attrs  []attribute
	text   []byte

	scratch []byte
}

// reset prepares the scanner for a document, which must be UTF-8 and is read in place. Limits must have been filled.
func (s *scanner) reset(src []byte, limits Limits, known []string) {
	*s = scanner{
		src: src, limits: limits, known: known,
		open: s.open[:0], bindings: s.bindings[:0], attrs: s.attrs[:0], scratch: s.scratch[:0],
	}
}

// forget lets go of the document and of what was kept of it.
func (s *scanner) forget() {
	clear(s.attrs[:cap(s.attrs)])
	clear(s.bindings[:cap(s.bindings)])
	clear(s.scratch[:cap(s.scratch)])
	s.reset(nil, Limits{}, nil)
	s.prefix, s.local, s.text = nil, nil, nil
	if cap(s.scratch) > maxKept {
		s.scratch = nil
	}
}

// next finds the next tag or text. Comments are passed over, and so is white space around the document element.
func (s *scanner) next() (tokenKind, error) {
	if s.closing {
		s.closing = false
		return tokenEnd, s.endElement()
	}
	for s.pos < len(s.src) {
		s.at = s.pos
		if s.tokens++; s.tokens > s.limits.Tokens {
			return tokenEOF, s.fail(CodeTooManyTokens, "")
		}
		kind, err := s.token()
		if err != nil || kind != tokenEOF {
			return kind, err
		}
	}
	s.at = s.pos
	switch {
	case len(s.open) > 0:
		return tokenEOF, s.fail(CodeTruncated, "")
	case !s.rooted:
		return tokenEOF, s.fail(CodeEmpty, "")
	}
	return tokenEOF, nil
}

// token reads one token at pos; tokenEOF says that it was one to pass over.
func (s *scanner) token() (tokenKind, error) {
	if s.src[s.pos] != '<' {
		return s.characters()
	}
	if s.pos+1 == len(s.src) {
		return tokenEOF, s.failEnd()
	}
	switch s.src[s.pos+1] {
	case '/':
		return tokenEnd, s.endTag()
	case '!':
		return s.declarationOrData()
	case '?':
		return tokenEOF, s.fail(CodeInstruction, "")
	}
	if s.rooted && len(s.open) == 0 {
		return tokenEOF, s.fail(CodeTrailing, "")
	}
	return tokenStart, s.startTag()
}

// declarationOrData reads what begins with "<!".
func (s *scanner) declarationOrData() (tokenKind, error) {
	rest := s.src[s.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<!--")):
		return tokenEOF, s.comment()
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		return s.cdata()
	case hasFoldedPrefix(rest, "<!doctype"):
		if name := bytes.TrimLeft(rest[len("<!doctype"):], " \t\r\n"); hasFoldedPrefix(name, "html") {
			return tokenEOF, s.fail(CodeHTML, "")
		}
		return tokenEOF, s.fail(CodeDoctype, "")
	case len(rest) < len("<![CDATA["):
		return tokenEOF, s.failEnd()
	}
	return tokenEOF, s.fail(CodeNotXML, "unknown markup declaration")
}

// hasFoldedPrefix tells whether b begins with prefix, which is in lower case, in any case.
func hasFoldedPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], []byte(prefix))
}

// comment passes over a comment.
func (s *scanner) comment() error {
	body := s.pos + len("<!--")
	length := bytes.Index(s.src[body:], []byte("--"))
	if length < 0 {
		return s.failEnd()
	}
	if at := illegalCharacter(s.src[body : body+length]); at >= 0 {
		return s.failAt(body+at, CodeNotXML, "illegal character")
	}
	end := body + length + len("--")
	switch {
	case end == len(s.src):
		return s.failEnd()
	case s.src[end] != '>':
		return s.failAt(end, CodeNotXML, "two hyphens in a comment")
	}
	s.pos = end + 1
	return nil
}

// fail makes an error at the current token.
func (s *scanner) fail(code Code, note string) *Error { return s.failAt(s.at, code, note) }

// failEnd makes the error of a message that ends within a token.
func (s *scanner) failEnd() *Error { return cutOff(s.src) }

// failAt makes an error at an offset.
func (s *scanner) failAt(offset int, code Code, note string) *Error {
	return &Error{Code: code, Offset: offset, Line: lineAt(s.src, offset), Note: note}
}

// depth is the number of elements that are open.
func (s *scanner) depth() int { return len(s.open) }
