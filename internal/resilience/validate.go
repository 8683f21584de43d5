package resilience

import (
	"errors"
	"fmt"
	"time"
)

// maxSliding bounds the memory of a sliding limit: eight bytes for each exchange that it counts.
const maxSliding = 100_000

// maxWindow bounds a sliding window, so that it can be stretched for as many replicas as there may be.
const maxWindow = 31 * 24 * time.Hour

// maxReplicas bounds the parts that a quota is divided into.
const maxReplicas = 1000

// Validate returns nil, or an error that names each key that is wrong and what it has to be.
func (c Config) Validate() error {
	var v validation
	v.positive("waiting", c.Waiting)
	v.positive("in_flight", c.InFlight)
	v.percent("lookup_share", c.LookupShare, 1)
	v.positive("in_flight times lookup_share", c.LookupShare.of(c.InFlight))
	v.positive("waiting times lookup_share", c.LookupShare.of(c.Waiting))
	v.check(c.ExchangeLimit >= time.Millisecond, "exchange_limit: must be at least 1ms, is %s", c.ExchangeLimit)
	v.lasting("slow_after", c.SlowAfter)
	v.check(c.SlowAfter <= c.ExchangeLimit, "slow_after: must be at most exchange_limit (%s)", c.ExchangeLimit)
	v.retry(c.Retry)
	v.trip(c.Trip, c.ExchangeLimit)
	v.lasting("open.first", c.Open.First)
	v.check(c.Open.Max >= c.Open.First, "open.max: must be at least open.first (%s)", c.Open.First)
	v.percent("open.jitter", c.Open.Jitter, 0)
	v.gate(c.Gate)
	v.quota(c.Quota)
	return errors.Join(v...)
}

// A validation gathers what is wrong.
type validation []error

func (v *validation) check(ok bool, format string, args ...any) {
	if !ok {
		*v = append(*v, fmt.Errorf(format, args...))
	}
}

func (v *validation) positive(key string, n int) {
	v.check(n > 0, "%s: must be at least 1, is %d", key, n)
}

func (v *validation) lasting(key string, d time.Duration) {
	v.check(d > 0, "%s: must be longer than 0s, is %s", key, d)
}

func (v *validation) percent(key string, p, least Percent) {
	v.check(p >= least && p <= 100, "%s: must be from %s to 100%%, is %s", key, least, p)
}

func (v *validation) retry(r Retry) {
	v.check(r.Retries >= 0, "retry.retries: must not be negative, is %d", r.Retries)
	v.lasting("retry.backoff", r.Backoff)
	v.check(r.BackoffMax >= r.Backoff, "retry.backoff_max: must be at least retry.backoff (%s)", r.Backoff)
	v.percent("retry.budget.ratio", r.Budget.Ratio, 0)
	v.check(r.Budget.Bucket >= 0, "retry.budget.bucket: must not be negative, is %d", r.Budget.Bucket)
	v.lasting("retry.budget.bucket_gain", r.Budget.BucketGain)
	v.percent("retry.budget.reserve", r.Budget.Reserve, 0)
}

func (v *validation) trip(t Trip, limit time.Duration) {
	v.percent("trip.rate", t.Rate, 1)
	v.positive("trip.minimum", t.Minimum)
	v.check(t.Window >= 4*limit, "trip.window: must be at least four times exchange_limit (%s), is %s", 4*limit, t.Window)
	v.positive("trip.in_a_row", t.InARow)
}

func (v *validation) gate(g Gate) {
	v.lasting("gate.throttled_default", g.ThrottledDefault)
	v.check(g.ThrottledMax >= g.ThrottledDefault, "gate.throttled_max: must be at least gate.throttled_default (%s)", g.ThrottledDefault)
	v.positive("gate.denied_in_a_row", g.DeniedInARow)
	v.check(len(g.DeniedSteps) > 0, "gate.denied_steps: must have at least one step")
	for i, d := range g.DeniedSteps {
		v.lasting(fmt.Sprintf("gate.denied_steps[%d]", i), d)
	}
	v.positive("gate.trouble_in_a_row", g.TroubleInARow)
	v.lasting("gate.trouble_first", g.TroubleFirst)
	v.check(g.TroubleMax >= g.TroubleFirst, "gate.trouble_max: must be at least gate.trouble_first (%s)", g.TroubleFirst)
}

func (v *validation) quota(q Quota) {
	ok := q.Share.Part >= 1 && q.Share.Part <= q.Share.Whole && q.Share.Whole <= maxReplicas
	v.check(ok, "quota.share: must be a fraction from 1/%d to 1, is %s", maxReplicas, q.Share)
	for i, l := range q.Limits {
		key := fmt.Sprintf("quota.limits[%d]", i)
		v.check((l.Window > 0) != (l.Day != ""), "%s: must have either window, longer than 0s, or day", key)
		if l.Day != "" {
			_, err := time.LoadLocation(l.Day)
			v.check(err == nil && l.Day != "Local", "%s.day: must be the name of a time zone, like Europe/Moscow", key)
		} else {
			v.check(l.Window <= maxWindow, "%s.window: must be at most %s, is %s", key, maxWindow, l.Window)
			v.check(l.Count <= maxSliding, "%s.count: must be at most %d in a sliding window, is %d", key, maxSliding, l.Count)
		}
		if ok {
			part, _ := q.part(l)
			v.check(part >= 1, "%s.count: %d times the share %s leaves this replica nothing to ask with", key, l.Count, q.Share)
		}
	}
}
