package main

import (
	"slices"
	"strings"
	"testing"
)

func TestALineForCHoldsTheWholeQuestion(t *testing.T) {
	q, _, _ := put(t, "status", "patent-worker")
	line := tabbedLines{}.write(&q)
	parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
	username, password := credentials()
	if len(parts) != 6 || !slices.Equal(parts[:5], []string{q.ID, "status", "-", username, password}) {
		t.Fatalf("%q", parts)
	}
	if asked, err := parseElement([]byte(parts[5])); err != nil || difference(asked.told(), q.Request.told()) != "" {
		t.Errorf("%s, %v", parts[5], err)
	}
	q, _, _ = put(t, "Payments", "fault_business")
	parts = strings.Split(tabbedLines{}.write(&q), "\t")
	if !slices.Equal(parts[2:5], []string{"http://127.0.0.1:1/ns/pension.fault_business/pension", "-", "-"}) {
		t.Errorf("%q", parts)
	}
}

func TestALineOfCIsReadAsWhatCame(t *testing.T) {
	for _, test := range []struct {
		line string
		want reading
	}{
		{"7\tanswer\t<r:a xmlns:r='urn:r'><r:b>1</r:b></r:a>\n", reading{answer: []string{"b[0]=1"}}},
		{"7\tfault\tS:Client\tno\t<r:F xmlns:r='urn:r'><r:code>X</r:code></r:F>\n",
			reading{fault: &faultReading{"S:Client", "no", []string{"F[0]/code[0]=X"}}}},
		{"7\tfault\tS:Client\tno\t\n", reading{fault: &faultReading{code: "S:Client", text: "no"}}},
		{"7\terror\treading the reply: error 44: \n", reading{err: "reading the reply: error 44:"}},
	} {
		id, got, err := tabbedLines{}.read([]byte(test.line))
		if err != nil || id != "7" || !slices.Equal(got.answer, test.want.answer) || got.err != test.want.err {
			t.Errorf("%q: %v, %v", test.line, got, err)
		}
		if (got.fault == nil) != (test.want.fault == nil) || got.fault != nil &&
			(got.fault.code != test.want.fault.code || got.fault.text != test.want.fault.text || !slices.Equal(got.fault.detail, test.want.fault.detail)) {
			t.Errorf("%q: %v", test.line, got.fault)
		}
	}
	for _, line := range []string{"", "7\tanswer", "7\tanswer\tno XML"} {
		if _, _, err := (tabbedLines{}).read([]byte(line)); err == nil {
			t.Errorf("%q is read", line)
		}
	}
}
