package telemetry

import (
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
)

// buckets of durations: 5 ms to 60 s, with the default deadline (10 s) and exchange limit (8 s) between two bounds.
func buckets() []float64 {
	return []float64{.005, .025, .05, .1, .25, .5, 1, 2, 3, 5, 8, 10, 30, 60}
}

// coarse are the buckets of parts of a duration, over the same range.
func coarse() []float64 { return []float64{.005, .025, .1, .25, .5, 1, 3, 8, 30, 60} }

// A Phase is a part of an attempt.
type Phase string

// The phases of an exchange, in their order, and what remains of its attempt.
const (
	PhaseDNS     Phase = "dns"
	PhaseConnect Phase = "connect"
	PhaseTLS     Phase = "tls"
	PhaseWait    Phase = "wait"   // to the reply's first byte
	PhaseRead    Phase = "read"   // to its last byte
	PhaseDecode  Phase = "decode" // of the attempt: all that was neither on the wire nor waiting for a place there
)

func phases() []Phase {
	return []Phase{PhaseDNS, PhaseConnect, PhaseTLS, PhaseWait, PhaseRead, PhaseDecode}
}

// attemptClasses: an attempt is never met by what was kept.
func attemptClasses() []Class { return []Class{ClassAnswered, ClassFailed} }

// tripCauses are the failures that count against a breaker, and slow: what Cause.String says of them.
func tripCauses() []string {
	all := []string{resilience.Cause{Slow: true}.String()}
	for _, rule := range adapters.Rules() {
		for _, reason := range rule.Reasons {
			if adapters.Fail(rule.Kind, reason, "").Charge() == adapters.ChargeBreaker {
				all = append(all, resilience.Cause{Kind: rule.Kind, Reason: reason}.String())
			}
		}
	}
	return append(all, causeOther)
}

// tripKinds are the causes without their reasons.
func tripKinds() []string {
	var all []string
	for _, cause := range tripCauses() {
		kind, _, _ := strings.Cut(cause, "/")
		all = once(all, kind)
	}
	return all
}

// causeOther is a cause that no list foresaw: our bug.
const causeOther = "other"

// vectors are the metrics that have one series per lookup or registry and label value, and are counted as things happen.
type vectors struct {
	lookups, resumes, attempts, exchanges               *prometheus.CounterVec
	sharing, plans, retries, trips, gateHolds, unlisted *prometheus.CounterVec
	lookupSeconds, attemptSeconds, phaseSeconds         *prometheus.HistogramVec
	exchangeSeconds, queuedSeconds                      *prometheus.HistogramVec
	lastAttempt, lastSuccess                            *prometheus.GaugeVec
}

func newVectors(b *book) vectors {
	var v vectors
	v.ofLookups(b)
	v.ofAttempts(b)
	v.ofExchanges(b)
	v.ofPolicy(b)
	return v
}

func (v *vectors) ofLookups(b *book) {
	b.section("Lookups: what callers were told")
	v.lookups = b.counter(Description{
		Name: "lookups_total", Labels: perLookup(ended(allResults())...),
		Means: "Lookups asked, by how they ended: outcome or kind of failure, its reason and origin.",
		Use:   "The first thing to look at: `origin` says whose doing a failure is. `unforeseen` is a bug of the gateway.",
	})
	v.lookupSeconds = b.histogram(Description{
		Name: "lookup_duration_seconds", Labels: perLookup(closed("class", classes())), Buckets: buckets(),
		Means: "Time from the asking of a lookup to its end.",
		Use:   "What callers feel. Look at the classes apart: kept answers are quick whatever the registry does.",
	})
	v.sharing = b.counter(Description{
		Name: "shared_total", Labels: perLookup(closed("by", sharings())),
		Means: "Lookups by how the question was met: a kept answer, an equal question's flight, or neither.",
		Use:   "How much of the load the registry is spared.",
	})
	v.plans = b.counter(Description{
		Name: "plans_total", Labels: perLookup(closed("result", plannings())),
		Means: "Plans of a question, which ask nothing, by whether it could be put: ready, lacking or unserved.",
		Use:   "How often forms are tried before they are complete.",
	})
	v.resumes = b.counter(Description{
		Name: "resumes_total", Labels: perLookup(ended(allResults())...), Shown: "for lookups that may be pending",
		Means: "Pending lookups asked for by their id, by how that ended.",
		Use:   "Many that stay pending: callers poll faster than the registry answers.",
	})
	v.unlisted = b.counter(Description{
		Name: "unlisted_kinds_total", Labels: perLookup(closed("of", adapters.KindsOf())),
		Means: "Kinds that the registry's contract does not list, by what they are kinds of; they are told as other.",
		Use:   "The registry has something new: read its announcements and extend the contract.",
	})
}

func (v *vectors) ofAttempts(b *book) {
	b.section("Attempts: how the registries did")
	v.attempts = b.counter(Description{
		Name: "attempts_total", Labels: perLookup(ended(attemptResults(true))...),
		Means: "Calls of a driver, by how they ended; answered covers every outcome.",
		Use:   "The registry's health, without what caches, gates and breakers kept from it.",
	})
	v.attemptSeconds = b.histogram(Description{
		Name: "attempt_duration_seconds", Labels: perLookup(closed("class", attemptClasses())), Buckets: coarse(),
		Means: "Time of an attempt on the wire.",
		Use:   "How slow the registry is, apart from our queues and retries.",
	})
	v.phaseSeconds = b.histogram(Description{
		Name: "attempt_phase_seconds", Labels: perRegistry(closed("phase", phases())), Buckets: coarse(),
		Means: "Time of a part of an attempt: of each exchange those that it went through (dns, connect and tls only where a connection was made), " +
			"and of the attempt decode, which is all that was neither on the wire nor queued for it.",
		Use: "Where the time goes: dns, connect and tls are the network's, wait is the registry's, decode is ours (or waits for a token that another attempt asks for).",
	})
	v.retries = b.counter(Description{
		Name: "retries_total", Labels: perLookup(closed("decision", resilience.Decisions())),
		Means: "Decisions on asking again after a failed attempt: granted, or what forbade it.",
		Use:   "`budget` that rises says that failures are too many to be retried away.",
	})
	v.lastAttempt = b.gauge(Description{
		Name: "last_attempt_timestamp_seconds", Labels: perLookup(),
		Means: "When an attempt last came back; 0: not since the start.",
		Use:   "Beside the last success it tells whether nobody asks or nobody is answered.",
	})
	v.lastSuccess = b.gauge(Description{
		Name: "last_success_timestamp_seconds", Labels: perLookup(),
		Means: "When an attempt was last answered; 0: not since the start.",
		Use:   "Far behind the last attempt: nobody is answered any more.",
	})
}

func (v *vectors) ofExchanges(b *book) {
	b.section("Exchanges: what went over the wire")
	v.exchanges = b.counter(Description{
		Name: "exchanges_total", Labels: perRegistry(ended(exchangeResults())...),
		Means: "HTTP exchanges with a registry, polls and token requests too, by class of status or kind of failure.",
		Use:   "What registries count against quotas. A SOAP fault is a `5xx`, also that of a business answer.",
	})
	v.exchangeSeconds = b.histogram(Description{
		Name: "exchange_duration_seconds", Labels: perRegistry(), Buckets: coarse(),
		Means: "Time of an exchange on the wire.",
		Use:   "An attempt may be several exchanges: this is one.",
	})
	v.queuedSeconds = b.histogram(Description{
		Name: "exchange_queued_seconds", Labels: perRegistry(), Buckets: coarse(),
		Means: "Time that an exchange waited for a place in flight.",
		Use:   "More than milliseconds: `limits.in_flight` is reached. The registry is slow, or the limit too low.",
	})
}

func (v *vectors) ofPolicy(b *book) {
	b.section("Breakers and gates: what happened")
	v.trips = b.counter(Description{
		Name: "breaker_trips_total", Labels: perLookup(closed("cause", tripKinds())),
		Means: "Times that a breaker went from closed to open, by the kind of the commonest of the failures that opened it. A probe that fails is not another trip.",
		Use:   "Often in an hour: the registry is neither up nor down, and `cause` says what it does.",
	})
	v.gateHolds = b.counter(Description{
		Name: "gate_holds_total", Labels: perRegistry(closed("cause", resilience.HoldCauses())),
		Means: "Times that a registry's gate began to hold, or held on for longer, by cause.",
		Use:   "`denied` needs somebody at once: accounts lock.",
	})
}
