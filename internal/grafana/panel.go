package grafana

import (
	"cmp"
	"slices"
	"strings"

	"github.com/grafana/grafana-foundation-sdk/go/bargauge"
	"github.com/grafana/grafana-foundation-sdk/go/cog"
	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/stat"
	"github.com/grafana/grafana-foundation-sdk/go/statetimeline"
	"github.com/grafana/grafana-foundation-sdk/go/table"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// A panel is a question that somebody on duty has, and what answers it. Make it by graph, states, list, bars or number.
type panel struct {
	asks, says string // the title, which is the question; what is to be seen, and what it means
	shows      func() cog.Builder[dashboard.Panel]
	instant    bool // it shows what is, not what was
	table      bool
	unit       string
	by         []query
	limits     []limit
	words      []word
	alerts     []string // those that say the same, or begin here
	width      uint32   // of 24
}

// A query is what Prometheus is asked for, and what the result is called: a legend, or in a list the column's title.
type query struct {
	expression, name string
	unit             string // of a column, if it is not the panel's
	words            []word // of a column
}

// A word says what a value means: a colour alone tells nobody who does not see it.
type word struct {
	value, text, colour string
}

// A limit is where it begins to matter. The number is that of the alert, which a test compares.
type limit struct {
	alert    string // "": there is none by a number
	critical bool
	value    float64
	under    bool // below it is bad
}

// Colours, in Grafana's words.
const (
	good, bad, worse, told, plain = "green", "orange", "red", "blue", "text"
)

// Units, in Grafana's words.
const (
	perSecond = "reqps"
	seconds   = "s"
	duration  = "dtdurations"
	share     = "percentunit"
	number    = "short"
	octets    = "bytes"
	days      = "d"
	fromNow   = "dateTimeFromNow" // of milliseconds
)

func q(name, expression string) query { return query{expression: expression, name: name} }

// as gives a column a unit, and words for values.
func (q query) as(unit string, words ...word) query {
	q.unit, q.words = unit, words
	return q
}

// graph shows how something went, each series a line.
func graph(asks, says, unit string, by ...query) panel {
	return panel{asks: asks, says: says, unit: unit, by: by, width: 12, shows: func() cog.Builder[dashboard.Panel] {
		return timeseries.NewPanelBuilder().LineWidth(1).FillOpacity(8).ShowPoints(common.VisibilityModeNever).AxisSoftMin(0).
			Legend(legend()).Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending)).
			ThresholdsStyle(common.NewGraphThresholdsStyleConfigBuilder().Mode(common.GraphThresholdsStyleModeDashed))
	}}
}

// pile is a graph of parts that make a whole.
func pile(asks, says, unit string, by ...query) panel {
	p := graph(asks, says, unit, by...)
	p.shows = func() cog.Builder[dashboard.Panel] {
		return timeseries.NewPanelBuilder().LineWidth(1).FillOpacity(40).ShowPoints(common.VisibilityModeNever).AxisSoftMin(0).
			Legend(legend()).Tooltip(common.NewVizTooltipOptionsBuilder().Mode(common.TooltipDisplayModeMulti).Sort(common.SortOrderDescending)).
			Stacking(common.NewStackingConfigBuilder().Mode(common.StackingModeNormal).Group("A"))
	}
	return p
}

// states shows in which state something was, in words.
func states(asks, says string, words []word, by ...query) panel {
	return panel{asks: asks, says: says, unit: number, by: by, words: words, width: 12, shows: func() cog.Builder[dashboard.Panel] {
		return statetimeline.NewPanelBuilder().ShowValue(common.VisibilityModeAuto).RowHeight(0.85).MergeValues(true).FillOpacity(75).
			LineWidth(0).Legend(common.NewVizLegendOptionsBuilder().ShowLegend(false).DisplayMode(common.LegendDisplayModeHidden).
			Placement(common.LegendPlacementBottom))
	}}
}

// list shows what is, a row for each, and a column for each label and query.
func list(asks, says string, by ...query) panel {
	return panel{asks: asks, says: says, unit: number, by: by, instant: true, table: true, width: 12, shows: func() cog.Builder[dashboard.Panel] {
		return table.NewPanelBuilder().ShowHeader(true).CellHeight(common.TableCellHeightSm).Filterable(true).
			Footer(common.NewTableFooterOptionsBuilder().Show(false).Reducer([]string{}))
	}}
}

// bars shows what is, beside each other.
func bars(asks, says, unit string, by ...query) panel {
	return panel{asks: asks, says: says, unit: unit, by: by, instant: true, width: 12, shows: func() cog.Builder[dashboard.Panel] {
		return bargauge.NewPanelBuilder().Orientation(common.VizOrientationHorizontal).DisplayMode(common.BarGaugeDisplayModeBasic).
			ShowUnfilled(true).Min(0).ReduceOptions(lastValue())
	}}
}

// figures shows what is, as numbers or words.
func figures(asks, says, unit string, by ...query) panel {
	return panel{asks: asks, says: says, unit: unit, by: by, instant: true, width: 12, shows: func() cog.Builder[dashboard.Panel] {
		return stat.NewPanelBuilder().GraphMode(common.BigValueGraphModeNone).ColorMode(common.BigValueColorModeBackground).
			TextMode(common.BigValueTextModeValueAndName).Orientation(common.VizOrientationAuto).ReduceOptions(lastValue())
	}}
}

func legend() cog.Builder[common.VizLegendOptions] {
	return common.NewVizLegendOptionsBuilder().ShowLegend(true).DisplayMode(common.LegendDisplayModeTable).
		Placement(common.LegendPlacementRight).Calcs([]string{"lastNotNull", "max"})
}

func lastValue() cog.Builder[common.ReduceDataOptions] {
	return common.NewReduceDataOptionsBuilder().Calcs([]string{"lastNotNull"}).Values(false)
}

// over says from which value on an alert is near; under, below which.
func (p panel) over(alert string, value float64) panel {
	return p.at(limit{alert: alert, value: value})
}

func (p panel) under(alert string, value float64) panel {
	return p.at(limit{alert: alert, value: value, under: true})
}

// wakes makes the limit that was given last one of an alert that wakes somebody.
func (p panel) wakes() panel {
	p.limits = slices.Clone(p.limits)
	p.limits[len(p.limits)-1].critical = true
	return p
}

func (p panel) at(l limit) panel {
	p.limits = append(slices.Clip(p.limits), l)
	if l.alert != "" {
		return p.about(l.alert)
	}
	return p
}

// about names alerts whose pages of the runbook the panel leads to.
func (p panel) about(alerts ...string) panel {
	for _, a := range alerts {
		if !slices.Contains(p.alerts, a) {
			p.alerts = append(slices.Clip(p.alerts), a)
		}
	}
	return p
}

// saying gives values words.
func (p panel) saying(words ...word) panel { p.words = words; return p }

// wide gives it so many of the 24 columns.
func (p panel) wide(columns uint32) panel { p.width = columns; return p }

// height is that of all panels, so that rows are even.
const height = 8

// built returns it as Grafana has it.
func (p panel) built(id uint32) (dashboard.Panel, error) {
	out, err := p.shows().Build()
	if err != nil {
		return out, err
	}
	out.Id, out.Title, out.Description, out.Datasource = &id, &p.asks, &p.says, source()
	out.GridPos = &dashboard.GridPos{W: p.width, H: height}
	for i, by := range p.by {
		out.Targets = append(out.Targets, by.target(p, refID(i)))
	}
	for _, a := range p.alerts {
		out.Links = append(out.Links, outside("Runbook: "+a, runbookPage(a)))
	}
	if out.FieldConfig == nil {
		out.FieldConfig = dashboard.NewFieldConfigSource()
	}
	d := &out.FieldConfig.Defaults
	d.Unit, d.Mappings, d.Thresholds = &p.unit, mapped(p.words), thresholds(p.limits)
	d.Color = &dashboard.FieldColor{Mode: dashboard.FieldColorModeIdPaletteClassic}
	if p.instant || len(p.words) > 0 {
		d.Color.Mode = dashboard.FieldColorModeIdThresholds
	}
	if p.table {
		out.Transformations = p.merged()
		out.FieldConfig.Overrides = p.columns()
	} else if slices.ContainsFunc(p.by, func(q query) bool { return strings.Contains(q.name, "{{registry}}") }) {
		d.Links = []dashboard.DashboardLink{inDepth("${__field.labels.registry}")}
	}
	return out, nil
}

// refID names the queries of a panel; none has more than there are letters.
func refID(i int) string { return "ABCDEFGH"[i : i+1] }

func (q query) target(p panel, ref string) *prometheus.Dataquery {
	target := &prometheus.Dataquery{Expr: expanded(q.expression), RefId: &ref, Datasource: source(), EditorMode: new(prometheus.QueryEditorModeCode)}
	target.Instant, target.Range = new(p.instant), new(!p.instant)
	target.Format = new(prometheus.PromQueryFormatTimeSeries)
	if p.table {
		target.Format = new(prometheus.PromQueryFormatTable)
	} else {
		target.LegendFormat = &q.name
	}
	return target
}

// expanded writes out the filters by the variables, which stand in queries as @registry, @lookup, @caller and @instance.
func expanded(expression string) string {
	return strings.NewReplacer(
		"@lookup", `instance=~"$instance", registry=~"$registry", lookup=~"$lookup"`,
		"@registry", `instance=~"$instance", registry=~"$registry"`,
		"@caller", `instance=~"$instance", caller=~"$caller"`,
		"@instance", `instance=~"$instance"`,
		"@made", `registry=~"$registry", lookup=~"$lookup"`, // of recording rules, in which instances are summed
	).Replace(expression)
}

// merged makes one table of all queries, with the titles of their columns.
func (p panel) merged() []dashboard.DataTransformerConfig {
	titles := map[string]string{}
	for i, by := range p.by {
		titles["Value #"+refID(i)] = by.name
	}
	if len(p.by) == 1 {
		titles["Value"] = p.by[0].name
	}
	return []dashboard.DataTransformerConfig{
		{Id: "merge", Options: map[string]any{}},
		{Id: "organize", Options: map[string]any{"excludeByName": map[string]bool{"Time": true}, "renameByName": titles}},
	}
}

// columns gives a table's columns their units, words and links.
func (p panel) columns() []dashboard.DashboardFieldConfigSourceOverrides {
	all := []dashboard.DashboardFieldConfigSourceOverrides{
		override("registry", "links", []dashboard.DashboardLink{inDepth("${__value.raw}")}),
		override("alertname", "links", []dashboard.DashboardLink{outside("The alert's page of the runbook", runbookPage("${__value.raw}"))}),
	}
	for _, by := range p.by {
		if by.unit != "" {
			all = append(all, override(by.name, "unit", by.unit))
		}
		if len(by.words) > 0 {
			o := override(by.name, "mappings", mapped(by.words))
			o.Properties = append(o.Properties, dashboard.DynamicConfigValue{Id: "custom.cellOptions", Value: map[string]any{"type": "color-text"}})
			all = append(all, o)
		}
	}
	return all
}

func override(column, property string, value any) dashboard.DashboardFieldConfigSourceOverrides {
	return dashboard.DashboardFieldConfigSourceOverrides{
		Matcher:    dashboard.MatcherConfig{Id: "byName", Options: column},
		Properties: []dashboard.DynamicConfigValue{{Id: property, Value: value}},
	}
}

func mapped(words []word) []dashboard.ValueMapping {
	if len(words) == 0 {
		return nil
	}
	options := make(map[string]dashboard.ValueMappingResult)
	for i, w := range words {
		options[w.value] = dashboard.ValueMappingResult{Text: &w.text, Color: &w.colour, Index: new(int32(i))}
	}
	return []dashboard.ValueMapping{{ValueMap: &dashboard.ValueMap{Type: dashboard.MappingTypeValueToText, Options: options}}}
}

// thresholds colours by the limits: what wakes somebody red, other alerts orange.
func thresholds(limits []limit) *dashboard.ThresholdsConfig {
	sorted := slices.Clone(limits)
	slices.SortFunc(sorted, func(a, b limit) int { return cmp.Compare(a.value, b.value) })
	out := &dashboard.ThresholdsConfig{Mode: dashboard.ThresholdsModeAbsolute, Steps: []dashboard.Threshold{{Color: good}}}
	if len(sorted) == 0 {
		out.Steps[0].Color = plain
	}
	for i, l := range sorted {
		colour := bad
		if l.critical {
			colour = worse
		}
		if l.under { // its colour is that of all below it, down to the next
			out.Steps[i].Color, colour = colour, good
		}
		out.Steps = append(out.Steps, dashboard.Threshold{Value: new(l.value), Color: colour})
	}
	return out
}
