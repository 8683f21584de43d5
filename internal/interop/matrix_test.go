package main

import (
	"bytes"
	"encoding/xml"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/wsdl"
)

// TestEveryOperationAndFaultOfTheContractsIsTried reads the contracts apart from the program.
func TestEveryOperationAndFaultOfTheContractsIsTried(t *testing.T) {
	for _, registry := range []string{"migration", "pension"} {
		text, err := fs.ReadFile(wsdl.FS(), registry+"/"+registry+".wsdl")
		if err != nil {
			t.Fatal(err)
		}
		var contract struct {
			Operations []struct {
				Name   string `xml:"name,attr"`
				Faults []struct {
					Name string `xml:"name,attr"`
				} `xml:"fault"`
			} `xml:"portType>operation"`
		}
		if err := xml.Unmarshal(text, &contract); err != nil || len(contract.Operations) == 0 {
			t.Fatalf("%s: %d operations, %v", registry, len(contract.Operations), err)
		}
		for _, o := range contract.Operations {
			var met []string
			for i := range taken(t) {
				s := &taken(t)[i]
				if s.registry == registry && s.name == o.Name && s.fault {
					met = append(met, detailOf(&s.reply).name)
				}
			}
			for _, f := range o.Faults {
				if !slices.Contains(met, f.Name) {
					t.Errorf("%s %s: the fault %s is not tried", registry, o.Name, f.Name)
				}
			}
			answers := slices.ContainsFunc(taken(t), func(s sample) bool { return s.registry == registry && s.name == o.Name && !s.fault })
			if !answers {
				t.Errorf("%s %s: no answer is tried", registry, o.Name)
			}
		}
	}
}

func TestAMatrixIsRedForWhatIsWrongOrUntried(t *testing.T) {
	s := stack{name: "some", noServer: "it is a client only", noToken: "it knows none"}
	fill := func() *part {
		p := newPart(&s)
		for i := range p.rows {
			p.rows[i].cells[clientAnswer].judge("somebody", "")
			p.rows[i].cells[clientFault].judge("somebody", "")
		}
		return p
	}
	if p := fill(); p.bad() {
		t.Error("all is right, and the matrix is red")
	}
	untried := fill()
	untried.rows[1].cells[clientFault] = cell{}
	if !untried.bad() {
		t.Error("a fault was not tried, and the matrix is green")
	}
	broken := fill()
	broken.failed = "the client ended"
	if !broken.bad() {
		t.Error("the stack could not be tried, and the matrix is green")
	}
	bad := fill()
	bad.cell(operations()[2], clientAnswer).judge("patent-worker", "it lost the name")
	var printed bytes.Buffer
	printMatrix(&printed, []*part{bad})
	if !bad.bad() || !strings.Contains(printed.String(), "WRONG some, migration document, answer to the client: patent-worker: it lost the name") {
		t.Errorf("an answer was wrong:\n%s", &printed)
	}
	for _, want := range []string{"ok 1", "WRONG 1/2", "has none", "some has none: it is a client only."} {
		if !strings.Contains(printed.String(), want) {
			t.Errorf("%q is not said:\n%s", want, &printed)
		}
	}
}

func TestWhatIsMissingIsSaidWithHowToGetIt(t *testing.T) {
	all := []stack{{name: "some", needs: []tool{
		{what: "a tool that there is", check: []string{"go", "version"}, install: "nothing"},
		{what: "a tool that there is not", check: []string{"no-such-tool-of-sverka"}, install: apt("one", "two")},
	}}}
	want := []string{"some needs a tool that there is not: apt-get install one two"}
	if got := missing(t.Context(), all); !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOnlyStacksThatThereAreCanBeChosen(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"-only", "php,axis"}, &out, &errs); code != failed || !strings.Contains(errs.String(), "expected some of zeep,php,npm,gsoap") {
		t.Errorf("exit code %d: %s", code, &errs)
	}
}
