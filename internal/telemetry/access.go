package telemetry

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/adapters"
)

// A Way is how a caller makes himself known.
type Way string

// The ways.
const (
	ByNothing     Way = "nothing"
	ByCertificate Way = "certificate"
	ByToken       Way = "token"
	ByKey         Way = "key"
	BySeveral     Way = "several"
)

func ways() []Way { return []Way{ByNothing, ByCertificate, ByToken, ByKey, BySeveral} }

// A Denial says for whoever watches the gateway why a caller was not let in. He himself is told less.
type Denial string

// The denials.
const (
	DeniedMissing     Denial = "missing"     // no credential
	DeniedForm        Denial = "form"        // not a credential's form
	DeniedUnknown     Denial = "unknown"     // it holds, and no caller is configured for it; of a key: nobody has it
	DeniedExpired     Denial = "expired"     // it held once
	DeniedEarly       Denial = "early"       // it does not hold yet
	DeniedLifetime    Denial = "lifetime"    // a token that lives longer than it may, or does not say
	DeniedAlgorithm   Denial = "algorithm"   // a signature of another kind than is allowed
	DeniedSignature   Denial = "signature"   // it does not hold
	DeniedSigner      Denial = "signer"      // signed by a key, or an authority, that is not trusted
	DeniedIssuer      Denial = "issuer"      // a token of another issuer
	DeniedAudience    Denial = "audience"    // a token for somebody else
	DeniedClaims      Denial = "claims"      // a token that says something twice, or not who it is for
	DeniedConflict    Denial = "conflict"    // two credentials that do not name one caller
	DeniedUnavailable Denial = "unavailable" // it cannot be told now: there are no keys to verify tokens by
	DeniedSwitchedOff Denial = "off"         // this way is not configured
)

func denials() []Denial {
	return []Denial{
		DeniedMissing, DeniedForm, DeniedUnknown, DeniedExpired, DeniedEarly, DeniedLifetime, DeniedAlgorithm, DeniedSignature,
		DeniedSigner, DeniedIssuer, DeniedAudience, DeniedClaims, DeniedConflict, DeniedUnavailable, DeniedSwitchedOff,
	}
}

// deniable are the denials that each way can have.
func deniable() map[Way][]Denial {
	return map[Way][]Denial{
		ByNothing:     {DeniedMissing, DeniedForm},
		ByCertificate: {DeniedSwitchedOff, DeniedExpired, DeniedSigner, DeniedConflict, DeniedUnknown},
		ByKey:         {DeniedForm, DeniedUnknown, DeniedExpired},
		BySeveral:     {DeniedConflict},
		ByToken: {
			DeniedSwitchedOff, DeniedUnknown, DeniedForm, DeniedExpired, DeniedEarly, DeniedLifetime, DeniedAlgorithm, DeniedSignature,
			DeniedSigner, DeniedIssuer, DeniedAudience, DeniedClaims, DeniedUnavailable,
		},
	}
}

// A Handshake says why one of TLS with a caller failed.
type Handshake string

// The failures of handshakes.
const (
	HandshakeClosed      Handshake = "closed"      // he went away: load balancers that only look do
	HandshakePlain       Handshake = "plain"       // he does not speak TLS
	HandshakeVersion     Handshake = "version"     // no version, suite or protocol in common
	HandshakeSlow        Handshake = "slow"        // it took too long
	HandshakeCertificate Handshake = "certificate" // his certificate does not hold, or is of an authority that is not trusted
	HandshakeRefused     Handshake = "refused"     // he refuses our certificate
	HandshakeOther       Handshake = "other"
)

func handshakes() []Handshake {
	return []Handshake{HandshakeClosed, HandshakePlain, HandshakeVersion, HandshakeSlow, HandshakeCertificate, HandshakeRefused, HandshakeOther}
}

// A KeyFetch says what came of fetching the issuer's keys.
type KeyFetch string

// What may come of it.
const (
	KeysFetched KeyFetch = "fetched"
	KeysFailed  KeyFetch = "failed"
	KeysSpared  KeyFetch = "spared" // an unknown key was named too soon after the last fetch
)

func keyFetches() []KeyFetch { return []KeyFetch{KeysFetched, KeysFailed, KeysSpared} }

// access are the metrics of who comes in.
type access struct {
	admitted, denied, handshakes, limited, answers *prometheus.CounterVec
	reloads, fetches                               *prometheus.CounterVec
	refused, loaded, keys, keysAt, keysAge         prometheus.Gauge
	mostly, keyDays, certificateDays               *prometheus.Desc

	mu      sync.Mutex
	callers map[string]*known // as they are configured now
}

// known is what is known of a caller.
type known struct {
	balance
	keysEnd     time.Time // of the last of his keys; zero: there are none, or one that does not end
	certificate struct{ end, shown time.Time }
}

func newAccess(b *book) *access {
	caller := Label{Name: "caller", Of: SetCallers, Values: []string{callerOther}}
	b.section("Access: who comes in")
	a := &access{callers: make(map[string]*known)}
	a.admitted = b.counter(Description{Name: "access_admitted_total", Labels: []Label{caller, closed("way", ways())}, Shown: "once it has happened",
		Means: "Requests whose caller is known, by how he made himself known.",
		Use:   "Tells when a caller has moved to a new credential, and the old one may be taken out."})
	a.denied = b.counter(Description{Name: "access_denied_total", Labels: []Label{closed("way", ways()), closed("cause", denials())},
		Means: "Requests whose caller is not known, by what was shown and why it does not hold.",
		Use:   "A step: a caller has released something, or a credential has run out. A trickle of `unknown` or `signature`: somebody tries."})
	a.handshakes = b.counter(Description{Name: "access_handshakes_failed_total", Labels: []Label{closed("cause", handshakes())},
		Means: "TLS handshakes with callers that failed.",
		Use:   "`certificate`: a caller's certificate has run out, or the authority was changed. `closed` is usually a load balancer that looks whether we are there."})
	a.limited = b.counter(Description{Name: "caller_limited_total", Labels: []Label{caller, closed("reason", adapters.Limited.Rule().Reasons)}, Shown: "once it has happened",
		Means: "Requests refused as limited: more than the caller's rate, his day's count, or guesses about one identifier.",
		Use:   "`guesses` from a caller that usually has none: look into what he does."})
	a.answers = b.counter(Description{Name: "caller_answers_total", Labels: []Label{caller, {Name: "answer", Values: []string{"match", "other"}}}, Shown: "once it has happened",
		Means: "Answers of lookups that can match, by whether they did.",
		Use:   "A caller with mostly `other` has bad data, or guesses."})
	a.mostly = b.read(Description{Name: "caller_mostly_other", Labels: []Label{caller},
		Means: "1 while more than half of at least 20 answers to the caller in the last hour were other than match.",
		Use:   "Somebody may be guessing, at the caller's or with his credential: ask him, and see the audit."})
	a.keyDays = b.read(Description{Name: "caller_key_days_left", Labels: []Label{caller}, Shown: "for callers all of whose keys have a last day",
		Means: "Days for which the last of the caller's keys still holds, below 0: it has ended.",
		Use:   "Give him the next one two weeks ahead: his people need time to take it."})
	a.certificateDays = b.read(Description{Name: "caller_certificate_days_left", Labels: []Label{caller}, Shown: "for callers who have come in by one in the last week",
		Means: "Days for which the certificate still holds that the caller showed last, below 0: it has ended.",
		Use:   "Tell him two weeks ahead: he may have forgotten it."})
	b.collect(a)
	a.ofReloads(b)
	return a
}

func (a *access) ofReloads(b *book) {
	result := Label{Name: "result", Values: []string{"taken", "refused"}}
	a.reloads = b.counter(Description{Name: "reloads_total", Labels: []Label{result},
		Means: "Times that who may come in was read again (SIGHUP).",
		Use:   "Tells whether a change has reached this process."})
	a.refused = b.gauge(Description{Name: "reload_refused",
		Means: "1 while what was read last cannot be used, and what was there before is in use.",
		Use:   "The log says which field is wrong. A restart would fail: mend it now."}).WithLabelValues()
	a.loaded = b.gauge(Description{Name: "reload_timestamp_seconds",
		Means: "When what is in use was read; 0: callers are not told apart.",
		Use:   "Compare replicas: all should be of the same time."}).WithLabelValues()
	a.fetches = b.counter(Description{Name: "token_key_fetches_total", Labels: []Label{closed("result", keyFetches())},
		Means: "Fetches of the keys that tokens are verified by.",
		Use:   "`spared` that rises: tokens name keys that the issuer does not have. Somebody makes them up."})
	a.keys = b.gauge(Description{Name: "token_keys",
		Means: "Keys that tokens are verified by.",
		Use:   "0 where tokens are configured: nobody comes in by a token."}).WithLabelValues()
	a.keysAt = b.gauge(Description{Name: "token_keys_timestamp_seconds",
		Means: "When the issuer last said which its keys are; 0: it never did.",
		Use:   "Older than an hour: the issuer cannot be reached. Beyond `sverka_token_keys_age_limit_seconds` no token is taken any more."}).WithLabelValues()
	a.keysAge = b.gauge(Description{Name: "token_keys_age_limit_seconds",
		Means: "How old the keys may become that tokens are verified by, by the configuration; 0: no tokens are taken.",
		Use:   "Set it by `access.tokens.keys_age`: the rules read it, and need not be edited."}).WithLabelValues()
	for w, all := range deniable() {
		for _, d := range all {
			a.denied.WithLabelValues(string(w), string(d))
		}
	}
	for _, h := range handshakes() {
		a.handshakes.WithLabelValues(string(h))
	}
	for _, f := range keyFetches() {
		a.fetches.WithLabelValues(string(f))
	}
	for _, r := range result.Values {
		a.reloads.WithLabelValues(r)
	}
}

// Admitted counts a request of a caller who is known.
func (m *Metrics) Admitted(caller string, by Way) {
	m.access.admitted.WithLabelValues(m.access.named(caller), string(by)).Inc()
}

// Denied counts a request whose caller is not known, and remembers for a while the address that it came from.
func (m *Metrics) Denied(by Way, why Denial, from string) {
	m.strangers.add(stranger{time.Now(), by, why, from})
	m.access.denied.WithLabelValues(string(by), string(why)).Inc()
}

// HandshakeFailed counts a TLS handshake with a caller that failed.
func (m *Metrics) HandshakeFailed(why Handshake) {
	m.access.handshakes.WithLabelValues(string(why)).Inc()
}

// CallerLimited counts a request that was refused as limited.
func (m *Metrics) CallerLimited(caller string, why adapters.Reason) {
	if caller == CallerProbe {
		return // of nobody's doing; probes are counted by themselves
	}
	m.access.limited.WithLabelValues(m.access.named(caller), string(why)).Inc()
}

// Told counts an answer of a lookup that can match. A probe guesses nothing, whatever its test subject is.
func (m *Metrics) Told(caller string, match bool) {
	if caller != CallerProbe {
		m.access.told(caller, match)
	}
}

// KeysEnd notes when the last key of each caller ends, of those all of whose keys end. To be called after NameCallers.
func (m *Metrics) KeysEnd(ends map[string]time.Time) {
	m.access.mu.Lock()
	defer m.access.mu.Unlock()
	for name, c := range m.access.callers {
		c.keysEnd = ends[name]
	}
}

// CertificateShown notes that a caller has come in by a certificate that ends then.
func (m *Metrics) CertificateShown(caller string, end time.Time) {
	m.access.mu.Lock()
	defer m.access.mu.Unlock()
	if c := m.access.callers[caller]; c != nil {
		c.certificate.end, c.certificate.shown = end, time.Now()
	}
}

// Reloaded notes whether what was read again is in use.
func (m *Metrics) Reloaded(taken bool) {
	m.access.refused.Set(is(!taken))
	if !taken {
		m.access.reloads.WithLabelValues("refused").Inc()
		return
	}
	m.access.reloads.WithLabelValues("taken").Inc()
	m.access.loaded.SetToCurrentTime()
}

// Loaded notes that what was read at the start is in use.
func (m *Metrics) Loaded() { m.access.loaded.SetToCurrentTime() }

// TokenKeys notes what came of fetching the keys.
func (m *Metrics) TokenKeys(f KeyFetch) { m.access.fetches.WithLabelValues(string(f)).Inc() }

// TokenKeysMay notes how old the keys may become. To be called once, where tokens are taken.
func (m *Metrics) TokenKeysMay(age time.Duration) { m.access.keysAge.Set(age.Seconds()) }

// TokenKeysAre notes how many keys there are, and when the issuer said so.
func (m *Metrics) TokenKeysAre(n int, at time.Time) {
	m.access.keys.Set(float64(n))
	m.access.keysAt.Set(seconds(at))
}

// name makes the balances of these callers, and drops those of others.
func (a *access) name(names []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.callers, func(n string, _ *known) bool { return !slices.Contains(names, n) })
	for _, n := range names {
		if a.callers[n] == nil {
			a.callers[n] = new(known)
		}
	}
}

func (a *access) named(caller string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.callers[caller] == nil {
		return callerOther
	}
	return caller
}

func (a *access) told(caller string, match bool) {
	word := "other"
	if match {
		word = "match"
	}
	a.answers.WithLabelValues(a.named(caller), word).Inc()
	a.mu.Lock()
	defer a.mu.Unlock()
	if t := a.callers[caller]; t != nil {
		t.add(time.Now(), match)
	}
}

// Describe implements prometheus.Collector.
func (a *access) Describe(ch chan<- *prometheus.Desc) {
	ch <- a.mostly
	ch <- a.keyDays
	ch <- a.certificateDays
}

// forgotten is for how long a certificate is told of that its caller shows no more: he has another way in by then, or is gone.
const forgotten = 7 * 24 * time.Hour

// Collect implements prometheus.Collector.
func (a *access) Collect(ch chan<- prometheus.Metric) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := time.Now()
	for caller, c := range a.callers {
		ch <- prometheus.MustNewConstMetric(a.mostly, prometheus.GaugeValue, is(c.mostlyOther(now)), caller)
		if !c.keysEnd.IsZero() {
			ch <- prometheus.MustNewConstMetric(a.keyDays, prometheus.GaugeValue, daysLeft(c.keysEnd), caller)
		}
		if now.Sub(c.certificate.shown) < forgotten {
			ch <- prometheus.MustNewConstMetric(a.certificateDays, prometheus.GaugeValue, daysLeft(c.certificate.end), caller)
		}
	}
}

// A balance counts answers of the last hour, in parts of it.
type balance struct {
	parts [6]struct{ of, match, other int64 }
}

const (
	balancePart  = 10 * time.Minute
	balanceLeast = 20
)

func (t *balance) add(now time.Time, match bool) {
	of := now.UnixNano() / int64(balancePart)
	p := &t.parts[of%int64(len(t.parts))]
	if p.of != of {
		p.of, p.match, p.other = of, 0, 0
	}
	if match {
		p.match++
	} else {
		p.other++
	}
}

func (t *balance) mostlyOther(now time.Time) bool {
	oldest := now.UnixNano()/int64(balancePart) - int64(len(t.parts)) + 1
	var match, other int64
	for _, p := range t.parts {
		if p.of >= oldest {
			match, other = match+p.match, other+p.other
		}
	}
	return match+other >= balanceLeast && other > match
}
