package mock

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

func detail(t *testing.T, s *Server, name string) (d faultDetail) {
	t.Helper()
	r := get(t, s.Registry("faults")+"/"+name)
	if err := json.Unmarshal([]byte(r.body), &d); err != nil || d.Name != name {
		t.Fatalf("%s: %v %s", name, err, r.body)
	}
	return d
}

// A case that is offered can be chosen, and befalls somebody.
func TestTheCasesOfAFaultAreThoseThatCanBeChosen(t *testing.T) {
	s, _ := started(t)
	for _, f := range fault.Catalogue() {
		d := detail(t, s, f.Name)
		if f.Served() != (len(d.Cases) > 0) {
			t.Errorf("%s: cases %v", f.Name, d.Cases)
		}
		for _, c := range d.Cases {
			if !f.In(protocolOf(c.Lookup)) {
				t.Errorf("%s: offered for %s", f.Name, c.Lookup)
			}
		}
		rulesHave(t, s, f, d.Cases)
	}
	for _, want := range []faultCase{
		{lookupSNILS, opAsk, "found", "malformed/redirect"},
		{lookupCriminal, opPoll, "permanent_redirect", "malformed/redirect"},
	} {
		if d := detail(t, s, "redirect"); !slices.Contains(d.Cases, want) {
			t.Errorf("%v is not among %v", want, d.Cases)
		}
	}
	named := 0
	for _, c := range detail(t, s, "fault_access").Cases {
		if c.Name == "" {
			continue
		}
		named++
		r := post(t, s.Registry("personas")+"/patent-worker/"+c.Lookup, "", "X-Mock-Fault", "fault_access:"+c.Name)
		if by := r.header.Get("X-Mock-Fault"); r.status < 400 || by != "fault_access:"+c.Name {
			t.Errorf("%s: %d by %q", c.Name, r.status, by)
		}
	}
	if named == 0 {
		t.Error("fault_access has no cases with names")
	}
	if r := get(t, s.Registry("faults")+"/fault_serve"); r.status != 404 || !strings.Contains(r.body, "fault_server") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// rulesHave holds that a rule is taken where one of the cases is, and refused elsewhere; of what is refused, which takes long, it looks at the
// first.
func rulesHave(t *testing.T, s *Server, f fault.Fault, cases []faultCase) {
	t.Helper()
	refused := false
	for _, lookup := range Lookups() {
		for _, on := range offerOf(lookup).operations() {
			had := slices.ContainsFunc(cases, func(c faultCase) bool { return c.Lookup == lookup && c.On == on })
			if !had && refused {
				continue
			}
			refused = refused || !had && f.In(protocolOf(lookup))
			if err := s.Fault(Rule{Fault: f.Name, Lookup: lookup, On: on}); (err == nil) != had {
				t.Errorf("%s on %s of %s: it can be had: %v; the rule: %v", f.Name, on, lookup, had, err)
			}
			s.Forget()
		}
	}
}

// What is a SOAP fault stands with its like, and nothing is left out.
func TestFaultsStandInGroups(t *testing.T) {
	s, _ := started(t)
	n := 0
	for _, g := range s.faultGroups() {
		n += len(g.Faults)
		if len(g.Faults) == 0 {
			t.Errorf("%s is empty", g.Label)
		}
		for _, f := range g.Faults {
			if soap := strings.HasPrefix(f.Name, "fault_"); soap != (g.Label == groupSOAP) {
				t.Errorf("%s stands under %s", f.Name, g.Label)
			}
		}
	}
	if all := len(fault.Catalogue()); n != all {
		t.Errorf("%d of %d", n, all)
	}
}

func TestHowLongAFaultTakesIsSaid(t *testing.T) {
	s := Start(t, Config{Faults: FaultConfig{Drip: Duration(time.Second)}})
	if says := detail(t, s, "drip").Takes; says != "a byte each 1s: 10m0s for a reply of 600 bytes" {
		t.Error(says)
	}
	for _, f := range []string{"hang", "slow"} {
		if detail(t, s, f).Takes == "" {
			t.Errorf("%s: nothing is said", f)
		}
	}
}
