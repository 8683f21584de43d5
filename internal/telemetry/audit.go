package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// An AuditHealth says how the audit log stands. What is not known is zero.
type AuditHealth struct {
	Records                 int64 // acknowledged, from the log's beginning
	Written                 time.Time
	Waiting, Most           int             // records that wait for the disk, and may
	Stopped                 map[string]bool // each of the stops, and whether it holds
	Failures, Refused       uint64
	Syncs                   uint64
	Syncing                 time.Duration
	FreeBytes, TotalBytes   uint64
	FreeInodes, TotalInodes uint64
	Checkpoint              time.Time
	Checkpointed            int64
	Segment                 uint64
}

func auditStops() []string { return []string{"space", "inodes", "failing"} }

// audits gathers how the audit log stands at each scrape.
type audits struct {
	health                             func() AuditHealth
	stopped, written, records, waiting *prometheus.Desc
	queue, failures, refused, syncs    *prometheus.Desc
	syncing, freeBytes, totalBytes     *prometheus.Desc
	freeInodes, totalInodes            *prometheus.Desc
	checkpoint, checkpointed, segment  *prometheus.Desc
}

// whereAudited is where the series of the audit log are.
const whereAudited = "unless audit is off"

func newAudits(b *book) *audits {
	b.section("The audit log")
	gauge := func(name, means, use string, labels ...Label) *prometheus.Desc {
		return b.read(Description{Name: "audit_" + name, Labels: labels, Shown: whereAudited, Means: means, Use: use})
	}
	counter := func(name, means, use string) *prometheus.Desc {
		return b.readCounter(Description{Name: "audit_" + name, Shown: whereAudited, Means: means, Use: use})
	}
	return &audits{
		stopped: gauge("stopped", "1 while nothing new is written down, so that every lookup is `refused`/`audit`: for want of space or inodes, or because the disk fails.",
			"Alarm at once. `space`, `inodes`: make room, and it goes on by itself. `failing`: the log says what the disk said.", Label{Name: "why", Values: auditStops()}),
		written: gauge("written_timestamp_seconds", "When a record was last made to last; 0: not since the start.",
			"Lookups that are answered while this does not move: report it, it cannot be."),
		records: gauge("records", "Records in the audit log, from its beginning.", "It never falls. One that has is another log: verify it against the last checkpoint shipped."),
		waiting: gauge("waiting", "Records that wait for the disk.", "Near `sverka_audit_queue`: the disk is too slow."),
		queue:   gauge("queue", "Records that may wait for the disk; one more is refused at once.", "The bound of `sverka_audit_waiting`."),
		failures: counter("failures_total", "Times that something of the audit log could not be written.",
			"Any: look at the disk. After a failed sync the log goes on in another file."),
		refused: counter("refused_total", "Records that were refused: stopped, too many waiting, or the disk too slow.", "Each is a lookup that was not answered."),
		syncs:   counter("syncs_total", "Times that the disk made records last.", "Records over this is how many share a sync."),
		syncing: counter("sync_seconds_total", "Time spent on writing and syncing.", "Over `sverka_audit_syncs_total`: what a sync takes. Each lookup waits for two."),
		freeBytes: gauge("disk_free_bytes", "Bytes that are free on the audit log's disk, for its user.",
			"Alarm well above the reserve: at it, nothing is answered."),
		totalBytes:  gauge("disk_bytes", "Bytes that the audit log's disk has.", "The whole of `sverka_audit_disk_free_bytes`."),
		freeInodes:  gauge("disk_free_inodes", "Inodes that are free on the audit log's disk.", "As for bytes."),
		totalInodes: gauge("disk_inodes", "Inodes that the audit log's disk has; 0: no fixed number.", "The whole of `sverka_audit_disk_free_inodes`."),
		checkpoint: gauge("checkpoint_timestamp_seconds", "When a checkpoint was last signed.",
			"More than three minutes old: the tree cannot be stored, or the signer hangs."),
		checkpointed: gauge("checkpoint_records", "Records that the newest checkpoint holds.", "What it lacks of `sverka_audit_records` cannot be proved yet."),
		segment:      gauge("segment", "Number of the journal's file that is written to.", "Rises with each file; in steps without load it is a disk that fails."),
	}
}

// AddAudit lets a scrape read how the audit log stands.
func (m *Metrics) AddAudit(health func() AuditHealth) {
	a := *m.audits
	a.health = health
	m.book.collect(&a)
}

// Describe implements prometheus.Collector.
func (a *audits) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		a.stopped, a.written, a.records, a.waiting, a.queue, a.failures, a.refused, a.syncs, a.syncing, a.freeBytes, a.totalBytes,
		a.freeInodes, a.totalInodes, a.checkpoint, a.checkpointed, a.segment,
	} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (a *audits) Collect(ch chan<- prometheus.Metric) {
	h := a.health()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	counter := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v)
	}
	for _, why := range auditStops() {
		gauge(a.stopped, is(h.Stopped[why]), why)
	}
	gauge(a.written, seconds(h.Written))
	gauge(a.records, float64(h.Records))
	gauge(a.waiting, float64(h.Waiting))
	gauge(a.queue, float64(h.Most))
	counter(a.failures, float64(h.Failures))
	counter(a.refused, float64(h.Refused))
	counter(a.syncs, float64(h.Syncs))
	counter(a.syncing, h.Syncing.Seconds())
	gauge(a.freeBytes, float64(h.FreeBytes))
	gauge(a.totalBytes, float64(h.TotalBytes))
	gauge(a.freeInodes, float64(h.FreeInodes))
	gauge(a.totalInodes, float64(h.TotalInodes))
	gauge(a.checkpoint, seconds(h.Checkpoint))
	gauge(a.checkpointed, float64(h.Checkpointed))
	gauge(a.segment, float64(h.Segment))
}
