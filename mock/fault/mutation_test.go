package fault_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/mock/fault"
)

// mutants gives the bodies of all mutants of one mutation, the envelope left out.
func mutants(p fault.Protocol, m fault.Mutation, body string) []string {
	var bodies []string
	for _, mutant := range fault.Mutants(p, []byte(body), nil) {
		if mutant.Mutation == m {
			bodies = append(bodies, string(mutant.Body))
		}
	}
	return bodies
}

func TestEachMutationOfXML(t *testing.T) {
	const body = `<m:a xmlns:m="urn:m"><m:b><m:c>1</m:c></m:b><m:d>true</m:d></m:a>`
	for m, want := range map[fault.Mutation]string{
		fault.Removed:  `<m:a xmlns:m="urn:m"><m:d>true</m:d></m:a>`,
		fault.Doubled:  `<m:a xmlns:m="urn:m"><m:b><m:c>1</m:c></m:b><m:d>false</m:d><m:d>true</m:d></m:a>`,
		fault.Renamed:  `<m:a xmlns:m="urn:m"><m:unknownElement><m:c>1</m:c></m:unknownElement><m:d>true</m:d></m:a>`,
		fault.Taken:    `<m:a xmlns:m="urn:m"><m:b><m:c>1</m:c></m:b><m:b>true</m:b></m:a>`,
		fault.Respaced: `<m:a xmlns:m="urn:m"><m:b xmlns:m="urn:m/other"><m:c>1</m:c></m:b><m:d>true</m:d></m:a>`,
		fault.Nil:      `<m:a xmlns:m="urn:m"><m:b><m:c>1</m:c></m:b><m:d xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"></m:d></m:a>`,
		fault.Emptied:  `<m:a xmlns:m="urn:m"><m:b></m:b><m:d>true</m:d></m:a>`,
		fault.Moved:    `<m:a xmlns:m="urn:m"><m:b></m:b><m:c>1</m:c><m:d>true</m:d></m:a>`,
		fault.Swapped:  `<m:a xmlns:m="urn:m"><m:d>true</m:d><m:b><m:c>1</m:c></m:b></m:a>`,
		fault.Retyped:  `<m:a xmlns:m="urn:m"><m:b>text</m:b><m:d>true</m:d></m:a>`,
		fault.Replaced: `<m:a xmlns:m="urn:m"><m:b><m:c>1</m:c></m:b><m:d>false</m:d></m:a>`,
	} {
		if got := mutants(fault.SOAP11, m, body); !slices.Contains(got, want) {
			t.Errorf("%s gives\n%s\nand not\n%s", m, strings.Join(got, "\n"), want)
		}
	}
}

func TestEachMutationOfJSON(t *testing.T) {
	const body = `{"b":{"c":1},"d":["x","y"]}`
	for m, want := range map[fault.Mutation][]string{
		fault.Removed:  {`{"d":["x","y"]}`, `{"b":{"c":1},"d":["y"]}`},
		fault.Doubled:  {`{"b":{"c":1,"c":2},"d":["x","y"]}`, `{"b":{"c":1},"d":["x","CHUZHOY","y"]}`},
		fault.Renamed:  {`{"b":{"unknownElement":1},"d":["x","y"]}`},
		fault.Taken:    {`{"d":{"c":1},"d":["x","y"]}`},
		fault.Respaced: nil,
		fault.Nil:      {`{"b":null,"d":["x","y"]}`, `{"b":{"c":1},"d":["x",null]}`},
		fault.Emptied:  {`{"b":{},"d":["x","y"]}`, `{"b":{"c":1},"d":[]}`, `{"b":{"c":1},"d":["","y"]}`},
		fault.Moved:    {`{"b":{},"c":1,"d":["x","y"]}`, `{"b":{"c":1,"d":["x","y"]}}`},
		fault.Swapped:  {`{"d":["x","y"],"b":{"c":1}}`, `{"b":{"c":1},"d":["y","x"]}`},
		fault.Retyped:  {`{"b":"text","d":["x","y"]}`, `{"b":{"c":"text"},"d":["x","y"]}`, `{"b":{"c":1},"d":{}}`},
		fault.Replaced: {`{"b":{"c":2},"d":["x","y"]}`, `{"b":{"c":1},"d":["x","TJK"]}`},
	} {
		got := mutants(fault.REST, m, body)
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%s gives\n%s\nand not\n%s", m, strings.Join(got, "\n"), w)
			}
		}
		if len(want) == 0 && len(got) > 0 {
			t.Errorf("%s is not for JSON, and gives\n%s", m, strings.Join(got, "\n"))
		}
	}
}

func TestMutantsKnowWhatWasSeenElsewhere(t *testing.T) {
	seen := func(path string) []string { return map[string][]string{"b/c": {"GOOD", "BAD"}}[path] }
	var texts []string
	for _, m := range fault.Mutants(fault.REST, []byte(`{"b":[{"c":"GOOD"}]}`), seen) {
		if m.Mutation == fault.Replaced {
			texts = append(texts, m.Path+" "+m.Old+" "+m.New)
		}
	}
	if !slices.Contains(texts, "b/[0]/c GOOD BAD") {
		t.Errorf("got %q", texts)
	}
}

func TestAMutantDiffersAndLeavesTheReplyAlone(t *testing.T) {
	for _, p := range fault.Protocols() {
		body := golden(t, p).Reply.Body
		before := bytes.Clone(body)
		names := map[string]bool{}
		for _, m := range fault.Mutants(p, body, nil) {
			if names[m.String()] {
				t.Errorf("%s: two mutants are called %s", p, m)
			}
			names[m.String()] = true
			if bytes.Equal(m.Body, before) {
				t.Errorf("%s: %s changes nothing", p, m)
			}
		}
		if !bytes.Equal(body, before) || len(names) < 100 {
			t.Errorf("%s: %d mutants", p, len(names))
		}
	}
}

// Whatever reply a registry under development gives, its mutants are documents of the same kind, or there are none.
func FuzzMutants(f *testing.F) {
	f.Add(true, []byte(`{"id":"$ID","person":{"surname":"КАРИМОВ","birthDate":{"year":1991}},"records":[{"on":"2026-01-01","fine":"1.50"}]}`))
	f.Add(true, []byte(`{"a":[[],{}],"":null}`))
	f.Add(false, []byte(`<a xmlns="u"><b/><b c="&lt;">&#65;</b></a>`))
	f.Fuzz(func(t *testing.T, rest bool, body []byte) {
		const longest = 512 // mutants are as many as places, and as long as the document
		if len(body) > longest {
			return
		}
		p := fault.SOAP11
		if rest {
			p = fault.REST
		}
		for _, m := range fault.Mutants(p, body, nil) {
			if len(m.Body) == 0 || !m.Mutation.In(p) {
				t.Fatalf("%s: %q", m, m.Body)
			}
		}
	})
}
