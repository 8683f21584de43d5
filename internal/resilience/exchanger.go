package resilience

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/trace"
)

// errLimit is the cause of an exchange's own end, which tells it from its caller's deadline.
var errLimit = errors.New("the exchange outlived its limit")

// An exchanger is the Exchanger of one attempt. It measures how long the attempt has been on the wire; it stays usable
// after the attempt, for a token request that outlives its first caller.
type exchanger struct {
	lookup *Lookup

	away Away // the attempt's: queued for its exchanges, or on the wire

	mu   sync.Mutex
	wire span
}

// Exchange implements adapters.Exchanger: quota -> in-flight -> timeout -> wire.
func (x *exchanger) Exchange(ctx context.Context, r *http.Request) (_ adapters.Response, err error) {
	l, registry := x.lookup, x.lookup.registry
	operation := adapters.Operation(ctx)
	if operation == "" {
		operation = l.name
	}
	if refusal := registry.quotas.reserve(operation); refusal != nil {
		return adapters.Response{}, refusal
	}
	defer x.away.leave()()
	defer Leave(ctx)()
	came := time.Now()
	ctx, span := trace.Exchange(ctx, operation)
	defer func() { endExchange(span, err) }()
	if !registry.inflight.acquire(ctx, &l.lane) {
		registry.quotas.giveBack(operation)
		return adapters.Response{}, x.queuedTooLong(ctx)
	}
	registry.quotas.send(operation)
	e := Exchange{Registry: registry.name, Lookup: l.name, Operation: operation, Queued: time.Since(came)}
	response, err := x.send(ctx, r, &e)
	phases(span, came.Add(e.Queued), e.Timing)
	registry.observer.Exchanged(e)
	return response, err
}

// send puts r on the wire under the exchange's limit, and writes into e what came of it. Its caller has a place in
// flight, which it gives back.
func (x *exchanger) send(ctx context.Context, r *http.Request, e *Exchange) (adapters.Response, error) {
	registry := x.lookup.registry
	limited, cancel := context.WithTimeoutCause(ctx, registry.cfg.ExchangeLimit, errLimit)
	defer cancel()
	start := x.begin()
	defer func() {
		e.Took = x.end(start, e.Timing.Queued)
		registry.inflight.release(&x.lookup.lane, e.Took)
	}()
	response, timing, err := registry.wire.Do(limited, r)
	e.Timing = timing
	if err != nil {
		f := wireFailure(limited, err)
		e.Kind, e.Reason = f.Kind, f.Reason
		return adapters.Response{}, f
	}
	e.Status = response.Status
	return response, nil
}

// wireFailure names an error of the wire under limited. What ctx's end has torn down looks like connection trouble.
func wireFailure(limited context.Context, err error) *adapters.Failure {
	var f *adapters.Failure
	named := errors.As(err, &f)
	if named && f.Kind != adapters.Unavailable && f.Kind.Rule().Charge != adapters.ChargeSlow {
		return f
	}
	switch {
	case limited.Err() == nil:
		return adapters.AsFailure(err)
	case errors.Is(context.Cause(limited), errLimit):
		return adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, "an exchange outlived its limit").Because(err)
	default:
		return ended(limited).Because(err)
	}
}

func (x *exchanger) queuedTooLong(ctx context.Context) *adapters.Failure {
	if isDeadline(context.Cause(ctx)) {
		return x.lookup.registry.busy("the deadline came while waiting for a place in flight")
	}
	return ended(ctx)
}

func (x *exchanger) begin() time.Time {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := time.Now()
	x.wire.begin(now)
	return now
}

// end returns how long the exchange that began at start was on the wire, all but the time queued for a connection.
func (x *exchanger) end(start time.Time, queued time.Duration) time.Duration {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := time.Now()
	x.wire.end(now, queued)
	return max(0, now.Sub(start)-queued)
}

// onWire returns for how long any exchange of the attempt has been on the wire by now.
func (x *exchanger) onWire() time.Duration {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.wire.total(time.Now())
}
