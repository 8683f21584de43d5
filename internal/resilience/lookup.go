package resilience

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/fair"
)

// A Lookup is the policy for one lookup of a registry: its breaker, and its share of what the registry's lookups have
// in common. It is safe for concurrent use.
type Lookup struct {
	name     string
	registry *Registry
	breaker  *breaker
	share    share
	lane     lane
}

// An Op is one attempt: a call of a driver's Fetch or Collect with this context and Exchanger. Its error is nil, a
// *adapters.Pending, or holds a *adapters.Failure; any other is internal.
type Op func(ctx context.Context, x adapters.Exchanger) error

// Name returns the lookup's name, without the registry's.
func (l *Lookup) Name() string { return l.name }

// Enter takes a place among the lookups that the registry holds at a time, to be given back by leave (which may be called
// more than once). When there is none for the caller that ctx names (fair.WithCaller), it returns at once: refused as busy, with
// an estimate of when to come again.
func (l *Lookup) Enter(ctx context.Context) (leave func(), err error) {
	leave, ok := l.registry.bulkhead.enter(l.share, fair.Caller(ctx))
	if !ok {
		return nil, l.registry.busy("as many lookups are waiting as may")
	}
	return leave, nil
}

// Do attempts op, and again after a failure that allows it while the budget of retries and the deadline do: retry(budget)
// -> gate -> breaker -> op. ctx ends when nobody waits for the answer any longer, with context.Canceled or
// context.DeadlineExceeded as its cause. until is the deadline; it may move, and is read again before each sleep and retry.
// No sleep outlasts it, and none holds a place in flight.
//
// err is nil, the *adapters.Pending that op returned, or a *adapters.Failure: that of the last attempt, or of the one before
// where a refusal or ctx's end came instead of a result. attempts is how often op was called. A panic in op passes through, and counts
// against nothing.
func (l *Lookup) Do(ctx context.Context, until func() time.Time, op Op) (attempts int, err error) {
	p, refusal := l.registry.gate.enter()
	if refusal != nil {
		return 0, refusal
	}
	for again := (retrying{lookup: l, until: until}); ; {
		r, made := l.attempt(ctx, p, attempts+1, op)
		if made {
			attempts++
		}
		at, ok := again.after(ctx, r, made)
		if !ok {
			return attempts, again.outcome(r)
		}
		back := Leave(ctx)
		p, ok = l.registry.gate.await(ctx, at, until)
		if back(); !ok {
			again.giveBack()
			return attempts, again.outcome(r)
		}
	}
}

// Closed reports whether the registry was closed by its calendar at any moment from one to another.
func (l *Lookup) Closed(from, until time.Time) bool { return l.registry.gate.excuses(from, until) }

// Poll asks once whether the answer to a ticket is there: gate -> breaker -> op. A poll is never a retry and never
// retried. attempts is 1 if the poll ended the ticket (an answer, or a ticket lost), else 0; err is as Do's.
func (l *Lookup) Poll(ctx context.Context, op Op) (attempts int, err error) {
	p, refusal := l.registry.gate.enter()
	if refusal != nil {
		return 0, refusal
	}
	r, made := l.attempt(ctx, p, poll, op)
	if made && r.final() {
		attempts = 1
	}
	return attempts, l.outcome(r)
}

// poll is the number of an attempt that is none.
const poll = 0

// attempt calls op once, if the breaker lets it, and tells gate and breaker what came of it: also of a panic, or they
// would wait for their probe for ever.
func (l *Lookup) attempt(ctx context.Context, p pass, number int, op Op) (r result, made bool) {
	r = result{lost: true}
	defer func() { l.registry.gate.settle(p, r) }()
	leave, refusal := l.breaker.allow()
	if refusal != nil {
		return result{failure: refusal}, false
	}
	defer func() { l.breaker.settle(leave, r) }()
	if number == 1 {
		l.registry.budget.first()
	}
	x, began := &exchanger{lookup: l}, time.Now()
	ctx, span := l.beginAttempt(ctx, p, number)
	defer func() { l.endAttempt(span, r) }()
	err := op(ctx, x)
	r = resultOf(ctx, err, x.onWire())
	r.excused = l.registry.gate.excuses(began, time.Now())
	l.tell(r, number, max(0, time.Since(began)-x.away.Total()))
	return r, true
}

func (l *Lookup) tell(r result, number int, own time.Duration) {
	if number == poll && !r.final() {
		return
	}
	_, slow := r.health(l.registry.cfg.SlowAfter)
	a := Attempt{
		Registry: l.registry.name, Lookup: l.name,
		Number: max(number, 1), Pending: r.pending != nil, Wire: r.wire, Own: own, Slow: slow,
	}
	if r.failure != nil {
		a.Kind, a.Reason = r.failure.Kind, r.failure.Reason
	}
	l.registry.observer.Attempted(a)
}

// outcome returns what op's caller is given for r.
func (l *Lookup) outcome(r result) error {
	switch {
	case r.failure != nil:
		return l.withRetryAfter(r.failure)
	case r.pending != nil:
		return r.pending
	default:
		return nil
	}
}

// withRetryAfter completes a failure whose kind promises a Retry-After: until gate and breaker may let somebody in. What
// the failure says itself stands, unless that is within a window of the calendar.
func (l *Lookup) withRetryAfter(f *adapters.Failure) *adapters.Failure {
	if !f.Kind.Rule().HasAfter {
		return f
	}
	now, gate := time.Now(), l.registry.gate
	told := *f
	if f.RetryAfter > 0 {
		at := now.Add(f.RetryAfter)
		told.RetryAfter += gate.reopensNow(at).Sub(at)
		return &told
	}
	held := gate.opensNow(later(now, l.breaker.heldUntil(now)))
	told.RetryAfter = max(held.Sub(now), soon)
	return &told
}

// soon is the least that a caller is told to wait: it is said where nothing better is known, and while a probe is on its
// way, whose result may change everything.
const soon = time.Second
