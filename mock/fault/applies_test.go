package fault_test

import (
	"errors"
	"testing"

	"github.com/sverka/sverka/mock/fault"
)

// A fault that is said not to apply has no case; one that is said to has some for one of the golden replies.
func TestAppliesToAgreesWithCases(t *testing.T) {
	for _, f := range fault.Catalogue() {
		if !f.Served() {
			continue
		}
		applies, acts := false, false
		for _, p := range f.Protocols {
			in := golden(t, p)
			_, err := f.Cases(in)
			switch {
			case f.AppliesTo(in.Shape):
				applies = true
				acts = acts || err == nil
			case !errors.Is(err, fault.ErrNothing):
				t.Errorf("%s in %s does not apply, and yet: %v", f.Name, p, err)
			}
			bare := fault.Input{Reply: in.Reply, Shape: fault.Shape{Protocol: p}}
			if _, err := f.Cases(bare); !f.AppliesTo(bare.Shape) && !errors.Is(err, fault.ErrNothing) {
				t.Errorf("%s in %s does not apply to a contract of nothing, and yet: %v", f.Name, p, err)
			}
		}
		if applies && !acts {
			t.Errorf("%s applies and never acts", f.Name)
		}
	}
}

func TestNothingAppliesToAnotherProtocol(t *testing.T) {
	f, err := fault.Find("json_nan")
	if err != nil {
		t.Fatal(err)
	}
	if f.AppliesTo(fault.Shape{Protocol: fault.SOAP11}) {
		t.Error("json_nan applies to SOAP")
	}
}
