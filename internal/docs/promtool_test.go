//go:build promtool

package docs_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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
