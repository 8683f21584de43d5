package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

const shipped = "../../configs/prometheus"

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shipped, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestCompressDividesEveryTimeAndNothingElse(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"    interval: 30s\n", "    interval: 500ms\n"},
		{"        for: 5m\n", "        for: 5000ms\n"},
		{"sum(rate(sverka_slo_bad:ratio_rate5m[5m] offset 1w))\n", "sum(rate(sverka_slo_bad:ratio_rate5m[5000ms] offset 10080000ms))\n"},
		{"x[1h30m]\n", "x[90000ms]\n"},
		{`quota{window="1m", day="5m"}[5m] > 0.5` + "\n", `quota{window="1m", day="5m"}[5000ms] > 0.5` + "\n"},
		{"(time() - sverka_since > 120)\n", "(time() - sverka_since > (120) / 60)\n"},
		{"(time() - max by (job) (x > 0) > 3 * 3600)\n", "(time() - max by (job) (x > 0) > (3 * 3600) / 60)\n"},
		{"sverka_oldest_lookup_seconds > 60\n", "sverka_oldest_lookup_seconds > 60\n"},
		{"histogram_quantile(0.95, x) > 14.4 * 3\n", "histogram_quantile(0.95, x) > 14.4 * 3\n"},
		{`  summary: "held for 5m" # 5m` + "\n", `  summary: "held for 5m" # 5m` + "\n"},
		{"# for 5m\n", "# for 5m\n"},
		{`labels: {severity: critical, burn: "14.4"}` + "\n", `labels: {severity: critical, burn: "14.4"}` + "\n"},
	} {
		if got, _ := compress(tc.text); got != tc.want {
			t.Errorf("%q becomes %q, want %q", tc.text, got, tc.want)
		}
	}
}

// Of the shipped files, each key that takes a duration, each range, offset and age is divided, as YAML and the eye count them, and nothing
// else differs.
func TestCompressFindsAllTimesOfTheShippedFiles(t *testing.T) {
	selector := regexp.MustCompile(`\[\d\w*|:\d\w*\]|offset \w+`) // a range, or that of a subquery and its step
	since := regexp.MustCompile(`time\(\) -`)
	// own is an age that is measured by what the gateway says of itself, on the same line or the next: its configuration makes that as short.
	own := regexp.MustCompile(`time\(\) -.*(?:> on \([^)]*\) \d+ \* sverka_|\n\s*> on )`)
	key := regexp.MustCompile(`(?m)^\s*(?:for|interval|keep_firing_for|group_wait|group_interval|repeat_interval): `)
	for _, file := range []string{"recording.yaml", "alerts.yaml", "alertmanager.yaml"} {
		text := read(t, file)
		code := regexp.MustCompile(`(?m)^\s*(?:#|summary:|description:).*$`).ReplaceAllString(text, "")
		quick, changed := compress(text)
		durations, ages := 0, 0
		for _, c := range changed {
			if c.kind == "age" {
				ages++
			} else {
				durations++
			}
		}
		if want := len(selector.FindAllString(code, -1)) + len(key.FindAllString(code, -1)); durations != want || durations == 0 {
			t.Errorf("%s: %d durations are divided, there are %d", file, durations, want)
		}
		if want := len(since.FindAllString(code, -1)) - len(own.FindAllString(code, -1)); ages != want {
			t.Errorf("%s: %d ages are divided, there are %d", file, ages, want)
		}
		before, after := strings.Split(text, "\n"), strings.Split(quick, "\n")
		if len(before) != len(after) {
			t.Fatalf("%s: %d lines become %d", file, len(before), len(after))
		}
		for i := range before {
			if before[i] != after[i] && !selector.MatchString(before[i]) && !key.MatchString(before[i]) && !since.MatchString(before[i]) {
				t.Errorf("%s:%d has no time, and becomes %q", file, i+1, after[i])
			}
		}
	}
}

// Every alert of the script is one of the shipped, with its severity; and every shipped alert is in the script or known to be beyond it.
func TestTheScriptNamesAlertsThatAreThere(t *testing.T) {
	var doc struct {
		Groups []struct {
			Rules []struct {
				Alert  string
				Labels map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "alerts.yaml")), &doc); err != nil {
		t.Fatal(err)
	}
	severities := make(map[string][]string)
	for _, g := range doc.Groups {
		for _, r := range g.Rules {
			severities[r.Alert] = append(severities[r.Alert], r.Labels["severity"])
		}
	}
	lanes, finale := script()
	names := make(map[string]bool)
	for _, a := range slices.Concat(append(lanes, finale)...) {
		if names[a.name] {
			t.Errorf("two acts are called %s", a.name)
		}
		names[a.name] = true
		all := slices.Clone(a.due)
		for _, e := range a.may {
			if e.why == "" {
				t.Errorf("%s: nobody says why %s may fire", a.name, e.selector)
			}
			all = append(all, e.selector)
		}
		for _, s := range all {
			severity := regexp.MustCompile(`severity="(\w+)"`).FindStringSubmatch(string(s))
			if severity == nil || !slices.Contains(severities[s.name()], severity[1]) {
				t.Errorf("%s: no such alert: %s", a.name, s)
			}
		}
		for _, name := range a.wakes {
			if !slices.Contains(severities[name], "critical") {
				t.Errorf("%s: %s wakes nobody", a.name, name)
			}
		}
	}
}
