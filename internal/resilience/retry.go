package resilience

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v4"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/trace"
)

// A retrying is the retries of one question.
type retrying struct {
	lookup    *Lookup
	until     func() time.Time
	made      int
	grant     grant
	granted   bool
	last      *adapters.Failure // of the last attempt that the registry failed
	intervals *backoff.ExponentialBackOff
}

// after decides whether a result is followed by another attempt, and when that may begin at the earliest.
func (a *retrying) after(ctx context.Context, r result, made bool) (at time.Time, ok bool) {
	f := r.failure
	if !made {
		a.giveBack()
	}
	if f == nil || cutShort(f) {
		return time.Time{}, false
	}
	a.last = f
	if !f.Retried() {
		return time.Time{}, false
	}
	at, decision := a.decide(f)
	l := a.lookup
	trace.Current(ctx).Decided(string(decision))
	l.registry.observer.Retried(Retrial{
		Registry: l.registry.name, Lookup: l.name, Kind: f.Kind, Reason: f.Reason, Decision: decision,
	})
	return at, decision == RetryGranted
}

// decide returns when another attempt may begin as far as its own failure goes; the gate may make it wait for longer.
func (a *retrying) decide(f *adapters.Failure) (at time.Time, d Decision) {
	l, now := a.lookup, time.Now()
	if a.made >= l.registry.cfg.Retry.Retries {
		return at, RetryCount
	}
	at = now.Add(max(a.interval(), f.RetryAfter))
	wake := l.registry.gate.opensNow(at)
	switch {
	case !wake.Before(a.until()):
		return at, RetryDeadline
	case l.breaker.heldUntil(now).After(wake):
		return at, RetryBreaker
	case l.registry.quotas.short(l.name, l.registry.cfg.Retry.Budget.Reserve):
		return at, RetryReserve
	}
	if a.grant, a.granted = l.registry.budget.take(); !a.granted {
		return at, RetryBudget
	}
	a.made++
	return at, RetryGranted
}

// interval returns the next one. The library's jitter goes beyond its own MaxInterval.
func (a *retrying) interval() time.Duration {
	cfg := a.lookup.registry.cfg.Retry
	if a.intervals == nil {
		a.intervals = backoff.NewExponentialBackOff(
			backoff.WithInitialInterval(cfg.Backoff),
			backoff.WithMultiplier(2),
			backoff.WithMaxInterval(cfg.BackoffMax),
			backoff.WithMaxElapsedTime(0),
		)
	}
	return min(a.intervals.NextBackOff(), cfg.BackoffMax)
}

// giveBack gives up a retry that was granted and not made.
func (a *retrying) giveBack() {
	if a.granted {
		a.lookup.registry.budget.giveBack(a.grant)
		a.granted = false
	}
}

// cutShort reports whether f says nothing of the registry: it was not asked, or not waited for.
func cutShort(f *adapters.Failure) bool {
	return f.Kind == adapters.Refused || f.Kind == adapters.DeadlineEnded || f.Kind == adapters.Canceled
}

// outcome returns the error of a question whose last result is r: a refusal that follows a failed attempt, and a retry
// that the deadline cut short, give that attempt's failure. It says who failed; the caller's own patience does not.
func (a *retrying) outcome(r result) error {
	if r.failure != nil && cutShort(r.failure) && a.last != nil {
		r.failure = a.last
	}
	return a.lookup.outcome(r)
}
