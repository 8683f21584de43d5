package openapi_test

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/mock/openapi"
	"github.com/sverka/sverka/wsdl"
)

func contract(t testing.TB, file string) *openapi.Document {
	t.Helper()
	text, err := fs.ReadFile(wsdl.FS(), file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// parse reads a contract written in YAML.
func parse(text []byte) (*openapi.Document, error) {
	plain, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	return openapi.Parse(plain)
}

const search = `{"requestId":"a-1",
 "requester":{"systemId":"S","name":"Портал","inn":"7700000000","ogrn":"1027700000000"},
 "person":{"secondName":"Каримов","birthday":"1991-04-17","documentSpdul":"10","documentNumber":"1"}}`

func TestACheckedDocumentKeepsToItsContract(t *testing.T) {
	schema, ok := contract(t, "tax/openapi.yaml").Request("/inn/search")
	if !ok {
		t.Fatal("no such request")
	}
	if err := schema.Check([]byte(search)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, new string
		pointer  string
		what     string
		line     int
	}{
		{`"requestId":"a-1",`, ``, "/requestId", "required", 3},
		{`"7700000000"`, `"77"`, "/requester/inn", "matches", 2},
		{`"7700000000"`, `7700000000`, "/requester/inn", "expected a string, got an integer", 2},
		{`"S"`, `null`, "/requester/systemId", "got null", 2},
		{`"Каримов"`, `""`, "/person/secondName", "too short", 3},
		{`"Каримов"`, `"` + strings.Repeat("ы", 61) + `"`, "/person/secondName", "too long", 3},
		{`"1991-04-17"`, `"1991-13-17"`, "/person/birthday", "matches", 3},
		{`"secondName"`, `"signLackPatronymic":"0","secondName"`, "/person/signLackPatronymic", "one of 1", 3},
		{`"person":{`, `"person":{"secondName":"А",`, "/person", "twice", 3},
		{`"requestId":"a-1"`, `"requestId":"a-1","requestId":"a-1"`, "", "twice", 1},
		{`"Портал"`, "\"\xff\"", "", "UTF-8", 1},
		{`}}`, `}}x`, "", "after", 3},
		{`"10"`, `10x`, "/person/documentSpdul", "integer", 3},
		{`"requestId"`, `"unknown":{"deep":[1,true,null,"x"]},"requestId"`, "-", "", 0},
		{`"requestId"`, `"unknown":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `,"requestId"`, "/*", "deep", 1},
	} {
		err := schema.Check([]byte(strings.Replace(search, c.old, c.new, 1)))
		if c.pointer == "-" {
			if err != nil {
				t.Errorf("%s: %v", c.new, err)
			}
			continue
		}
		var v *openapi.Violation
		if !errors.As(err, &v) || !strings.HasPrefix(v.Pointer, c.pointer) || !strings.Contains(v.What, c.what) || v.Line != c.line {
			t.Errorf("%s for %s: got %v, want %q at %q in line %d", c.new, c.old, err, c.what, c.pointer, c.line)
		}
	}
}

func TestIntegersAndListsAreBounded(t *testing.T) {
	schema, _ := contract(t, "mvd/openapi.yaml").Request("/criminal-record/request")
	body := func(birth, places string) []byte {
		return []byte(`{"id":"1","systemId":"S","person":{"surname":"А","birthDate":` + birth + `},"registrationPlace":` + places + `}`)
	}
	const place = `[{"type":"000"}]`
	for _, c := range []struct {
		birth, places string
		ok            bool
	}{
		{`{"year":1991}`, place, true},
		{`{"year":1991,"month":12,"day":31}`, place, true},
		{`{"year":1991,"month":13}`, place, false},
		{`{"year":991}`, place, false},
		{`{"year":1991.5}`, place, false},
		{`{"year":19910000000}`, place, false},
		{`{"year":1991}`, `[]`, false},
		{`{"year":1991}`, `[` + strings.Repeat(`{"type":"000"},`, 10) + `{"type":"000"}]`, false},
		{`{"year":1991}`, `[{"type":"999"}]`, false},
	} {
		if err := schema.Check(body(c.birth, c.places)); (err == nil) != c.ok {
			t.Errorf("%s %s: %v", c.birth, c.places, err)
		}
	}
}

func TestAViolationQuotesNothing(t *testing.T) {
	schema, _ := contract(t, "tax/openapi.yaml").Request("/inn/search")
	for _, bad := range []string{
		strings.Replace(search, `"1991-04-17"`, `"КАРИМОВ-ТАЙНА"`, 1),
		strings.Replace(search, `"person":{`, `"person":{"ТАЙНА":1,"ТАЙНА":2,`, 1),
		`{"requestId":ТАЙНА}`,
	} {
		if err := schema.Check([]byte(bad)); err == nil || strings.Contains(err.Error(), "ТАЙНА") {
			t.Errorf("got %v", err)
		}
	}
}

func TestAContractThatUsesMoreIsRefused(t *testing.T) {
	for _, schema := range []string{
		"{type: object, additionalProperties: false}", "{type: number}", "{oneOf: []}", "{type: string, format: uuid}",
		"{type: string, pattern: 'x'}", "{allOf: [{type: string}, {type: string}]}", "{$ref: '#/components/schemas/Nobody'}", "{$ref: '#/components/schemas/Self'}",
	} {
		text := "paths: {/a: {post: {requestBody: {content: {application/json: {schema: " + schema + "}}}}}}\n" +
			"components: {schemas: {Self: {type: array, items: {$ref: '#/components/schemas/Self'}}}}"
		if _, err := parse([]byte(text)); err == nil {
			t.Errorf("%s was taken", schema)
		}
	}
}

const alike = `{"requestId":"a-1","REQUESTID":"b",
 "requester":{"systemId":"S","SystemId":["T"],"name":"Портал","inn":"7700000000","ogrn":"1027700000000","\u0053ystemid":"U"},"Person":{},
 "person" : {"secondName":"Каримов","birthday":"1991-04-17","documentSpdul":"10","documentNumber":"1" , "SECONDNAME":{"secondName":"Никто"}}}`

// Package json takes a member for a field whose name is written in other letters; a contract does not.
func TestDecodeTakesWhatTheSchemaNamesAlone(t *testing.T) {
	schema, _ := contract(t, "tax/openapi.yaml").Request("/inn/search")
	var got struct {
		RequestID string `json:"requestId"`
		Requester struct {
			SystemID string `json:"systemId"`
		} `json:"requester"`
		Person struct {
			SecondName string `json:"secondName"`
		} `json:"person"`
	}
	text := []byte(alike)
	if err := schema.Decode(text, &got); err != nil || got.RequestID != "a-1" || got.Requester.SystemID != "S" || got.Person.SecondName != "Каримов" {
		t.Errorf("%+v, %v", got, err)
	}
	if string(text) != alike {
		t.Errorf("the document was written to: %s", text)
	}
	if err := schema.Decode([]byte(strings.Replace(search, "{", `{"requestId":"b",`, 1)), &got); err == nil {
		t.Error("a member given twice was decoded")
	}
}

func FuzzCheckTakesAnyDocument(f *testing.F) {
	schema, _ := contract(f, "tax/openapi.yaml").Request("/inn/search")
	f.Add([]byte(search))
	f.Add([]byte(alike))
	f.Add([]byte(`{"person":[{`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var v *openapi.Violation
		err := schema.Check(body)
		if err != nil && !errors.As(err, &v) {
			t.Errorf("%T", err)
		}
		var got map[string]any
		if decoded := schema.Decode(body, &got); (decoded == nil) != (err == nil) {
			t.Errorf("checked: %v; decoded: %v", err, decoded)
		}
		for name := range got {
			if strings.TrimSpace(name) != "" && name != "requestId" && name != "requester" && name != "person" {
				t.Errorf("%q was decoded", name)
			}
		}
	})
}
