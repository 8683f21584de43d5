package resilience

import (
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
)

// quotas are the limits of a registry, this replica's share of them. Their memory is eight bytes for each exchange that
// a sliding limit counts.
type quotas struct {
	keep func() // see WithKeeper
	mu   sync.Mutex
	rows []*row
}

// A row is one limit. It counts an exchange from the moment at which it is sent, for that is when the registry counts
// it: one that is still waiting in flight only keeps a place.
type row struct {
	limit Limit
	count int // this replica's share
	kept  int // places of exchanges that have not been sent yet
	meter meter
}

// A meter counts what was sent.
type meter interface {
	// used returns how many of the exchanges sent still count at now.
	used(now time.Time) int
	// send counts one sent at now, for which a place was kept. scarce says that a record of it is wanted.
	send(now time.Time) (scarce bool)
	// frees returns when the next of those that count now will no longer.
	frees(now time.Time) time.Time
}

func newQuotas(cfg Quota) (*quotas, error) {
	q := &quotas{keep: func() {}, rows: make([]*row, len(cfg.Limits))}
	for i, l := range cfg.Limits {
		r := &row{limit: l}
		r.count, r.limit.Window = cfg.part(l)
		if l.Day == "" {
			r.meter = &sliding{window: r.limit.Window, count: r.count}
		} else {
			zone, err := time.LoadLocation(l.Day)
			if err != nil {
				return nil, err
			}
			r.meter = &day{zone: zone}
		}
		q.rows[i] = r
	}
	return q, nil
}

// QuotaLow is the part of a calendar day's limit below which what is left is told of: the alert's number.
const QuotaLow Percent = 10

// part returns this replica's part of a limit: so many exchanges, in a window. Where the part is less than one exchange, the window is
// stretched until it is one: a quarter of two a minute is one in two minutes (internal/docs/adr/0017). A calendar day is not stretched.
func (q Quota) part(l Limit) (count int, window time.Duration) {
	count = q.Share.of(l.Count)
	shares := time.Duration(q.Share.Part) * time.Duration(l.Count)
	if count >= 1 || l.Day != "" || shares < 1 {
		return count, l.Window
	}
	return 1, (l.Window + shares - 1) / shares * time.Duration(q.Share.Whole)
}

func (r *row) counts(operation string) bool {
	return r.limit.Operation == "" || r.limit.Operation == operation
}

// left returns how many exchanges more may be made at now. A count restored under a wider limit may be beyond this one.
func (r *row) left(now time.Time) int { return max(0, r.count-r.kept-r.meter.used(now)) }

// reserve keeps a place for an exchange of the operation in all limits that count it, or in none and returns when to
// come again.
func (q *quotas) reserve(operation string) *adapters.Failure {
	if len(q.rows) == 0 {
		return nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	var free time.Time
	for _, r := range q.rows {
		if r.counts(operation) && r.left(now) == 0 {
			free = later(free, r.meter.frees(now))
		}
	}
	if !free.IsZero() {
		f := adapters.Fail(adapters.Refused, adapters.ReasonQuota, "the quota of "+operation+" is spent")
		f.RetryAfter = free.Sub(now)
		return f
	}
	q.each(operation, func(r *row) { r.kept++ })
	return nil
}

// send turns a place kept for the operation into an exchange sent now.
func (q *quotas) send(operation string) {
	if len(q.rows) == 0 {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	q.each(operation, func(r *row) {
		r.kept--
		if r.meter.send(now) {
			q.keep()
		}
	})
}

// giveBack gives up a place kept for the operation.
func (q *quotas) giveBack(operation string) {
	if len(q.rows) == 0 {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.each(operation, func(r *row) { r.kept-- })
}

func (q *quotas) each(operation string, do func(*row)) {
	for _, r := range q.rows {
		if r.counts(operation) {
			do(r)
		}
	}
}

// short reports whether less than the reserve is left of a calendar day's limit that counts the operation.
func (q *quotas) short(operation string, reserve Percent) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	for _, r := range q.rows {
		left := r.left(now)
		if r.limit.Day != "" && r.counts(operation) && left*100 < int(reserve)*r.count {
			return true
		}
	}
	return false
}
