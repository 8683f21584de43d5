package tax

import (
	"context"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
)

// tokens is the one source of working tokens for all lookups of the registry: whoever needs one while it is being got waits for
// the same exchange. It is safe for concurrent use.
type tokens struct {
	// issue asks the registry for a token. Its error is a *adapters.Failure.
	issue func(ctx context.Context, x adapters.Exchanger) (token, error)

	mu      sync.Mutex
	current token
	flight  *issuing  // nil: none is on its way
	failing time.Time // since when the registry grants none; zero: it granted the last
}

// token is a working token and when the registry will refuse it. It is zero when there is none.
type token struct {
	value   adapters.Secret
	expires time.Time
}

// issuing is one exchange for a token, awaited by many. token and err hold once done is closed.
type issuing struct {
	done  chan struct{}
	token token
	err   error
}

const (
	// early is how long before its end a token is replaced, so that it does not end on the wire.
	early = 10 * time.Second
	// issueLimit bounds an exchange for a token with all its waiting: it belongs to no caller whose deadline would.
	issueLimit = 30 * time.Second
)

// get returns a token that holds, asking the registry through x when there is none. The exchange belongs to all who wait for
// it: a caller that goes away does not stop it, and gets its context's error.
func (t *tokens) get(ctx context.Context, x adapters.Exchanger) (adapters.Secret, error) {
	t.mu.Lock()
	if t.current.holds(time.Now()) {
		defer t.mu.Unlock()
		return t.current.value, nil
	}
	flight := t.flight
	if flight == nil {
		flight = &issuing{done: make(chan struct{})}
		t.flight = flight
		go t.run(context.WithoutCancel(ctx), x, flight)
	}
	t.mu.Unlock()
	select {
	case <-flight.done:
		return flight.token.value, flight.err
	case <-ctx.Done():
		return adapters.Secret{}, ctx.Err()
	}
}

// run gets a token for all who wait on flight. A panic of the exchange ends as a failure: nobody may wait for ever.
func (t *tokens) run(ctx context.Context, x adapters.Exchanger, flight *issuing) {
	ctx, cancel := context.WithTimeout(ctx, issueLimit)
	defer cancel()
	flight.err = adapters.Fail(adapters.Internal, "", "the exchange for a token did not end")
	defer func() {
		if p := recover(); p != nil {
			flight.err = adapters.Fail(adapters.Internal, "", "a panic in the exchange for a token")
		}
		t.mu.Lock()
		defer t.mu.Unlock()
		t.flight, t.current = nil, flight.token // zero after a failure
		t.note(flight.err)
		close(flight.done)
	}()
	flight.token, flight.err = t.issue(ctx, x)
}

// note remembers since when the registry grants no token. What we did not ask is none of its doing.
func (t *tokens) note(err error) {
	switch {
	case err == nil:
		t.failing = time.Time{}
	case t.failing.IsZero() && adapters.AsFailure(err).Origin() == adapters.OriginRegistry:
		t.failing = time.Now()
	}
}

// standing says how the token stands, and nothing of it.
func (t *tokens) standing() adapters.WorkingToken {
	t.mu.Lock()
	defer t.mu.Unlock()
	return adapters.WorkingToken{Until: t.current.expires, Failing: t.failing}
}

// drop forgets a token that the registry refused, unless another has taken its place already.
func (t *tokens) drop(refused adapters.Secret) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current.value.Equal(refused) {
		t.current = token{}
	}
}

// holds reports whether the token can be sent at the moment now.
func (t token) holds(now time.Time) bool {
	return !t.value.IsZero() && now.Before(t.expires.Add(-early))
}
