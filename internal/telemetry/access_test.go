package telemetry_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/internal/telemetry"
)

// TestACallerWithMostlyOtherAnswersIsShownUntilHeIsNot: from the twentieth answer on, while more than half of the last hour's are other
// than match, and he alone.
func TestACallerWithMostlyOtherAnswersIsShownUntilHeIsNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := telemetry.New("v0")
		m.NameCallers("portal", "batch")
		tell := func(match, other int) {
			for range match {
				m.Told("portal", true)
			}
			for range other {
				m.Told("portal", false)
			}
		}
		shown := func(caller string) bool {
			for _, s := range gather(t, m)["sverka_caller_mostly_other"].GetMetric() {
				if s.GetLabel()[0].GetValue() == caller {
					return s.GetGauge().GetValue() == 1
				}
			}
			t.Fatalf("%s has no series", caller)
			return false
		}
		for _, step := range []struct {
			what         string
			after        time.Duration
			match, other int
			want         bool
		}{
			{"nothing was told", 0, 0, 0, false},
			{"too few to tell", 0, 0, 19, false},
			{"twenty, none a match", 0, 0, 1, true},
			{"as many matches as others", 0, 20, 0, false},
			{"one more other", 10 * time.Minute, 0, 1, true},
			{"the first are an hour old", 50 * time.Minute, 0, 0, false},
			{"he begins again", 0, 9, 20, true},
			{"an hour of silence", time.Hour, 0, 0, false},
			{"good data", 0, 100, 30, false},
		} {
			time.Sleep(step.after)
			tell(step.match, step.other)
			if got := shown("portal"); got != step.want {
				t.Errorf("%s: shown is %v", step.what, got)
			}
			if shown("batch") {
				t.Errorf("%s: another caller is shown", step.what)
			}
		}
		tell(0, 1000)
		m.NameCallers("batch")
		for _, s := range gather(t, m)["sverka_caller_mostly_other"].GetMetric() {
			if s.GetLabel()[0].GetValue() == "portal" {
				t.Error("who is configured no longer is still shown")
			}
		}
		m.NameCallers("portal", "batch")
		if shown("portal") {
			t.Error("who is configured anew brings his answers along")
		}
	})
}
