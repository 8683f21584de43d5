package soap

import (
	"bytes"
	"slices"
)

// binding binds a prefix to a namespace; the default namespace has an empty prefix.
type binding struct {
	prefix []byte
	space  string
}

const (
	prefixXML   = "xml"
	prefixXMLNS = "xmlns"
)

// resolve puts the namespace declarations of a start tag into force and resolves its name and its attributes.
func (s *scanner) resolve(tag *openTag) error {
	if err := s.declare(); err != nil {
		return err
	}
	var ok bool
	if tag.space, ok = s.lookup(s.src[tag.from : tag.from+tag.colon]); !ok {
		return s.fail(CodeNotXML, "a prefix that is not declared")
	}
	for i := range s.attrs {
		a := &s.attrs[i]
		if len(a.prefix) == 0 {
			continue // the default namespace is not for attributes
		}
		if a.space, ok = s.lookup(a.prefix); !ok {
			return s.fail(CodeNotXML, "a prefix that is not declared")
		}
	}
	return s.distinct()
}

// declare takes the namespace declarations out of the attributes.
func (s *scanner) declare() error {
	kept := s.attrs[:0]
	first := len(s.bindings)
	for _, a := range s.attrs {
		isDefault := len(a.prefix) == 0 && string(a.local) == prefixXMLNS
		if !isDefault && string(a.prefix) != prefixXMLNS {
			kept = append(kept, a)
			continue
		}
		b := binding{space: s.intern(a.value)}
		if !isDefault {
			b.prefix = a.local
		}
		if err := s.bind(b, first); err != nil {
			return err
		}
	}
	s.attrs = kept
	return nil
}

// bind adds a binding; those from first on belong to the same tag.
func (s *scanner) bind(b binding, first int) error {
	isXML := string(b.prefix) == prefixXML
	switch {
	case isXML != (b.space == namespaceXML), string(b.prefix) == prefixXMLNS, b.space == namespaceXMLNS:
		return s.fail(CodeNotXML, "a reserved namespace or prefix")
	case len(b.prefix) > 0 && b.space == "":
		return s.fail(CodeNotXML, "a prefix bound to no namespace")
	case len(s.bindings) >= s.limits.Attributes:
		return s.fail(CodeTooManyAttrs, "namespace declarations")
	}
	for _, other := range s.bindings[first:] {
		if bytes.Equal(other.prefix, b.prefix) {
			return s.fail(CodeNotXML, "an attribute that comes twice")
		}
	}
	s.bindings = append(s.bindings, b)
	return nil
}

// lookup gives the namespace of a prefix; an empty prefix asks for the default namespace.
func (s *scanner) lookup(prefix []byte) (space string, ok bool) {
	for _, b := range slices.Backward(s.bindings) {
		if bytes.Equal(b.prefix, prefix) {
			return b.space, true
		}
	}
	if string(prefix) == prefixXML {
		return namespaceXML, true
	}
	return "", len(prefix) == 0
}

// distinct refuses two attributes of one expanded name.
func (s *scanner) distinct() error {
	for i := 1; i < len(s.attrs); i++ {
		for j := range i {
			if bytes.Equal(s.attrs[i].local, s.attrs[j].local) && s.attrs[i].space == s.attrs[j].space {
				return s.fail(CodeNotXML, "an attribute that comes twice")
			}
		}
	}
	return nil
}

// intern gives value as a string, without allocation if it is a namespace that is known.
func (s *scanner) intern(value []byte) string {
	for _, space := range s.known {
		if space == string(value) {
			return space
		}
	}
	return string(value)
}

// resolveQName resolves a QName that stands in a value, such as a fault code. Without a prefix it takes the default namespace. An
// undeclared prefix gives ok false, the local part all the same.
func (s *scanner) resolveQName(value []byte) (space string, local []byte, ok bool) {
	prefix, local, found := bytes.Cut(value, []byte{':'})
	if !found {
		prefix, local = nil, value
	}
	space, ok = s.lookup(prefix)
	return space, local, ok
}
