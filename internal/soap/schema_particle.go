package soap

import "strconv"

// particleKind is what a particle of a content model is.
type particleKind uint8

const (
	particleElement particleKind = iota
	particleSequence
	particleChoice
)

// unbounded is the maxOccurs of that name.
const unbounded = -1

// particle is an element, a sequence or a choice with its occurrence.
type particle struct {
	kind     particleKind
	min, max int // max may be unbounded
	element  *elementDecl
	children []*particle
}

// group compiles a sequence or a choice.
func (c *compiler) group(at component) (*particle, error) {
	if err := at.onlyAttrs("minOccurs", "maxOccurs"); err != nil {
		return nil, err
	}
	p := &particle{kind: particleSequence}
	if at.node.local == "choice" {
		p.kind = particleChoice
	}
	if err := c.occurrence(p, at); err != nil {
		return nil, err
	}
	if p.min > 1 || p.max != 0 && p.max != 1 && p.max != unbounded {
		return nil, at.fail(at.node, "xs:%s %d to %d times is outside the subset", at.node.local, p.min, p.max)
	}
	if err := c.members(p, at); err != nil {
		return nil, err
	}
	if p.max == 0 {
		return nil, nil
	}
	if p.kind == particleChoice && len(p.children) == 0 {
		return nil, at.fail(at.node, "an empty xs:choice is outside the subset")
	}
	return p, nil
}

// members compiles what stands in a group.
func (c *compiler) members(p *particle, at component) error {
	parts, err := at.parts()
	if err != nil {
		return err
	}
	for _, n := range parts {
		var child *particle
		switch n.local {
		case "element":
			child, err = c.localElement(at.at(n))
		case "sequence", "choice":
			child, err = c.group(at.at(n))
		default:
			err = at.outside(n)
		}
		if err != nil {
			return err
		}
		if child != nil {
			p.children = append(p.children, child)
		}
	}
	return nil
}

// localElement compiles an element within a group: by ref, or with a name and a type. It gives nil for one that may never come.
func (c *compiler) localElement(at component) (*particle, error) {
	p := &particle{kind: particleElement}
	if err := c.occurrence(p, at); err != nil {
		return nil, err
	}
	ref, isRef := at.node.attr("", "ref")
	var err error
	if isRef {
		p.element, err = c.referred(at, ref)
	} else {
		p.element, err = c.declared(at)
	}
	if err != nil || p.max == 0 {
		return nil, err
	}
	return p, nil
}

// referred gives the global element that a ref names.
func (c *compiler) referred(at component, ref string) (*elementDecl, error) {
	if err := at.onlyAttrs("ref", "minOccurs", "maxOccurs"); err != nil {
		return nil, err
	}
	space, local, ok := at.node.qname(ref)
	if _, there := c.set.elements[local]; !ok || space != c.set.namespace || !there {
		return nil, at.fail(at.node, "the element %q is not declared", ref)
	}
	return c.globalElement(local)
}

// declared compiles a local element declaration.
func (c *compiler) declared(at component) (*elementDecl, error) {
	if err := at.onlyAttrs("name", "type", "nillable", "minOccurs", "maxOccurs"); err != nil {
		return nil, err
	}
	name, _ := at.node.attr("", "name")
	if name == "" {
		return nil, at.fail(at.node, "an element without name or ref")
	}
	decl := &elementDecl{local: name}
	return decl, c.fillElement(decl, at)
}

// occurrence reads minOccurs and maxOccurs.
func (c *compiler) occurrence(p *particle, at component) error {
	p.min, p.max = 1, 1
	for _, side := range []struct {
		name   string
		target *int
	}{{"minOccurs", &p.min}, {"maxOccurs", &p.max}} {
		text, there := at.node.attr("", side.name)
		if !there {
			continue
		}
		if side.name == "maxOccurs" && text == "unbounded" {
			p.max = unbounded
			continue
		}
		n, err := strconv.ParseUint(text, 10, 31)
		if err != nil {
			return at.fail(at.node, "%s is %q", side.name, text)
		}
		*side.target = int(n)
	}
	if p.max != unbounded && p.min > p.max {
		return at.fail(at.node, "minOccurs is more than maxOccurs")
	}
	return nil
}
