package strictjson_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/transport/strictjson"
)

// small keeps every bound within reach of a test's table.
func small() strictjson.Limits {
	return strictjson.Limits{Bytes: 200, Depth: 3, Values: 8, Members: 4, KeyBytes: 12}
}

func TestDocumentsThatPass(t *testing.T) {
	checker := strictjson.New(small())
	for _, doc := range []string{
		`{}`, `[]`, `""`, `0`, `-0`, `true`, `false`, `null`,
		" \t\r\n{ } \n", `{"a":1}`, `{"a":{"a":{"a":1}}}`, `[[[]]]`, `[0,1,2,3,4,5,6]`,
		`{"a":1,"b":2,"c":3,"d":4}`, `{"":1}`, `{"a":1,"A":2}`, `[{"a":1},{"a":2}]`, `{"a":{"b":1},"b":2}`,
		`0.5`, `-12.0e+3`, `1E-2`, `1e999`, `"Каримов"`, `"😀"`, `"\ud83d\ude00"`, `"\"\\\/\b\f\n\r\t\u0000"`, "\"\u007f\"",
		`"\uFFFF\uffff"`, `{"ключик":1}`, `{"éé":1,"\u00e9":2}`,
	} {
		if got, err := checker.Check([]byte(doc)); err != nil || string(got) != doc {
			t.Errorf("%s: %q, %v", doc, got, err)
		}
	}
}

func TestDocumentsThatDoNotPass(t *testing.T) {
	checker := strictjson.New(small())
	for _, c := range []struct {
		doc     string
		code    strictjson.Code
		offset  int
		pointer string
	}{
		{``, strictjson.CodeTruncated, 0, ""},
		{`  `, strictjson.CodeTruncated, 2, ""},
		{`{"a":{"b":[1,`, strictjson.CodeTruncated, 13, "/a/b/1"},
		{`{"a":"x`, strictjson.CodeTruncated, 7, "/a"},
		{`{"a"`, strictjson.CodeTruncated, 4, "/a"},
		{`tru`, strictjson.CodeTruncated, 3, ""},
		{`"\u12`, strictjson.CodeTruncated, 5, ""},
		{`"\`, strictjson.CodeTruncated, 2, ""},
		{`-`, strictjson.CodeTruncated, 1, ""},
		{`1.`, strictjson.CodeTruncated, 2, ""},
		{`{"a":NaN}`, strictjson.CodeSyntax, 5, "/a"},
		{`{"a":Infinity}`, strictjson.CodeSyntax, 5, "/a"},
		{`-Infinity`, strictjson.CodeSyntax, 1, ""},
		{`+1`, strictjson.CodeSyntax, 0, ""},
		{`.5`, strictjson.CodeSyntax, 0, ""},
		{`1.e1`, strictjson.CodeSyntax, 2, ""},
		{`[1e]`, strictjson.CodeSyntax, 3, "/0"},
		{`nulL`, strictjson.CodeSyntax, 3, ""},
		{`{'a':1}`, strictjson.CodeSyntax, 1, ""},
		{`{a:1}`, strictjson.CodeSyntax, 1, ""},
		{`{"a":1,}`, strictjson.CodeSyntax, 7, ""},
		{`{"a" 1}`, strictjson.CodeSyntax, 5, "/a"},
		{`{"a":1 "b":2}`, strictjson.CodeSyntax, 7, ""},
		{`[1,]`, strictjson.CodeSyntax, 3, "/1"},
		{`[1 2]`, strictjson.CodeSyntax, 3, ""},
		{"\"a\nb\"", strictjson.CodeSyntax, 2, ""},
		{"\"a\x00b\"", strictjson.CodeSyntax, 2, ""},
		{"\x00", strictjson.CodeSyntax, 0, ""},
		{`"\x"`, strictjson.CodeSyntax, 2, ""},
		{`"\u12g4"`, strictjson.CodeSyntax, 5, ""},
		{`01`, strictjson.CodeTrailing, 1, ""},
		{`{} {}`, strictjson.CodeTrailing, 3, ""},
		{"{}\x00", strictjson.CodeTrailing, 2, ""},
		{`<html>`, strictjson.CodeSyntax, 0, ""},
		{`{"a":1,"a":1}`, strictjson.CodeDuplicateKey, 7, "/a"},
		{`{"a":1,"\u0061":1}`, strictjson.CodeDuplicateKey, 7, "/*"},
		{`{"\u0061":1,"a":1}`, strictjson.CodeDuplicateKey, 12, "/a"},
		{`{"":1,"":1}`, strictjson.CodeDuplicateKey, 6, "/*"},
		{`{"😀":1,"\ud83d\uDE00":1}`, strictjson.CodeDuplicateKey, 10, "/*"},
		{`{"b":{"a":1},"c":[{"a":1,"x":2,"a":1}]}`, strictjson.CodeDuplicateKey, 31, "/c/0/a"},
		{"{\"a\":\"x\xff\"}", strictjson.CodeUTF8, 7, "/a"},
		{"\"\xc3\"", strictjson.CodeUTF8, 1, ""},
		{"\"\xed\xa0\x80\"", strictjson.CodeUTF8, 1, ""}, // a surrogate written as UTF-8
		{"\"\xc0\xaf\"", strictjson.CodeUTF8, 1, ""},     // an overlong slash
		{"{\"\xff\":1}", strictjson.CodeUTF8, 2, ""},
		{"[\xff]", strictjson.CodeSyntax, 1, "/0"},
		{`"\ud83d"`, strictjson.CodeSurrogate, 1, ""},
		{`"a\ude00"`, strictjson.CodeSurrogate, 2, ""},
		{`"\ud83d\ud83d"`, strictjson.CodeSurrogate, 1, ""},
		{`"\ud83d\n"`, strictjson.CodeSurrogate, 1, ""},
		{"\ufeff{}", strictjson.CodeBOM, 0, ""},
		{`[[[[]]]]`, strictjson.CodeDepth, 3, "/0/0/0"},
		{`{"a":{"a":{"a":{}}}}`, strictjson.CodeDepth, 15, "/a/a/a"},
		{`[0,1,2,3,4,5,6,7]`, strictjson.CodeValues, 15, "/7"},
		{`{"a":1,"b":2,"c":3,"d":4,"e":5}`, strictjson.CodeMembers, 25, ""},
		{`{"0123456789abc":1}`, strictjson.CodeKeyBytes, 14, ""},
		{strings.Repeat(" ", 201), strictjson.CodeBytes, 200, ""},
	} {
		_, err := checker.Check([]byte(c.doc))
		var e *strictjson.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Offset != c.offset || e.Pointer != c.pointer {
			t.Errorf("%s: got %v, want %s at %d in %q", c.doc, err, c.code, c.offset, c.pointer)
		}
	}
}

func TestByteOrderMarkIsTakenOffWhereItIsAllowed(t *testing.T) {
	limits := small()
	limits.BOM = true
	checker := strictjson.New(limits)
	if got, err := checker.Check([]byte("\ufeff{}")); err != nil || string(got) != "{}" {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := checker.Check([]byte("{}")); err != nil || string(got) != "{}" {
		t.Errorf("without one: got %q, %v", got, err)
	}
	_, err := checker.Check([]byte("\ufeff\ufeff{}"))
	if want := "JSON syntax at byte 3"; err == nil || err.Error() != want {
		t.Errorf("two marks: got %v, want %s", err, want)
	}
}

func TestPathShowsContractNamesOnly(t *testing.T) {
	checker := strictjson.New(strictjson.Default())
	for name, want := range map[string]string{
		"birth_date": "/birth_date", "requestId": "/requestId", "line-12": "/line-12",
		"Каримов": "/*", "FA1234567": "/*", "79161234567": "/*", "a b": "/*", "_x": "/*", "": "/*", "a/b": "/*", "a~b": "/*",
		strings.Repeat("a", 33): "/*", "karimov@example.org": "/*",
	} {
		_, err := checker.Check([]byte(`{"` + name + `":!}`))
		var e *strictjson.Error
		if !errors.As(err, &e) || e.Pointer != want {
			t.Errorf("%q: got %v, want %s", name, err, want)
		}
	}
}

func TestBoundsAreToldFromMistakes(t *testing.T) {
	bounds := map[strictjson.Code]bool{
		strictjson.CodeBytes: true, strictjson.CodeDepth: true, strictjson.CodeValues: true,
		strictjson.CodeMembers: true, strictjson.CodeKeyBytes: true,
	}
	for _, code := range strictjson.Codes() {
		if code.Bound() != bounds[code] {
			t.Errorf("%s: Bound is %v", code, code.Bound())
		}
	}
}

func TestDefaultBoundsHoldAgainstHostileDocuments(t *testing.T) {
	checker := strictjson.New(strictjson.Default())
	for name, doc := range map[string]string{
		"deep arrays":  strings.Repeat("[", 100_000),
		"deep objects": strings.Repeat(`{"a":`, 100_000),
		"many values":  "[" + strings.Repeat("0,", 500_000) + "0]",
		"many members": "{" + strings.Repeat(`"a":0,`, 100_000) + `"b":0}`,
		"huge":         strings.Repeat(" ", 50<<20),
	} {
		if _, err := checker.Check([]byte(doc)); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}

func TestPassingCostsNoAllocation(t *testing.T) {
	checker := strictjson.New(strictjson.Default())
	doc := []byte(`{"subject":{"family_name":"Каримов","sex":"male","citizenships":["UZB"]},"n":-1.5e3,"ok":true,"no":null}`)
	// Of many runs, because a sync.Pool forgets at random under the race detector.
	if n := testing.AllocsPerRun(1000, func() {
		if _, err := checker.Check(doc); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
