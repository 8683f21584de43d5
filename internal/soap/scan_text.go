package soap

import "bytes"

// charClass says what a byte asks for within text or an attribute.
type charClass byte

const (
	plain     charClass = iota
	rewritten           // must be rewritten: "&", carriage return; in attributes other white space too
	stopping            // ends the run or is illegal: "<", "]", controls, a byte that may begin U+FFFE
)

// textClass and valueClass classify the bytes of text and of attribute values. The quotes are seen to elsewhere.
var (
	textClass  = classes("&\r", "<]")    //nolint:gochecknoglobals // a table, never written to: one look for each byte
	valueClass = classes("&\r\n\t", "<") //nolint:gochecknoglobals // as textClass
)

// classes makes a table in which controls that XML does not allow and 0xEF, which begins U+FFFE and U+FFFF, are stopping.
func classes(rewrite, stop string) (table [256]charClass) {
	for c := range ' ' {
		table[c] = stopping
	}
	table['\t'], table['\n'], table['\r'] = plain, plain, plain
	table[firstOfNonCharacter] = stopping
	for _, c := range []byte(rewrite) {
		table[c] = rewritten
	}
	for _, c := range []byte(stop) {
		table[c] = stopping
	}
	return table
}

const firstOfNonCharacter = 0xEF

// isNonCharacter tells whether b, which begins with 0xEF, begins with U+FFFE or U+FFFF, which XML does not allow.
func isNonCharacter(b []byte) bool {
	return len(b) >= 3 && b[1] == 0xBF && b[2] >= 0xBE
}

// illegalCharacter gives the offset of the first character in b that XML does not allow, or -1.
func illegalCharacter(b []byte) int {
	for i, c := range b {
		if c < ' ' && !isSpace(c) || c == firstOfNonCharacter && isNonCharacter(b[i:]) {
			return i
		}
	}
	return -1
}

// characters reads text up to the next tag.
func (s *scanner) characters() (tokenKind, error) {
	start := s.pos
	pos, rewrite := start, false
	for ; pos < len(s.src); pos++ {
		c := s.src[pos]
		switch textClass[c] {
		case plain:
			continue
		case rewritten:
			rewrite = true
			continue
		default: // stopping
		}
		if c == '<' {
			break
		}
		if err := s.stoppedBy(pos); err != nil {
			return tokenEOF, err
		}
	}
	s.pos = pos
	s.text = s.src[start:pos]
	if len(s.open) == 0 {
		return tokenEOF, s.outside()
	}
	if rewrite {
		return tokenText, s.rewriteText()
	}
	return tokenText, nil
}

// outside refuses text around the document element unless it is white space.
func (s *scanner) outside() error {
	switch {
	case allSpace(s.text):
		return nil
	case s.rooted:
		return s.fail(CodeTrailing, "")
	default:
		return s.fail(CodeNotXML, "text before the document element")
	}
}

// stoppedBy gives the error for a stopping byte, or nil if it turns out to be harmless.
func (s *scanner) stoppedBy(pos int) error {
	switch c := s.src[pos]; {
	case c == ']':
		if bytes.HasPrefix(s.src[pos:], []byte("]]>")) {
			return s.failAt(pos, CodeNotXML, `"]]>" in text`)
		}
		return nil
	case c == firstOfNonCharacter && !isNonCharacter(s.src[pos:]):
		return nil
	case c == '<':
		return s.failAt(pos, CodeNotXML, `"<" in an attribute`)
	default:
		return s.failAt(pos, CodeNotXML, "illegal character")
	}
}

// rewriteText expands the references in the last token's text and normalizes its line ends. The result stays valid until the next
// start tag, so that the pieces of a value can be joined.
func (s *scanner) rewriteText() error {
	from := len(s.scratch)
	for i := 0; i < len(s.text); {
		switch c := s.text[i]; c {
		case '&':
			size, err := s.reference(s.at + i)
			if err != nil {
				return err
			}
			i += size
		case '\r':
			s.scratch = append(s.scratch, '\n')
			i += lineEnd(s.text[i:])
		default:
			s.scratch = append(s.scratch, c)
			i++
		}
	}
	s.text = s.scratch[from:]
	return nil
}

// lineEnd gives the length of the line end at the start of b: a carriage return, alone or before a line feed.
func lineEnd(b []byte) int {
	if len(b) > 1 && b[1] == '\n' {
		return 2
	}
	return 1
}

// attributeValue reads an attribute's value up to its quote, and gives the offset behind that.
func (s *scanner) attributeValue(pos int, quote byte) (value []byte, end int, err error) {
	length := bytes.IndexByte(s.src[pos:], quote)
	if length < 0 {
		return nil, 0, s.failEnd()
	}
	end = pos + length
	rewrite := false
	for i := pos; i < end; i++ {
		switch valueClass[s.src[i]] {
		case rewritten:
			rewrite = true
		case stopping:
			if err := s.stoppedBy(i); err != nil {
				return nil, 0, err
			}
		default: // plain
		}
	}
	if !rewrite {
		return s.src[pos:end], end + 1, nil
	}
	value, err = s.rewriteValue(pos, end)
	return value, end + 1, err
}

// rewriteValue expands references in an attribute's value and turns its white space into spaces.
func (s *scanner) rewriteValue(pos, end int) ([]byte, error) {
	from := len(s.scratch)
	for pos < end {
		switch c := s.src[pos]; {
		case c == '&':
			size, err := s.reference(pos)
			if err != nil {
				return nil, err
			}
			pos += size
		case c == '\r':
			s.scratch = append(s.scratch, ' ')
			pos += lineEnd(s.src[pos:end])
		case isSpace(c):
			s.scratch = append(s.scratch, ' ')
			pos++
		default:
			s.scratch = append(s.scratch, c)
			pos++
		}
	}
	return s.scratch[from:len(s.scratch):len(s.scratch)], nil
}

// cdata reads a CDATA section.
func (s *scanner) cdata() (tokenKind, error) {
	if len(s.open) == 0 {
		return tokenEOF, s.fail(CodeNotXML, "CDATA outside the document element")
	}
	body := s.pos + len("<![CDATA[")
	length := bytes.Index(s.src[body:], []byte("]]>"))
	if length < 0 {
		return tokenEOF, s.failEnd()
	}
	s.text = s.src[body : body+length]
	if at := illegalCharacter(s.text); at >= 0 {
		return tokenEOF, s.failAt(body+at, CodeNotXML, "illegal character")
	}
	s.pos = body + length + len("]]>")
	if bytes.IndexByte(s.text, '\r') >= 0 {
		s.normalizeLineEnds()
	}
	return tokenText, nil
}

// normalizeLineEnds makes every line end of the last token's text one line feed.
func (s *scanner) normalizeLineEnds() {
	from := len(s.scratch)
	for i := 0; i < len(s.text); {
		c, size := s.text[i], 1
		if c == '\r' {
			c, size = '\n', lineEnd(s.text[i:])
		}
		s.scratch = append(s.scratch, c)
		i += size
	}
	s.text = s.scratch[from:]
}
