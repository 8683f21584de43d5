package soap

import (
	"encoding/xml"
	"reflect"
	"strings"
	"testing"
	"time"
)

// selfDecoding decodes itself, as gowsdl's XSDDate does: a bad value may become a zero one.
type selfDecoding struct{ time.Time }

func (*selfDecoding) UnmarshalXML(*xml.Decoder, xml.StartElement) error { return nil }

func TestTypesThatFit(t *testing.T) {
	contract := testContract(t)
	for element, typ := range map[string]reflect.Type{
		"CheckRequest": reflect.TypeFor[checkRequest](), "CheckResponse": reflect.TypeFor[*checkResponse](),
		"StatusResponse": reflect.TypeFor[statusResponse](), "RequestRejected": reflect.TypeFor[requestRejected](),
	} {
		if err := contract.Fits(element, typ); err != nil {
			t.Error(err)
		}
	}
	recursive, err := compileParts(`<xs:element name="e" type="t:c"/><xs:complexType name="c"><xs:sequence><xs:element name="sub" type="t:c" minOccurs="0"/></xs:sequence></xs:complexType>`)
	if err != nil {
		t.Fatal(err)
	}
	type node struct {
		Sub *node `xml:"sub"`
	}
	if err := recursive.Fits("e", reflect.TypeFor[node]()); err != nil {
		t.Error(err)
	}
}

func TestTypesThatDoNotFit(t *testing.T) {
	const parts = `<xs:element name="e"><xs:complexType><xs:sequence>` +
		`<xs:element name="text" type="xs:string"/><xs:element name="number" type="xs:int"/><xs:element name="maybe" type="xs:int" minOccurs="0"/>` +
		`<xs:element name="many" type="xs:string" minOccurs="0" maxOccurs="unbounded"/><xs:element name="mark" type="t:empty" minOccurs="0"/>` +
		`</xs:sequence><xs:attribute name="id" type="xs:int" use="required"/><xs:attribute name="flag" type="xs:boolean"/></xs:complexType></xs:element>` +
		`<xs:complexType name="empty"/>`
	contract, err := compileParts(parts)
	if err != nil {
		t.Fatal(err)
	}
	type empty struct{}
	type good struct {
		Text   string   `xml:"text"`
		Number int32    `xml:"number"`
		Maybe  *int64   `xml:"maybe"`
		Many   []string `xml:"many"`
		Mark   *empty   `xml:"mark"`
		ID     int      `xml:"id,attr"`
		Flag   *bool    `xml:"flag,attr"`
		Own    string   `xml:"-"`
		hidden string   //nolint:unused // encoding/xml leaves it alone, and so must Fits
	}
	if err := contract.Fits("e", reflect.TypeFor[good]()); err != nil {
		t.Fatal(err)
	}
	fields := reflect.VisibleFields(reflect.TypeFor[good]())
	changed := func(name string, typ reflect.Type, tag string) reflect.Type {
		var all []reflect.StructField
		for _, f := range fields[:7] {
			if f.Name == name {
				if typ == nil {
					continue
				}
				f.Type, f.Tag = typ, reflect.StructTag(tag)
			}
			all = append(all, reflect.StructField{Name: f.Name, Type: f.Type, Tag: f.Tag})
		}
		return reflect.StructOf(all)
	}
	for _, test := range []struct {
		field string
		typ   reflect.Type
		tag   string
		want  string
	}{
		{"Text", nil, "", "text has no field"},
		{"Flag", nil, "", "@flag has no field"},
		{"Text", reflect.TypeFor[string](), `xml:"txt"`, "text has no field"},
		{"Text", reflect.TypeFor[string](), `xml:"urn:other text"`, "another namespace"},
		{"Text", reflect.TypeFor[int](), `xml:"text"`, "does not hold every xs:string"},
		{"Text", reflect.TypeFor[selfDecoding](), `xml:"text"`, "decodes itself"},
		{"Text", reflect.TypeFor[time.Time](), `xml:"text"`, "decodes itself"},
		{"Text", reflect.TypeFor[string](), `xml:"text,innerxml"`, "option innerxml"},
		{"Text", reflect.TypeFor[string](), `xml:"a>text"`, "a path"},
		{"Number", reflect.TypeFor[int16](), `xml:"number"`, "does not hold every xs:int"},
		{"Number", reflect.TypeFor[uint32](), `xml:"number"`, "does not hold every xs:int"},
		{"Number", reflect.TypeFor[float64](), `xml:"number"`, "does not hold every xs:int"},
		{"Maybe", reflect.TypeFor[int32](), `xml:"maybe"`, "maybe may be absent"},
		{"Many", reflect.TypeFor[string](), `xml:"many"`, "many may come several times"},
		{"Many", reflect.TypeFor[[]byte](), `xml:"many"`, "many may come several times"},
		{"Mark", reflect.TypeFor[empty](), `xml:"mark"`, "mark may be absent"},
		{"Mark", reflect.TypeFor[*string](), `xml:"mark"`, "is no struct"},
		{"ID", reflect.TypeFor[int](), `xml:"id"`, "@id has no field"},
		{"Flag", reflect.TypeFor[bool](), `xml:"flag,attr"`, "may be absent"},
		{"Flag", reflect.TypeFor[*int](), `xml:"flag,attr"`, "does not hold every xs:boolean"},
	} {
		err := contract.Fits("e", changed(test.field, test.typ, test.tag))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s %v %s: got %v, want %q", test.field, test.typ, test.tag, err, test.want)
		}
	}
	type surplus struct {
		Text string `xml:"text"`
		More string `xml:"more"`
	}
	type named struct {
		XMLName xml.Name `xml:"urn:s other"`
	}
	type embedding struct{ empty } //nolint:unused // that it is embedded is what is tested
	for typ, want := range map[reflect.Type]string{
		reflect.TypeFor[surplus](): "has no field", reflect.TypeFor[named](): "names another element", reflect.TypeFor[embedding](): "embedded",
		reflect.TypeFor[string](): "is no struct",
	} {
		if err := contract.Fits("e", typ); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", typ, err, want)
		}
	}
	if err := contract.Fits("none", reflect.TypeFor[empty]()); err == nil {
		t.Error("an element that the contract does not have")
	}
}

func TestAFieldWithoutDeclarationDoesNotFit(t *testing.T) {
	type more struct {
		Code string `xml:"Code"`
		Text string `xml:"Text"`
		More string `xml:"More"`
	}
	err := testContract(t).Fits("RequestRejected", reflect.TypeFor[more]())
	if err == nil || !strings.Contains(err.Error(), "the field More has no declaration") {
		t.Errorf("got %v", err)
	}
}
