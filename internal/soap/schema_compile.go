package soap

import (
	"encoding/xml"
	"slices"
	"strconv"
)

// A compiler turns the components of a schema set into declarations. Named ones are compiled once; a complex type may hold
// itself.
type compiler struct {
	set       *schemaSet
	elements  map[string]*elementDecl
	complexes map[string]*complexType
	simples   map[string]*simpleType // nil while being compiled
	builtins  map[string]*simpleType
}

// remaining compiles the named types that no element uses, so that an error in them is found all the same.
func (c *compiler) remaining() error {
	names := make([]string, 0, len(c.set.types))
	for name := range c.set.types {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		at := c.set.types[name]
		var err error
		if at.node.local == "simpleType" {
			_, err = c.namedSimple(name, at)
		} else {
			_, err = c.namedComplex(name, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// globalElement compiles a global element, once.
func (c *compiler) globalElement(name string) (*elementDecl, error) {
	if decl, there := c.elements[name]; there {
		return decl, nil
	}
	at := c.set.elements[name]
	if err := at.onlyAttrs("name", "type", "nillable"); err != nil {
		return nil, err
	}
	decl := &elementDecl{local: name}
	c.elements[name] = decl
	return decl, c.fillElement(decl, at)
}

// fillElement compiles what an element declaration holds.
func (c *compiler) fillElement(decl *elementDecl, at component) error {
	decl.name = xml.Name{Space: c.set.namespace, Local: decl.local}
	if nillable, there := at.node.attr("", "nillable"); there {
		value, err := strconv.ParseBool(nillable)
		if err != nil {
			return at.fail(at.node, "nillable is %q", nillable)
		}
		decl.nillable = value
	}
	inner, err := at.parts()
	if err != nil {
		return err
	}
	named, there := at.node.attr("", "type")
	switch {
	case there && len(inner) == 0:
		decl.simple, decl.complex, err = c.namedType(at, named)
	case !there && len(inner) == 1 && inner[0].local == "simpleType":
		decl.simple, err = c.anonymousSimple(at.at(inner[0]))
	case !there && len(inner) == 1 && inner[0].local == "complexType":
		decl.complex, err = c.anonymousComplex(at.at(inner[0]))
	case !there && len(inner) == 0:
		err = at.fail(at.node, "the element %s without a type is outside the subset", decl.local)
	default:
		err = at.outside(inner[len(inner)-1])
	}
	return err
}

// namedType compiles the type that a type attribute names.
func (c *compiler) namedType(at component, value string) (*simpleType, *complexType, error) {
	space, local, ok := at.node.qname(value)
	switch {
	case ok && space == namespaceXSD:
		if t := c.builtin(local); t != nil {
			return t, nil, nil
		}
		return nil, nil, at.fail(at.node, "the type xs:%s is outside the subset", local)
	case ok && space == c.set.namespace:
		named, there := c.set.types[local]
		if !there {
			break
		}
		if named.node.local == "simpleType" {
			t, err := c.namedSimple(local, named)
			return t, nil, err
		}
		t, err := c.namedComplex(local, named)
		return nil, t, err
	}
	return nil, nil, at.fail(at.node, "the type %q is not declared", value)
}

// builtin gives a built-in type, always the same one for a name, or nil.
func (c *compiler) builtin(name string) *simpleType {
	t, there := c.builtins[name]
	if !there {
		t = builtin(name)
		c.builtins[name] = t
	}
	return t
}

// namedComplex compiles a named complex type, once.
func (c *compiler) namedComplex(name string, at component) (*complexType, error) {
	if t, there := c.complexes[name]; there {
		return t, nil
	}
	if err := at.onlyAttrs("name"); err != nil {
		return nil, err
	}
	t := &complexType{}
	c.complexes[name] = t
	return t, c.fillComplex(t, at)
}

// anonymousComplex compiles a complex type within an element.
func (c *compiler) anonymousComplex(at component) (*complexType, error) {
	if err := at.onlyAttrs(); err != nil {
		return nil, err
	}
	t := &complexType{}
	return t, c.fillComplex(t, at)
}

// fillComplex compiles at most one group and the attributes of a complex type.
func (c *compiler) fillComplex(t *complexType, at component) error {
	parts, err := at.parts()
	if err != nil {
		return err
	}
	var group *particle
	for i, n := range parts {
		switch {
		case n.local == "attribute":
			if err := c.attribute(t, at.at(n)); err != nil {
				return err
			}
		case i == 0 && (n.local == "sequence" || n.local == "choice"):
			if group, err = c.group(at.at(n)); err != nil {
				return err
			}
		default:
			return at.outside(n)
		}
	}
	model, problem := newContentModel(group)
	if problem != "" {
		return at.fail(at.node, "%s", problem)
	}
	t.content = model
	return nil
}

// attribute compiles an attribute declaration.
func (c *compiler) attribute(t *complexType, at component) error {
	if err := at.onlyAttrs("name", "type", "use"); err != nil {
		return err
	}
	name, _ := at.node.attr("", "name")
	if name == "" {
		return at.fail(at.node, "an attribute without a name")
	}
	for _, other := range t.attrs {
		if other.local == name {
			return at.fail(at.node, "the attribute %s is declared twice", name)
		}
	}
	use, _ := at.node.attr("", "use")
	if use != "" && use != "required" && use != "optional" {
		return at.fail(at.node, "use=%q is outside the subset", use)
	}
	simple, err := c.attributeType(at, name)
	if err != nil {
		return err
	}
	t.attrs = append(t.attrs, attributeDecl{local: name, required: use == "required", simple: simple})
	return nil
}

// attributeType compiles the type of an attribute, named or within it.
func (c *compiler) attributeType(at component, name string) (*simpleType, error) {
	inner, err := at.parts()
	if err != nil {
		return nil, err
	}
	named, there := at.node.attr("", "type")
	switch {
	case there && len(inner) == 0:
		simple, _, err := c.namedType(at, named)
		if err == nil && simple == nil {
			err = at.fail(at.node, "the attribute %s has a complex type", name)
		}
		return simple, err
	case !there && len(inner) == 1 && inner[0].local == "simpleType":
		return c.anonymousSimple(at.at(inner[0]))
	default:
		return nil, at.fail(at.node, "the attribute %s without one simple type is outside the subset", name)
	}
}
