package e2e_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/mock"
)

// mostScrape is how many bytes a plain scrape may have while everything is at zero.
const mostScrape = 400_000

// thirty are as many callers as the design counts with.
func thirty() []string {
	names := make([]string, 30)
	for i := range names {
		names[i] = "caller-" + strconv.Itoa(i+1)
	}
	return names
}

// secretKey is a key of the configuration that names a file to be read: nothing of what lies there.
var secretKey = regexp.MustCompile(`^(registries|api|operate)\.[a-z._]+(\[[0-9]+\]\.[a-z_]+)?$`)

func families(t testing.TB, scrape string) map[string]*dto.MetricFamily {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	all, err := parser.TextToMetricFamilies(strings.NewReader(scrape))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// described returns the contract by the metrics' full names.
func described(w *world) map[string]telemetry.Description {
	all := make(map[string]telemetry.Description)
	for _, s := range w.Gateway().Metrics().Contract() {
		for _, d := range s.Metrics {
			all[d.FullName()] = d
		}
	}
	return all
}

// sets returns what closes the labels whose values are not written in code.
func sets(w *world) map[telemetry.Set]func(registry, value string) bool {
	lookups := make(map[string][]string)
	for _, r := range w.Gateway().Registries() {
		for _, l := range r.Lookups() {
			lookups[r.Name()] = append(lookups[r.Name()], l.Name())
		}
	}
	return map[telemetry.Set]func(registry, value string) bool{
		telemetry.SetRegistries: func(_, v string) bool { return lookups[v] != nil },
		telemetry.SetLookups:    func(r, v string) bool { return slices.Contains(lookups[r], v) },
		telemetry.SetNames: func(_, v string) bool {
			r, l, _ := strings.Cut(v, "/")
			return slices.Contains(lookups[r], l)
		},
		telemetry.SetCallers:    func(_, v string) bool { return slices.Contains(append(thirty(), "anonymous"), v) },
		telemetry.SetOperations: func(_, v string) bool { return v == "taxpayer" }, // of configs/gateway.yaml
		telemetry.SetWindows:    func(_, v string) bool { return v == "1m0s" },
		telemetry.SetSecrets:    func(_, v string) bool { return secretKey.MatchString(v) },
		telemetry.SetBuild:      func(_, v string) bool { return v != "" },
	}
}

// contradictions says where a scrape is not what the contract promises.
func contradictions(w *world, scraped map[string]*dto.MetricFamily) []string {
	contract, closed := described(w), sets(w)
	var wrong []string
	for name, f := range scraped {
		if strings.HasPrefix(name, "go_") || strings.HasPrefix(name, "process_") {
			continue
		}
		d, ok := contract[name]
		if !ok {
			wrong = append(wrong, name+" is not described")
			continue
		}
		if got := strings.ToLower(f.GetType().String()); got != string(d.Type) || f.GetHelp() != d.Means {
			wrong = append(wrong, fmt.Sprintf("%s is a %s that says %q", name, got, f.GetHelp()))
		}
		for _, m := range f.GetMetric() {
			wrong = append(wrong, unlike(name, d, m, closed)...)
		}
	}
	for name, d := range contract {
		if scraped[name] == nil && d.Shown == "" {
			wrong = append(wrong, name+" is described, and is not in the scrape")
		}
	}
	return wrong
}

func unlike(name string, d telemetry.Description, m *dto.Metric, closed map[telemetry.Set]func(registry, value string) bool) (wrong []string) {
	registry := ""
	for _, l := range m.GetLabel() {
		if l.GetName() == "registry" {
			registry = l.GetValue()
		}
	}
	if len(m.GetLabel()) != len(d.Labels) {
		wrong = append(wrong, fmt.Sprintf("%s has the labels %v", name, m.GetLabel()))
	}
	for _, l := range m.GetLabel() {
		of, ok := d.Label(l.GetName())
		within := closed[of.Of] != nil && closed[of.Of](registry, l.GetValue()) || slices.Contains(of.Values, l.GetValue())
		if !ok || !within {
			wrong = append(wrong, fmt.Sprintf("%s: nothing closes %s=%q", name, l.GetName(), l.GetValue()))
		}
	}
	return wrong
}

// count returns how many series of metrics that are always there a scrape has.
func count(w *world, scraped map[string]*dto.MetricFamily) (n int) {
	for name, d := range described(w) {
		if d.Shown == "" {
			n += len(scraped[name].GetMetric())
		}
	}
	return n
}

// What is registered, what metrics.md says and what a Prometheus gets are one: at the start, and after a day on which everything happened.
func TestAScrapeOfTheWholeProgramIsTheContract(t *testing.T) {
	w := newWorld(t, unlimitedOnce, audited(t))
	everybody(w)
	text := w.metrics(t)
	fresh := families(t, text)
	for _, c := range contradictions(w, fresh) {
		t.Error(c)
	}
	t.Logf("%d bytes, %d series", len(text), count(w, fresh))
	if len(text) > mostScrape {
		t.Errorf("a scrape with everything at zero has %d bytes, more than %d", len(text), mostScrape)
	}
	badDay(t, w)
	after := families(t, w.metrics(t))
	if _, err := w.Gateway().Metrics().Registry().Gather(); err != nil {
		t.Errorf("what is scraped contradicts itself, which a scrape does not look for: %v", err)
	}
	for _, c := range contradictions(w, after) {
		t.Error(c)
	}
	if was, is := count(w, fresh), count(w, after); was != is {
		t.Errorf("a day made %d series of %d: they are not all there from the start", is, was)
	}
	for _, m := range after["sverka_lookups_total"].GetMetric() {
		if m.GetCounter().GetValue() > 0 && strings.Contains(m.String(), "unforeseen") {
			t.Errorf("no list foresaw %v", m)
		}
	}
	if after["sverka_breaker_trip_info"] == nil || after["sverka_override_until_timestamp_seconds"] == nil || after["sverka_http_refused_total"] == nil {
		t.Error("the day was not bad enough: no breaker has tripped, nobody has overridden, nothing was refused")
	}
}

// everybody makes the series of thirty callers, whose keys end, and of a probe for each registry.
func everybody(w *world) {
	m, ends := w.Gateway().Metrics(), make(map[string]time.Time)
	for _, name := range thirty() {
		ends[name] = time.Now().AddDate(1, 0, 0)
	}
	m.NameCallers(thirty()...)
	m.KeysEnd(ends)
	m.NameProbe()
	for _, r := range w.Gateway().Registries() {
		m.AddProbe(r.Name(), r.Lookups()[0].Name(), time.Hour)
	}
}

// badDay asks everybody everything, trips a breaker, overrides and sends rubbish.
func badDay(t *testing.T, w *world) {
	t.Helper()
	for _, persona := range []string{known, outOfContract, "two-days"} {
		for _, r := range w.Gateway().Registries() {
			for _, l := range r.Lookups() {
				query := do(t, http.MethodGet, w.MockURL()+"/personas/"+persona+"/"+r.Name()+"/"+l.Name(), nil)
				if query.status != http.StatusOK {
					continue
				}
				for range 6 {
					w.ask(t, r.Name()+"/"+l.Name(), query.body, "Prefer", "wait=1")
				}
			}
		}
	}
	w.operate(t, "PUT", "/v1/registries/mvd/override", `{"mode": "refuse", "reason": "their request"}`)
	w.operate(t, "PUT", breakerOf, `{"mode": "observe", "reason": "night shift"}`)
	w.ask(t, "mvd/restrictions", w.query(t, known, "mvd/restrictions"))
	for _, path := range []string{"/v1/lookups/no/such", "/v1/lookups/tax/inn", "/" + strings.Repeat("x", 3000)} {
		do(t, http.MethodPost, w.APIURL()+path, []byte(`{"subject": 1}`))
		do(t, http.MethodDelete, w.APIURL()+path, nil)
	}
}

// unlimitedOnce lets everybody be asked about in turn, but keeps a quota to be shown.
func unlimitedOnce(c *app.Config, m *mock.Config) {
	limits := slices.Clone(c.Registries.Tax.Limits.Quota.Limits)
	*c, *m = demo.Unlimited(*c), m.Unlimited()
	limits[0].Count = 10_000
	c.Registries.Tax.Limits.Quota.Limits = limits
}
