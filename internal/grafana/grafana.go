package grafana

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
)

// A Dashboard is one of configs/grafana.
type Dashboard struct {
	Name string // of its file, without .json

	title, says string
	variables   []variable
	rows        []row
}

// A row is panels under a heading.
type row struct {
	heading string
	panels  []panel
}

// A variable is what the reader chooses, from what Prometheus knows.
type variable struct {
	name, label string
	of          string // the query
	one         bool   // one of them, not several or all
}

// Dashboards returns all: what hurts whom now, one registry, and the gateway itself.
func Dashboards() []Dashboard { return []Dashboard{overview(), registry(), gateway()} }

// UID returns what Grafana knows it by, and links lead to: it stays.
func (d Dashboard) UID() string { return "sverka-" + d.Name }

// Queries returns those of its panels and variables, as they stand in its JSON.
func (d Dashboard) Queries() []string {
	var all []string
	for _, v := range d.variables {
		all = append(all, v.of)
	}
	for _, r := range d.rows {
		for _, p := range r.panels {
			for _, by := range p.by {
				all = append(all, expanded(by.expression))
			}
		}
	}
	return all
}

// A Limit is where a panel says that an alert begins.
type Limit struct {
	Alert    string
	Critical bool
	Value    float64
}

// Limits returns those of its panels that are an alert's.
func (d Dashboard) Limits() []Limit {
	var all []Limit
	for _, r := range d.rows {
		for _, p := range r.panels {
			for _, l := range p.limits {
				if l.alert != "" {
					all = append(all, Limit{l.alert, l.critical, l.value})
				}
			}
		}
	}
	return all
}

// schema is the version of Grafana 10; later ones bring it up by themselves.
const schema = 39

// JSON returns it as Grafana loads it, by its HTTP API or from a file.
func (d Dashboard) JSON() ([]byte, error) {
	b := dashboard.NewDashboardBuilder(d.title) //nolint:staticcheck // of Grafana 10 and 11; what it recommends begins with 12
	b.Uid(d.UID()).Description(d.says).Tags([]string{"sverka"}).Timezone(common.TimeZoneBrowser).Refresh("30s").Time("now-3h", "now").
		Tooltip(dashboard.DashboardCursorSyncCrosshair).Readonly()
	b.WithVariable(dashboard.NewDatasourceVariableBuilder("datasource").Label("Prometheus").Type("prometheus"))
	for _, v := range d.variables {
		b.WithVariable(v.built())
	}
	b.WithVariable(dashboard.NewTextBoxVariableBuilder("console").Label("Operators' console").
		Description("Where the links to the console lead: the operate listener, or your forward of it.").
		DefaultValue(dashboard.StringOrMap{String: new(console)}))
	b.Annotation(dashboard.NewAnnotationQueryBuilder().Name("Firing alerts").Datasource(*source()).Enable(true).IconColor(worse).
		Expr(expanded(`max by (alertname, registry, lookup, caller) (ALERTS{alertname=~"Sverka.*", alertstate="firing"})`)).
		TitleFormat("{{alertname}}").TextFormat("{{registry}} {{lookup}} {{caller}}").Step("30s"))
	for _, l := range links() {
		b.Link(link{l})
	}
	id := uint32(0)
	for _, r := range d.rows {
		id++
		b.WithRow(dashboard.NewRowBuilder(r.heading).Id(id))
		for _, p := range r.panels {
			id++
			built, err := p.built(id)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", d.Name, p.asks, err)
			}
			b.WithPanel(ready{built})
		}
	}
	out, err := b.Build()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Name, err)
	}
	out.SchemaVersion = schema
	return written(out)
}

// written renders by the keys' order, and <, > and & as they are, for queries are read by people.
func written(doc any) ([]byte, error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, err
	}
	var plainly any
	if err := json.Unmarshal(text, &plainly); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(plainly)
	return out.Bytes(), err
}

// ready is a panel, and link a link, that is built already.
type ready struct{ panel dashboard.Panel }

func (r ready) Build() (dashboard.Panel, error) { return r.panel, nil }

type link struct{ link dashboard.DashboardLink }

func (l link) Build() (dashboard.DashboardLink, error) { return l.link, nil }

// source is the data source that the reader has chosen.
func source() *common.DataSourceRef {
	return &common.DataSourceRef{Type: new("prometheus"), Uid: new("${datasource}")}
}

func (v variable) built() *dashboard.QueryVariableBuilder {
	const labelValues = 1 // PromVariableQueryType.LabelValues of Grafana's editor
	of := map[string]any{"query": v.of, "refId": "PrometheusVariableQueryEditor-VariableQuery", "qryType": labelValues}
	b := dashboard.NewQueryVariableBuilder(v.name).Label(v.label).Datasource(*source()).Query(dashboard.StringOrMap{Map: of}).Definition(v.of).
		Refresh(dashboard.VariableRefreshOnTimeRangeChanged).Sort(dashboard.VariableSortAlphabeticalAsc)
	if v.one {
		return b
	}
	return b.Multi(true).IncludeAll(true).AllValue(".*").
		Current(dashboard.VariableOption{Text: several("All"), Value: several("$__all")})
}

func several(of ...string) dashboard.StringOrArrayOfString {
	return dashboard.StringOrArrayOfString{ArrayOfString: of}
}

// The variables, each narrowed by those before it.
func instances() variable {
	return variable{name: "instance", label: "Instance", of: "label_values(sverka_build_info, instance)"}
}

func registries() variable {
	return variable{name: "registry", label: "Registry", of: "label_values(sverka_gate_state, registry)"}
}

func lookups() variable {
	return variable{name: "lookup", label: "Lookup", of: `label_values(sverka_breaker_state{registry=~"$registry"}, lookup)`}
}

func callers() variable {
	return variable{name: "caller", label: "Caller", of: "label_values(sverka_caller_lookups_total, caller)"}
}

// Where links lead.
const (
	runbook = "https://github.com/sverka/sverka/blob/main/internal/docs/runbook/"
	console = "http://127.0.0.1:9465/"
)

func runbookPage(alert string) string { return runbook + alert + ".md" }

// links are those above each dashboard: to the others with what was chosen, to the runbook and to the console.
func links() []dashboard.DashboardLink {
	others := dashboard.DashboardLink{
		Title: "Sverka", Type: dashboard.DashboardLinkTypeDashboards, Tags: []string{"sverka"}, KeepTime: true, IncludeVars: true, Icon: "external link",
	}
	return []dashboard.DashboardLink{others, outside("Runbook", runbook), outside("Operators' console", "${console}")}
}

func outside(title, url string) dashboard.DashboardLink {
	return dashboard.DashboardLink{Title: title, Type: dashboard.DashboardLinkTypeLink, Url: &url, TargetBlank: true, Icon: "doc", Tags: []string{}}
}

// inDepth leads to the dashboard of the registry.
func inDepth(registry string) dashboard.DashboardLink {
	return dashboard.DashboardLink{
		Title: "The registry in depth", Type: dashboard.DashboardLinkTypeLink, Icon: "dashboard", Tags: []string{},
		Url: new("/d/sverka-registry?${datasource:queryparam}&var-registry=" + registry + "&${__url_time_range}"),
	}
}
