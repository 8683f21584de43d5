package soap

import (
	"encoding/xml"
	"io"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// tokens gives encoding/xml what the checker accepts, token by token: the referee of plans.
type tokens struct {
	r     *contentReader
	queue []xml.Token
	done  bool
}

// Token implements xml.TokenReader.
func (t *tokens) Token() (xml.Token, error) {
	for len(t.queue) == 0 {
		if t.done {
			return nil, io.EOF
		}
		decl := t.r.checker.top().decl
		did, done, err := t.r.checker.next()
		if t.done = done; err != nil {
			return nil, err
		}
		switch did {
		case stepStart:
			t.start()
		case stepEnd:
			t.queue = append(t.queue, xml.CharData(slices.Clone(t.r.checker.text)), xml.EndElement{Name: decl.name})
		}
	}
	token := t.queue[0]
	t.queue = t.queue[1:]
	return token, nil
}

func (t *tokens) start() {
	decl := t.r.checker.top().decl
	start := xml.StartElement{Name: decl.name}
	if decl.complex != nil {
		for _, declared := range decl.complex.attrs {
			for _, a := range t.r.scanner.attrs {
				if a.space == "" && string(a.local) == declared.local {
					start.Attr = append(start.Attr, xml.Attr{Name: xml.Name{Local: declared.local}, Value: string(a.value)})
				}
			}
		}
	}
	t.queue = append(t.queue, start)
}

// begun gives a reader that has read the start tag of a document.
func begun(t *rapid.T, contract *Contract, text []byte) *contentReader {
	r := &contentReader{}
	r.scanner.reset(text, Limits{}.withDefaults(), contract.known)
	if _, err := r.scanner.next(); err != nil {
		t.Fatal(err)
	}
	return r
}

// TestPlansDecodeAsEncodingXMLDoes decodes mutated replies both ways: what the checker lets pass gives the same struct.
func TestPlansDecodeAsEncodingXMLDoes(t *testing.T) {
	contract := testContract(t)
	decl := contract.local([]byte("StatusResponse"))
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		text, err := xml.Marshal(randomStatus(t))
		if err != nil {
			t.Fatal(err)
		}
		root, err := readDocument(text, Limits{}.withDefaults())
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 2).Draw(t, "mutations") {
			mutate(t, root)
		}
		text = []byte(render(root))
		var got, want statusResponse
		gotErr := begun(t, contract, text).decode(contract, decl, &got)
		referee := &tokens{r: begun(t, contract, text)}
		wantErr := referee.r.checker.begin(contract, &referee.r.scanner, decl)
		if wantErr == nil {
			referee.start()
			wantErr = xml.NewTokenDecoder(referee).Decode(&want)
		}
		if (gotErr == nil) != (wantErr == nil) {
			t.Fatalf("%s\ngot %v, encoding/xml %v", text, gotErr, wantErr)
		}
		if gotErr == nil {
			accepted++
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s\ngot %+v\nwant %+v", text, got, want)
			}
		}
	})
	if accepted < 20 {
		t.Errorf("%d replies were accepted: too few to tell", accepted)
	}
}

// planSchema declares an element of every kind of value.
const planSchema = `<xs:schema xmlns:xs="` + namespaceXSD + `" xmlns:t="urn:plan" targetNamespace="urn:plan" elementFormDefault="qualified">
<xs:element name="all" type="t:all"/>
<xs:element name="text" type="xs:string"/>
<xs:complexType name="all"><xs:sequence>
<xs:element name="yes" type="xs:boolean"/><xs:element name="small" type="xs:byte"/><xs:element name="wide" type="xs:long"/>
<xs:element name="count" type="xs:unsignedShort"/><xs:element name="maybe" type="xs:int" minOccurs="0"/>
<xs:element name="many" type="xs:int" minOccurs="0" maxOccurs="unbounded"/><xs:element name="within" type="t:all" minOccurs="0"/>
</xs:sequence><xs:attribute name="n" type="xs:unsignedByte"/><xs:attribute name="note" type="xs:string"/></xs:complexType></xs:schema>`

type planAll struct {
	XMLName xml.Name `xml:"urn:plan all"`
	Yes     bool     `xml:"yes"`
	Small   int8     `xml:"small"`
	Wide    int64    `xml:"wide"`
	Count   uint16   `xml:"count"`
	Maybe   **int32  `xml:"maybe"`
	Many    []*int   `xml:"many"`
	Within  *planIn  `xml:"within"`
	N       *uint8   `xml:"n,attr"`
	Note    string   `xml:"note,attr"`
}

type planIn struct {
	Yes    bool    `xml:"yes"`
	Within *planIn `xml:"within"`
}

func TestPlansTakeEveryKindOfValue(t *testing.T) {
	contract, err := compileText(planSchema)
	if err != nil {
		t.Fatal(err)
	}
	const inner = `<yes>false</yes><small>-128</small><wide>-9223372036854775808</wide><count>65535</count>`
	const text = `<all xmlns="urn:plan" n="255"><yes> 1 </yes><small>127</small><wide>9223372036854775807</wide><count>0</count>` +
		`<maybe>-5</maybe><many>1</many><many>+2</many><within>` + inner + `<within>` + inner + `</within></within></all>`
	var got planAll
	decode := func(text string, v any) error {
		r := &contentReader{}
		r.scanner.reset([]byte(text), Limits{}.withDefaults(), nil)
		if _, err := r.scanner.next(); err != nil {
			t.Fatal(err)
		}
		return r.decode(contract, contract.local(r.scanner.local), v)
	}
	if err := decode(text, &got); err != nil {
		t.Fatal(err)
	}
	minus, one, two, n := new(int32), 1, 2, uint8(255)
	*minus = -5
	want := planAll{
		XMLName: xml.Name{Space: "urn:plan", Local: "all"}, Yes: true, Small: 127, Wide: 1<<63 - 1, Maybe: &minus,
		Many: []*int{&one, &two}, Within: &planIn{Within: &planIn{}}, N: &n,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	var simple string
	if err := decode(`<text xmlns="urn:plan">a</text>`, &simple); err != nil || simple != "a" {
		t.Errorf("a simple element: %q, %v", simple, err)
	}
	for _, wrong := range []any{planAll{}, (*planAll)(nil), new(string), new(struct {
		XMLName xml.Name `xml:"urn:plan other"`
	}), new(struct {
		Small uint8 `xml:"small"`
	}), new(struct {
		Within string `xml:"within"`
	}), new(struct {
		Yes xml.Name `xml:"yes"`
	}), new(struct {
		Many int `xml:"many"`
	})} {
		wantCode(t, decode(text, wrong), CodeDecode)
	}
}
