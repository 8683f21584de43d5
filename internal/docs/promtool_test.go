//go:build promtool

package docs_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Prometheus itself parses every query of the runbook.
func TestPromtoolParsesTheQueriesOfTheRunbook(t *testing.T) {
	var b strings.Builder
	b.WriteString("groups:\n  - name: runbook\n    rules:\n")
	n := 0
	for name, page := range runbook(t) {
		for _, q := range queries(page) {
			fmt.Fprintf(&b, "      # %s\n      - record: query:%d\n        expr: |\n          %s\n", name, n, strings.ReplaceAll(q, "\n", "\n          "))
			n++
		}
	}
	file := filepath.Join(t.TempDir(), "runbook.yaml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "promtool", "check", "rules", file).CombinedOutput(); err != nil || n == 0 {
		t.Errorf("of %d queries: %v\n%s", n, err, out)
	}
}

// A page that asks for two things at once shows both, where there are both: "or" leaves out of the right side whatever has the labels
// of the left.
func TestPromtoolFindsBothSidesOfEveryOr(t *testing.T) {
	series := map[string]string{ // what each query with an or in it is tried on, all with the same labels
		"SverkaCallerCredentialEnds": "sverka_caller_key_days_left sverka_caller_certificate_days_left",
		"SverkaCertificateEnds":      "sverka_client_certificate_days_left sverka_registry_certificate_days_left",
		"SverkaCertificateEndsSoon":  "sverka_client_certificate_days_left sverka_registry_certificate_days_left",
		"SverkaDenied":               "sverka_client_certificate_days_left sverka_registry_certificate_days_left",
		"SverkaFindsNobody":          "sverka:not_found:ratio_increase1h",
		"SverkaRejected":             "sverka_build_info",
		"SverkaGatewayBudgetBurns":   "sverka_build_info",
		"SverkaPanics":               "sverka_build_info",
	}
	var b strings.Builder
	b.WriteString("rule_files: []\nevaluation_interval: 1h\ntests:\n")
	for name, page := range runbook(t) {
		for _, q := range queries(page) {
			if strings.Count(q, "label_replace(") < 2 {
				if regexp.MustCompile(`^[^-]* or sverka`).MatchString(q) {
					t.Errorf("%s: of %q the right side is hidden where the labels are alike", name, q)
				}
				continue
			}
			fmt.Fprintf(&b, "  - interval: 1h\n    input_series:\n")
			if series[name] == "" {
				t.Errorf("%s: say here what %q is tried on", name, q)
			}
			for of := range strings.FieldsSeq(series[name]) {
				fmt.Fprintf(&b, "      - {series: '%s{job=\"sverka\", registry=\"tax\", caller=\"portal\", lookup=\"inn\"}', values: '0.5x300'}\n", of)
			}
			fmt.Fprintf(&b, "    promql_expr_test:\n      - expr: |\n          count(%s)\n        eval_time: 200h\n        exp_samples: [{labels: '{}', value: 2}]\n",
				strings.ReplaceAll(q, "\n", "\n          "))
		}
	}
	file := filepath.Join(t.TempDir(), "both.yaml")
	if err := os.WriteFile(file, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "promtool", "test", "rules", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Who asks more than yesterday may not have asked at all then.
func TestPromtoolTellsOfWhoWasNotThereYesterday(t *testing.T) {
	for _, name := range []string{"SverkaQuotaLow", "SverkaGateHolding", "SverkaGateHoldingLong"} {
		i := slices.IndexFunc(queries(runbook(t)[name]), func(q string) bool { return strings.Contains(q, "offset 1d") })
		if i < 0 {
			t.Fatalf("%s: it does not ask who asks more than yesterday", name)
		}
		const of = `sverka_caller_lookups_total{job="sverka", instance="a:9464", registry="tax", class="answered", origin="", caller="%s"}`
		text := "rule_files: []\ntests:\n  - interval: 1m\n    input_series:\n" +
			"      - {series: '" + fmt.Sprintf(of, "new") + "', values: '_x1800 0+10x700'}\n" +
			"      - {series: '" + fmt.Sprintf(of, "as-ever") + "', values: '0+10x2500'}\n" +
			"      - {series: '" + fmt.Sprintf(of, "gone") + "', values: '0+10x1000 _x1500'}\n" +
			"    promql_expr_test:\n      - expr: |\n          count by (caller) (" + strings.ReplaceAll(queries(runbook(t)[name])[i], "\n", "\n          ") + ")\n" +
			"        eval_time: 2400m\n        exp_samples: [{labels: '{caller=\"new\"}', value: 1}]\n"
		file := filepath.Join(t.TempDir(), "yesterday.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.CommandContext(t.Context(), "promtool", "test", "rules", file).CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}
