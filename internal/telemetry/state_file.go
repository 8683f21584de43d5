package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// stateFile are the metrics of the file in which the registries' state survives a restart.
type stateFile struct {
	saved  prometheus.Gauge
	errors prometheus.Counter
	start  *prometheus.GaugeVec
}

func newStateFile(b *book) stateFile {
	b.section("The state file")
	s := stateFile{
		saved: b.gauge(Description{Name: "state_saved_timestamp_seconds",
			Means: "When the state file last held what stood; 0: never, or there is none.",
			Use:   "Old: a restart now would forget day counts and holds."}).WithLabelValues(),
		errors: b.counter(Description{Name: "state_write_errors_total",
			Means: "Times that the state file could not be written.",
			Use:   "A full or read-only disk: the log says which."}).WithLabelValues(),
		start: b.gauge(Description{Name: "state_start", Labels: []Label{{Name: "found", Values: starts()}},
			Means: "1 for what was found of a state at the start: off, first, restored or set_aside.",
			Use:   "`set_aside`: the file was broken and lies beside its place."}),
	}
	for _, found := range starts() {
		s.start.WithLabelValues(found)
	}
	return s
}

func starts() []string { return []string{"off", "first", "restored", "set_aside"} }

// StateFound shows what was found of a state when the program started: off, first, restored or set_aside.
func (m *Metrics) StateFound(word string) {
	for _, found := range starts() {
		m.state.start.WithLabelValues(found).Set(is(found == word))
	}
}

// StateSaved shows that the state file held what stood at that moment.
func (m *Metrics) StateSaved(at time.Time) { m.state.saved.Set(seconds(at)) }

// StateFailed counts a state file that could not be written.
func (m *Metrics) StateFailed() { m.state.errors.Inc() }
