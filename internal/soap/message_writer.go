package soap

// A HeaderBlock is a block of an envelope's Header, such as a [UsernameToken].
type HeaderBlock interface {
	// AppendBlock appends the block as XML, with all the namespaces it uses declared in itself.
	AppendBlock(dst []byte, v Version) ([]byte, error)
}

// Raw is a header block that is written as it stands. It must be well-formed and declare its namespaces.
type Raw []byte

// AppendBlock appends the bytes.
func (r Raw) AppendBlock(dst []byte, _ Version) ([]byte, error) { return append(dst, r...), nil }

// closing ends what appendOpening begins.
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
		case '\n': // this and the next are spaces to who reads an attribute
			dst = append(dst, "&#10;"...)
		case '\t':
			dst = append(dst, "&#9;"...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
