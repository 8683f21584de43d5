package soap

import (
	"encoding/xml"
)

// An envelopeReader goes through the envelope of one message: to the child of its Body, and from there to the end.
type envelopeReader struct {
	scanner    *scanner
	version    Version
	understood []xml.Name // header blocks that may be mandatory
	tokens     bool       // whether a UsernameToken is looked for
	token      *PresentedToken
}

// open reads to the first child of the Body, whose start tag is then the scanner's last token.
func (r *envelopeReader) open() error {
	s := r.scanner
	if err := s.declaration(); err != nil {
		return err
	}
	if _, err := s.next(); err != nil {
		return err
	}
	if err := r.envelope(); err != nil {
		return err
	}
	for headed := false; ; {
		kind, err := r.element("Envelope")
		if err != nil {
			return err
		}
		if kind == tokenEnd {
			return r.fail(CodeEnvelope, "Envelope", "there is no Body")
		}
		switch name, err := r.part(); {
		case err != nil:
			return err
		case name == "Body":
			return r.body()
		case name == "Header" && headed:
			return r.fail(CodeEnvelope, "Envelope/Header", "a second Header")
		case name == "Header":
			headed = true
			err = r.header()
			if err != nil {
				return err
			}
		default:
			if err := r.skip("Envelope"); err != nil {
				return err
			}
		}
	}
}

// envelope checks the document element.
func (r *envelopeReader) envelope() error {
	s := r.scanner
	r.version = versionOf(s.space)
	switch {
	case string(s.local) == "Envelope" && r.version != 0:
		return nil
	case string(s.local) == "Envelope":
		return s.fail(CodeVersion, "")
	case hasFoldedPrefix(s.local, "html") && len(s.local) == len("html"):
		return s.fail(CodeHTML, "")
	default:
		return s.fail(CodeNotSOAP, "")
	}
}

// part tells which part of the envelope has begun: "Header", "Body", or "" for a stray element of another namespace.
func (r *envelopeReader) part() (string, error) {
	s := r.scanner
	own := s.space == r.version.Namespace()
	switch name := string(s.local); {
	case own && (name == "Header" || name == "Body"):
		return name, nil
	case own, name == "Header", name == "Body":
		return "", r.fail(CodeEnvelope, "Envelope", "a child that is neither Header nor Body")
	default:
		return "", nil
	}
}

// element finds the next start or end tag; text other than white space is an error.
func (r *envelopeReader) element(path string) (tokenKind, error) {
	for {
		kind, err := r.scanner.next()
		if err != nil {
			return kind, at(err, path)
		}
		if kind != tokenText {
			return kind, nil
		}
		if !allSpace(r.scanner.text) {
			return kind, r.fail(CodeEnvelope, path, "text")
		}
	}
}

// skip passes over the element that has just begun.
func (r *envelopeReader) skip(path string) error {
	for depth := r.scanner.depth(); r.scanner.depth() >= depth; {
		if _, err := r.scanner.next(); err != nil {
			return at(err, path)
		}
	}
	return nil
}

// header reads the blocks of the Header.
func (r *envelopeReader) header() error {
	const path = "Envelope/Header"
	for {
		kind, err := r.element(path)
		if err != nil || kind == tokenEnd {
			return err
		}
		addressed := r.isAddressed()
		if addressed && r.isMandatory() && !r.isUnderstood() {
			return r.fail(CodeMustUnderstand, path, "")
		}
		if err := r.block(path, addressed); err != nil {
			return err
		}
	}
}

// block reads the header block that has just begun for a token, or skips it.
func (r *envelopeReader) block(path string, addressed bool) error {
	if addressed && r.isSecurity() {
		return at(r.security(), path)
	}
	return r.skip(path)
}

// isMandatory tells whether the header block that has just begun must be understood. Attributes of the other version count too: stacks mix
// them.
func (r *envelopeReader) isMandatory() bool {
	value, there := r.envelopeAttribute("mustUnderstand")
	return there && value != "0" && value != "false"
}

// isAddressed tells whether the header block that has just begun is for its reader, who is the ultimate receiver. One for another actor is none
// of his business, whatever it says.
func (r *envelopeReader) isAddressed() bool {
	for _, name := range []string{"actor", "role"} {
		switch value, _ := r.envelopeAttribute(name); value {
		case "", roleNext11, roleNext12, roleUltimate12:
		default:
			return false
		}
	}
	return true
}

// envelopeAttribute gives an attribute of the header block that has just begun, of either version's namespace.
func (r *envelopeReader) envelopeAttribute(local string) (value string, there bool) {
	for _, a := range r.scanner.attrs {
		if string(a.local) == local && versionOf(a.space) != 0 {
			return string(trimSpace(a.value)), true
		}
	}
	return "", false
}

// isSecurity tells whether the header block that has just begun is the one that tokens are looked for in.
func (r *envelopeReader) isSecurity() bool {
	return r.tokens && r.scanner.space == namespaceWSSE && string(r.scanner.local) == "Security"
}

// isUnderstood tells whether the header block that has just begun is among those that are understood.
func (r *envelopeReader) isUnderstood() bool {
	if r.isSecurity() {
		return true
	}
	for _, name := range r.understood {
		if name.Space == r.scanner.space && name.Local == string(r.scanner.local) {
			return true
		}
	}
	return false
}

// body finds the first child of the Body.
func (r *envelopeReader) body() error {
	kind, err := r.element("Envelope/Body")
	if err != nil {
		return err
	}
	if kind == tokenEnd {
		return r.fail(CodeEmptyBody, "Envelope/Body", "")
	}
	return nil
}

// isFault tells whether the child of the Body that has just begun is a fault. One of the other version's namespace is one too.
func (r *envelopeReader) isFault() bool {
	return string(r.scanner.local) == "Fault" && versionOf(r.scanner.space) != 0
}

// close reads from the end of the Body's child to the end of the message.
func (r *envelopeReader) close() error {
	kind, err := r.element("Envelope/Body")
	if err != nil {
		return err
	}
	if kind == tokenStart {
		return r.fail(CodeSecondChild, "Envelope/Body", "")
	}
	for {
		kind, err := r.element("Envelope")
		if err != nil {
			return err
		}
		if kind == tokenEnd {
			break
		}
		if name, err := r.part(); err != nil || name != "" {
			return r.fail(CodeEnvelope, "Envelope", "a Header or Body after the Body")
		}
		if err := r.skip("Envelope"); err != nil {
			return err
		}
	}
	_, err = r.scanner.next()
	return err
}

// fail makes an error at the last token.
func (r *envelopeReader) fail(code Code, path, note string) error {
	e := r.scanner.fail(code, note)
	e.Path = path
	return e
}

// at adds a path to an error that has none.
func at(err error, path string) error {
	if e, ok := asError(err); ok && e.Path == "" {
		e.Path = path
	}
	return err
}
