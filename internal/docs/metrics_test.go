package docs_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/telemetry"
)

var update = flag.Bool("update", false, "write what is made from code")

// metricsHead is what stands before the contract in metrics.md.
const metricsHead = `# Metrics: the contract

Written by ` + "`make generate`" + ` from the descriptions in internal/telemetry; a test holds this page, the code and a scrape of the whole
program together. Rules, dashboards and scripts may rely on what stands here: a name or a label goes only with a version that says so.

What is true of all: every series is there from the start, at zero, unless its entry says otherwise ("there"); labels have closed values, never anything
that a caller or a registry wrote; all is per process, so a fleet is summed over ` + "`instance`" + `. ` + "`registry` and `lookup`" + ` are those of the [design](design.md),
section 2. Times are Unix seconds, and 0 means none. Besides, there are the ` + "`go_…` and `process_…`" + ` metrics of the Prometheus client library.

A scrape with everything at zero is under 400 KB. Native histograms are off: ` + "`observe.native_histograms: true`" + ` adds them, and no rule of ours needs them (a
Prometheus 2.42 that ingests them drops the classic buckets of such metrics, which our rules read).

`

func TestTheMetricsPageIsWhatTheCodeSays(t *testing.T) {
	want := metricsHead + strings.TrimSpace(telemetry.Markdown(telemetry.New("").Contract())) + "\n"
	if *update {
		if err := os.WriteFile("metrics.md", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("metrics.md says other than the code: run make generate")
	}
}

func TestEveryMetricIsDescribedAndEveryLabelClosed(t *testing.T) {
	seen := make(map[string]bool)
	for _, s := range telemetry.New("").Contract() {
		for _, d := range s.Metrics {
			if seen[d.Name] {
				t.Errorf("%s is described twice", d.Name)
			}
			seen[d.Name] = true
			if !strings.HasSuffix(d.Means, ".") || !strings.HasSuffix(d.Use, ".") {
				t.Errorf("%s: what it means, or what to do, is no sentence", d.Name)
			}
			for _, l := range d.Labels {
				if len(l.Values) == 0 && l.Of == "" {
					t.Errorf("%s: nothing closes the label %s", d.Name, l.Name)
				}
			}
		}
	}
}
