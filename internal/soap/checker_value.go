package soap

// enter checks the attributes of the element that has just begun.
func (c *checker) enter() error {
	f := c.top()
	if len(c.scanner.attrs) > 0 {
		if err := c.xsiNil(f); err != nil {
			return err
		}
	}
	if f.decl.complex == nil {
		return nil
	}
	for i := range f.decl.complex.attrs {
		if err := c.attribute(&f.decl.complex.attrs[i]); err != nil {
			return err
		}
	}
	return nil
}

// xsiNil reads xsi:nil.
func (c *checker) xsiNil(f *frame) error {
	for _, a := range c.scanner.attrs {
		if a.space != namespaceXSI || string(a.local) != "nil" {
			continue
		}
		value := normalized(a.value, collapse)
		if !f.decl.nillable || isBoolean(value) != "" {
			return c.violation(RuleNil)
		}
		f.isNil = string(value) == "true" || string(value) == "1"
	}
	return nil
}

// attribute checks one declared attribute of the last start tag. One of its name in a namespace is not it, and is refused because
// encoding/xml would take it for it.
func (c *checker) attribute(decl *attributeDecl) error {
	found := false
	for i := range c.scanner.attrs {
		a := &c.scanner.attrs[i]
		if string(a.local) != decl.local {
			continue
		}
		if a.space != "" {
			return c.attributeViolation(RuleNamespace, decl, nil)
		}
		found = true
		a.value = normalized(a.value, decl.simple.space)
		if rule := decl.simple.check(a.value); rule != "" {
			return c.attributeViolation(rule, decl, a.value)
		}
	}
	if !found && decl.required {
		return c.attributeViolation(RuleAttribute, decl, nil)
	}
	return nil
}

// characters takes text in.
func (c *checker) characters() error {
	f := c.top()
	switch {
	case f.isNil:
		return c.violation(RuleNil)
	case f.decl.simple != nil:
		c.addText()
		return nil
	case allSpace(c.scanner.text):
		return nil
	default:
		return c.violation(RuleText)
	}
}

// addText joins the pieces of a value, which comments and CDATA divide. A value in one piece is not copied.
func (c *checker) addText() {
	if c.text == nil {
		c.text = c.scanner.text
		return
	}
	if len(c.scratch) == 0 || len(c.text) == 0 || &c.scratch[0] != &c.text[0] {
		c.scratch = append(c.scratch[:0], c.text...)
	}
	c.scratch = append(c.scratch, c.scanner.text...)
	c.text = c.scratch
}

// value checks the value of a simple element and leaves it, normalized, in text.
func (c *checker) value(t *simpleType) error {
	c.text = normalized(c.text, t.space)
	if rule := t.check(c.text); rule != "" {
		return c.valueViolation(rule, c.text)
	}
	return nil
}
