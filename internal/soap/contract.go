package soap

import (
	"encoding/xml"
	"io/fs"
)

// A Contract is a compiled schema: the elements that may stand in the Body of a message or in the detail of a fault. It is
// immutable and safe for concurrent use.
type Contract struct {
	namespace string
	elements  []*elementDecl // global, in the order of declaration
	known     []string       // namespaces that a scanner need not copy
	pool      *readers
	plans     *plans
}

// elementDecl is the declaration of an element. Exactly one of simple and complex is set.
type elementDecl struct {
	local    string
	nillable bool
	simple   *simpleType
	complex  *complexType
	name     xml.Name
}

// complexType is the type of an element with children or attributes.
type complexType struct {
	attrs   []attributeDecl
	content *contentModel
}

// attributeDecl is the declaration of an attribute.
type attributeDecl struct {
	local    string
	required bool
	simple   *simpleType
}

// Compile compiles the schema in the entry file, an XSD or a WSDL with schemas in its types, and all that it includes.
//
// The subset of XML Schema 1.0: one target namespace with elementFormDefault "qualified" and xs:include; elements by name, type or
// ref with minOccurs, maxOccurs and nillable; complex types, named or not, of nested sequences and choices and of attributes;
// simple types that restrict xs:string, normalizedString, token, boolean, date, dateTime or a bounded integer by enumeration,
// pattern, length, minLength, maxLength, minInclusive, maxInclusive and whiteSpace. Whatever is outside it, and a content model
// that is ambiguous, is a [*SchemaError] that names it with file and line.
func Compile(fsys fs.FS, entry string) (*Contract, error) {
	set, err := loadSchemas(fsys, entry)
	if err != nil {
		return nil, err
	}
	c := compiler{
		set: set, elements: map[string]*elementDecl{}, complexes: map[string]*complexType{}, simples: map[string]*simpleType{},
		builtins: map[string]*simpleType{},
	}
	contract := &Contract{
		namespace: set.namespace, pool: &readers{}, plans: &plans{},
		known: []string{set.namespace, namespace11, namespace12, namespaceXSI, namespaceXSD, namespaceWSSE, namespaceWSU},
	}
	for _, name := range set.order {
		decl, err := c.globalElement(name)
		if err != nil {
			return nil, err
		}
		contract.elements = append(contract.elements, decl)
	}
	if err := c.remaining(); err != nil {
		return nil, err
	}
	return contract, nil
}

// Namespace gives the target namespace.
func (c *Contract) Namespace() string { return c.namespace }

// Elements gives the local names of the global elements, in the order of declaration.
func (c *Contract) Elements() []string {
	names := make([]string, len(c.elements))
	for i, decl := range c.elements {
		names[i] = decl.local
	}
	return names
}

// element gives the declaration of a global element, or nil.
func (c *Contract) element(space string, local []byte) *elementDecl {
	if space != c.namespace {
		return nil
	}
	return c.local(local)
}

// local gives the declaration of a global element by its local name, or nil.
func (c *Contract) local(local []byte) *elementDecl {
	for _, decl := range c.elements {
		if decl.local == string(local) {
			return decl
		}
	}
	return nil
}

// Check holds an element, a whole document without its envelope, to the contract. Its error is an *Error.
func (c *Contract) Check(element []byte) error {
	limits := Limits{}.withDefaults()
	text, err := plainText(nil, element, limits)
	if err != nil {
		return err
	}
	return c.check(nil, text, limits)
}

// check holds an element in UTF-8 to the contract, where decl declares it, or whatever global element it is if decl is nil.
func (c *Contract) check(decl *elementDecl, text []byte, limits Limits) error {
	r := c.pool.get()
	defer c.pool.put(r)
	r.scanner.reset(text, limits, c.known)
	return r.document(c, decl)
}

// document checks a whole document, which the scanner has not begun.
func (r *contentReader) document(c *Contract, decl *elementDecl) error {
	s := &r.scanner
	if err := s.declaration(); err != nil {
		return err
	}
	if _, err := s.next(); err != nil {
		return err
	}
	if decl == nil {
		if decl = c.element(s.space, s.local); decl == nil {
			return c.undeclared(s)
		}
	}
	if err := r.decode(c, decl, nil); err != nil {
		return err
	}
	_, err := s.next()
	return err
}

// undeclared says that the element that has just begun is none of the contract.
func (c *Contract) undeclared(s *scanner) error {
	e := s.fail(CodeContract, "the contract has no such element")
	e.Rule, e.Value = RuleUnknown, harmless(s.local)
	if s.space != c.namespace && c.local(s.local) != nil {
		e.Rule, e.Path = RuleNamespace, string(s.local)
	}
	return e
}
