package telemetry

import "github.com/prometheus/client_golang/prometheus"

// A TraceDrop says why a span did not reach the collector.
type TraceDrop string

// The reasons.
const (
	TraceQueue       TraceDrop = "queue"       // as many were waiting as may
	TraceUnreachable TraceDrop = "unreachable" // no connection to the collector, or it broke
	TraceTimeout     TraceDrop = "timeout"     // it did not answer in time
	TraceRefused     TraceDrop = "refused"     // it answered with a status that is none of success
	TraceRejected    TraceDrop = "rejected"    // it took the batch, but not this span
	TraceShutdown    TraceDrop = "shutdown"    // the gateway went before it was sent
)

// TraceDrops returns the closed list, in a fixed order.
func TraceDrops() []TraceDrop {
	return []TraceDrop{TraceQueue, TraceUnreachable, TraceTimeout, TraceRefused, TraceRejected, TraceShutdown}
}

// traces count what became of spans.
type traces struct {
	exported prometheus.Counter
	dropped  map[TraceDrop]prometheus.Counter
}

func newTraces(b *book) traces {
	b.section("Traces: what reached the collector")
	t := traces{dropped: make(map[TraceDrop]prometheus.Counter)}
	t.exported = b.counter(Description{
		Name: "traces_exported_spans_total", Means: "Spans that the collector has taken.",
		Use: "Flat while lookups are traced: see what is dropped, and why. Flat with traces off.",
	}).WithLabelValues()
	dropped := b.counter(Description{
		Name: "traces_dropped_spans_total", Labels: []Label{closed("reason", TraceDrops())},
		Means: "Spans that did not reach the collector; no lookup waits for them or fails by them.",
		Use: "`queue`: the collector is slow, or `traces.sample` too high. `unreachable`, `timeout`: the network, or the collector is down. " +
			"`refused`, `rejected`: its own log says why; credentials are in `traces.headers_file`.",
	})
	for _, why := range TraceDrops() {
		t.dropped[why] = dropped.WithLabelValues(string(why))
	}
	return t
}

// TracesExported counts spans that the collector has taken.
func (m *Metrics) TracesExported(spans int) { m.traces.exported.Add(float64(spans)) }

// TracesDropped counts spans that did not reach it.
func (m *Metrics) TracesDropped(why TraceDrop, spans int) {
	m.traces.dropped[why].Add(float64(spans))
}
