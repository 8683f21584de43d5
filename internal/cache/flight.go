package cache

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/trace"
)

// Flights lets equal questions that are asked at the same time be asked of the registry once. It is safe for
// concurrent use.
//
// golang.org/x/sync/singleflight and otter's loading Get are not used: in both a flight ends with its leader, here it
// lives as long as anyone waits for it.
type Flights[T any] struct {
	mu   sync.Mutex
	open map[Key]*Flight[T]
}

// NewFlights returns an empty Flights.
func NewFlights[T any]() *Flights[T] { return &Flights[T]{open: make(map[Key]*Flight[T])} }

// A Flight is one question on its way, and those who wait for it.
type Flight[T any] struct {
	flights *Flights[T]
	key     Key
	ceiling time.Time // the flight ends then, whoever waits
	cancel  context.CancelCauseFunc
	done    chan struct{}
	span    *trace.Span // of the lookup that began it; nil: it is not traced

	// Guarded by flights.mu.
	waiters  map[*waiter]struct{}
	standing error

	// Written before done is closed, read after.
	value T
	err   error
}

// A waiter is one caller with his own deadline; zero: none.
type waiter struct{ deadline time.Time }

// Do returns what run gives for key, joining a flight that is on its way or starting one. run is called in a goroutine
// of its own with a context that ends when the last waiter has left (its cause is then context.DeadlineExceeded or
// context.Canceled, as the last one's was) or at the ceiling, and with the flight itself. shared is true for those who
// joined. A caller who leaves before the end gets what Flight.Stand said last, or else the *adapters.Failure canceled or
// deadline; the last one to leave waits for run to come back, which knows best what it was doing.
func (f *Flights[T]) Do(ctx context.Context, key Key, ceiling time.Duration,
	run func(context.Context, *Flight[T]) (T, error),
) (value T, shared bool, err error) {
	w := &waiter{}
	w.deadline, _ = ctx.Deadline()
	flight, joined := f.join(ctx, key, w, ceiling, run)
	select {
	case <-flight.done:
		flight.forget(w)
		return flight.value, joined, flight.err
	case <-ctx.Done():
	}
	if last, standing := flight.leave(ctx, w); !last {
		return value, joined, standing
	}
	<-flight.done
	return flight.value, joined, flight.err
}

func (f *Flights[T]) join(ctx context.Context, key Key, w *waiter, ceiling time.Duration,
	run func(context.Context, *Flight[T]) (T, error),
) (flight *Flight[T], joined bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if flight := f.open[key]; flight != nil {
		flight.waiters[w] = struct{}{}
		trace.Current(ctx).Join(flight.span)
		return flight, true
	}
	// The flight keeps its leader's values, for traces: what it does is within his. It outlives his cancel.
	own, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	flight = &Flight[T]{
		flights: f, key: key, ceiling: time.Now().Add(ceiling), cancel: cancel,
		done: make(chan struct{}), waiters: map[*waiter]struct{}{w: {}}, span: trace.Current(ctx),
	}
	f.open[key] = flight
	go flight.fly(own, ceiling, run)
	return flight, false
}

func (fl *Flight[T]) fly(ctx context.Context, ceiling time.Duration, run func(context.Context, *Flight[T]) (T, error)) {
	end := time.AfterFunc(ceiling, func() { fl.cancel(context.DeadlineExceeded) })
	defer func() {
		end.Stop()
		fl.cancel(nil)
		fl.close()
		close(fl.done)
	}()
	deepen()
	fl.err = errGone // stands if run ends its goroutine
	fl.value, fl.err = run(ctx, fl)
}

// deepen grows the goroutine's stack to what the way of a question takes, while there is nothing on it to be copied. Left to
// grow by itself it is copied full, again and again: 7 % of what a lookup costs.
//
//go:noinline
func deepen() {
	var room [10 << 10]byte
	runtime.KeepAlive(&room)
}

var errGone error = adapters.Fail(adapters.Internal, "", "the flight ended without a result")

// close keeps anyone else from joining.
func (fl *Flight[T]) close() {
	fl.flights.mu.Lock()
	defer fl.flights.mu.Unlock()
	if fl.flights.open[fl.key] == fl {
		delete(fl.flights.open, fl.key)
	}
}

// forget takes w off a flight that is over.
func (fl *Flight[T]) forget(w *waiter) {
	fl.flights.mu.Lock()
	defer fl.flights.mu.Unlock()
	delete(fl.waiters, w)
}

// leave takes w off the flight, for his ctx has ended. When nobody else waits, the flight is closed and ended with that
// cause: who asks the same from now on starts another.
func (fl *Flight[T]) leave(ctx context.Context, w *waiter) (last bool, standing error) {
	fl.flights.mu.Lock()
	defer fl.flights.mu.Unlock()
	delete(fl.waiters, w)
	if len(fl.waiters) > 0 {
		if fl.standing != nil {
			return false, fl.standing
		}
		return false, Ended(ctx)
	}
	if fl.flights.open[fl.key] == fl {
		delete(fl.flights.open, fl.key)
	}
	fl.cancel(endCause(ctx))
	return true, nil
}

// Until returns the flight's deadline as of now: the latest of its present waiters', at most the ceiling. It moves, so
// it is to be read again before each sleep, retry and poll.
func (fl *Flight[T]) Until() time.Time {
	fl.flights.mu.Lock()
	defer fl.flights.mu.Unlock()
	var latest time.Time
	for w := range fl.waiters {
		if w.deadline.IsZero() {
			return fl.ceiling
		}
		if w.deadline.After(latest) {
			latest = w.deadline
		}
	}
	if latest.IsZero() || latest.After(fl.ceiling) {
		return fl.ceiling
	}
	return latest
}

// Stand says what a waiter who leaves from now on is to be given: a Pending, once the registry has taken the question.
func (fl *Flight[T]) Stand(err error) {
	fl.flights.mu.Lock()
	defer fl.flights.mu.Unlock()
	fl.standing = err
}

// Has reports whether a question for key is on its way.
func (f *Flights[T]) Has(key Key) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.open[key] != nil
}

// Len returns how many flights are on their way.
func (f *Flights[T]) Len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.open)
}

// Ended returns the *adapters.Failure for a context that has ended: deadline or canceled, by its cause.
func Ended(ctx context.Context) *adapters.Failure {
	if errors.Is(endCause(ctx), context.DeadlineExceeded) {
		return adapters.Fail(adapters.DeadlineEnded, "", "the caller's deadline ended first")
	}
	return adapters.Fail(adapters.Canceled, "", "the caller went away")
}

func endCause(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return context.Canceled
}
