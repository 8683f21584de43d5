package strictjson

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted reads a string of at most limit bytes between its quotes, s.pos standing on the first of them, and reports
// whether there are escapes in it.
func (s *scanner) quoted(limit int) (escaped bool, e *Error) {
	s.pos++
	start := s.pos
	for {
		s.pos = plain(s.data, s.pos)
		if s.badUTF8 < s.pos {
			return false, &Error{Code: CodeUTF8, Offset: s.badUTF8}
		}
		if s.pos-start > limit {
			return false, &Error{Code: CodeKeyBytes, Offset: start + limit}
		}
		switch s.next() {
		case '"':
			s.pos++
			return escaped, nil
		case '\\':
			escaped = true
			if e := s.escape(); e != nil {
				return false, e
			}
		default:
			return false, s.unexpected()
		}
	}
}

// plain returns the offset of the first quote, backslash or control character at or after i, or the length of data.
// Bytes from 0x80 on are passed over: UTF-8 has been looked at for the whole document at once.
func plain(data []byte, i int) int {
	const (
		ones  = 0x0101010101010101
		highs = 0x80 * ones
	)
	for i+8 <= len(data) {
		// Eight bytes at once: a high bit of found is set in each byte that is below 0x20, a quote or a backslash. A borrow
		// can set it wrongly only above one that is set rightly, so the lowest is always right.
		x := binary.LittleEndian.Uint64(data[i:])
		quote, backslash := x^'"'*ones, x^'\\'*ones
		found := ((x - 0x20*ones) | (quote - ones) | (backslash - ones)) & ^x & highs
		if found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
		i += 8
	}
	for i < len(data) && data[i] >= 0x20 && data[i] != '"' && data[i] != '\\' {
		i++
	}
	return i
}

// escape reads one escape, s.pos standing on its backslash; of a surrogate pair, both halves.
func (s *scanner) escape() *Error {
	start := s.pos
	s.pos++
	switch s.next() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos++
		return nil
	case 'u':
	default:
		return s.unexpected()
	}
	unit, e := s.unit()
	if e != nil || !utf16.IsSurrogate(unit) {
		return e
	}
	if s.next() == '\\' && s.pos+1 < len(s.data) && s.data[s.pos+1] == 'u' {
		s.pos++
		low, e := s.unit()
		if e != nil {
			return e
		}
		if utf16.DecodeRune(unit, low) != utf8.RuneError {
			return nil
		}
	}
	return &Error{Code: CodeSurrogate, Offset: start}
}

// unit reads the four digits of \uXXXX, s.pos standing on the u.
func (s *scanner) unit() (rune, *Error) {
	var unit rune
	for range 4 {
		s.pos++
		digit, ok := hex(s.next())
		if !ok {
			return 0, s.unexpected()
		}
		unit = unit<<4 | digit
	}
	s.pos++
	return unit, nil
}

func hex(c byte) (rune, bool) {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0'), true
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10, true
	default:
		return 0, false
	}
}

// unescape appends to out what text says, which quoted has accepted.
func unescape(out, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			out = append(out, text[i])
			continue
		}
		i++
		if text[i] != 'u' {
			out = append(out, short(text[i]))
			continue
		}
		r := codeUnit(text[i+1:])
		i += 4
		if utf16.IsSurrogate(r) {
			r = utf16.DecodeRune(r, codeUnit(text[i+3:]))
			i += 6
		}
		out = utf8.AppendRune(out, r)
	}
	return out
}

func codeUnit(text []byte) (unit rune) {
	for _, c := range text[:4] {
		digit, _ := hex(c)
		unit = unit<<4 | digit
	}
	return unit
}

// short returns what a two-character escape stands for.
func short(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	default:
		return c
	}
}
