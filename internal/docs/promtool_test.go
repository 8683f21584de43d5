//go:build promtool

package docs_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
