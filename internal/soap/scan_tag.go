package soap

import "bytes"

// attribute is one attribute of a start tag, namespace declarations excluded.
type attribute struct {
	prefix, local []byte
	space         string
	value         []byte // normalized as XML 1.0 has it for undeclared attributes
}

// startTag reads a start tag or an empty-element tag.
func (s *scanner) startTag() error {
	if len(s.open) >= s.limits.Depth {
		return s.fail(CodeTooDeep, "")
	}
	from := s.pos + 1
	to, colon, err := s.qualifiedName(from)
	if err != nil {
		return err
	}
	s.attrs, s.scratch = s.attrs[:0], s.scratch[:0]
	tag := openTag{from: from, to: to, colon: colon, bindings: len(s.bindings)}
	if s.pos, err = s.attributes(to); err != nil {
		return err
	}
	if err = s.resolve(&tag); err != nil {
		return err
	}
	s.open = append(s.open, tag)
	s.rooted = true
	s.named(tag)
	return nil
}

// attributes reads what follows the name of a start tag, through its ">", and gives the offset behind it.
func (s *scanner) attributes(pos int) (int, error) {
	for {
		name := s.skipSpace(pos)
		if name == len(s.src) {
			return 0, s.failEnd()
		}
		switch c := s.src[name]; {
		case c == '>':
			return name + 1, nil
		case c == '/':
			if name+1 == len(s.src) {
				return 0, s.failEnd()
			}
			if s.src[name+1] != '>' {
				return 0, s.failAt(name, CodeNotXML, "a slash within a tag")
			}
			s.closing = true
			return name + 2, nil
		case name == pos:
			return 0, s.failAt(name, CodeNotXML, "no space before an attribute")
		}
		var err error
		if pos, err = s.attribute(name); err != nil {
			return 0, err
		}
	}
}

// attribute reads one attribute and gives the offset behind it.
func (s *scanner) attribute(pos int) (int, error) {
	to, colon, err := s.qualifiedName(pos)
	if err != nil {
		return 0, err
	}
	quote := s.skipSpace(to)
	if quote < len(s.src) && s.src[quote] == '=' {
		quote = s.skipSpace(quote + 1)
	} else if quote < len(s.src) {
		return 0, s.failAt(quote, CodeNotXML, "an attribute without a value")
	}
	if quote == len(s.src) {
		return 0, s.failEnd()
	}
	if c := s.src[quote]; c != '"' && c != '\'' {
		return 0, s.failAt(quote, CodeNotXML, "an attribute without quotes")
	}
	value, end, err := s.attributeValue(quote+1, s.src[quote])
	if err != nil {
		return 0, err
	}
	if len(s.attrs) >= s.limits.Attributes {
		return 0, s.failAt(pos, CodeTooManyAttrs, "")
	}
	a := attribute{local: s.src[pos:to], value: value}
	if colon > 0 {
		a.prefix, a.local = s.src[pos:pos+colon], s.src[pos+colon+1:to]
	}
	s.attrs = append(s.attrs, a)
	return end, nil
}

// endTag reads an end tag, which must match the element that is open.
func (s *scanner) endTag() error {
	if len(s.open) == 0 {
		if s.rooted {
			return s.fail(CodeTrailing, "")
		}
		return s.fail(CodeNotXML, "an end tag without its start")
	}
	tag := s.open[len(s.open)-1]
	name := s.src[tag.from:tag.to]
	rest := s.src[s.pos+len("</"):]
	if !bytes.HasPrefix(rest, name) {
		if bytes.HasPrefix(name, rest) {
			return s.failEnd()
		}
		return s.fail(CodeNotXML, "an end tag that does not match")
	}
	end := s.skipSpace(s.pos + len("</") + len(name))
	switch {
	case end == len(s.src):
		return s.failEnd()
	case s.src[end] != '>':
		return s.fail(CodeNotXML, "an end tag that does not match")
	}
	s.pos = end + 1
	return s.endElement()
}

// endElement takes the innermost element from the stack and names it as the last token.
func (s *scanner) endElement() error {
	tag := s.open[len(s.open)-1]
	s.open = s.open[:len(s.open)-1]
	s.bindings = s.bindings[:tag.bindings]
	s.named(tag)
	return nil
}

// named makes tag's name the name of the last token.
func (s *scanner) named(tag openTag) {
	s.prefix, s.local, s.space = nil, s.src[tag.from:tag.to], tag.space
	if tag.colon > 0 {
		s.prefix, s.local = s.local[:tag.colon], s.local[tag.colon+1:]
	}
}

// skipSpace gives the offset of the first byte from pos that is no white space.
func (s *scanner) skipSpace(pos int) int {
	for pos < len(s.src) && isSpace(s.src[pos]) {
		pos++
	}
	return pos
}

// isSpace tells whether c is white space of XML.
func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// allSpace tells whether b holds nothing but white space of XML.
func allSpace(b []byte) bool {
	for _, c := range b {
		if !isSpace(c) {
			return false
		}
	}
	return true
}
