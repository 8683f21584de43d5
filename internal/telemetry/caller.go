package telemetry

import (
	"maps"
	"sync"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/adapters"
)

// CallerProbe is the name by which probes of test subjects are counted. No caller may have it. What it asks is in no objective, and no
// guess.
const CallerProbe = "probe"

// callerOther stands for a caller whom the configuration does not name: our bug, or one of before a reload.
const callerOther = "other"

// callers count lookups by who asked. The callers are those of the configuration; they change when it is read again.
type callers struct {
	lookups *prometheus.CounterVec

	mu    sync.RWMutex
	names map[string]map[asked]prometheus.Counter
}

// asked is a caller's series: of which registry, how it ended, and of a failure whose doing that was.
type asked struct {
	registry string
	class    Class
	origin   string
}

func newCallers(b *book) *callers {
	b.section("Callers: whom it hurts")
	return &callers{
		lookups: b.counter(Description{
			Name: "caller_lookups_total",
			Labels: []Label{
				{Name: "caller", Of: SetCallers, Values: []string{callerOther, CallerProbe}}, registryLabel(), closed("class", classes()),
				closed("origin", append([]adapters.Origin{""}, adapters.Origins()...)),
			},
			Means: "Lookups by who asked, how they ended, and of a failure whose doing it was.",
			Use:   "Whom it hurts: `class=\"failed\"` and an origin other than `caller`. A caller whose own failures rise has released something.",
		}),
		names: make(map[string]map[asked]prometheus.Counter),
	}
}

// endings are the classes with the origins that they can have.
func endings() []asked {
	all := []asked{{class: ClassAnswered}, {class: ClassCached}}
	for _, o := range adapters.Origins() {
		all = append(all, asked{class: ClassFailed, origin: string(o)})
	}
	return all
}

// name makes the series of these callers, at zero, for each registry. Those of callers who were named before stay.
func (c *callers) name(registries map[string]*registrySeries, names []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range append(names, callerOther) {
		if c.names[n] == nil {
			c.names[n] = make(map[asked]prometheus.Counter)
		}
		for registry := range maps.Keys(registries) {
			for _, e := range endings() {
				e.registry = registry
				c.names[n][e] = c.lookups.WithLabelValues(n, registry, string(e.class), e.origin)
			}
		}
	}
}

// count counts a lookup of a caller's. Nothing is counted before anybody was named.
func (c *callers) count(caller, registry string, r Result) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	of := c.names[caller]
	if of == nil {
		of = c.names[callerOther]
	}
	if counter := of[asked{registry, r.Class, r.Origin}]; counter != nil {
		counter.Inc()
	}
}

// NameCallers makes the series of the callers of these names, at zero, for the registries whose lookups have been added. It may be
// called again when the configuration names others; it is safe while lookups are counted.
func (m *Metrics) NameCallers(names ...string) {
	m.callers.name(m.registries, names)
	m.access.name(names)
}

// NameProbe makes the series of probes, at zero, as NameCallers does those of callers.
func (m *Metrics) NameProbe() { m.callers.name(m.registries, []string{CallerProbe}) }
