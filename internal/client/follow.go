package client

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
)

// follow asks for the answer of a pending lookup, no sooner than the gateway says, until there is one or the time is over;
// then it returns what stands. A failure that may pass does not end it: the registry keeps the question. known is what
// has been learnt of the lookup, for an error leaves it to be resumed.
func (g *gateway) follow(ctx context.Context, known reply, until time.Time) (reply, error) {
	standing, id := known, known.lookupID
	for {
		pause, again := standing.again()
		if !again || time.Now().Add(pause).After(until) {
			return standing, nil
		}
		if err := sleep(ctx, pause); err != nil {
			return known, err
		}
		next, err := g.resume(ctx, known.lookup, id, time.Until(until))
		if err != nil {
			return known, err
		}
		standing = next
	}
}

// again says after what time the answer may be asked for again, or that this is the end of it.
func (r reply) again() (time.Duration, bool) {
	switch {
	case r.pending != nil:
		return time.Duration(r.pending.RetryAfter) * time.Second, true
	case r.problem != nil && r.problem.Retryable && adapters.Reason(r.problem.Reason.Value) != adapters.ReasonTicketLost:
		return time.Duration(max(r.problem.RetryAfter.Value, 1)) * time.Second, true
	default:
		return 0, false
	}
}

// sleep waits, unless ctx ends before.
func sleep(ctx context.Context, pause time.Duration) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return interrupted()
	}
}
