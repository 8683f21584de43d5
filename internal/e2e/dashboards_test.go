//go:build prometheus

package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/common/model"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/e2e/promtest"
	"github.com/sverka/sverka/internal/maintenance"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/mock"
)

// empty are queries that have nothing to show on the test's day, each with the reason. All others must have a result.
var empty = map[string]string{
	"registry: Does it find people, as it did a week ago?: {{lookup}}, a week ago":                                "the test's Prometheus is not a week old",
	"gateway: Who is not let in, and why?: handshake: {{cause}}":                                                  "the API speaks no TLS here",
	"gateway: How old is what must be fresh?: {{instance}}, keys of the issuer":                                   "there is no issuer of tokens",
	"gateway: For how long do the ways in hold?: ours: {{of}}":                                                    "the API speaks no TLS here",
	"gateway: For how long do the ways in hold?: key of {{caller}}":                                               "the callers' keys have no last day",
	"gateway: For how long do the ways in hold?: certificate of {{caller}}":                                       "the callers come in by keys",
	"registry: For how long does the working token hold, and is another granted?: {{instance}}, holds for":        "pension gives no working tokens",
	"registry: For how long does the working token hold, and is another granted?: {{instance}}, none granted for": "pension gives no working tokens",
	"registry: For how long do certificates and credentials hold?: our credential":                                "no last day of it is configured",
}

// An asked is one query of a dashboard.
type asked struct {
	where, expression, legend string
	instant                   bool
	variable                  string // whose values it gives; "": it is a panel's or an annotation's
}

// page is a dashboard's file, as far as queries stand in it.
type page struct {
	Panels []struct {
		Title   string
		Targets []struct {
			Expr, LegendFormat string
			Instant            bool
		}
		Transformations []struct {
			Options struct{ RenameByName map[string]string }
		}
	}
	Templating struct {
		List []struct {
			Name, Type string
			Query      any
		}
	}
	Annotations struct{ List []struct{ Name, Expr string } }
}

// everyQuery returns all queries of all dashboards.
func everyQuery(t *testing.T) (all []asked) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(here, "..", "..", "configs", "grafana", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no dashboards: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var p page
		if err := json.Unmarshal(text, &p); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, p.queries(strings.TrimSuffix(filepath.Base(file), ".json"))...)
	}
	return all
}

// queries returns those of the dashboard, by where they stand: the panel's title, and what the result is called.
func (p page) queries(name string) (all []asked) {
	for _, panel := range p.Panels {
		for i, q := range panel.Targets {
			called := q.LegendFormat
			for _, tr := range panel.Transformations {
				if title := tr.Options.RenameByName["Value #"+string(rune('A'+i))]; title != "" {
					called = title
				}
			}
			all = append(all, asked{where: name + ": " + panel.Title + ": " + called, expression: q.Expr, legend: q.LegendFormat, instant: q.Instant})
		}
	}
	for _, v := range p.Templating.List {
		if v.Type == "query" {
			query, _ := v.Query.(map[string]any)["query"].(string)
			all = append(all, asked{where: name + ": variable " + v.Name, expression: query, variable: v.Name})
		}
	}
	for _, a := range p.Annotations.List {
		all = append(all, asked{where: name + ": annotation " + a.Name, expression: a.Expr})
	}
	return all
}

// chosen are the variables as somebody has chosen them: the registry that has had the worst day, and all of the rest.
var chosen = strings.NewReplacer("$__rate_interval", "1m", "$__interval", "15s", "$__range", "3h",
	"$registry", "pension", "$lookup", ".*", "$caller", ".*", "$instance", ".*")

var (
	labelValues  = regexp.MustCompile(`^label_values\((.*), (\w+)\)$`)
	metricName   = regexp.MustCompile(`\b(?:sverka[_:]|go_|process_)[a-zA-Z0-9_:]+|\bALERTS(?:_FOR_STATE)?\b|\bup\b`)
	labelMatcher = regexp.MustCompile(`(\w+)\s*(?:=~|!~|!=|=)\s*"[^"]*"`)
	labelList    = regexp.MustCompile(`\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)`)
	labelShown   = regexp.MustCompile(`\{\{\s*(\w+)\s*\}\}`)
)

// A referee is a Prometheus that has seen the day, and what there is to be known.
type referee struct {
	*promtest.Server
	contract map[string]telemetry.Description
	labels   map[string][]string // of a metric, as they have been seen and are described
}

// wrong says what is the matter with a query: nothing is an empty text.
func (r referee) wrong(t *testing.T, a asked) string {
	t.Helper()
	expression := chosen.Replace(a.expression)
	if strings.Contains(expression, "$") {
		return "a variable of nobody's stands in it"
	}
	if bad := r.unknown(t, a); bad != "" {
		return bad
	}
	if a.variable != "" {
		m := labelValues.FindStringSubmatch(expression)
		if m == nil {
			return "it is no label_values(metric, label)"
		}
		series, err := r.Series(m[1])
		if err != nil {
			return err.Error()
		}
		if !slices.ContainsFunc(series, func(l model.LabelSet) bool { return l[model.LabelName(m[2])] != "" }) {
			return "nothing is to be chosen"
		}
		return ""
	}
	found, err := r.results(expression, a.instant)
	switch {
	case err != nil:
		return err.Error()
	case len(found) == 0 && empty[a.where] == "":
		return "it is empty"
	case len(found) == 0:
		return ""
	case empty[a.where] != "":
		return "it is not empty, though " + empty[a.where]
	}
	for _, shown := range labelShown.FindAllStringSubmatch(a.legend, -1) {
		if !slices.ContainsFunc(found, func(m model.Metric) bool { return m[model.LabelName(shown[1])] != "" }) {
			return "its legend shows " + shown[1] + ", which no result has"
		}
	}
	return ""
}

// results evaluates as the panel does: now, or over the time shown.
func (r referee) results(expression string, instant bool) (found []model.Metric, err error) {
	if instant {
		now, err := r.Query(expression)
		for _, s := range now {
			found = append(found, s.Metric)
		}
		return found, err
	}
	now := time.Now()
	graph, err := r.QueryRange(expression, now.Add(-2*time.Minute), now, time.Second)
	for _, s := range graph {
		found = append(found, s.Metric)
	}
	return found, err
}

// unknown names a metric of the query that nobody has, or a label that none of its metrics has.
func (r referee) unknown(t *testing.T, a asked) string {
	t.Helper()
	bare := labelList.ReplaceAllString(labelMatcher.ReplaceAllString(a.expression, ""), "")
	names := metricName.FindAllString(bare, -1)
	if len(names) == 0 {
		return "it names no metric"
	}
	known := []string{"job", "instance"}
	for _, name := range names {
		labels := r.labelsOf(t, name)
		if labels == nil {
			return "nobody has the metric " + name
		}
		known = append(known, labels...)
	}
	var used []string
	for _, m := range labelMatcher.FindAllStringSubmatch(a.expression, -1) {
		used = append(used, m[1])
	}
	for _, m := range labelList.FindAllStringSubmatch(a.expression, -1) {
		used = append(used, strings.FieldsFunc(m[1], func(c rune) bool { return c == ',' || c == ' ' })...)
	}
	for _, label := range used {
		if !slices.Contains(known, label) {
			return "its metrics have no label " + label
		}
	}
	return ""
}

// labelsOf returns the labels of a metric: those that the contract gives it, and those that Prometheus has seen. nil: there is none.
func (r referee) labelsOf(t *testing.T, name string) []string {
	t.Helper()
	if known, ok := r.labels[name]; ok {
		return known
	}
	of := name
	if !strings.HasSuffix(name, "_total") {
		for _, part := range []string{"_bucket", "_count", "_sum"} {
			of = strings.TrimSuffix(of, part)
		}
	}
	d, described := r.contract[of]
	if strings.HasPrefix(name, "sverka_") && !described {
		return nil
	}
	seen, err := r.Series(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(seen) == 0 && !described {
		return nil
	}
	labels := []string{model.MetricNameLabel}
	for _, l := range d.Labels {
		labels = append(labels, l.Name)
	}
	for _, s := range seen {
		for l := range s {
			labels = append(labels, string(l))
		}
	}
	r.labels[name] = labels
	return labels
}

// eventful is a gateway with all that there is to be seen of: callers apart, an audit log, a state file, quotas, a calendar, a probe,
// a collector of traces that refuses every other batch, and one registry at the other end of mutual TLS.
func eventful(t *testing.T, keys callers, pension *mock.Server) *world {
	t.Helper()
	door, err := pension.Door(mock.DoorMutualTLS)
	if err != nil {
		t.Fatal(err)
	}
	files, err := pension.WriteTLS(filepath.Join(t.TempDir(), "tls"))
	if err != nil {
		t.Fatal(err)
	}
	reach := func(registry, url string) string {
		if registry == "pension" {
			return door.Registry("pension")
		}
		return url
	}
	var batches atomic.Int64
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if batches.Add(1)%2 == 0 {
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	t.Cleanup(collector.Close)
	w := newWorldThrough(t, reach, unlimitedOnce, audited(t), keys.guarded(t, "portal", "bank"), func(c *app.Config, _ *mock.Config) {
		c.Traces.Endpoint, c.Traces.Sample, c.Traces.Every = collector.URL+"/v1/traces", 1, 50*time.Millisecond
		c.State.File = filepath.Join(t.TempDir(), "state")
		c.Registries.Pension.Limits.Open.First, c.Registries.Pension.Limits.Open.Max = 10*time.Minute, 10*time.Minute // open when it is looked at
		c.Registries.Pension.Limits.Gate.DeniedSteps = []time.Duration{3 * time.Second, 10 * time.Minute}             // which a probe finds out
		c.Registries.Pension.Limits.Quota.Limits = []resilience.Limit{{Count: 500, Day: "Europe/Moscow"}}
		tls := &c.Registries.Pension.Transport.TLS
		tls.CAFile, tls.CertificateFile, tls.KeyFile = files.CA, files.Certificate, files.Key
		now := time.Now().UTC()
		c.Registries.MVD.Maintenance = maintenance.Config{Zone: "UTC", Weekly: []maintenance.Weekly{{
			Days: []string{"mon-sun"}, From: now.Add(-time.Hour).Format("15:04"), Until: now.Add(time.Hour).Format("15:04"),
		}}}
		question := do(t, http.MethodGet, pension.URL+"/personas/"+known+"/pension/payments", nil)
		replace(t, "question.json", question.body)
		c.Registries.Pension.Probe.Lookup, c.Registries.Pension.Probe.QueryFile, c.Registries.Pension.Probe.Every = "payments", "question.json", time.Minute
	})
	return w
}

// befalls is what befalls the pension fund, in this order: what it is asked, and the fault.
var befalls = []mock.Rule{
	{Lookup: "pension/snils", Fault: "other_person", Count: 2},
	{Lookup: "pension/snils", Fault: "fault_validation", Count: 2},
	{Lookup: "pension/payments", Fault: "unknown_kind", Count: 2},
	{Lookup: "pension/snils-check", Fault: "fault_server"},
}

// hurt has both callers ask about somebody whom all know, of whom one guesses, while what can go wrong does.
func hurt(t *testing.T, w *world, keys callers, persona string) {
	t.Helper()
	for _, caller := range []string{"portal", "bank"} {
		for _, lookup := range []string{
			"migration/status", "migration/registration", "tax/inn", "tax/taxpayer", "mvd/restrictions", "pension/payments", "pension/snils", "pension/snils-check",
		} {
			w.ask(t, lookup, w.query(t, persona, lookup), keys.as(caller, "Prefer", "wait=2")...)
		}
	}
	wrong := decoded(t, w.query(t, "eaeu-worker", "tax/inn"))
	for _, name := range []string{"Иван", "Пётр", "Семён", "Олег", "Егор", "Глеб"} {
		wrong["subject"].(map[string]any)["given_name"] = name
		w.ask(t, "tax/inn", encoded(t, wrong), keys.as("bank")...)
	}
	w.ask(t, "tax/inn", w.query(t, known, "tax/inn"))
	w.ask(t, "no/such", []byte("{}"), keys.as("portal")...)
	do(t, http.MethodPut, "http://"+w.Gateway().Operate().String()+gateOfMVD, []byte("{}"), "Authorization", "Bearer guessed")
}

// A panel that is empty for want of a label looks like a quiet night. Each query is put to a real Prometheus, with the shipped rules, that
// has scraped a gateway on a bad day.
func TestPrometheusAnswersEveryQueryOfTheDashboards(t *testing.T) {
	keys, pension := callers{}, mock.Start(t)
	w := eventful(t, keys, pension)
	rules := filepath.Join(here, "..", "..", "configs", "prometheus")
	s := promtest.Start(t, promtest.Config{
		Targets: []string{w.Gateway().Observe().String()}, Every: 2 * time.Second,
		Rules: []string{filepath.Join(rules, "recording.yaml"), filepath.Join(rules, "alerts.yaml")},
	})
	scraped := func() {
		s.Until(fmt.Sprintf(`up{job="sverka"} == 1 and timestamp(up) > %f`, float64(time.Now().UnixMilli())/1000))
	}
	scraped()
	for _, rule := range befalls {
		if err := pension.Fault(rule); err != nil {
			t.Fatal(err)
		}
	}
	w.operate(t, http.MethodPut, "/v1/registries/migration/lookups/document/override", `{"mode": "observe", "reason": "night shift"}`)
	w.operate(t, http.MethodPut, "/v1/registries/pension/lookups/payments/override", `{"mode": "observe", "reason": "their request"}`)
	for range 3 {
		hurt(t, w, keys, "odd-but-right")
		scraped()
	}
	s.Until(`sverka_breaker_state{lookup="snils-check", state="open"} == 1`)
	pension.Forget()
	if err := pension.Fault(mock.Rule{Fault: "403"}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // of whom nothing is kept
		hurt(t, w, keys, "permanent-resident")
		scraped()
	}
	s.Until(`sverka_gate_hold_cause{registry="pension", cause="denied"} == 1`)
	s.Until(`ALERTS{alertname="SverkaDenied", alertstate="firing"} and on (alertname) ALERTS_FOR_STATE`)
	s.Until(`sum(increase(sverka_probes_total[1h])) > 0`)
	scraped()

	r := referee{Server: s, contract: described(w), labels: map[string][]string{}}
	all := everyQuery(t)
	for where := range empty {
		if !slices.ContainsFunc(all, func(a asked) bool { return a.where == where }) {
			t.Errorf("%s is to be empty, and is not there", where)
		}
	}
	complaints := r.complaints(t, all)
	// A scrape that a busy machine had no time for leaves everything empty until the next.
	for end := time.Now().Add(time.Minute); len(complaints) > 0 && time.Now().Before(end); complaints = r.complaints(t, all) {
		scraped()
	}
	for _, c := range complaints {
		t.Error(c)
	}
	t.Logf("%d queries", len(all))
}

// complaints are about the queries, and about the referee, who has to find what is to be found.
func (r referee) complaints(t *testing.T, all []asked) (bad []string) {
	t.Helper()
	for _, a := range all {
		if wrong := r.wrong(t, a); wrong != "" {
			bad = append(bad, fmt.Sprintf("%s: %s\n%s", a.where, wrong, a.expression))
		}
	}
	for expression, want := range spoiled {
		got := r.wrong(t, asked{where: "spoiled", expression: expression, legend: "{{registry}}", instant: true})
		if !strings.Contains(got, want) {
			bad = append(bad, fmt.Sprintf("of %s the referee says %q, not %q", expression, got, want))
		}
	}
	return bad
}

// spoiled are queries with what the referee must say of them.
var spoiled = map[string]string{
	`sum(rate(sverka_no_such_total[5m]))`:               "nobody has the metric",
	`sverka:no_such:ratio`:                              "nobody has the metric",
	`go_no_such`:                                        "nobody has the metric",
	`sum by (colour) (sverka_gate_state)`:               "no label colour",
	`sverka_gate_state{colour="red"}`:                   "no label colour",
	`sverka_gate_state{state="holding"`:                 "parse error",
	`sverka_gate_state{state="holding"} > 1`:            "it is empty",
	`sum by (registry) (sverka_gate_state{x="$other"})`: "a variable",
	`max(sverka_gate_state)`:                            "its legend shows registry",
}
