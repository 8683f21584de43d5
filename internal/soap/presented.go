package soap

import "slices"

// security reads the Security header that has just begun, for its UsernameToken. Two are an error: it must be clear who asks.
func (r *envelopeReader) security() error {
	s := r.scanner
	for {
		if more, err := r.child(); !more || err != nil {
			return err
		}
		if s.space != namespaceWSSE || string(s.local) != "UsernameToken" {
			if err := r.skip(""); err != nil {
				return err
			}
			continue
		}
		if r.token != nil {
			return s.fail(CodeEnvelope, "two UsernameTokens")
		}
		r.token = &PresentedToken{}
		if err := r.usernameToken(r.token); err != nil {
			return err
		}
	}
}

// usernameToken reads the UsernameToken that has just begun. A part of it that comes twice is an error, as two tokens are.
func (r *envelopeReader) usernameToken(t *PresentedToken) error {
	s, read := r.scanner, map[*string]bool{}
	for {
		if more, err := r.child(); !more || err != nil {
			return err
		}
		into := t.part(s)
		if into == nil {
			if err := r.skip(""); err != nil {
				return err
			}
			continue
		}
		if read[into] {
			return s.fail(CodeEnvelope, "a part of the UsernameToken that comes twice")
		}
		read[into] = true
		if into == &t.Digest {
			t.IsDigest = s.hasAttribute("Type", passwordDigest)
		}
		text, err := r.text()
		if err != nil {
			return err
		}
		*into = string(trimSpace(text))
	}
}

// child goes on to the next child of an element, past text; more is false where the element has ended instead.
func (r *envelopeReader) child() (more bool, err error) {
	for {
		if kind, err := r.scanner.next(); err != nil || kind != tokenText {
			return kind == tokenStart, err
		}
	}
}

// part gives what the child that has just begun is read into, or nil.
func (t *PresentedToken) part(s *scanner) *string {
	switch name := string(s.local); {
	case s.space == namespaceWSSE && name == "Username":
		return &t.Username
	case s.space == namespaceWSSE && name == "Password":
		return &t.Digest
	case s.space == namespaceWSSE && name == "Nonce":
		return &t.Nonce
	case s.space == namespaceWSU && name == "Created":
		return &t.Created
	default:
		return nil
	}
}

// text reads the element that has just begun through its end, and gives its text, which comments may divide and elements may not. It is valid
// until the next token.
func (r *envelopeReader) text() (text []byte, err error) {
	s := r.scanner
	for pieces := 0; ; pieces++ {
		switch kind, err := s.next(); {
		case err != nil || kind == tokenEnd:
			return text, err
		case kind == tokenStart:
			return nil, s.fail(CodeEnvelope, "an element in the middle of a text")
		case pieces == 0:
			text = slices.Clip(s.text) // so that one that is added makes a copy, once
		default:
			text = append(text, s.text...)
		}
	}
}

// hasAttribute tells whether the last start tag has an attribute of no namespace with that value.
func (s *scanner) hasAttribute(local, value string) bool {
	for _, a := range s.attrs {
		if a.space == "" && string(a.local) == local {
			return string(a.value) == value
		}
	}
	return false
}
