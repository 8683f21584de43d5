package resilience

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

// wireFunc is a Wire in memory.
type wireFunc func(ctx context.Context, r *http.Request) (adapters.Response, error)

func (f wireFunc) Do(ctx context.Context, r *http.Request) (adapters.Response, Timing, error) {
	response, err := f(ctx, r)
	return response, Timing{}, err
}

// taking returns a wire that answers after d, or errs when ctx ends.
func taking(d time.Duration) wireFunc {
	return func(ctx context.Context, _ *http.Request) (adapters.Response, error) {
		if !pause(ctx, d) {
			return adapters.Response{}, ctx.Err()
		}
		return adapters.Response{Status: http.StatusOK}, nil
	}
}

// hanging never answers.
func hanging(ctx context.Context, _ *http.Request) (adapters.Response, error) {
	<-ctx.Done()
	return adapters.Response{}, errors.New("torn down")
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// inTime runs test in a bubble of virtual time.
func inTime(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// newRegistry returns a registry over wire (nil: one that answers at once) by the defaults as changed.
func newRegistry(t testing.TB, wire Wire, change func(*Config)) (*Registry, *record) {
	t.Helper()
	cfg := Default()
	if change != nil {
		change(&cfg)
	}
	if wire == nil {
		wire = taking(0)
	}
	seen := &record{}
	r, err := NewRegistry("pension", cfg, wire, seen)
	if err != nil {
		t.Fatal(err)
	}
	return r, seen
}

// record is an Observer that remembers.
type record struct {
	mu        sync.Mutex
	exchanges []Exchange
	attempts  []Attempt
	retrials  []Retrial
	gates     []GateChange
	breakers  []BreakerChange
}

func (r *record) Exchanged(e Exchange)           { keep(r, &r.exchanges, e) }
func (r *record) Attempted(a Attempt)            { keep(r, &r.attempts, a) }
func (r *record) Retried(d Retrial)              { keep(r, &r.retrials, d) }
func (r *record) GateChanged(c GateChange)       { keep(r, &r.gates, c) }
func (r *record) BreakerChanged(c BreakerChange) { keep(r, &r.breakers, c) }

func keep[T any](r *record, list *[]T, item T) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*list = append(*list, item)
}

// in returns a deadline that does not move.
func in(d time.Duration) func() time.Time {
	end := time.Now().Add(d)
	return func() time.Time { return end }
}

// within is a context that ends at d with the cause of a deadline, and reports none: as a flight's does.
func within(t *testing.T, d time.Duration) context.Context {
	ctx, cancel := context.WithCancelCause(t.Context())
	timer := time.AfterFunc(d, func() { cancel(context.DeadlineExceeded) })
	t.Cleanup(func() { timer.Stop(); cancel(nil) })
	return ctx
}

// returning is an op without an exchange.
func returning(err error) Op {
	return func(context.Context, adapters.Exchanger) error { return err }
}

// series is an op that returns each error in turn, then nil.
func series(errs ...error) Op {
	n := 0
	return func(context.Context, adapters.Exchanger) error {
		n++
		if n > len(errs) {
			return nil
		}
		return errs[n-1]
	}
}

// exchanging makes one exchange and returns its error.
func exchanging(ctx context.Context, x adapters.Exchanger) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://registry.test/", http.NoBody)
	if err != nil {
		return err
	}
	_, err = x.Exchange(ctx, r)
	return err
}

func down() *adapters.Failure {
	return adapters.Fail(adapters.Unavailable, adapters.ReasonStatus, "")
}

func unreached() *adapters.Failure {
	return adapters.Fail(adapters.Unavailable, adapters.ReasonConnect, "")
}

func denied() *adapters.Failure { return adapters.Fail(adapters.Denied, adapters.ReasonAccess, "") }

func tooMany(after time.Duration) *adapters.Failure {
	return adapters.Fail(adapters.Throttled, adapters.ReasonRate, "").After(after)
}

// once asks l one attempt by op, without a retry.
func once(t testing.TB, l *Lookup, op Op) error {
	t.Helper()
	_, err := l.Do(t.Context(), in(0), op)
	return err
}

// want checks err's kind and reason, and gives the failure back.
func want(t testing.TB, err error, kind adapters.Kind, reason adapters.Reason) *adapters.Failure {
	t.Helper()
	var f *adapters.Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want %s/%s", err, kind, reason)
	}
	if f.Kind != kind || f.Reason != reason {
		t.Fatalf("got %v, want %s/%s", err, kind, reason)
	}
	return f
}

func wantNone(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("got %v, want no error", err)
	}
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// endless is a context that never ends: a test's own is made outside of a history's bubble, and waiting for it would stop
// the bubble's time.
func endless() context.Context { return context.Background() }

// anyHistory checks prop for random histories, each in a bubble of virtual time of its own: rapid itself must stay
// outside, for it looks at the test's deadline. prop draws all before it starts a goroutine, for rapid ends it in mid-draw.
func anyHistory(t *testing.T, prop func(*rapid.T)) {
	t.Helper()
	rapid.Check(t, func(drawn *rapid.T) {
		var failure any
		synctest.Test(t, func(*testing.T) {
			defer func() { failure = recover() }()
			prop(drawn)
		})
		if failure != nil {
			panic(failure)
		}
	})
}
