package telemetry

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// A gatherer gathers what book describes and, from others, what the Prometheus library has of its own. It does not look each time, as a
// Registry does, whether one of some thousand series contradicts another, which is nearly half of what gathering takes: their names and labels
// are those of the contract, and tests hold a Registry with the same collectors to it. It is safe for concurrent use.
type gatherer struct {
	others *prometheus.Registry

	mu    sync.Mutex
	ours  []prometheus.Collector
	descs map[*prometheus.Desc]Description
}

func (g *gatherer) add(c prometheus.Collector) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ours = append(g.ours, c)
}

func (g *gatherer) describe(desc *prometheus.Desc, d Description) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.descs[desc] = d
}

// Gather implements prometheus.Gatherer. The families are in the order of their names, and the metrics of each in that of their labels' values.
func (g *gatherer) Gather() ([]*dto.MetricFamily, error) {
	all, err := g.others.Gather()
	if err != nil {
		return nil, err
	}
	families, err := g.collected()
	if err != nil {
		return nil, err
	}
	for _, f := range families {
		slices.SortFunc(f.Metric, byLabels)
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *dto.MetricFamily) int { return cmp.Compare(a.GetName(), b.GetName()) })
	return all, nil
}

// collected returns what our own collectors have, by family.
func (g *gatherer) collected() (families map[string]*dto.MetricFamily, err error) {
	metrics := make(chan prometheus.Metric, waiting)
	var failed error // holds once metrics is closed
	go func() {
		defer close(metrics)
		defer func() {
			if p := recover(); p != nil {
				failed = errors.New("a collector panicked")
			}
		}()
		for _, c := range g.all() {
			c.Collect(metrics)
		}
	}()
	families = make(map[string]*dto.MetricFamily)
	var slab []dto.Metric
	var last *prometheus.Desc
	var family *dto.MetricFamily
	for m := range metrics { // to its end, or the collectors would wait for ever
		if desc := m.Desc(); desc != last {
			last, family = desc, g.family(desc, families)
		}
		if family == nil {
			err = fmt.Errorf("%s is in no contract", last)
			continue
		}
		if len(slab) == 0 {
			slab = make([]dto.Metric, waiting)
		}
		if wrong := m.Write(&slab[0]); wrong != nil {
			err = wrong
			continue
		}
		family.Metric = append(family.Metric, &slab[0])
		slab = slab[1:]
	}
	return families, errors.Join(err, failed)
}

// waiting is how many metrics wait for one another, and have their memory in one piece.
const waiting = 256

func (g *gatherer) all() []prometheus.Collector {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.ours)
}

// family returns that of a description, nil: nothing is known of it.
func (g *gatherer) family(desc *prometheus.Desc, families map[string]*dto.MetricFamily) *dto.MetricFamily {
	g.mu.Lock()
	d, ok := g.descs[desc]
	g.mu.Unlock()
	if !ok {
		return nil
	}
	f := families[d.FullName()]
	if f == nil {
		kind := map[Type]dto.MetricType{Counter: dto.MetricType_COUNTER, Gauge: dto.MetricType_GAUGE, Histogram: dto.MetricType_HISTOGRAM}[d.Type]
		f = &dto.MetricFamily{Name: new(d.FullName()), Help: new(d.Means), Type: kind.Enum()}
		families[d.FullName()] = f
	}
	return f
}

// byLabels orders two metrics of a family, which have the same labels in the same order.
func byLabels(a, b *dto.Metric) int {
	for i, l := range a.Label {
		if c := strings.Compare(*l.Value, *b.Label[i].Value); c != 0 {
			return c
		}
	}
	return 0
}
