package telemetry

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

// A Type is what kind of metric it is.
type Type string

// The types.
const (
	Counter   Type = "counter"
	Gauge     Type = "gauge"
	Histogram Type = "histogram"
)

// A Description is all that is to be known of one metric. Registration, internal/docs/metrics.md and the tests that hold a scrape
// of the whole program to it follow from it, so that it is written once: in the book of this package, see book.go.
type Description struct {
	Name    string // after "sverka_"
	Type    Type
	Labels  []Label
	Means   string    // what a sample says: one sentence, the metric's HELP
	Use     string    // what to do with it
	Shown   string    // when its series are there; "": always, at zero from the start
	Buckets []float64 // of a histogram: upper bounds, in the unit of its name
}

// FullName returns the name as Prometheus knows it.
func (d Description) FullName() string { return prefix + d.Name }

// Label returns the label of this name.
func (d Description) Label(name string) (Label, bool) {
	i := slices.IndexFunc(d.Labels, func(l Label) bool { return l.Name == name })
	if i < 0 {
		return Label{}, false
	}
	return d.Labels[i], true
}

// prefix is how the names of all our metrics begin.
const prefix = "sverka_"

// A Label is one label. Its values are closed: by a list that is written in code, or by a set that the program's make-up or its
// configuration closes. Nothing that a caller or a registry wrote is ever a value.
type Label struct {
	Name   string
	Values []string // the list; "" among them stands for "none"
	Of     Set      // what closes it where Values are not known in code
}

// A Set is what closes the values of a label that are not written in code.
type Set string

// The sets.
const (
	SetRegistries Set = "the registries"
	SetLookups    Set = "the lookups of the registry"
	SetNames      Set = "the lookups, as registry/lookup"
	SetCallers    Set = "the callers that the configuration names"
	SetOperations Set = "the operations of the registry's quotas, and all"
	SetWindows    Set = "the windows of the registry's quotas, and day"
	SetSecrets    Set = "the keys of the configuration that name a secret or certificate"
	SetBuild      Set = "what was built"
)

// A Section is a part of the contract: what belongs together.
type Section struct {
	Title   string
	Metrics []Description
}

// A book registers metrics and remembers their descriptions, so that nothing is registered which is not described.
type book struct {
	registry *prometheus.Registry
	gatherer *gatherer
	sections []Section
	native   bool // histograms are native ones besides
}

// section begins a part of the contract: what is described next belongs to it.
func (b *book) section(title string) { b.sections = append(b.sections, Section{Title: title}) }

func (b *book) describe(d Description) {
	s := &b.sections[len(b.sections)-1]
	s.Metrics = append(s.Metrics, d)
}

func labelNames(d Description) []string {
	names := make([]string, len(d.Labels))
	for i, l := range d.Labels {
		names[i] = l.Name
	}
	return names
}

// register registers what has the one description d.
func (b *book) register(c prometheus.Collector, d Description) {
	descs := make(chan *prometheus.Desc, 1)
	c.Describe(descs)
	b.gatherer.describe(<-descs, d)
	b.collect(c)
}

// collect registers what has descriptions that read or readCounter gave.
func (b *book) collect(c prometheus.Collector) {
	b.registry.MustRegister(c)
	b.gatherer.add(c)
}

// counter registers a counter.
func (b *book) counter(d Description) *prometheus.CounterVec {
	d.Type = Counter
	b.describe(d)
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: d.FullName(), Help: d.Means}, labelNames(d))
	b.register(v, d)
	return v
}

// gauge registers a gauge that is set.
func (b *book) gauge(d Description) *prometheus.GaugeVec {
	d.Type = Gauge
	b.describe(d)
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: d.FullName(), Help: d.Means}, labelNames(d))
	b.register(v, d)
	return v
}

// Native histograms, where they are wanted: a relative error of 10 % at most, and so many buckets at most.
const (
	nativeFactor  = 1.1
	nativeBuckets = 160
)

// histogram registers a histogram.
func (b *book) histogram(d Description) *prometheus.HistogramVec {
	d.Type = Histogram
	b.describe(d)
	o := prometheus.HistogramOpts{Name: d.FullName(), Help: d.Means, Buckets: d.Buckets}
	if b.native {
		o.NativeHistogramBucketFactor, o.NativeHistogramMaxBucketNumber = nativeFactor, nativeBuckets
	}
	v := prometheus.NewHistogramVec(o, labelNames(d))
	b.register(v, d)
	return v
}

// read describes a gauge that is read when it is scraped; whoever collects it registers it.
func (b *book) read(d Description) *prometheus.Desc {
	d.Type = Gauge
	return b.readAs(d)
}

// readCounter describes a counter that is read when it is scraped; whoever collects it registers it.
func (b *book) readCounter(d Description) *prometheus.Desc {
	d.Type = Counter
	return b.readAs(d)
}

func (b *book) readAs(d Description) *prometheus.Desc {
	b.describe(d)
	desc := prometheus.NewDesc(d.FullName(), d.Means, labelNames(d), nil)
	b.gatherer.describe(desc, d)
	return desc
}

// Contract returns what all our metrics are, in the order of internal/docs/metrics.md.
func (m *Metrics) Contract() []Section {
	all := slices.Clone(m.book.sections)
	for i := range all {
		all[i].Metrics = slices.Clone(all[i].Metrics)
	}
	return all
}

// Labels that many metrics have.

func registryLabel() Label { return Label{Name: "registry", Of: SetRegistries} }

func lookupLabel() Label { return Label{Name: "lookup", Of: SetLookups} }

// perLookup returns the labels registry and lookup, and more.
func perLookup(more ...Label) []Label {
	return append([]Label{registryLabel(), lookupLabel()}, more...)
}

// perRegistry returns the label registry, and more.
func perRegistry(more ...Label) []Label { return append([]Label{registryLabel()}, more...) }

// closed is a label with the values of a list of words.
func closed[S ~string](name string, values []S) Label {
	l := Label{Name: name}
	for _, v := range values {
		l.Values = append(l.Values, string(v))
	}
	return l
}

// ended are the labels of what ended in one of the results: result, reason and origin, with the values that these have.
func ended(all []Result) []Label {
	var words, reasons, origins []string
	for _, r := range append(all, unforeseen()) {
		words, reasons, origins = once(words, r.Word), once(reasons, r.Reason), once(origins, r.Origin)
	}
	return []Label{closed("result", words), closed("reason", reasons), closed("origin", origins)}
}

func once(all []string, word string) []string {
	if slices.Contains(all, word) {
		return all
	}
	return append(all, word)
}
