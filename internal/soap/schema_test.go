package soap

import (
	"errors"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// schemaHead begins a schema of namespace urn:s with the prefix t.
const schemaHead = `<xs:schema xmlns:xs="` + namespaceXSD + `" xmlns:t="urn:s" targetNamespace="urn:s" elementFormDefault="qualified">`

// compileParts compiles a schema with the given components.
func compileParts(parts string) (*Contract, error) {
	return compileText(schemaHead + parts + "</xs:schema>")
}

func TestWhatIsOutsideTheSubsetIsNamed(t *testing.T) {
	within := func(s string) string {
		return `<xs:element name="e"><xs:complexType><xs:sequence>` + s + `</xs:sequence></xs:complexType></xs:element>`
	}
	typed := func(s string) string { return `<xs:complexType name="c">` + s + `</xs:complexType>` }
	facet := func(base, s string) string {
		return `<xs:simpleType name="s"><xs:restriction base="` + base + `">` + s + `</xs:restriction></xs:simpleType>`
	}
	for _, test := range []struct{ parts, what string }{
		{`<xs:import namespace="urn:x"/>`, "xs:import in xs:schema"},
		{`<xs:attribute name="a"/>`, "xs:attribute in xs:schema"},
		{`<xs:group name="g"/>`, "xs:group in xs:schema"},
		{`<xs:notation name="n"/>`, "xs:notation"},
		{`<xs:redefine schemaLocation="x"/>`, "xs:redefine"},
		{`<x xmlns="urn:x"/>`, "no element of XML Schema"},
		{`text`, "text within xs:schema"},
		{`<xs:element name="e"/>`, "without a type"},
		{`<xs:element name="e" type="xs:anyType"/>`, "xs:anyType"},
		{`<xs:element name="e" type="xs:decimal"/>`, "xs:decimal"},
		{`<xs:element name="e" type="xs:integer"/>`, "xs:integer"},
		{`<xs:element name="e" type="xs:base64Binary"/>`, "xs:base64Binary"},
		{`<xs:element name="e" type="t:none"/>`, `"t:none" is not declared`},
		{`<xs:element name="e" type="none"/>`, `"none" is not declared`},
		{`<xs:element name="e" type="u:none"/>`, `"u:none" is not declared`},
		{`<xs:element name="e" type="xs:string" default="x"/>`, "attribute default"},
		{`<xs:element name="e" type="xs:string" fixed="x"/>`, "attribute fixed"},
		{`<xs:element name="e" type="xs:string" abstract="true"/>`, "attribute abstract"},
		{`<xs:element name="e" type="xs:string" substitutionGroup="t:x"/>`, "attribute substitutionGroup"},
		{`<xs:element name="e" type="xs:string" nillable="maybe"/>`, `nillable is "maybe"`},
		{`<xs:element type="xs:string"/>`, "without a name"},
		{`<xs:element name="e" type="xs:string"/><xs:element name="e" type="xs:string"/>`, "e is declared twice"},
		{`<xs:complexType name="c"/><xs:simpleType name="c"/>`, "c is declared twice"},
		{`<xs:element name="e" type="xs:string"><xs:complexType/></xs:element>`, "xs:complexType in xs:element"},
		{`<xs:element name="e"><xs:key name="k"/></xs:element>`, "xs:key in xs:element"},
		{within(`<xs:any/>`), "xs:any in xs:sequence"},
		{within(`<xs:group ref="t:g"/>`), "xs:group in xs:sequence"},
		{within(`<xs:element ref="t:none"/>`), `element "t:none" is not declared`},
		{within(`<xs:element ref="t:e" name="x"/>`), "attribute name"},
		{within(`<xs:element name="x" type="xs:string" form="unqualified"/>`), "attribute form"},
		{within(`<xs:element type="xs:string"/>`), "without name or ref"},
		{within(`<xs:element name="x" type="xs:string" minOccurs="2"/>`), "minOccurs is more than maxOccurs"},
		{within(`<xs:element name="x" type="xs:string" minOccurs="-1"/>`), `minOccurs is "-1"`},
		{within(`<xs:element name="x" type="xs:string" maxOccurs="many"/>`), `maxOccurs is "many"`},
		{within(`<xs:sequence maxOccurs="2"><xs:element name="x" type="xs:string"/></xs:sequence>`), "xs:sequence 1 to 2 times"},
		{within(`<xs:choice minOccurs="2" maxOccurs="unbounded"><xs:element name="x" type="xs:string"/></xs:choice>`), "xs:choice 2 to -1 times"},
		{within(`<xs:choice/>`), "an empty xs:choice"},
		{within(`<xs:element name="x" type="xs:string" minOccurs="0"/><xs:element name="x" type="xs:string"/>`), "ambiguous at x"},
		{within(`<xs:element name="x" type="xs:string"/><xs:element name="x" type="xs:int"/>`), "x has two types"},
		{within(strings.Repeat(`<xs:element name="x" type="xs:string"/>`, maxPositions+1)), "more than 1000 elements"},
		{typed(`<xs:all/>`), "xs:all in xs:complexType"},
		{typed(`<xs:simpleContent/>`), "xs:simpleContent"},
		{typed(`<xs:complexContent/>`), "xs:complexContent"},
		{typed(`<xs:anyAttribute/>`), "xs:anyAttribute"},
		{typed(`<xs:attributeGroup ref="t:g"/>`), "xs:attributeGroup"},
		{typed(`<xs:attribute name="a" type="xs:string"/><xs:sequence/>`), "xs:sequence in xs:complexType"},
		{typed(`<xs:sequence/><xs:sequence/>`), "xs:sequence in xs:complexType"},
		{typed(`<xs:attribute ref="t:a"/>`), "attribute ref"},
		{typed(`<xs:attribute type="xs:string"/>`), "without a name"},
		{typed(`<xs:attribute name="a"/>`), "attribute a without one simple type"},
		{typed(`<xs:attribute name="a" type="t:c"/>`), "complex type"},
		{typed(`<xs:attribute name="a" type="xs:string" use="prohibited"/>`), `use="prohibited"`},
		{typed(`<xs:attribute name="a" type="xs:string" fixed="x"/>`), "attribute fixed"},
		{typed(strings.Repeat(`<xs:attribute name="a" type="xs:string"/>`, 2)), "a is declared twice"},
		{`<xs:complexType name="c" mixed="true"/>`, "attribute mixed"},
		{`<xs:complexType name="c" abstract="true"/>`, "attribute abstract"},
		{`<xs:simpleType name="s"><xs:list itemType="xs:string"/></xs:simpleType>`, "without one xs:restriction"},
		{`<xs:simpleType name="s"><xs:union/></xs:simpleType>`, "without one xs:restriction"},
		{`<xs:simpleType name="s"><xs:restriction/></xs:simpleType>`, "without base"},
		{`<xs:simpleType name="s" final="#all"/>`, "attribute final"},
		{facet("t:s", ""), "s restricts itself"},
		{`<xs:complexType name="c"/>` + facet("t:c", ""), "restricts the complex type"},
		{facet("xs:string", `<xs:totalDigits value="1"/>`), "facet xs:totalDigits"},
		{facet("xs:int", `<xs:minExclusive value="1"/>`), "facet xs:minExclusive"},
		{facet("xs:string", `<xs:length/>`), "xs:length without a value"},
		{facet("xs:string", `<xs:length value="x"/>`), `xs:length is "x"`},
		{facet("xs:string", `<xs:length value="1"/><xs:length value="1"/>`), "comes twice"},
		{facet("xs:string", `<xs:length value="1" fixed="true"/>`), "attribute fixed"},
		{facet("xs:int", `<xs:length value="1"/>`), "xs:length of xs:int"},
		{facet("xs:string", `<xs:minInclusive value="1"/>`), "xs:minInclusive of xs:string"},
		{facet("xs:int", `<xs:minInclusive value="1,5"/>`), `"1,5"`},
		{facet("xs:date", `<xs:minInclusive value="01.01.1900"/>`), "not a date"},
		{facet("xs:date", `<xs:enumeration value="1900-01-01"/>`), "enumeration of xs:date"},
		{facet("xs:int", `<xs:enumeration value="x"/>`), "no value of the base type"},
		{facet("xs:token", `<xs:whiteSpace value="preserve"/>`), "xs:whiteSpace"},
		{facet("xs:string", `<xs:pattern value="[a-z-[aeiou]]"/>`), "subtraction"},
		{facet("xs:string", `<xs:pattern value="("/>`), "pattern"},
	} {
		_, err := compileParts(test.parts)
		var broken *SchemaError
		if !errors.As(err, &broken) || !strings.Contains(broken.What, test.what) || broken.File != "s.xsd" || broken.Line != 1 {
			t.Errorf("%s: got %v, want %q", test.parts, err, test.what)
		}
	}
}

func TestSchemaDocumentsThatAreRefused(t *testing.T) {
	const rest = `elementFormDefault="qualified"/>`
	head := `<xs:schema xmlns:xs="` + namespaceXSD + `" `
	for _, test := range []struct{ text, what string }{
		{"", "empty"},
		{"{}", "not_xml"},
		{"<!DOCTYPE x><x/>", "doctype"},
		{"<x/>", "neither xs:schema nor wsdl:definitions"},
		{head + rest, "no targetNamespace"},
		{head + `targetNamespace="urn:s"/>`, "elementFormDefault"},
		{head + `targetNamespace="urn:s" attributeFormDefault="qualified" ` + rest, "attributeFormDefault"},
		{head + `targetNamespace="urn:s" blockDefault="#all" ` + rest, "attribute blockDefault"},
		{`<definitions xmlns="` + namespaceWSDL + `"/>`, "there is no xs:schema"},
		{`<definitions xmlns="` + namespaceWSDL + `"><types><x/></types></definitions>`, "wsdl:types holds x"},
		{`<definitions xmlns="` + namespaceWSDL + `"><types>` + head + `targetNamespace="urn:a" ` + rest + head + `targetNamespace="urn:b" ` + rest + `</types></definitions>`, `second targetNamespace, "urn:b"`},
	} {
		if _, err := compileText(test.text); err == nil || !strings.Contains(err.Error(), test.what) {
			t.Errorf("%s: got %v, want %q", test.text, err, test.what)
		}
	}
}

func TestIncludes(t *testing.T) {
	schema := func(parts string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(schemaHead + parts + "</xs:schema>")}
	}
	include := func(file string) string { return `<xs:include schemaLocation="` + file + `"/>` }
	files := fstest.MapFS{
		"a/good.xsd":    schema(include("../b/types.xsd") + include("good.xsd") + `<xs:element name="e" type="t:name"/>`),
		"b/types.xsd":   schema(include("../a/good.xsd") + `<xs:simpleType name="name"><xs:restriction base="xs:string"/></xs:simpleType>`),
		"a/absent.xsd":  schema("\n" + include("none.xsd")),
		"a/outside.xsd": schema(include("../../etc/passwd")),
		"a/web.xsd":     schema(include("https://example.org/x.xsd")),
		"a/nowhere.xsd": schema("<xs:include/>"),
		"a/deep.xsd":    schema(include("broken.xsd")),
		"a/broken.xsd":  schema("\n\n<xs:any/>"),
		"a/other.xsd":   schema(include("foreign.xsd")),
		"a/foreign.xsd": {Data: []byte(strings.ReplaceAll(schemaHead, "urn:s", "urn:other") + "</xs:schema>")},
	}
	if c, err := Compile(files, "a/good.xsd"); err != nil || c.Elements()[0] != "e" || c.Namespace() != "urn:s" {
		t.Errorf("got %v, %v", c, err)
	}
	for _, test := range []struct{ file, want string }{
		{"a/absent.xsd", "a/absent.xsd:2: xs:include of"},
		{"a/outside.xsd", "no usable schemaLocation"},
		{"a/web.xsd", "xs:include of"},
		{"a/nowhere.xsd", "no usable schemaLocation"},
		{"a/deep.xsd", "a/broken.xsd:3: xs:any"},
		{"a/other.xsd", "second targetNamespace"},
		{"a/none.xsd", "reading a schema"},
	} {
		if _, err := Compile(files, test.file); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.file, err, test.want)
		}
	}
}

func TestSchemaInWindows1251WithRussianNames(t *testing.T) {
	contract, err := Compile(os.DirFS("testdata/contract"), "russian.xsd")
	if err != nil {
		t.Fatal(err)
	}
	const request = `<ф:ЗапросИНН xmlns:ф="urn:test:фнс" ИдЗапрос="7"><ф:ФИО Фамилия="Каримов" Имя="Азиз"/><ф:Отчество>Рустамович</ф:Отчество></ф:ЗапросИНН>`
	if err := contract.Check([]byte(request)); err != nil {
		t.Error(err)
	}
	for _, test := range []struct {
		old, new string
		rule     Rule
		path     string
	}{
		{` Имя="Азиз"`, ``, RuleAttribute, "ЗапросИНН/ФИО/@Имя"},
		{`"Азиз"`, `""`, RuleEmpty, "ЗапросИНН/ФИО/@Имя"},
		{`<ф:Отчество>Рустамович</ф:Отчество>`, ``, RuleNoChoice, "ЗапросИНН"},
		{`</ф:Отчество>`, `</ф:Отчество><ф:ПрОтсутОтч>1</ф:ПрОтсутОтч>`, RuleBothChoices, "ЗапросИНН/ПрОтсутОтч"},
	} {
		e := wantCode(t, contract.Check([]byte(replaceOnce(t, request, test.old, test.new))), CodeContract)
		if e.Rule != test.rule || e.Path != test.path {
			t.Errorf("%s: got %v", test.new, e)
		}
	}
}

func TestRecursiveTypesCompile(t *testing.T) {
	contract, err := compileParts(`<xs:element name="e" type="t:c"/><xs:complexType name="c"><xs:sequence>` +
		`<xs:element name="v" type="xs:int"/><xs:element name="sub" type="t:c" minOccurs="0"/><xs:element ref="t:e" minOccurs="0"/></xs:sequence></xs:complexType>`)
	if err != nil {
		t.Fatal(err)
	}
	good := `<e xmlns="urn:s"><v>1</v><sub><v>2</v><e><v>3</v></e></sub></e>`
	if err := contract.Check([]byte(good)); err != nil {
		t.Error(err)
	}
	e := wantCode(t, contract.Check([]byte(replaceOnce(t, good, "<v>3</v>", ""))), CodeContract)
	if e.Path != "e/sub/e/v" || e.Rule != RuleMissing {
		t.Errorf("got %v", e)
	}
}

func TestElementsThatMayNeverComeAreUnknown(t *testing.T) {
	contract, err := compileParts(`<xs:element name="e"><xs:complexType><xs:sequence><xs:element name="a" type="xs:int" minOccurs="0" maxOccurs="0"/>` +
		`<xs:choice minOccurs="0" maxOccurs="0"><xs:element name="b" type="xs:int"/></xs:choice></xs:sequence></xs:complexType></xs:element>`)
	if err != nil {
		t.Fatal(err)
	}
	if err := contract.Check([]byte(`<e xmlns="urn:s"><a>x</a><b/></e>`)); err != nil {
		t.Error(err)
	}
}

// FuzzCompile finds schemas that crash the compiler, and messages that crash what it has compiled.
func FuzzCompile(f *testing.F) {
	for _, file := range []string{"registry.xsd", "common.xsd", "russian.xsd"} {
		text, err := os.ReadFile("testdata/contract/" + file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text, []byte(statusBody))
	}
	f.Add([]byte(modelSchema(`<xs:choice maxOccurs="unbounded"><xs:element name="a" type="t:empty" maxOccurs="3"/></xs:choice>`)), []byte(children("aaa")))
	common, err := os.ReadFile("testdata/contract/common.xsd")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, schema, message []byte) {
		contract, err := Compile(fstest.MapFS{"s.xsd": {Data: schema}, "common.xsd": {Data: common}}, "s.xsd")
		if err != nil {
			var broken *SchemaError
			if !errors.As(err, &broken) || broken.Line < 1 || broken.File == "" {
				t.Fatalf("a broken error: %#v", err)
			}
			return
		}
		err = contract.Check(message)
		if e, ok := asError(err); err != nil && (!ok || e.Code == CodeDecode) {
			t.Fatalf("a broken error: %#v", err)
		}
	})
}
