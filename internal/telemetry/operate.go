package telemetry

import "github.com/prometheus/client_golang/prometheus"

// An OperateRefusal says why the operate listener refuses a request before it looks at what is asked.
type OperateRefusal string

// The refusals.
const (
	OperateHost    OperateRefusal = "host"            // the Host is a name that somebody could have pointed here
	OperateOrigin  OperateRefusal = "origin"          // a page of another site
	OperateForm    OperateRefusal = "form"            // a body that a form could have sent
	OperateUnknown OperateRefusal = "unauthenticated" // no credential, or none that is known
	OperateTries   OperateRefusal = "tries"           // too many wrong tokens
	OperateProof   OperateRefusal = "proof"           // a session's cookie without what the page alone knows
	OperateLedger  OperateRefusal = "ledger"          // what cannot be written down is not done
)

// OperateRefusals returns the closed list.
func OperateRefusals() []OperateRefusal {
	return []OperateRefusal{OperateHost, OperateOrigin, OperateForm, OperateUnknown, OperateTries, OperateProof, OperateLedger}
}

// newOperate returns the metric of the operators' listener.
func newOperate(b *book) *prometheus.CounterVec {
	b.section("The operators' listener")
	refused := b.counter(Description{Name: "operate_refused_total", Labels: []Label{closed("reason", OperateRefusals())},
		Means: "Requests of the operate listener that were refused before they were looked at, or could not be written down, by reason.",
		Use: "`unauthenticated`, `tries`: somebody guesses, or a script has an old token. `host`, `origin`, `form`, `proof`: a page that is not ours. " +
			"`ledger`: no override can be given."})
	for _, reason := range OperateRefusals() {
		refused.WithLabelValues(string(reason))
	}
	return refused
}

// RefusedOperator counts a request of the operate listener that was refused.
func (m *Metrics) RefusedOperator(why OperateRefusal) { m.operate.WithLabelValues(string(why)).Inc() }
