//go:build prometheus

package promtest_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/e2e/promtest"
)

const rules = `groups:
  - name: all
    interval: 5m
    rules:
      - record: job:things:sum
        expr: sum by (job) (things)
      - alert: Things
        expr: things > 40
        labels: {severity: warning}
        annotations: {summary: "{{ $value }} things"}
`

// It scrapes, evaluates rules at the pace that it is given, and answers; what is no PromQL is an error that says so.
func TestPrometheusScrapesAndEvaluates(t *testing.T) {
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, `things{of="a kind"} 42`) }))
	defer target.Close()
	file := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(file, []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	s := promtest.Start(t, promtest.Config{Targets: []string{target.Listener.Addr().String()}, Every: 200 * time.Millisecond, Rules: []string{file}})
	if got := s.Until("job:things:sum"); len(got) != 1 || got[0].Value != 42 || got[0].Metric["job"] != "sverka" {
		t.Errorf("the rule made %v", got)
	}
	s.Until(`ALERTS{alertname="Things", alertstate="firing"}`)
	if got, err := s.Alerts(); err != nil || len(got) != 1 || got[0].State != "firing" || got[0].Annotations["summary"] != "42 things" {
		t.Errorf("alerts: %v, %v", got, err)
	}
	if got, err := s.Query("1 + 1"); err != nil || len(got) != 1 || got[0].Value != 2 {
		t.Errorf("1 + 1 is %v, %v", got, err)
	}
	now := time.Now()
	if got, err := s.QueryRange("things", now.Add(-time.Minute), now, time.Second); err != nil || len(got) != 1 || len(got[0].Values) == 0 {
		t.Errorf("a graph of things is %v, %v", got, err)
	}
	if got, err := s.Series("things"); err != nil || len(got) != 1 || got[0]["of"] != "a kind" {
		t.Errorf("series: %v, %v", got, err)
	}
	if got, err := s.Query("sum("); err == nil || !strings.Contains(err.Error(), "parse error") {
		t.Errorf("sum( is %v, %v", got, err)
	}
}
