package lookup

import (
	"context"
	"errors"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/resilience"
)

// paced gives p a pace: the registry's own, or the lookup's.
func (l *Lookup[R]) paced(p adapters.Pending) adapters.Pending {
	if p.Pace <= 0 {
		p.Pace = l.spec.Pace
	}
	return p
}

// collect polls the ticket, at its pace, until it has its result or the flight's deadline allows no further poll. Then
// it gives what stands: the last poll's failure, or taken.
func (l *Lookup[R]) collect(ctx context.Context, f *flight[R], ticket *cache.Ticket[told[R]]) (told[R], error) {
	var standing error = &taken[R]{ticket}
	leave, err := l.guard.Enter(ctx)
	if err != nil {
		return told[R]{}, standing // there is no place to wait in; the ticket stands all the same
	}
	defer leave()
	for waitForPoll(ctx, ticket, f.Until) {
		if ticket.Claim() {
			standing = l.stands(ticket, standing, l.poll(ctx, ticket))
		}
	}
	if isDone(ticket) {
		return ticket.Result()
	}
	return told[R]{}, standing
}

// waitForPoll sleeps until the ticket may be polled. It is false when there is nothing to wait for: the ticket has its
// result, ctx has ended, or the next poll would come after until, which is read again after each sleep.
func waitForPoll[T any](ctx context.Context, ticket *cache.Ticket[T], until func() time.Time) bool {
	defer resilience.Leave(ctx)()
	for {
		next := ticket.NextPoll()
		if next.After(until()) {
			return false
		}
		timer := time.NewTimer(time.Until(next))
		select {
		case <-timer.C:
		case <-ticket.Done():
		case <-ctx.Done():
		}
		timer.Stop()
		if isDone(ticket) || ctx.Err() != nil {
			return false
		}
		if !time.Now().Before(ticket.NextPoll()) {
			return true
		}
	}
}

// poll asks once whether the answer is there, and notes in the ticket what came of it. A ticket keeps standing, with
// its pace, whatever goes wrong, unless the registry has lost it or has done with it.
func (l *Lookup[R]) poll(ctx context.Context, ticket *cache.Ticket[told[R]]) (err error) {
	defer ticket.Polled()
	defer l.recovered(ctx, &err)
	collector, ok := l.driver.(adapters.Collector[R])
	if !ok {
		return adapters.Fail(adapters.Internal, "", "a driver that cannot collect gave a ticket")
	}
	var reply adapters.Reply[R]
	var evidence audit.Evidence
	attempts, err := l.guard.Poll(ctx, func(ctx context.Context, x adapters.Exchanger) (err error) {
		seen := audit.Watch(x)
		reply, err = collector.Collect(ctx, ticket.Query, ticket.Pending().Ticket, seen)
		evidence = seen.Evidence()
		return err
	})
	var pending *adapters.Pending
	switch failure := adapters.AsFailure(err); {
	case err == nil:
		l.house.Metrics.Unlisted(l.spec.Registry, l.spec.Lookup, reply.Unlisted)
		l.tickets.Finish(ticket, told[R]{reply: reply, at: time.Now(), attempts: attempts, evidence: evidence}, nil)
	case errors.As(err, &pending):
		ticket.Postpone(l.paced(*pending))
	case failure.EndsTicket():
		l.tickets.Finish(ticket, told[R]{}, failure)
	case failure.Kind == adapters.Refused:
		ticket.Refused(failure.RetryAfter)
	default:
		ticket.Delay(failure.RetryAfter)
	}
	return err
}

// stands says what a caller is given who stops waiting after a poll ended with err. The question has been taken, and
// only a failure that the registry caused says more than that.
func (l *Lookup[R]) stands(ticket *cache.Ticket[told[R]], before, err error) error {
	var pending *adapters.Pending
	if err == nil || errors.As(err, &pending) {
		return &taken[R]{ticket}
	}
	switch f := adapters.AsFailure(err); f.Kind {
	case adapters.Refused, adapters.Canceled, adapters.DeadlineEnded:
		return before
	default:
		return f
	}
}
