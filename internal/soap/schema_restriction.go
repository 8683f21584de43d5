package soap

import (
	"math"
	"strconv"
)

// namedSimple compiles a named simple type, once.
func (c *compiler) namedSimple(name string, at component) (*simpleType, error) {
	if t, there := c.simples[name]; there {
		if t == nil {
			return nil, at.fail(at.node, "the simple type %s restricts itself", name)
		}
		return t, nil
	}
	c.simples[name] = nil
	if err := at.onlyAttrs("name"); err != nil {
		return nil, err
	}
	t, err := c.restriction(at)
	if err != nil {
		return nil, err
	}
	c.simples[name] = t
	return t, nil
}

// anonymousSimple compiles a simple type within an element, an attribute or a restriction.
func (c *compiler) anonymousSimple(at component) (*simpleType, error) {
	if err := at.onlyAttrs(); err != nil {
		return nil, err
	}
	return c.restriction(at)
}

// restriction compiles the xs:restriction in a simple type.
func (c *compiler) restriction(at component) (*simpleType, error) {
	parts, err := at.parts()
	if err != nil {
		return nil, err
	}
	if len(parts) != 1 || parts[0].local != "restriction" {
		return nil, at.fail(at.node, "xs:simpleType without one xs:restriction is outside the subset")
	}
	at = at.at(parts[0])
	if err := at.onlyAttrs("base"); err != nil {
		return nil, err
	}
	named, there := at.node.attr("", "base")
	if !there {
		return nil, at.fail(at.node, "xs:restriction without base is outside the subset")
	}
	base, _, err := c.namedType(at, named)
	if err != nil {
		return nil, err
	}
	if base == nil {
		return nil, at.fail(at.node, "a simple type that restricts the complex type %s", named)
	}
	return c.facets(base, at)
}

// facets compiles the facets of a restriction.
func (c *compiler) facets(base *simpleType, at component) (*simpleType, error) {
	t := &simpleType{
		name: base.name, base: base, space: base.space, integer: base.integer, unsigned: base.unsigned,
		date: base.date,
		min:  math.MinInt64, max: math.MaxInt64, length: -1, minLength: -1, maxLength: -1,
	}
	parts, err := at.parts()
	if err != nil {
		return nil, err
	}
	for _, n := range parts {
		facet := at.at(n)
		if err := facet.onlyAttrs("value"); err != nil {
			return nil, err
		}
		value, there := n.attr("", "value")
		if !there {
			return nil, facet.fail(n, "xs:%s without a value", n.local)
		}
		if err := t.facet(facet, value); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// facet adds one facet to a restriction.
func (t *simpleType) facet(at component, value string) error {
	switch at.node.local {
	case "pattern":
		p, err := compilePattern(value)
		if err != nil {
			return at.fail(at.node, "%v", err)
		}
		t.patterns = append(t.patterns, p)
		return nil
	case "enumeration":
		return t.enumeration(at, value)
	case "length":
		return t.size(at, &t.length, value)
	case "minLength":
		return t.size(at, &t.minLength, value)
	case "maxLength":
		return t.size(at, &t.maxLength, value)
	case "minInclusive":
		return t.bound(at, &t.min, &t.first, value)
	case "maxInclusive":
		return t.bound(at, &t.max, &t.last, value)
	case "whiteSpace":
		return t.whiteSpace(at, value)
	default:
		return at.fail(at.node, "the facet xs:%s is outside the subset", at.node.local)
	}
}

// enumeration adds one value to the list. Values of integers are compared as numbers.
func (t *simpleType) enumeration(at component, value string) error {
	if rule := t.base.check([]byte(value)); rule != "" {
		return at.fail(at.node, "the enumeration's %q is no value of the base type: %s", value, rule)
	}
	switch {
	case t.integer:
		n, _ := readInteger([]byte(value))
		t.integers = append(t.integers, n)
	case t.isText():
		t.texts = append(t.texts, value)
	default:
		return at.fail(at.node, "an enumeration of xs:%s is outside the subset", t.name)
	}
	return nil
}

// size reads a length facet.
func (t *simpleType) size(at component, target *int, value string) error {
	if !t.isText() {
		return at.fail(at.node, "xs:%s of xs:%s is outside the subset", at.node.local, t.name)
	}
	n, err := strconv.ParseUint(value, 10, 31)
	if err != nil || *target >= 0 {
		return at.fail(at.node, "xs:%s is %q, or comes twice", at.node.local, value)
	}
	*target = int(n)
	return nil
}

// bound reads minInclusive or maxInclusive of an integer or a date.
func (t *simpleType) bound(at component, n *int64, d *calendarDate, value string) error {
	switch {
	case t.integer:
		parsed, rule := readInteger([]byte(value))
		if rule != "" {
			return at.fail(at.node, "xs:%s is %q", at.node.local, value)
		}
		*n = parsed
	case t.date:
		parsed, ok := readDate([]byte(value))
		if !ok || len(value) != dateLength {
			return at.fail(at.node, "xs:%s is %q, not a date without a zone", at.node.local, value)
		}
		*d = parsed
	default:
		return at.fail(at.node, "xs:%s of xs:%s is outside the subset", at.node.local, t.name)
	}
	return nil
}

// whiteSpace reads the facet of that name, which may only become stricter.
func (t *simpleType) whiteSpace(at component, value string) error {
	wanted, known := map[string]whiteSpace{"preserve": preserve, "replace": replace, "collapse": collapse}[value]
	if !known || wanted < t.base.space {
		return at.fail(at.node, "xs:whiteSpace is %q", value)
	}
	t.space = wanted
	return nil
}
