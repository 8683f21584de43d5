package soap

import (
	"unicode"
	"unicode/utf8"
)

const (
	nameStart byte = 1 << iota // may begin a name
	namePart                   // may stand in a name
)

// asciiName classifies the ASCII characters of names, the colon excluded: names here are those of "Namespaces in XML 1.0".
var asciiName = func() (table [utf8.RuneSelf]byte) { //nolint:gochecknoglobals // a table, never written to: one look for each byte
	for c := range table {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
			table[c] = nameStart | namePart
		case c >= '0' && c <= '9', c == '-', c == '.':
			table[c] = namePart
		}
	}
	return table
}()

// nameStartRanges and namePartRanges are the productions NameStartChar and NameChar of XML 1.0, fifth edition, beyond ASCII.
var (
	nameStartRanges = &unicode.RangeTable{ //nolint:gochecknoglobals // a table, never written to
		R16: []unicode.Range16{
			{Lo: 0xC0, Hi: 0xD6, Stride: 1}, {Lo: 0xD8, Hi: 0xF6, Stride: 1}, {Lo: 0xF8, Hi: 0x2FF, Stride: 1},
			{Lo: 0x370, Hi: 0x37D, Stride: 1}, {Lo: 0x37F, Hi: 0x1FFF, Stride: 1}, {Lo: 0x200C, Hi: 0x200D, Stride: 1},
			{Lo: 0x2070, Hi: 0x218F, Stride: 1}, {Lo: 0x2C00, Hi: 0x2FEF, Stride: 1}, {Lo: 0x3001, Hi: 0xD7FF, Stride: 1},
			{Lo: 0xF900, Hi: 0xFDCF, Stride: 1}, {Lo: 0xFDF0, Hi: 0xFFFD, Stride: 1},
		},
		R32:         []unicode.Range32{{Lo: 0x10000, Hi: 0xEFFFF, Stride: 1}},
		LatinOffset: 2,
	}
	namePartRanges = &unicode.RangeTable{ //nolint:gochecknoglobals // a table, never written to
		R16: []unicode.Range16{
			{Lo: 0xB7, Hi: 0xB7, Stride: 1}, {Lo: 0x300, Hi: 0x36F, Stride: 1}, {Lo: 0x203F, Hi: 0x2040, Stride: 1},
		},
		LatinOffset: 1,
	}
)

// qualifiedName reads a name with at most one prefix at pos. It gives the offset behind it and the length of the prefix.
func (s *scanner) qualifiedName(pos int) (end, colon int, err error) {
	end = s.plainName(pos)
	if end == pos {
		return 0, 0, s.failName(pos)
	}
	if end == len(s.src) || s.src[end] != ':' {
		return end, 0, nil
	}
	local := end + 1
	colon = end - pos
	if end = s.plainName(local); end == local {
		return 0, 0, s.failName(local)
	}
	if end < len(s.src) && s.src[end] == ':' {
		return 0, 0, s.failAt(end, CodeNotXML, "two colons in a name")
	}
	return end, colon, nil
}

// failName makes the error of a place where a name should be.
func (s *scanner) failName(pos int) *Error {
	if pos == len(s.src) {
		return s.failEnd()
	}
	return s.failAt(pos, CodeNotXML, "not a name")
}

// plainName gives the offset behind the name without colon at pos, or pos if there is none.
func (s *scanner) plainName(pos int) int {
	want := nameStart
	for pos < len(s.src) {
		c := s.src[pos]
		if c < utf8.RuneSelf {
			if asciiName[c]&want == 0 {
				return pos
			}
			pos++
		} else {
			r, size := utf8.DecodeRune(s.src[pos:])
			if !unicode.Is(nameStartRanges, r) && (want == nameStart || !unicode.Is(namePartRanges, r)) {
				return pos
			}
			pos += size
		}
		want = namePart
	}
	return pos
}
