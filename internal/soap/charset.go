package soap

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

const byteOrderMark = "\xEF\xBB\xBF"

// charset is a character encoding that messages may come in.
type charset uint8

const (
	charsetUnknown charset = iota
	charsetUTF8
	charsetWindows1251
)

// charsetNamed gives the charset of a label of HTTP or XML.
func charsetNamed(label string) charset {
	switch strings.ToLower(strings.TrimSpace(label)) {
	case "utf-8", "utf8", "us-ascii", "ascii":
		return charsetUTF8
	case "windows-1251", "cp1251", "x-cp1251":
		return charsetWindows1251
	default:
		return charsetUnknown
	}
}

// Text gives a message as UTF-8 without byte order mark, whatever charset its HTTP header or its declaration says; the declaration stays as it
// is. The result shares body's memory where nothing had to be changed. The error is an *Error.
func Text(header http.Header, body []byte) ([]byte, error) {
	return plainText(header, body, Limits{}.withDefaults())
}

// plainText gives the message in body as UTF-8 without byte order mark, taken out of its multipart. It checks its size and
// recognises web pages. The result shares body's memory where nothing had to be changed.
func plainText(header http.Header, body []byte, limits Limits) ([]byte, error) {
	if len(body) > limits.Bytes {
		return nil, &Error{Code: CodeTooLarge, Length: len(body)}
	}
	if len(body) == 0 {
		return nil, &Error{Code: CodeEmpty}
	}
	contentType := header.Get("Content-Type")
	if isOrdinary(contentType) {
		return decodeText(body, charsetUTF8)
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		mediaType, params = "", nil // missing or broken: the message speaks for itself
	}
	switch mediaType {
	case mediaTypeHTML:
		return nil, &Error{Code: CodeHTML}
	case mediaMultipart:
		if contentType, body, err = rootPart(params, body); err != nil {
			return nil, err
		}
		_, params, _ = mime.ParseMediaType(contentType) // a part without charset speaks for itself
	}
	return textOfCharset(params["charset"], body)
}

// isOrdinary recognises the two usual content types, which need not be parsed each time.
func isOrdinary(contentType string) bool {
	switch contentType {
	case "text/xml; charset=utf-8", "text/xml;charset=UTF-8", "text/xml;charset=utf-8", "text/xml; charset=UTF-8",
		"application/soap+xml; charset=utf-8", "application/soap+xml;charset=UTF-8",
		"application/soap+xml;charset=utf-8", "application/soap+xml; charset=UTF-8":
		return true
	}
	return false
}

// textOfCharset decodes body, whose charset the header names, or "" if it is for the XML declaration to say.
func textOfCharset(label string, body []byte) ([]byte, error) {
	if label == "" {
		return decodeText(body, charsetUnknown)
	}
	known := charsetNamed(label)
	if known == charsetUnknown {
		return nil, &Error{Code: CodeCharset, Note: "the Content-Type names a charset that is not known"}
	}
	return decodeText(body, known)
}

// decodeText decodes body from the charset, or from the one its XML declaration names if that is charsetUnknown. A UTF-8 byte
// order mark outweighs both (RFC 7303, section 3.3).
func decodeText(body []byte, from charset) ([]byte, error) {
	if rest, found := bytes.CutPrefix(body, []byte(byteOrderMark)); found {
		return validUTF8(rest)
	}
	if from == charsetUnknown {
		decl, err := readDeclaration(body)
		if err != nil {
			return nil, err
		}
		if from = charsetUTF8; len(decl.encoding) > 0 {
			from = charsetNamed(string(decl.encoding))
		}
	}
	switch from {
	case charsetUTF8:
		return validUTF8(body)
	case charsetWindows1251:
		return fromWindows1251(body)
	default:
		return nil, &Error{Code: CodeCharset, Note: "the XML declaration names a charset that is not known"}
	}
}

// validUTF8 gives body if it is UTF-8.
func validUTF8(body []byte) ([]byte, error) {
	if utf8.Valid(body) {
		return body, nil
	}
	for tail := len(body) - 1; tail >= max(0, len(body)-utf8.UTFMax); tail-- {
		if utf8.RuneStart(body[tail]) && !utf8.FullRune(body[tail:]) && utf8.Valid(body[:tail]) {
			return nil, cutOff(body) // within a character
		}
	}
	return nil, &Error{Code: CodeCharset, Note: "the bytes are not UTF-8"}
}

// fromWindows1251 decodes body, which is most often half ASCII and half Cyrillic.
func fromWindows1251(body []byte) ([]byte, error) {
	text := make([]byte, 0, len(body)+len(body)/2)
	for i, c := range body {
		if c < utf8.RuneSelf {
			text = append(text, c)
			continue
		}
		r := charmap.Windows1251.DecodeByte(c)
		if r == utf8.RuneError {
			return nil, &Error{Code: CodeCharset, Offset: i, Line: lineAt(body, i), Note: "a byte that windows-1251 does not have"}
		}
		text = utf8.AppendRune(text, r)
	}
	return text, nil
}
