package grafana_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/grafana/grafana-foundation-sdk/go/cog/plugins"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"

	"github.com/sverka/sverka/internal/grafana"
)

var update = flag.Bool("update", false, "write what is made from code")

const directory = "../../configs/grafana/"

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestTheDashboardsAreWhatTheCodeSays(t *testing.T) {
	for _, d := range grafana.Dashboards() {
		want, err := d.JSON()
		if err != nil {
			t.Fatal(err)
		}
		file := directory + d.Name + ".json"
		if *update {
			if err := os.WriteFile(file, want, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if string(read(t, file)) != string(want) {
			t.Errorf("%s says other than the code: run make generate", file)
		}
	}
}

// parsed returns the dashboards as Grafana's own types read them: nothing is there that they do not know.
func parsed(t *testing.T) map[string]dashboard.Dashboard { //nolint:staticcheck // of Grafana 10 and 11
	t.Helper()
	plugins.RegisterDefaultPlugins()
	all := make(map[string]dashboard.Dashboard) //nolint:staticcheck // the same
	for _, d := range grafana.Dashboards() {
		text := read(t, directory+d.Name+".json")
		strict, doc := all[d.Name], all[d.Name]
		if err := strict.UnmarshalJSONStrict(text); err != nil && err.Error() != "" { // an empty list of errors is an error to it
			t.Errorf("%s: %v", d.Name, err)
		}
		if err := errors.Join(json.Unmarshal(text, &doc), doc.Validate()); err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		all[d.Name] = doc
	}
	return all
}

// mostPanels is what somebody who was woken takes in; the last row of a dashboard may be for the day, and lie beyond it.
const mostPanels = 20

func TestDashboardsAreThereToBeReadInHaste(t *testing.T) {
	uids := make(map[string]bool)
	for name, d := range parsed(t) {
		if *d.Uid != "sverka-"+name || uids[*d.Uid] || len(*d.Uid) > 40 {
			t.Errorf("%s: its uid is %q", name, *d.Uid)
		}
		uids[*d.Uid] = true
		if *d.Refresh != "30s" || *d.Timezone != "browser" || !slices.Contains(d.Tags, "sverka") {
			t.Errorf("%s: refresh %s, zone %s, tags %v", name, *d.Refresh, *d.Timezone, d.Tags)
		}
		ids, titles, n, before := map[uint32]bool{}, map[string]bool{}, 0, 0
		for _, p := range d.Panels {
			if p.RowPanel != nil {
				ids[p.RowPanel.Id] = true
				before = n
				continue
			}
			n++
			if ids[*p.Panel.Id] || titles[*p.Panel.Title] {
				t.Errorf("%s: %q is there twice, or its id is", name, *p.Panel.Title)
			}
			ids[*p.Panel.Id], titles[*p.Panel.Title] = true, true
			look(t, name, p.Panel)
		}
		if n == 0 || before > mostPanels || n > mostPanels+3 {
			t.Errorf("%s has %d panels, %d of them before its last row: more than somebody who was woken takes in", name, n, before)
		}
	}
}

// look holds a panel to what each must have.
func look(t *testing.T, name string, p *dashboard.Panel) {
	t.Helper()
	where := name + ": " + *p.Title
	if !strings.HasSuffix(*p.Title, "?") {
		t.Errorf("%s: it asks nothing", where)
	}
	if len(*p.Description) < 40 || !strings.HasSuffix(*p.Description, ".") {
		t.Errorf("%s: it does not say how it is to be read", where)
	}
	if p.GridPos.X+p.GridPos.W > 24 {
		t.Errorf("%s: it ends at %d of 24 columns", where, p.GridPos.X+p.GridPos.W)
	}
	if u := p.FieldConfig.Defaults.Unit; u == nil || *u == "" {
		t.Errorf("%s: it has no unit", where)
	}
	if len(p.Targets) == 0 || *p.Datasource.Uid != "${datasource}" {
		t.Errorf("%s: %d queries of %s", where, len(p.Targets), *p.Datasource.Uid)
	}
	for _, m := range p.FieldConfig.Defaults.Mappings {
		for value, r := range m.ValueMap.Options {
			if r.Text == nil || *r.Text == "" {
				t.Errorf("%s: %s is a colour and no word", where, value)
			}
		}
	}
}

// What a query filters by is a variable of its dashboard, and no variable is for nothing.
func TestVariablesAreThoseThatQueriesUse(t *testing.T) {
	used := regexp.MustCompile(`\$\{?([a-z]\w*)`)
	for name, d := range parsed(t) {
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		uses := map[string]bool{}
		for _, m := range used.FindAllStringSubmatch(string(text), -1) {
			uses[m[1]] = true
		}
		for _, v := range d.Templating.List {
			if !uses[v.Name] {
				t.Errorf("%s: nothing uses its variable %s", name, v.Name)
			}
			delete(uses, v.Name)
		}
		for u := range uses {
			t.Errorf("%s has no variable %s", name, u)
		}
	}
}

// rule is one of the alert rules.
type rule struct {
	Alert, Expr         string
	Labels, Annotations map[string]string
}

func rules(t *testing.T) map[string][]rule {
	t.Helper()
	var doc struct{ Groups []struct{ Rules []rule } }
	if err := yaml.Unmarshal(read(t, "../../configs/prometheus/alerts.yaml"), &doc); err != nil {
		t.Fatal(err)
	}
	all := make(map[string][]rule)
	for _, g := range doc.Groups {
		for _, r := range g.Rules {
			all[r.Alert] = append(all[r.Alert], r)
		}
	}
	return all
}

// Whoever comes from an alert finds a panel that shows it, and from the panel the alert's page.
func TestEveryAlertIsSeenInAPanel(t *testing.T) {
	alerts, linked := rules(t), map[string]string{}
	for name, d := range parsed(t) {
		for _, p := range d.Panels {
			if p.Panel == nil {
				continue
			}
			for _, l := range p.Panel.Links {
				linked[strings.TrimPrefix(l.Title, "Runbook: ")] = *l.Url
			}
		}
		if len(d.Links) != 3 {
			t.Errorf("%s: its links are %v", name, d.Links)
		}
	}
	for alert, of := range alerts {
		if linked[alert] != of[0].Annotations["runbook_url"] {
			t.Errorf("%s: its page is %s, panels lead to %q", alert, of[0].Annotations["runbook_url"], linked[alert])
		}
		delete(linked, alert)
	}
	for name := range linked {
		t.Errorf("a panel names %s, which is no alert", name)
	}
}

// A line at which nothing happens is a lie: each limit that is an alert's has its number and its severity.
func TestLimitsAreThoseOfTheAlerts(t *testing.T) {
	alerts, n := rules(t), 0
	for _, d := range grafana.Dashboards() {
		for _, l := range d.Limits() {
			n++
			number := regexp.MustCompile(`(^|[^\w.])` + regexp.QuoteMeta(strconv.FormatFloat(l.Value, 'f', -1, 64)) + `($|[^\w.])`)
			severity := map[bool]string{true: "critical", false: "warning"}[l.Critical]
			if !slices.ContainsFunc(alerts[l.Alert], func(r rule) bool { return r.Labels["severity"] == severity && number.MatchString(r.Expr) }) {
				t.Errorf("%s: no %s of %s fires at %v", d.Name, severity, l.Alert, l.Value)
			}
		}
	}
	if n < 10 {
		t.Errorf("%d limits are of alerts", n)
	}
}

// Grafana reads what is provisioned strictly, and says so in a log that nobody reads.
func TestProvisioningFindsTheDashboards(t *testing.T) {
	var dashboards struct {
		APIVersion int `yaml:"apiVersion"`
		Providers  []struct {
			Name, Folder, Type    string
			AllowUIUpdates        bool `yaml:"allowUiUpdates"`
			UpdateIntervalSeconds int  `yaml:"updateIntervalSeconds"`
			Options               struct{ Path string }
		}
	}
	var sources struct {
		APIVersion  int `yaml:"apiVersion"`
		Datasources []struct {
			Name, Type, Access, URL string
			IsDefault               bool              `yaml:"isDefault"`
			JSONData                map[string]string `yaml:"jsonData"`
		}
	}
	for file, into := range map[string]any{"dashboards.yaml": &dashboards, "datasource.yaml": &sources} {
		if err := yaml.UnmarshalWithOptions(read(t, directory+"provisioning/"+file), into, yaml.DisallowUnknownField()); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	if p := dashboards.Providers; dashboards.APIVersion != 1 || len(p) != 1 || p[0].Type != "file" || !strings.Contains(string(read(t, "../../README.md")), p[0].Options.Path) {
		t.Errorf("dashboards: %+v, and the README says where they are to lie", dashboards)
	}
	if s := sources.Datasources; sources.APIVersion != 1 || len(s) != 1 || s[0].Type != "prometheus" {
		t.Errorf("data sources: %+v", sources)
	}
}
