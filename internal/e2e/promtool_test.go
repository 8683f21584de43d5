//go:build promtool

package e2e_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Names, types and units are as Prometheus wants them, of a scrape of the whole program, at the start and after a bad day.
func TestPromtoolTakesAScrape(t *testing.T) {
	w := newWorld(t, unlimitedOnce, audited(t))
	for _, when := range []string{"at the start", "after a bad day"} {
		check := exec.CommandContext(t.Context(), "promtool", "check", "metrics")
		check.Stdin = strings.NewReader(w.metrics(t))
		if out, err := check.CombinedOutput(); err != nil || len(out) > 0 {
			t.Errorf("%s: %v\n%s", when, err, out)
		}
		badDay(t, w)
	}
}
