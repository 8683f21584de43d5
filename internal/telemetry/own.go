package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// What of our own ends, and callers or operators go by it.
const (
	OwnAPI       = "api"               // the certificate that the callers' listener shows
	OwnOperate   = "operate"           // the operators' listener's
	OwnAuthority = "callers_authority" // who vouches for the certificates of callers
)

func owns() []string { return []string{OwnAPI, OwnOperate, OwnAuthority} }

// own gathers at each scrape how long what is our own holds, which therefore notices a file that has changed though nobody asks anything.
type own struct {
	ends func() map[string]time.Time
	days *prometheus.Desc
}

func newOwn(b *book) *own {
	return &own{days: b.read(Description{
		Name: "own_certificate_days_left", Labels: []Label{closed("of", owns())}, Shown: "where it is configured",
		Means: "Days for which a certificate of our own still holds, below 0: it has ended: the one that a listener shows (of its chain the first to end), " +
			"or the first to end of those who vouch for callers.",
		Use: "Order the next one a month ahead. A listener's new file is taken without a restart; authorities after a SIGHUP, and an old one goes when nobody needs it.",
	})}
}

// AddOwn lets a scrape read when what is our own ends: ends is by OwnAPI, OwnOperate and OwnAuthority; zero: it is not there.
func (m *Metrics) AddOwn(ends func() map[string]time.Time) {
	m.book.collect(&own{ends, m.own.days})
}

// Describe implements prometheus.Collector.
func (o *own) Describe(ch chan<- *prometheus.Desc) { ch <- o.days }

// Collect implements prometheus.Collector.
func (o *own) Collect(ch chan<- prometheus.Metric) {
	ends := o.ends()
	for _, of := range owns() {
		if end := ends[of]; !end.IsZero() {
			ch <- prometheus.MustNewConstMetric(o.days, prometheus.GaugeValue, daysLeft(end), of)
		}
	}
}
