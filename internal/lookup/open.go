package lookup

import (
	"context"
	"errors"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/fair"
	"github.com/sverka/sverka/internal/resilience"
)

// askLater is ask for a registry that may answer later: it resumes the ticket that stands for the question, or opens one.
func (l *Lookup[R]) askLater(ctx context.Context, f *flight[R], key cache.Key, q adapters.Query) (told[R], error) {
	var first told[R]
	ticket, open := l.tickets.Get(key)
	if !open {
		var err error
		var opened *taken[R]
		if first, err = l.open(ctx, f, key, q); !errors.As(err, &opened) {
			return l.keep(key, q, first, err)
		}
		ticket = opened.ticket
	}
	f.Stand(&taken[R]{ticket})
	collected, err := l.collect(ctx, f, ticket)
	collected.attempts += first.attempts
	return l.keep(key, q, collected, err)
}

// open puts the question to the registry and waits until ctx ends. The asking itself goes on then: broken off, it would
// leave a request in the registry's queue that nobody knows of, and the next question would be another. Equal questions
// share it, so that one ticket stands for them; a ticket that comes when nobody waits any longer is there for the next.
func (l *Lookup[R]) open(ctx context.Context, f *flight[R], key cache.Key, q adapters.Query) (told[R], error) {
	asked := l.openings.DoChan(string(key[:]), func() (any, error) {
		defer fair.Hold(ctx)() // the caller may go, and what he began goes on at his expense
		lasting, end := context.WithTimeoutCause(context.WithoutCancel(ctx), l.house.Ceiling, context.DeadlineExceeded)
		defer end()
		return l.opened(lasting, key, q, func() time.Time {
			if ctx.Err() != nil {
				return time.Time{} // nobody waits: no retry
			}
			return f.Until()
		})
	})
	defer resilience.Leave(ctx)() // the asking may be another's: all of it is waited for
	select {
	case r := <-asked:
		first, _ := r.Val.(told[R])
		return first, r.Err
	case <-ctx.Done():
		return told[R]{}, cache.Ended(ctx)
	}
}

// opened asks, and holds the ticket if the registry gives one: it comes back with an answer, a failure, or taken.
func (l *Lookup[R]) opened(ctx context.Context, key cache.Key, q adapters.Query, until func() time.Time) (told[R], error) {
	if ticket, open := l.tickets.Get(key); open {
		return told[R]{}, &taken[R]{ticket}
	}
	if l.tickets.Full() {
		f := adapters.Fail(adapters.Refused, adapters.ReasonBusy, "no further ticket can be held")
		return told[R]{}, f.After(time.Minute)
	}
	first, err := l.fetch(ctx, until, q)
	var pending *adapters.Pending
	if errors.As(err, &pending) {
		return first, &taken[R]{l.tickets.Open(key, q, l.paced(*pending))}
	}
	return first, err
}
