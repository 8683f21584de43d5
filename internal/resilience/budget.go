package resilience

import (
	"sync"
	"time"
)

// budgetSpan is over how many seconds a budget's first attempts and retries are remembered.
const budgetSpan = 60

// A budget bounds the retries of a registry: those that a part of the last minute's first attempts allows, and a bucket
// besides. Over any time, retries <= Ratio of the first attempts + Bucket + one for each BucketGain.
type budget struct {
	cfg Budget

	mu      sync.Mutex
	seconds [budgetSpan]second
	firsts  int // of the seconds that are remembered
	retries int // granted for them
	tokens  int
	gained  time.Time // when the bucket gained its last token, or was full
	started time.Time
	now     int // the second up to which seconds stands
}

// A second counts what happened within it; retries are only those granted by the ratio.
type second struct{ firsts, retries int }

// A grant is a retry that the budget allows; one that is not used can be given back.
type grant struct {
	second     int
	fromBucket bool
}

func newBudget(cfg Budget) *budget {
	now := time.Now()
	return &budget{cfg: cfg, tokens: cfg.Bucket, gained: now, started: now}
}

// first counts a first attempt.
func (b *budget) first() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(time.Now())
	b.seconds[b.now%budgetSpan].firsts++
	b.firsts++
}

// take grants a retry, or does not.
func (b *budget) take() (grant, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(time.Now())
	switch {
	case b.retries < b.cfg.Ratio.of(b.firsts):
		b.seconds[b.now%budgetSpan].retries++
		b.retries++
		return grant{second: b.now}, true
	case b.tokens > 0:
		b.tokens--
		return grant{fromBucket: true}, true
	default:
		return grant{}, false
	}
}

// giveBack takes a grant back that was not used.
func (b *budget) giveBack(g grant) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(time.Now())
	switch {
	case g.fromBucket:
		b.tokens = min(b.tokens+1, b.cfg.Bucket)
	case b.now-g.second < budgetSpan:
		b.seconds[g.second%budgetSpan].retries--
		b.retries--
	}
}

// left returns how many retries would be granted now, at once.
func (b *budget) left() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.roll(time.Now())
	return max(0, b.cfg.Ratio.of(b.firsts)-b.retries) + b.tokens
}

// roll forgets the seconds that have gone and fills the bucket.
func (b *budget) roll(now time.Time) {
	target := int(now.Sub(b.started) / time.Second)
	for range min(target-b.now, budgetSpan) {
		b.now++
		s := &b.seconds[b.now%budgetSpan]
		b.firsts -= s.firsts
		b.retries -= s.retries
		*s = second{}
	}
	b.now = max(b.now, target)
	if gains := int(now.Sub(b.gained) / b.cfg.BucketGain); gains > 0 {
		b.tokens = min(b.tokens+gains, b.cfg.Bucket)
		b.gained = b.gained.Add(time.Duration(gains) * b.cfg.BucketGain)
	}
}
