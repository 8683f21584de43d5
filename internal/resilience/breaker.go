package resilience

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"

	"github.com/sverka/sverka/adapters"
)

// A BreakerState is what a breaker does.
type BreakerState string

// The states of a breaker.
const (
	Closed   BreakerState = "closed"
	Open     BreakerState = "open"
	HalfOpen BreakerState = "half_open"
)

// BreakerStates returns the closed list, in a fixed order.
func BreakerStates() []BreakerState { return []BreakerState{Closed, Open, HalfOpen} }

// buckets is how many parts the rolling window has: with as many, what is forgotten at a time is a tenth of it.
const buckets = 10

// What gobreaker is told of an attempt; nil is a success.
var (
	errFailed   = errors.New("failed")
	errExcluded = errors.New("excluded")
)

// A breaker holds one lookup back. gobreaker counts in its rolling window, says when the rate trips, and lets one probe
// through when it is half open. In front of its Allow stands our own hold, openUntil: gobreaker knows one open time, and
// cannot be told to be open until a moment.
//
// mu is taken before gobreaker's own lock, never after: gobreaker calls readyToTrip and changed from within Allow, State
// and done, so with mu held. Neither may call it back (Counts would wait for ever).
type breaker struct {
	registry, lookup string
	trips            Trip
	opens            OpenTimes
	slowAfter        time.Duration
	observer         Observer
	keep             func() // see WithKeeper

	mu        sync.Mutex
	lib       *gobreaker.TwoStepCircuitBreaker[struct{}]
	override  Override
	openUntil time.Time
	reopened  int // doublings of the open time
	closedAt  time.Time
	turn      uint64 // counts the changes of state: a result from before the last one is no news
	row       int    // failures in a row, however far apart; gobreaker's own count expires with the window
	recent    recentFailures
	tripping  Tripped // what readyToTrip saw: the counts are wiped before changed is called
	tripped   Tripped // what opened it last, from closed
	last      Cause   // what the last failure was
	restoring bool    // trip at the next failure, whatever the counts
	changes   []BreakerChange
}

func newBreaker(registry, lookup string, cfg Config, observer Observer) *breaker {
	b := &breaker{
		registry: registry, lookup: lookup, trips: cfg.Trip, opens: cfg.Open, slowAfter: cfg.SlowAfter,
		observer: observer, keep: func() {}, override: observing(cfg.Observe),
	}
	b.lib = gobreaker.NewTwoStepCircuitBreaker[struct{}](gobreaker.Settings{
		MaxRequests:   1,
		Interval:      cfg.Trip.Window,
		BucketPeriod:  (cfg.Trip.Window + buckets - 1) / buckets,
		Timeout:       1, // ns: openUntil is the one that holds
		ReadyToTrip:   b.readyToTrip,
		OnStateChange: b.changed,
		IsSuccessful:  func(err error) bool { return err == nil },
		IsExcluded:    func(err error) bool { return errors.Is(err, errExcluded) },
	})
	return b
}

// A permit is leave of a breaker, to be given to settle once, whatever happens: gobreaker stays half open for ever over
// a probe that never comes back.
type permit struct {
	done func(error) // nil, by override: the result does not count
	turn uint64
}

// allow returns a permit, or the refusal.
func (b *breaker) allow() (permit, *adapters.Failure) {
	b.mu.Lock()
	p, refusal := b.try(time.Now())
	b.unlock()
	return p, refusal
}

func (b *breaker) try(now time.Time) (permit, *adapters.Failure) {
	mode := b.override.mode(now)
	if mode == Refuse {
		return permit{}, b.override.refusal(now)
	}
	if mode == Pass {
		return permit{}, nil
	}
	until := b.openUntil
	if !now.Before(until) {
		done, err := b.lib.Allow()
		if err == nil {
			return permit{done: done, turn: b.turn}, nil
		}
		until = now.Add(soon) // half open, and a probe is on its way
	}
	if mode == Observe {
		return permit{}, nil
	}
	f := adapters.Fail(adapters.Refused, adapters.ReasonBreaker, b.tripped.Cause.String())
	f.RetryAfter = until.Sub(now)
	return permit{}, f
}

// settle hears what came of p. It is to be called once for each permit.
func (b *breaker) settle(p permit, r result) {
	if p.done == nil {
		return
	}
	h, slow := r.health(b.slowAfter)
	b.mu.Lock()
	defer b.unlock()
	if p.turn != b.turn {
		p.done(errExcluded) // gobreaker knows its generation, and ignores it as we do
		return
	}
	switch h {
	case excluded:
		p.done(errExcluded)
	case succeeded:
		b.row = 0
		p.done(nil)
	case failed:
		b.row++
		b.last = r.cause(slow)
		b.recent.add(recentFailure{at: time.Now(), cause: b.last, wire: r.wire})
		p.done(errFailed)
	}
}

// readyToTrip is called by gobreaker after a failure in closed, with mu held.
func (b *breaker) readyToTrip(c gobreaker.Counts) bool {
	// Requests is no denominator: excluded ones and those on their way are among them.
	failures, successes := int(c.TotalFailures), int(c.TotalSuccesses)
	b.tripping = Tripped{Failures: failures, Successes: successes, InARow: b.row}
	switch total := failures + successes; {
	case b.row >= b.trips.InARow:
		b.tripping.Rule = TripRow
	case total >= b.trips.Minimum && failures*100 >= int(b.trips.Rate)*total:
		b.tripping.Rule = TripRate
	default:
		return b.restoring
	}
	return true
}

// changed is called by gobreaker at each change of state, with mu held.
func (b *breaker) changed(_ string, from, to gobreaker.State) {
	now := time.Now()
	b.turn++
	switch {
	case b.restoring: // what restore has set stands
	case to == gobreaker.StateOpen && from == gobreaker.StateClosed:
		b.trip(now)
	case to == gobreaker.StateOpen:
		b.reopened++
		b.hold(now)
	case to == gobreaker.StateClosed:
		b.closedAt, b.openUntil = now, time.Time{}
		b.recent.clear()
	}
	b.changes = append(b.changes, BreakerChange{
		Registry: b.registry, Lookup: b.lookup, At: now,
		From: stateOf(from), To: stateOf(to), Trip: b.reason(now, from, to), Until: b.openUntil, Reopened: b.reopened,
	})
}

func (b *breaker) trip(now time.Time) {
	b.tripped = b.tripping
	b.tripped.At = now
	b.recent.explain(&b.tripped, now.Add(-b.trips.Window), b.row)
	if b.closedAt.IsZero() || now.Sub(b.closedAt) >= b.trips.Window {
		b.reopened = 0
	} else {
		b.reopened++ // it had hardly closed: the probe was luck
	}
	b.hold(now)
}

func (b *breaker) reason(now time.Time, from, to gobreaker.State) Tripped {
	if from == gobreaker.StateHalfOpen && to == gobreaker.StateOpen {
		return Tripped{At: now, Rule: TripProbe, Failures: 1, InARow: b.row, Cause: b.last, Since: b.tripped.Since}
	}
	return b.tripped
}

// hold opens until the doubled time from now on, shortened by jitter.
func (b *breaker) hold(now time.Time) {
	d := doubled(b.opens.First, b.opens.Max, b.reopened)
	if most := int64(b.opens.Jitter) * int64(d) / 100; most > 0 {
		d -= time.Duration(rand.Int64N(most + 1)) //nolint:gosec // it keeps replicas apart, and is no secret
	}
	b.openUntil = now.Add(d)
}

// unlock tells the observer what has happened since lock, outside of it.
func (b *breaker) unlock() {
	changes := b.changes
	b.changes = nil
	if len(changes) > 0 {
		b.keep()
	}
	b.mu.Unlock()
	for _, c := range changes {
		b.observer.BreakerChanged(c)
	}
}

// state returns the state at now. gobreaker turns half open only when it is looked at.
func (b *breaker) state(now time.Time) BreakerState {
	if now.Before(b.openUntil) {
		return Open
	}
	return stateOf(b.lib.State())
}

// stateNow is state for who does not hold the lock.
func (b *breaker) stateNow() BreakerState {
	b.mu.Lock()
	defer b.unlock()
	return b.state(time.Now())
}

// heldUntil returns before when nobody is let through, zero if somebody might be now.
func (b *breaker) heldUntil(now time.Time) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch b.override.mode(now) {
	case Refuse:
		return b.override.Until
	case Pass, Observe:
		return time.Time{}
	}
	return b.openUntil
}

func stateOf(s gobreaker.State) BreakerState {
	switch s {
	case gobreaker.StateOpen:
		return Open
	case gobreaker.StateHalfOpen:
		return HalfOpen
	default:
		return Closed
	}
}
