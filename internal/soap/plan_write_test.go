package soap

import (
	"bytes"
	"encoding/xml"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// written gives the element that a value is written as.
func written(tb testing.TB, contract *Contract, local string, v any) []byte {
	tb.Helper()
	decl := contract.local([]byte(local))
	root := slot{local: local}
	if decl.complex != nil {
		if root.inner = contract.plans.of(decl.complex, reflect.TypeOf(v).Elem()); root.inner == nil {
			tb.Fatalf("%T does not fit %s", v, local)
		}
	}
	return root.appendElement(nil, contract.namespace, reflect.ValueOf(v))
}

// TestWhatIsWrittenIsReadBack writes random values: they follow the contract and decode as they were.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	contract := testContract(t)
	rapid.Check(t, func(rt *rapid.T) {
		asked := randomStatus(rt)
		if g := asked.Info; g != nil && len(g.Ground) > 0 {
			g.Ground[0].Kind += rapid.SampledFrom([]string{"", `<&>"']]>`, "Ўқ"}).Draw(rt, "markup")
		}
		text := written(t, contract, "StatusResponse", asked)
		var got, byStandard statusResponse
		if err := begun(rt, contract, text).decode(contract, contract.local([]byte("StatusResponse")), &got); err != nil {
			rt.Fatalf("%v\n%s", err, text)
		}
		if err := xml.Unmarshal(text, &byStandard); err != nil {
			rt.Fatalf("%v\n%s", err, text)
		}
		if !reflect.DeepEqual(got, byStandard) {
			rt.Fatalf("%s\nread as %+v\nby encoding/xml as %+v", text, got, byStandard)
		}
		if again := written(t, contract, "StatusResponse", &got); !bytes.Equal(again, text) {
			rt.Fatalf("%s\nread and written again as\n%s", text, again)
		}
	})
}

func TestWhatIsWrittenOfEveryKindOfValue(t *testing.T) {
	contract, err := compileText(planSchema)
	if err != nil {
		t.Fatal(err)
	}
	minus, n := new(int32), uint8(0)
	*minus = -5
	for _, c := range []struct {
		name, local string
		v           any
		want        string
	}{
		{"all there is, zeros too", "all", &planAll{Yes: true, Small: -1, Maybe: &minus, Many: []*int{new(int), nil}, Within: &planIn{}, N: &n, Note: "\"<&>\t\r\n"},
			`<all xmlns="urn:plan" n="0" note="&quot;&lt;&amp;&gt;&#9;&#13;&#10;"><yes>true</yes><small>-1</small><wide>0</wide><count>0</count><maybe>-5</maybe><many>0</many>` +
				`<within><yes>false</yes></within></all>`},
		{"what may be absent is", "all", &planAll{Maybe: new(*int32)}, `<all xmlns="urn:plan"><yes>false</yes><small>0</small><wide>0</wide><count>0</count></all>`},
		{"a simple element", "text", new(string), `<text xmlns="urn:plan"></text>`},
		{"bytes that are not UTF-8", "text", new("a\xffb"), "<text xmlns=\"urn:plan\">a\uFFFDb</text>"},
	} {
		if got := string(written(t, contract, c.local, c.v)); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestRequestsWithoutAValueAreNotSent(t *testing.T) {
	r, err := checkOperation(t, V11).Request(t.Context(), nil)
	if wantCode(t, err, CodeEncode); r != nil {
		t.Error("a request of nothing")
	}
}

// TestCharactersThatXMLForbidsAreNotSent writes a name with a control character: no escape could carry it.
func TestCharactersThatXMLForbidsAreNotSent(t *testing.T) {
	in := question()
	in.Person.FirstName = "А\x01"
	r, err := checkOperation(t, V11).Request(t.Context(), in)
	if wantCode(t, err, CodeNotXML); r != nil || strings.Contains(err.Error(), "А") {
		t.Errorf("got %v, %v", r, err)
	}
}
