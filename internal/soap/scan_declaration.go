package soap

import (
	"bytes"
	"strings"
)

// xmlDecl is what an XML declaration says.
type xmlDecl struct {
	encoding []byte
	length   int // in bytes, 0 if there is none
}

// declaration passes over the XML declaration at the start of the document, if there is one. Its encoding has been dealt with
// before, by the reader of the charset.
func (s *scanner) declaration() error {
	decl, err := readDeclaration(s.src)
	if err != nil {
		return err
	}
	s.pos = decl.length
	return nil
}

// readDeclaration reads the XML declaration at the start of src, which need not be UTF-8: a declaration is ASCII.
func readDeclaration(src []byte) (xmlDecl, error) {
	const mark = "<?xml"
	if len(src) > 0 && strings.HasPrefix(mark, string(src[:min(len(src), len(mark)+1)])) {
		return xmlDecl{}, cutOff(src)
	}
	if !bytes.HasPrefix(src, []byte(mark)) || len(src) > len(mark) && !isSpace(src[len(mark)]) && src[len(mark)] != '?' {
		return xmlDecl{}, nil
	}
	length := bytes.Index(src, []byte("?>"))
	if length < 0 {
		return xmlDecl{}, cutOff(src)
	}
	decl := xmlDecl{length: length + len("?>")}
	ok := decl.read(src[len(mark):length])
	if !ok {
		return xmlDecl{}, &Error{Code: CodeNotXML, Line: 1, Note: "the XML declaration is wrong"}
	}
	return decl, nil
}

// cutOff makes the error of a message that ends too early.
func cutOff(src []byte) *Error {
	return &Error{Code: CodeTruncated, Offset: len(src), Line: lineAt(src, len(src))}
}

// read reads version, encoding and standalone, in this order.
func (d *xmlDecl) read(rest []byte) bool {
	version, rest, ok := pseudoAttribute(rest, "version")
	if !ok || string(version) != "1.0" {
		return false
	}
	if encoding, after, ok := pseudoAttribute(rest, "encoding"); ok {
		if len(encoding) == 0 {
			return false
		}
		d.encoding, rest = encoding, after
	}
	if standalone, after, ok := pseudoAttribute(rest, "standalone"); ok {
		if string(standalone) != "yes" && string(standalone) != "no" {
			return false
		}
		rest = after
	}
	return allSpace(rest)
}

// pseudoAttribute cuts ` name="value"` off the start of b.
func pseudoAttribute(b []byte, name string) (value, rest []byte, ok bool) {
	trimmed := bytes.TrimLeft(b, " \t\r\n")
	if len(trimmed) == len(b) || !bytes.HasPrefix(trimmed, []byte(name)) {
		return nil, b, false
	}
	after := bytes.TrimLeft(trimmed[len(name):], " \t\r\n")
	if len(after) == 0 || after[0] != '=' {
		return nil, b, false
	}
	after = bytes.TrimLeft(after[1:], " \t\r\n")
	if len(after) == 0 || after[0] != '"' && after[0] != '\'' {
		return nil, b, false
	}
	length := bytes.IndexByte(after[1:], after[0])
	if length < 0 {
		return nil, b, false
	}
	return after[1 : 1+length], after[1+length+1:], true
}
