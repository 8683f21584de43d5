package lookup

import (
	"context"
	"runtime/debug"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/cache"
)

type flight[R any] = cache.Flight[told[R]]

// taken says that the registry has taken the question and that ticket stands for it.
type taken[R any] struct{ ticket *cache.Ticket[told[R]] }

// Error implements error.
func (*taken[R]) Error() string { return "pending" }

// ask is the body of a flight: it comes back with what the registry told, a *adapters.Failure, or taken.
func (l *Lookup[R]) ask(ctx context.Context, f *flight[R], key cache.Key, q adapters.Query) (told[R], error) {
	if _, ok := l.driver.(adapters.Collector[R]); ok {
		return l.askLater(ctx, f, key, q)
	}
	told, err := l.fetch(ctx, f.Until, q)
	return l.keep(key, q, told, err)
}

// fetch takes a place among those who wait, and asks the registry.
func (l *Lookup[R]) fetch(ctx context.Context, until func() time.Time, q adapters.Query) (told told[R], err error) {
	defer l.recovered(ctx, &err)
	leave, err := l.guard.Enter(ctx)
	if err != nil {
		return told, err
	}
	defer leave()
	told.attempts, err = l.guard.Do(ctx, until, func(ctx context.Context, x adapters.Exchanger) (err error) {
		seen := audit.Watch(x)
		told.reply, err = l.driver.Fetch(ctx, q, seen)
		told.evidence = seen.Evidence()
		return err
	})
	told.at = time.Now()
	l.house.Metrics.Unlisted(l.spec.Registry, l.spec.Lookup, told.reply.Unlisted)
	return told, err
}

// keep keeps what may be kept: a match, after it was compared with what was stated.
func (l *Lookup[R]) keep(key cache.Key, q adapters.Query, told told[R], err error) (told[R], error) {
	if err != nil || l.spec.MaxAge <= 0 || q.Unkept {
		return told, err
	}
	if answer, err := l.judge(q, told); err == nil && answer.Outcome.Kept() {
		l.kept.Keep(key, told, keepUntil(told.at.Add(l.spec.MaxAge), told.reply.ValidUntil))
	}
	return told, nil
}

// keepUntil returns the earlier of latest and the end of the day validUntil.
func keepUntil(latest time.Time, validUntil adapters.Date) time.Time {
	if validUntil.IsZero() {
		return latest
	}
	if day, ok := validUntil.Time(adapters.Moscow()); ok {
		if end := day.AddDate(0, 0, 1); end.Before(latest) {
			return end
		}
	}
	return latest
}

// recovered turns a panic of a driver into an internal failure. The stack tells where; the panic's own text is not
// written, for it may quote what was read.
func (l *Lookup[R]) recovered(ctx context.Context, err *error) {
	if p := recover(); p != nil {
		l.house.Metrics.Panicked()
		l.house.Log.ErrorContext(ctx, "panic", "registry", l.spec.Registry, "lookup", l.spec.Lookup, "stack", string(debug.Stack()))
		*err = adapters.Fail(adapters.Internal, "", "a panic on the way of the question")
	}
}
