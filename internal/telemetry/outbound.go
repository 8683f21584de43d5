package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/sverka/sverka/adapters"
)

// An Outbound says how the way to a registry stands. What is not known is zero.
type Outbound struct {
	Registry      string
	OurEnd        time.Time     // of the certificate that we show
	TheirEnd      time.Time     // of the registry's, with those that vouch for it
	CredentialEnd time.Time     // of the password, token or key that its driver shows, as the configuration says
	ClockOffset   time.Duration // by which the registry's clock is ahead
	ClockKnown    bool
	Token         *adapters.WorkingToken // nil: the registry gives none
}

// A File is a secret, or a certificate with its key, that is read again when it changes.
type File struct {
	Key               string // which, by the configuration
	Refused           bool   // what lies there now cannot be used, and is not
	Changes, Refusals int    // since the start
}

// outbound gathers both at each scrape, which therefore notices a file that has changed though nobody asks anything.
type outbound struct {
	ways                       func() []Outbound
	files                      func() []File
	ourDays, theirDays, clock  *prometheus.Desc
	credentialDays             *prometheus.Desc
	tokenUntil, tokenFailing   *prometheus.Desc
	refused, changes, refusals *prometheus.Desc
}

// tokensShown is when there are series of working tokens.
const tokensShown = "for registries that give working tokens"

func newOutbound(b *book) *outbound {
	b.section("Certificates, credentials, clocks: when the way to the registries ends, and the way to us")
	secret := []Label{{Name: "secret", Of: SetSecrets}}
	return &outbound{
		ourDays: b.read(Description{Name: "client_certificate_days_left", Labels: perRegistry(), Shown: "where a client certificate is configured",
			Means: "Days for which the certificate that the registry is shown still holds, below 0: it has ended; no series: none is configured.",
			Use:   "Order the next one a month ahead: registries take weeks. A new file is taken without a restart."}),
		theirDays: b.read(Description{Name: "registry_certificate_days_left", Labels: perRegistry(), Shown: "after the first TLS handshake",
			Means: "Days for which the registry's certificate, or the first to end of those that vouch for it, still held at the last handshake; no series: there was none.",
			Use:   "Tell the registry's operators two weeks ahead: afterwards every lookup is `denied`/`tls`."}),
		credentialDays: b.read(Description{Name: "registry_credential_days_left", Labels: perRegistry(), Shown: "where `registries.….credential_until` is configured",
			Means: "Days for which the registry takes the password, token or key that is shown to it, by the configuration, below 0: no longer.",
			Use:   "Ask the registry's operators for the next one a month ahead. A new file is taken without a restart, the new last day with the next one."}),
		tokenUntil: b.read(Description{Name: "registry_token_until_timestamp_seconds", Labels: perRegistry(), Shown: tokensShown,
			Means: "When the registry takes the working token no longer that is held, by its word; 0: none is held, and the next question asks for one.",
			Use:   "In the past: nobody has asked since, and the next question gets another. There is nothing to be renewed by hand, and no alert."}),
		tokenFailing: b.read(Description{Name: "registry_token_failing_since_timestamp_seconds", Labels: perRegistry(), Shown: tokensShown,
			Means: "When the first of the requests for a working token failed, by the registry's doing, that have failed in a row; 0: the last was granted, or none was asked for.",
			Use: "Not 0: every lookup of the registry fails by it, and `sverka_attempts_total` says how. `denied`: the master token does not hold. " +
				"Else its service of tokens is down."}),
		clock: b.read(Description{Name: "registry_clock_offset_seconds", Labels: perRegistry(), Shown: "after the first reply that has a Date",
			Means: "By how much the registry's clock is at least ahead of ours by its last reply, below 0: behind; no series: no reply had a Date.",
			Use:   "All registries alike: it is our clock. Beyond a minute signatures and tokens begin to be refused."}),
		refused: b.read(Description{Name: "secret_refused", Labels: secret,
			Means: "1 while what lies in a secret's file cannot be used and the one of before is in use.",
			Use:   "A rotation went wrong: the log says what is the matter with the file."}),
		changes: b.readCounter(Description{Name: "secret_changes_total", Labels: secret,
			Means: "Times that a secret or certificate was taken anew because its file had changed.",
			Use:   "Tells whether a rotation has reached this process."}),
		refusals: b.readCounter(Description{Name: "secret_refusals_total", Labels: secret,
			Means: "Times that what a secret's or certificate's file had changed to could not be used.",
			Use:   "See `sverka_secret_refused` for whether it still is so."}),
	}
}

// AddOutbound lets a scrape read how the ways to the registries stand, and the files that they are opened with.
func (m *Metrics) AddOutbound(ways func() []Outbound, files func() []File) {
	o := *m.outbound
	o.ways, o.files = ways, files
	m.book.collect(&o)
}

// Describe implements prometheus.Collector.
func (o *outbound) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{o.ourDays, o.theirDays, o.credentialDays, o.tokenUntil, o.tokenFailing, o.clock, o.refused, o.changes, o.refusals} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (o *outbound) Collect(ch chan<- prometheus.Metric) {
	send := func(d *prometheus.Desc, kind prometheus.ValueType, v float64, label string) {
		ch <- prometheus.MustNewConstMetric(d, kind, v, label)
	}
	for _, w := range o.ways() {
		if !w.OurEnd.IsZero() {
			send(o.ourDays, prometheus.GaugeValue, daysLeft(w.OurEnd), w.Registry)
		}
		if !w.TheirEnd.IsZero() {
			send(o.theirDays, prometheus.GaugeValue, daysLeft(w.TheirEnd), w.Registry)
		}
		if !w.CredentialEnd.IsZero() {
			send(o.credentialDays, prometheus.GaugeValue, daysLeft(w.CredentialEnd), w.Registry)
		}
		if w.Token != nil {
			send(o.tokenUntil, prometheus.GaugeValue, seconds(w.Token.Until), w.Registry)
			send(o.tokenFailing, prometheus.GaugeValue, seconds(w.Token.Failing), w.Registry)
		}
		if w.ClockKnown {
			send(o.clock, prometheus.GaugeValue, w.ClockOffset.Seconds(), w.Registry)
		}
	}
	for _, f := range o.files() {
		send(o.refused, prometheus.GaugeValue, is(f.Refused), f.Key)
		send(o.changes, prometheus.CounterValue, float64(f.Changes), f.Key)
		send(o.refusals, prometheus.CounterValue, float64(f.Refusals), f.Key)
	}
}

func daysLeft(end time.Time) float64 { return time.Until(end).Hours() / 24 }
