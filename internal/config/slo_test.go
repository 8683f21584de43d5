package config_test

import (
	"testing"
	"time"

	"github.com/sverka/sverka/internal/config"
)

func TestARatioIsReadAsItIsWritten(t *testing.T) {
	for _, text := range []string{"99%", "99.95%", "99.999%", "50%"} {
		var r config.Ratio
		if err := r.UnmarshalText([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if again, err := r.MarshalText(); err != nil || string(again) != text {
			t.Errorf("%s is written as %s (%v)", text, again, err)
		}
	}
	for _, text := range []string{"", "99", "%", "many%", "NaN%"} {
		var r config.Ratio
		if r.UnmarshalText([]byte(text)) == nil {
			t.Errorf("%q is taken for %v", text, r)
		}
	}
}

func TestALookupsObjectiveIsItsOwnOrTheRegistrys(t *testing.T) {
	o := config.DefaultObjectives()
	o.Lookups["slow"] = config.Objective{Objective: time.Minute}
	o.Lookups["poor"] = config.Objective{Target: 0.9}
	for _, tc := range []struct {
		lookup string
		pends  bool
		want   config.Objective
	}{
		{"any", false, config.Objective{Target: 0.99, Objective: 3 * time.Second}},
		{"any", true, config.Objective{Target: 0.99, Objective: 30 * time.Second}},
		{"slow", true, config.Objective{Target: 0.99, Objective: time.Minute}},
		{"poor", false, config.Objective{Target: 0.9, Objective: 3 * time.Second}},
	} {
		if got := o.Of(tc.lookup, tc.pends); got != tc.want {
			t.Errorf("%s: got %+v, want %+v", tc.lookup, got, tc.want)
		}
	}
	o.Lookups["wrong"] = config.Objective{Target: 1}
	if err := o.Validate(); err == nil || err.Error() != "lookups.wrong.target: must be from 50% to below 100%" {
		t.Errorf("a target that leaves no budget gives %v", err)
	}
}
