package wsdl_test

import (
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/sverka/sverka/wsdl"
)

func TestEveryRegistryHasAContractAndItsSource(t *testing.T) {
	for registry, contract := range map[string]string{
		"migration": "migration.wsdl", "pension": "pension.wsdl", "tax": "openapi.yaml", "mvd": "openapi.yaml",
	} {
		files, err := wsdl.Registry(registry)
		if err != nil {
			t.Fatalf("%s: %v", registry, err)
		}
		for _, name := range []string{contract, "SOURCE"} {
			if b, err := fs.ReadFile(files, name); err != nil || len(b) == 0 {
				t.Errorf("%s/%s: %d bytes, %v", registry, name, len(b), err)
			}
		}
	}
}

func TestAnUnknownRegistryDoesNotExist(t *testing.T) {
	if _, err := wsdl.Registry("customs"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
}

// The rules under which gowsdl's types are faithful, see internal/docs/design.md, section 6.
func TestSchemasKeepToWhatGowsdlRendersFaithfully(t *testing.T) {
	banned := map[string]bool{
		"any": true, "all": true, "extension": true, "union": true, "list": true, "import": true, "group": true, "complexContent": true,
		"simpleContent": true,
	}
	bannedTypes := []string{"xs:decimal", "xs:integer", "xs:date", "xs:dateTime", "xs:positiveInteger"}
	eachSchema(t, func(name string, e xml.StartElement, choiceEnded bool) {
		if banned[e.Name.Local] {
			t.Errorf("%s: xs:%s", name, e.Name.Local)
		}
		if e.Name.Local == "schema" && attr(e, "elementFormDefault") != "qualified" {
			t.Errorf("%s: elementFormDefault is not qualified", name)
		}
		if most := attr(e, "maxOccurs"); most != "" && most != "1" && most != "unbounded" {
			t.Errorf("%s: %s has maxOccurs %s: gowsdl makes that a single field", name, attr(e, "name"), most)
		}
		for _, of := range bannedTypes {
			if attr(e, "type") == of || attr(e, "base") == of {
				t.Errorf("%s: %s", name, of)
			}
		}
		if choiceEnded && e.Name.Local == "element" {
			t.Errorf("%s: %s follows a choice in its sequence: gowsdl would marshal it before", name, attr(e, "name"))
		}
	})
}

func TestRequestsHaveNoRequiredValueThatOmitemptyDrops(t *testing.T) {
	inRequest := false
	eachSchema(t, func(name string, e xml.StartElement, _ bool) {
		if e.Name.Local != "element" {
			return
		}
		if attr(e, "type") == "" {
			inRequest = strings.HasSuffix(strings.ToLower(attr(e, "name")), "request")
		}
		if of := attr(e, "type"); inRequest && (of == "xs:boolean" || of == "xs:int" || of == "xs:long") {
			t.Errorf("%s: %s is an %s in a request", name, attr(e, "name"), of)
		}
	})
}

func TestOneNamespacePerRegistry(t *testing.T) {
	of := map[string]string{}
	eachSchema(t, func(name string, e xml.StartElement, _ bool) {
		if e.Name.Local != "schema" {
			return
		}
		registry, ns := path.Dir(name), attr(e, "targetNamespace")
		if was, ok := of[registry]; ok && was != ns {
			t.Errorf("%s: namespace %s, elsewhere %s", name, ns, was)
		}
		of[registry] = ns
	})
	if len(of) != 2 {
		t.Errorf("schemas of %d registries, want 2", len(of))
	}
}

// eachSchema calls f for every start tag of every .xsd; choiceEnded says that a choice of the enclosing sequence lies behind.
func eachSchema(t *testing.T, f func(name string, e xml.StartElement, choiceEnded bool)) {
	t.Helper()
	names, err := fs.Glob(wsdl.FS(), "*/*.xsd")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d schemas, %v", len(names), err)
	}
	for _, name := range names {
		file, err := wsdl.FS().Open(name)
		if err != nil {
			t.Fatal(err)
		}
		walk(t, name, file, f)
		file.Close()
	}
}

func walk(t *testing.T, name string, r io.Reader, f func(string, xml.StartElement, bool)) {
	t.Helper()
	d := xml.NewDecoder(r)
	ended := []bool{false}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			f(name, e, ended[len(ended)-1])
			ended = append(ended, false)
		case xml.EndElement:
			ended = ended[:len(ended)-1]
			if e.Name.Local == "choice" {
				ended[len(ended)-1] = true
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
