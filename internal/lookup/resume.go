package lookup

import (
	"context"
	"errors"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/fair"
)

// Resume returns the answer to a question that was pending, by the id that its asking was given. It opens no ticket; it
// polls once if the pace allows, and else says what stands. To anyone but the one who asked it is
// adapters.ErrNoSuchLookup. What he may ask and is told counts as it is granted now.
func (l *Lookup[R]) Resume(ctx context.Context, who adapters.Caller, id string) (answer adapters.Answer[R], err error) {
	ticket, q, ok := l.tickets.Find(who.Name, id)
	if !ok {
		return answer, adapters.ErrNoSuchLookup
	}
	ctx = fair.WithCaller(ctx, who.Name)
	q.Grant = who.Grant
	asking := begin("resume", id, q)
	ctx, asking.span = l.house.Traces.Lookup(ctx, true, l.spec.Registry, l.spec.Lookup, q.Caller)
	if err := l.intend(ctx, asking, q); err != nil {
		return l.settle(ctx, asking, q, answer, err)
	}
	if f := permit(&l.spec, &q); f != nil {
		return l.settle(ctx, asking, q, answer, f)
	}
	told, err := l.look(ctx, ticket)
	asking.attempts, asking.evidence = told.attempts, told.evidence
	if err == nil {
		answer, err = l.judge(q, told)
	} else if isDone(ticket) {
		l.tickets.Forget(id) // lost: it is said once, for this id will never have an answer
	}
	var open *taken[R]
	if errors.As(err, &open) {
		err = ticket.Pending()
	}
	return l.settle(ctx, asking, q, answer, err)
}

// look polls the ticket if it is due and there is a place to wait in, and comes back with its result, or what stands.
func (l *Lookup[R]) look(ctx context.Context, ticket *cache.Ticket[told[R]]) (told[R], error) {
	standing := error(&taken[R]{ticket})
	if !isDone(ticket) {
		if leave, err := l.guard.Enter(ctx); err == nil {
			defer leave()
			if ticket.Claim() {
				standing = l.stands(ticket, standing, l.poll(ctx, ticket))
			}
		}
	}
	if isDone(ticket) {
		return ticket.Result()
	}
	return told[R]{}, standing
}

func isDone[T any](ticket *cache.Ticket[T]) bool {
	select {
	case <-ticket.Done():
		return true
	default:
		return false
	}
}
