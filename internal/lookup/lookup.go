package lookup

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/fair"
	"github.com/sverka/sverka/internal/person"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// A Lookup answers one kind of question: the only way to a driver. It implements adapters.Lookuper and is safe for
// concurrent use.
type Lookup[R any] struct {
	house  *House
	guard  *resilience.Lookup
	driver adapters.Driver[R]
	spec   adapters.Spec
	reads  person.Key

	flights *cache.Flights[told[R]]
	kept    *cache.Kept[told[R]]
	tickets *cache.Tickets[told[R]]
	// openings are the askings that may give a ticket, which outlive those who wait for them.
	openings singleflight.Group
	underway underway
}

// told is a registry's reply, and how it was had. On failure just attempts holds.
type told[R any] struct {
	reply    adapters.Reply[R]
	at       time.Time
	attempts int
	evidence audit.Evidence
}

// New returns the lookup of driver, held back by guard. Close it when it is no longer used.
func New[R any](house *House, guard *resilience.Lookup, driver adapters.Driver[R]) *Lookup[R] {
	spec := driver.Spec()
	return &Lookup[R]{
		house: house, guard: guard, driver: driver, spec: spec, reads: person.NewKey(spec),
		flights: cache.NewFlights[told[R]](),
		kept:    cache.NewKept[told[R]](house.Entries),
		tickets: cache.NewTickets[told[R]](house.Pending),
	}
}

// Spec returns the driver's Spec.
func (l *Lookup[R]) Spec() adapters.Spec { return l.spec }

// Close ends what the lookup runs in the background.
func (l *Lookup[R]) Close() { l.kept.Close() }

// Lookup asks about q. The error is a *adapters.Failure or a *adapters.Pending with its LookupID set, also of a
// question that was refused: each asking has an id, a log event and its metrics.
func (l *Lookup[R]) Lookup(ctx context.Context, q adapters.Query) (adapters.Answer[R], error) {
	ctx = fair.WithCaller(ctx, q.Caller)
	asking := begin("lookup", newID(), q)
	defer l.underway.begin(asking.started)()
	ctx, asking.span = l.house.Traces.Lookup(ctx, false, l.spec.Registry, l.spec.Lookup, q.Caller)
	ctx, asking.away = resilience.MeasureAway(ctx)
	answer, err := l.answer(ctx, asking, q)
	return l.settle(ctx, asking, q, answer, err)
}

// newID returns a UUIDv7 (RFC 9562, section 5.7). crypto/rand does not fail, so neither does this.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

func (l *Lookup[R]) answer(ctx context.Context, asking *asking, q adapters.Query) (answer adapters.Answer[R], err error) {
	held := l.holds(q)
	if errors.Is(held, adapters.Limited) { // nor written down: who goes on regardless must not fill the disk of the audit
		return answer, held
	}
	if err := l.intend(ctx, asking, q); err != nil {
		return answer, err
	}
	if held != nil {
		return answer, held
	}
	guess, err := l.venture(q)
	if err != nil {
		return answer, err
	}
	defer func() {
		if over := guess.end(l.guessed(answer.Outcome, answer.Reason, err)); over != nil {
			l.house.Metrics.CallerLimited(q.Caller, adapters.ReasonGuesses)
			answer, err = adapters.Answer[R]{}, over
		}
	}()
	answer, err = l.had(ctx, asking, q)
	if err == nil && l.matches() {
		l.house.Metrics.Told(q.Caller, answer.Outcome == adapters.Match)
	}
	return answer, err
}

// holds returns why the question may not be put, whoever it is about: the house is closing, it lacks something, the caller asks too often.
func (l *Lookup[R]) holds(q adapters.Query) error {
	if err := l.house.admit(); err != nil {
		return err
	}
	if err := check(l.spec, q); err != nil {
		return err
	}
	return l.house.allow(q.Caller)
}

// had returns the answer to a question that may be put, from wherever it is had.
func (l *Lookup[R]) had(ctx context.Context, asking *asking, q adapters.Query) (answer adapters.Answer[R], err error) {
	key := l.key(q)
	if told, ok := l.kept.Get(key); ok && !q.Unkept {
		asking.cached, asking.evidence = true, told.evidence
		l.house.Metrics.Shared(l.spec.Registry, l.spec.Lookup, telemetry.SharedKept)
		return l.judge(q, told)
	}
	told, shared, err := l.flights.Do(ctx, key, l.house.Ceiling, func(ctx context.Context, f *flight[R]) (told[R], error) {
		return l.ask(ctx, f, key, q)
	})
	asking.shared, asking.attempts, asking.evidence = shared, told.attempts, told.evidence
	l.house.Metrics.Shared(l.spec.Registry, l.spec.Lookup, sharedBy(shared))
	if err != nil {
		return answer, l.attach(asking.id, q, err)
	}
	return l.judge(q, told)
}

func sharedBy(flight bool) telemetry.Sharing {
	if flight {
		return telemetry.SharedFlight
	}
	return telemetry.SharedNone
}

// attach gives a question that the registry has taken its place with the ticket.
func (l *Lookup[R]) attach(id string, q adapters.Query, err error) error {
	var taken *taken[R]
	if !errors.As(err, &taken) {
		return err
	}
	l.tickets.Attach(id, q, taken.ticket)
	return taken.ticket.Pending()
}

// settle completes what the caller gets with the asking's id, cuts it to what he is told, and writes down what came of it.
func (l *Lookup[R]) settle(
	ctx context.Context, asking *asking, q adapters.Query, answer adapters.Answer[R], err error,
) (settled adapters.Answer[R], failed error) {
	defer func() { l.report(ctx, asking, settled, failed) }()
	defer func() { settled, failed = l.conclude(ctx, asking, settled, failed) }()
	if err == nil {
		disclose(q.Grant.Discloses(l.spec.Name()), &answer)
		answer.LookupID = asking.id
		answer.Source.Cached = asking.cached
		return answer, nil
	}
	var pending *adapters.Pending
	if errors.As(err, &pending) {
		p := *pending
		p.LookupID = asking.id
		err = &p
		return answer, err
	}
	// A flight's failure is shared by those who flew: each gets his own copy.
	f := *adapters.AsFailure(err)
	f.LookupID = asking.id
	err = &f
	return answer, err
}

// Shelf says what the lookup holds for others at the moment.
func (l *Lookup[R]) Shelf() telemetry.Shelf {
	return telemetry.Shelf{
		Registry: l.spec.Registry, Lookup: l.spec.Lookup,
		Kept: l.kept.Len(), Flights: l.flights.Len(), Tickets: l.tickets.Len(), Oldest: l.underway.oldest(),
	}
}
