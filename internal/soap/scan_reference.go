package soap

import (
	"bytes"
	"unicode/utf8"
)

// reference appends what the reference at pos stands for to the scratch, and gives its length.
func (s *scanner) reference(pos int) (int, error) {
	const longest = len("&#x0010FFFF;")
	window := s.src[pos:min(len(s.src), pos+longest)]
	length := bytes.IndexByte(window, ';')
	if length < 0 {
		return 0, s.failAt(pos, CodeNotXML, "a reference without end")
	}
	name := window[1:length]
	if len(name) > 1 && name[0] == '#' {
		r, ok := characterReference(name[1:])
		if !ok {
			return 0, s.failAt(pos, CodeNotXML, "a character reference to no character")
		}
		s.scratch = utf8.AppendRune(s.scratch, r)
		return length + 1, nil
	}
	c, ok := predefinedEntity(string(name))
	if !ok {
		return 0, s.failAt(pos, CodeNotXML, "an entity that is not known")
	}
	s.scratch = append(s.scratch, c)
	return length + 1, nil
}

// predefinedEntity gives the character of one of XML's five entities.
func predefinedEntity(name string) (c byte, ok bool) {
	switch name {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "apos":
		return '\'', true
	case "quot":
		return '"', true
	default:
		return 0, false
	}
}

// characterReference reads the digits of a character reference, "1074" or "x432".
func characterReference(digits []byte) (rune, bool) {
	base := rune(10)
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	var r rune
	for _, c := range digits {
		d := digitValue(c)
		if d < 0 || d >= base {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	return r, len(digits) > 0 && isCharacter(r)
}

// digitValue gives the value of a hexadecimal digit, or -1.
func digitValue(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	default:
		return -1
	}
}

// isCharacter tells whether XML allows r.
func isCharacter(r rune) bool {
	switch {
	case r < ' ':
		return r == '\t' || r == '\n' || r == '\r'
	case r >= 0xD800 && r <= 0xDFFF:
		return false
	default:
		return r != 0xFFFE && r != 0xFFFF
	}
}
