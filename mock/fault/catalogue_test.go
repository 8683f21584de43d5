package fault_test

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// row is one row of failures.md.
type row struct {
	names []string
	end   string
}

func failures(t *testing.T) []row {
	t.Helper()
	text, err := os.ReadFile("testdata/failures.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []row
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(line, "|")
		var r row
		for _, m := range regexp.MustCompile("`([a-z0-9_]+)`").FindAllStringSubmatch(cells[1], -1) {
			r.names = append(r.names, m[1])
		}
		r.end = cells[3]
		rows = append(rows, r)
	}
	return rows
}

func TestTheCatalogueIsTheTableOfFailures(t *testing.T) {
	var want []string
	for _, r := range failures(t) {
		want = append(want, r.names...)
	}
	if got := fault.Names(fault.Catalogue()); !slices.Equal(got, want) {
		t.Errorf("the catalogue and failures.md differ:\n got %v\nwant %v", got, want)
	}
}

// endWords are what the table says for an End where it does not use the End's own word.
func endWords(e fault.End) []string {
	switch {
	case e.Accepted():
		return []string{"accepted", "answers", "the poll waits"}
	case e.Outcome != "":
		return []string{string(e.Outcome)}
	default:
		return []string{string(e.Kind), "as its code says"}
	}
}

func TestEachFaultEndsAsTheTableSays(t *testing.T) {
	for _, r := range failures(t) {
		for _, name := range r.names {
			f, err := fault.Find(name)
			if err != nil {
				t.Error(err)
				continue
			}
			says := func(word string) bool { return strings.Contains(r.end, word) }
			if !slices.ContainsFunc(endWords(f.Ends), says) {
				t.Errorf("%s ends as %s, the table says%s", name, f.Ends, r.end)
			}
		}
	}
}

func TestEachEndIsOfTheTableOfOutcomes(t *testing.T) {
	for _, f := range fault.Catalogue() {
		e := f.Ends
		if e.Kind != "" && !slices.Contains(e.Kind.Rule().Reasons, e.Reason) {
			t.Errorf("%s: %s has no reason %q", f.Name, e.Kind, e.Reason)
		}
		if e.Outcome != "" && !slices.Contains(adapters.Outcomes(), e.Outcome) {
			t.Errorf("%s: no outcome %q", f.Name, e.Outcome)
		}
		if !slices.Contains(fault.Places(), f.Place) || len(f.Protocols) == 0 || f.Says == "" {
			t.Errorf("%s: not described", f.Name)
		}
	}
}

func TestEachServedFaultHasCasesInEachProtocolOfIts(t *testing.T) {
	for _, f := range fault.Catalogue() {
		if !f.Served() {
			continue
		}
		made := 0
		for _, p := range f.Protocols {
			found, err := f.Cases(golden(t, p))
			if err != nil && !errors.Is(err, fault.ErrNothing) {
				t.Errorf("%s in %s: %v", f.Name, p, err)
			}
			made += len(found)
		}
		if made == 0 {
			t.Errorf("%s: no golden reply lets it act", f.Name)
		}
	}
}

func TestCasesHaveNamesOfTheirOwn(t *testing.T) {
	for _, f := range fault.Catalogue() {
		for _, p := range f.Protocols {
			found, err := f.Cases(golden(t, p))
			if err != nil {
				continue
			}
			seen := map[string]bool{}
			for _, c := range found {
				if seen[c.Name] {
					t.Errorf("%s in %s has two cases %q", f.Name, p, c.Name)
				}
				seen[c.Name] = true
				choice, err := fault.Parse(c.String())
				if err != nil {
					t.Fatal(err)
				}
				if picked, err := choice.Pick(golden(t, p)); err != nil || picked.Name != c.Name && c.Name != "" {
					t.Errorf("%s does not pick itself: %q, %v", c, picked.Name, err)
				}
			}
		}
	}
}

func TestAnUnknownFaultIsAnErrorThatListsTheKnownOnes(t *testing.T) {
	_, err := fault.Parse("reset_befor")
	if err == nil {
		t.Fatal("no error")
	}
	for _, f := range fault.Catalogue() {
		if !strings.Contains(err.Error(), f.Name) {
			t.Errorf("the error does not name %s", f.Name)
		}
	}
}

func TestAnUnknownCaseIsAnErrorThatListsTheKnownOnes(t *testing.T) {
	choice, err := fault.Parse("missing_required:Nothing")
	if err != nil {
		t.Fatal(err)
	}
	if _, err = choice.Pick(golden(t, fault.SOAP12)); err == nil || !strings.Contains(err.Error(), "Snils") {
		t.Errorf("got %v, want an error that names Snils", err)
	}
}

func TestAFaultOfAnotherProtocolIsAnError(t *testing.T) {
	f, err := fault.Find("json_nan")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Cases(golden(t, fault.SOAP11)); err == nil || errors.Is(err, fault.ErrNothing) {
		t.Errorf("json_nan in SOAP gave %v", err)
	}
}

func TestFaultsWithADutyLeaveEverySecondExchangeAlone(t *testing.T) {
	for _, name := range []string{"flap", "401_once", "ticket_limit"} {
		f, err := fault.Find(name)
		if err != nil {
			t.Fatal(err)
		}
		if !f.Acts(0) || f.Acts(1) || !f.Acts(2) {
			t.Errorf("%s does not act on every second exchange, the first one included", name)
		}
	}
}
