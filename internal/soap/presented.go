package soap

import "strings"

// security reads the Security header that has just begun, for its UsernameToken. Two are an error: it must be clear who asks.
func (r *envelopeReader) security() error {
	s := r.scanner
	for {
		switch kind, err := s.next(); {
		case err != nil || kind == tokenEnd:
			return err
		case kind == tokenText:
			continue
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

// usernameToken reads the UsernameToken that has just begun. Of children that come twice, the first counts.
func (r *envelopeReader) usernameToken(t *PresentedToken) error {
	s, read := r.scanner, map[*string]bool{}
	for {
		switch kind, err := s.next(); {
		case err != nil || kind == tokenEnd:
			return err
		case kind == tokenText:
			continue
		}
		into := t.child(s)
		if into == nil || read[into] {
			if err := r.skip(""); err != nil {
				return err
			}
			continue
		}
		read[into] = true
		if into == &t.Digest {
			t.IsDigest = s.hasAttribute("Type", passwordDigest)
		}
		text, err := r.text()
		if err != nil {
			return err
		}
		*into = strings.Trim(text, " \t\r\n")
	}
}

// child gives what the child that has just begun is read into, or nil.
func (t *PresentedToken) child(s *scanner) *string {
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

// text reads the element that has just begun through its end, and gives its own text, which children do not divide.
func (r *envelopeReader) text() (text string, err error) {
	s := r.scanner
	for depth := s.depth(); s.depth() >= depth; {
		kind, err := s.next()
		if err != nil {
			return "", err
		}
		if kind == tokenText && s.depth() == depth {
			text += string(s.text)
		}
	}
	return text, nil
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
