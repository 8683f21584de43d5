package soap

import (
	"bytes"
	"encoding/xml"
)

// A HeaderBlock is a block of an envelope's Header, such as a [UsernameToken].
type HeaderBlock interface {
	// AppendBlock appends the block as XML, with all the namespaces it uses declared in itself.
	AppendBlock(dst []byte, v Version) ([]byte, error)
}

// Raw is a header block that is written as it stands. It must be well-formed and declare its namespaces.
type Raw []byte

// AppendBlock appends the bytes.
func (r Raw) AppendBlock(dst []byte, _ Version) ([]byte, error) { return append(dst, r...), nil }

// A messageWriter writes envelopes into a buffer that is kept, with an encoder that is kept too.
type messageWriter struct {
	buf     bytes.Buffer
	encoder *xml.Encoder
	version Version
}

// newMessageWriter makes a writer with an empty buffer.
func newMessageWriter() *messageWriter {
	w := &messageWriter{}
	w.encoder = xml.NewEncoder(&w.buf)
	return w
}

// open writes an envelope's start, its header blocks and the start of its Body.
func (w *messageWriter) open(version Version, blocks []HeaderBlock) error {
	w.version = version
	dst, err := appendOpening(w.buf.AvailableBuffer(), version, blocks)
	if err != nil {
		return err
	}
	w.buf.Write(dst)
	return nil
}

// close ends the Body and the Envelope.
func (w *messageWriter) close() { w.buf.WriteString(closing) }

// element writes a Go value as the element that decl declares.
func (w *messageWriter) element(decl *elementDecl, v any) error {
	if err := w.encoder.EncodeElement(v, xml.StartElement{Name: decl.name}); err != nil {
		// The text of err may quote a value.
		return &Error{Code: CodeEncode, Path: decl.local, Note: "encoding/xml cannot write the value"}
	}
	return nil
}

const closing = "</" + envelopePrefix + ":Body></" + envelopePrefix + ":Envelope>"

// appendOpening appends what stands before the Body's child.
func appendOpening(dst []byte, version Version, blocks []HeaderBlock) ([]byte, error) {
	const (
		before = xmlDeclaration + "<" + envelopePrefix + `:Envelope xmlns:` + envelopePrefix + `="`
		header = envelopePrefix + ":Header>"
	)
	dst = append(dst, before...)
	dst = append(dst, version.Namespace()...)
	dst = append(dst, `">`...)
	if len(blocks) > 0 {
		dst = append(dst, "<"+header...)
		for _, block := range blocks {
			var err error
			if dst, err = block.AppendBlock(dst, version); err != nil {
				return nil, err
			}
		}
		dst = append(dst, "</"+header...)
	}
	return append(dst, "<"+envelopePrefix+":Body>"...), nil
}

// appendEscaped appends text escaped for content or an attribute in double quotes.
func appendEscaped(dst []byte, text string) []byte {
	for i := range len(text) {
		switch c := text[i]; c {
		case '<':
			dst = append(dst, "&lt;"...)
		case '>':
			dst = append(dst, "&gt;"...)
		case '&':
			dst = append(dst, "&amp;"...)
		case '"':
			dst = append(dst, "&quot;"...)
		case '\r':
			dst = append(dst, "&#13;"...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
