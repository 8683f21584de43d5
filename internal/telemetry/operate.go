package telemetry

import "github.com/prometheus/client_golang/prometheus"

// newOperate returns the metric of the operators' listener.
func newOperate(b *book) *prometheus.CounterVec {
	b.section("The operators' listener")
	refused := b.counter(Description{Name: "operate_refused_total", Labels: []Label{{Name: "reason", Values: operateReasons()}},
		Means: "Requests of the operate listener that were refused before they were looked at, or could not be written down, by reason.",
		Use: "`unauthenticated`, `tries`: somebody guesses, or a script has an old token. `host`, `origin`, `form`, `proof`: a page that is not ours. " +
			"`ledger`: no override can be given."})
	for _, reason := range operateReasons() {
		refused.WithLabelValues(reason)
	}
	return refused
}

// operateReasons are internal/operate's Refusals.
func operateReasons() []string {
	return []string{"host", "origin", "form", "unauthenticated", "tries", "proof", "ledger"}
}

// RefusedOperator counts a request of the operate listener that was refused, by one of internal/operate's Refusals.
func (m *Metrics) RefusedOperator(reason string) { m.operate.WithLabelValues(reason).Inc() }
