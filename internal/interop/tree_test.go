package main

import (
	"encoding/json"
	"slices"
	"testing"
)

func parsed(t *testing.T, text string) element {
	t.Helper()
	e, err := parseElement([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestAnElementIsWrittenAsStacksTakeIt(t *testing.T) {
	e := parsed(t, `<a xmlns="urn:x"><b>1</b><ground><k>P</k><noTerm/></ground><citizenship>UZB</citizenship><Result>false</Result><description/></a>`)
	e.children[0].repeated = true
	text, err := json.Marshal(&e)
	const want = `{"b":null,"ground":[{"k":"P","noTerm":{}}],"citizenship":["UZB"],"Result":false,"description":""}`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v\nwant %s", text, err, want)
	}
}

func TestXMLAndJSONTellTheSame(t *testing.T) {
	e := parsed(t, `<a><n>7</n><Result>true</Result><g><k>P</k></g><g><noTerm/></g></a>`)
	told, err := toldJSON([]byte(`{"g": [{"k": "P", "absent": null}, {"noTerm": {}}], "ground": null, "n": 7, "Result": true, "absent": null}`))
	if err != nil || !slices.Equal(told, e.told()) {
		t.Errorf("%q, %v\nwant %q", told, err, e.told())
	}
}

func TestAListOfOneMustBeAList(t *testing.T) {
	for text, want := range map[string]string{
		`{"citizenship": ["UZB"]}`: "citizenship[0]=UZB", `{"citizenship": "UZB"}`: "citizenship(not in a list)[0]=UZB",
	} {
		if told, err := toldJSON([]byte(text)); err != nil || !slices.Equal(told, []string{want}) {
			t.Errorf("%s: %q, %v", text, told, err)
		}
	}
}

func TestADifferenceIsNamed(t *testing.T) {
	sent := []string{"a=1", "b=2"}
	for _, test := range []struct {
		got  []string
		want string
	}{
		{[]string{"a=1", "b=2"}, ""},
		{[]string{"a=1", "b=3"}, "expected b=2, which did not come (2 of 2 lines)"},
		{[]string{"a=1", "b=2", "c=3"}, "came and was not sent: c=3"},
		{[]string{"a=1", "b=2", "b=2"}, "3 lines came of 2"},
		{nil, "expected a=1, which did not come (0 of 2 lines)"},
	} {
		if got := difference(test.got, sent); got != test.want {
			t.Errorf("%q: %q, want %q", test.got, got, test.want)
		}
	}
}
