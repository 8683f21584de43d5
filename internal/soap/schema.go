package soap

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
)

// schemaLimits bound a schema document. Contracts are part of the program; the bounds are there for fuzzing and for accidents.
func schemaLimits() Limits { return Limits{Bytes: 8 << 20, Depth: 64, Tokens: 1 << 20}.withDefaults() }

// A schemaSet collects the global components of an entry document and of all that it includes.
type schemaSet struct {
	fsys      fs.FS
	loaded    map[string]bool
	namespace string
	elements  map[string]component
	types     map[string]component // complex and simple ones share a symbol space
	order     []string             // names of elements, as declared
}

// loadSchemas reads the entry file, an XSD or a WSDL with schemas in its types, and all that it includes.
func loadSchemas(fsys fs.FS, entry string) (*schemaSet, error) {
	set := &schemaSet{fsys: fsys, loaded: map[string]bool{}, elements: map[string]component{}, types: map[string]component{}}
	if err := set.load(entry); err != nil {
		return nil, err
	}
	if set.namespace == "" {
		return nil, &SchemaError{File: entry, Line: 1, What: "there is no xs:schema"}
	}
	return set, nil
}

// load reads one file, once.
func (set *schemaSet) load(file string) error {
	if set.loaded[file] {
		return nil
	}
	set.loaded[file] = true
	src, err := fs.ReadFile(set.fsys, file)
	if err != nil {
		return fmt.Errorf("soap: reading a schema: %w", err)
	}
	root, doc, err := readSchema(file, src)
	if err != nil {
		return err
	}
	at := component{node: root, doc: doc}
	switch {
	case root.space == namespaceXSD && root.local == "schema":
		return set.schema(at)
	case root.space == namespaceWSDL && root.local == "definitions":
		return set.definitions(at)
	}
	return at.fail(root, "the root is neither xs:schema nor wsdl:definitions")
}

// readSchema parses one document.
func readSchema(file string, src []byte) (*node, *document, error) {
	limits := schemaLimits()
	text, err := plainText(nil, src, limits)
	if err == nil {
		var root *node
		if root, err = readDocument(text, limits); err == nil {
			return root, &document{file: file, src: text}, nil
		}
	}
	var broken *Error
	if errors.As(err, &broken) {
		return nil, nil, &SchemaError{File: file, Line: max(broken.Line, 1), What: string(broken.Code) + " " + broken.Note}
	}
	return nil, nil, err
}

// readDocument parses a whole document into a tree.
func readDocument(text []byte, limits Limits) (*node, error) {
	var s scanner
	s.reset(text, limits, nil)
	if err := s.declaration(); err != nil {
		return nil, err
	}
	if _, err := s.next(); err != nil {
		return nil, err
	}
	reader := nodeReader{scanner: &s, budget: limits.Tokens}
	root, err := reader.read(nil)
	if err != nil {
		return nil, err
	}
	_, err = s.next()
	return root, err
}

// definitions reads the schemas in a WSDL's types.
func (set *schemaSet) definitions(c component) error {
	for _, types := range c.node.children {
		if types.space != namespaceWSDL || types.local != "types" {
			continue
		}
		for _, n := range types.children {
			if n.space != namespaceXSD || n.local != "schema" {
				return c.fail(n, "wsdl:types holds %s, which is outside the subset", n.local)
			}
			if err := set.schema(c.at(n)); err != nil {
				return err
			}
		}
	}
	return nil
}

// schema reads one xs:schema.
func (set *schemaSet) schema(c component) error {
	if err := c.onlyAttrs("targetNamespace", "elementFormDefault", "attributeFormDefault", "version"); err != nil {
		return err
	}
	if err := set.head(c); err != nil {
		return err
	}
	children, err := c.parts()
	if err != nil {
		return err
	}
	for _, n := range children {
		if err := set.global(c.at(n)); err != nil {
			return err
		}
	}
	return nil
}

// head checks the attributes of an xs:schema.
func (set *schemaSet) head(c component) error {
	namespace, _ := c.node.attr("", "targetNamespace")
	if namespace == "" {
		return c.fail(c.node, "xs:schema has no targetNamespace")
	}
	if set.namespace == "" {
		set.namespace = namespace
	}
	if namespace != set.namespace {
		return c.fail(c.node, "a second targetNamespace, %q, is outside the subset", namespace)
	}
	if form, _ := c.node.attr("", "elementFormDefault"); form != "qualified" {
		return c.fail(c.node, `elementFormDefault must be "qualified"`)
	}
	if form, there := c.node.attr("", "attributeFormDefault"); there && form != "unqualified" {
		return c.fail(c.node, `attributeFormDefault must be "unqualified"`)
	}
	return nil
}

// global reads one global component.
func (set *schemaSet) global(c component) error {
	switch c.node.local {
	case "include":
		return set.include(c)
	case "element":
		if err := set.declare(c, set.elements); err != nil {
			return err
		}
		name, _ := c.node.attr("", "name")
		set.order = append(set.order, name)
		return nil
	case "complexType", "simpleType":
		return set.declare(c, set.types)
	default:
		return c.outside(c.node)
	}
}

// include reads the document that an xs:include names, relative to the one that includes it.
func (set *schemaSet) include(c component) error {
	if err := c.onlyAttrs("schemaLocation"); err != nil {
		return err
	}
	location, _ := c.node.attr("", "schemaLocation")
	file := path.Join(path.Dir(c.doc.file), location)
	if location == "" || !fs.ValidPath(file) {
		return c.fail(c.node, "xs:include has no usable schemaLocation: %q", location)
	}
	if err := set.load(file); err != nil {
		var broken *SchemaError
		if errors.As(err, &broken) {
			return err
		}
		return c.fail(c.node, "xs:include of %q: %v", location, err)
	}
	return nil
}

// declare adds a global component to its table.
func (set *schemaSet) declare(c component, table map[string]component) error {
	name, _ := c.node.attr("", "name")
	if name == "" {
		return c.fail(c.node, "a global xs:%s without a name", c.node.local)
	}
	if _, there := table[name]; there {
		return c.fail(c.node, "%s is declared twice", name)
	}
	table[name] = c
	return nil
}
