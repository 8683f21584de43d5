package lookup_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

type record struct{ Colour string }

// A driver is a fake one: each call of Fetch or Collect takes the next step of its script.
type driver struct {
	spec adapters.Spec

	calendar resilience.Calendar // of its registry; nil: none

	mu      sync.Mutex
	fetch   []step
	collect []step
	fetched int
	polled  int
	polls   []time.Time
}

// driver returns d as what its script makes it: one that answers later only if there is something to collect.
func (d *driver) driver() adapters.Driver[record] {
	if d.collect == nil {
		return atOnce{d}
	}
	return d
}

// atOnce is a driver without Collect.
type atOnce struct{ d *driver }

func (a atOnce) Spec() adapters.Spec { return a.d.spec }

func (a atOnce) Fetch(ctx context.Context, q adapters.Query, x adapters.Exchanger) (adapters.Reply[record], error) {
	return a.d.Fetch(ctx, q, x)
}

// A step is what one call does: it waits, and gives its reply or error.
type step struct {
	takes time.Duration
	reply adapters.Reply[record]
	err   error
	panic string
}

func (d *driver) Spec() adapters.Spec { return d.spec }

func (d *driver) Fetch(ctx context.Context, _ adapters.Query, _ adapters.Exchanger) (adapters.Reply[record], error) {
	d.mu.Lock()
	s := d.fetch[min(d.fetched, len(d.fetch)-1)]
	d.fetched++
	d.mu.Unlock()
	return s.run(ctx)
}

func (d *driver) Collect(ctx context.Context, _ adapters.Query, _ adapters.Ticket, _ adapters.Exchanger) (adapters.Reply[record], error) {
	d.mu.Lock()
	s := d.collect[min(d.polled, len(d.collect)-1)]
	d.polled++
	d.polls = append(d.polls, time.Now())
	d.mu.Unlock()
	return s.run(ctx)
}

func (s step) run(ctx context.Context) (adapters.Reply[record], error) {
	select {
	case <-time.After(s.takes):
	case <-ctx.Done():
		return adapters.Reply[record]{}, cache.Ended(ctx)
	}
	if s.panic != "" {
		panic(s.panic)
	}
	return s.reply, s.err
}

func (d *driver) calls() (fetched, polled int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.fetched, d.polled
}

type noWire struct{}

func (noWire) Do(context.Context, *http.Request) (adapters.Response, resilience.Timing, error) {
	panic("the fake driver makes no exchange")
}

type asked = lookup.Lookup[record]

// A bench is a lookup of a fake driver, with what it writes down.
type bench struct {
	*asked
	house  *lookup.House
	log    *bytes.Buffer
	policy *resilience.Registry
}

func (b bench) guardState() resilience.BreakerState {
	return b.policy.Snapshot().Lookups[0].Breaker.State
}

// series returns the counter of the series of which the label has the value.
func (b bench) series(t *testing.T, name, label, value string) float64 {
	t.Helper()
	families, err := b.house.Metrics.Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if f.GetName() == name && l.GetName() == label && l.GetValue() == value {
					return m.GetCounter().GetValue()
				}
			}
		}
	}
	t.Fatalf("%s{%s=%q} does not exist", name, label, value)
	return 0
}

func newBench(t *testing.T, d *driver, change ...func(*lookup.House, *resilience.Config)) bench {
	t.Helper()
	var log bytes.Buffer
	metrics := telemetry.New("test")
	metrics.Add(d.spec, true)
	house := &lookup.House{
		Keyer: cache.NewKeyer(), Metrics: metrics, Log: telemetry.NewLogger(&log, "json", slog.LevelDebug),
		Ceiling: 30 * time.Second, Entries: 100,
	}
	cfg := resilience.Default()
	for _, c := range change {
		c(house, &cfg)
	}
	registry, err := resilience.NewRegistry(d.spec.Registry, cfg, noWire{}, metrics, resilience.WithCalendar(d.calendar))
	if err != nil {
		t.Fatal(err)
	}
	guard := registry.Lookup(d.spec.Lookup)
	l := lookup.New(house, guard, d.driver())
	t.Cleanup(l.Close)
	return bench{l, house, &log, registry}
}

func spec() adapters.Spec {
	return adapters.Spec{
		Registry: "mvd", Lookup: "test",
		Needs: []adapters.Need{
			{{Field: adapters.FieldName}},
			{{Field: adapters.FieldBirthDate, Precision: adapters.PrecisionDay}},
		},
		Outcomes: []adapters.Outcome{adapters.Match, adapters.Mismatch, adapters.NotFound, adapters.Ambiguous, adapters.Clear, adapters.Possible, adapters.Listed},
		Verdicts: []adapters.Verdict{adapters.Active},
		Purposes: []adapters.Purpose{adapters.AccountUpgrade},
		Pace:     2 * time.Second,
	}
}

func query(change ...func(*adapters.Stated, *adapters.Query)) adapters.Query {
	born, _ := adapters.ParseDate("1991-04-17")
	stated := &adapters.Stated{
		FamilyName: adapters.NewSecret("Каримов"), GivenName: adapters.NewSecret("Азиз"), BirthDate: born, Sex: adapters.Male,
	}
	q := adapters.Query{Purpose: adapters.AccountUpgrade, Basis: adapters.Basis{Kind: adapters.PublicService}, Caller: portal.Name, Grant: portal.Grant}
	for _, c := range change {
		c(stated, &q)
	}
	q.Subject = adapters.NewSubject(stated)
	return q
}

// match is a reply about the very person of query.
func match() adapters.Reply[record] {
	born, _ := adapters.ParseDate("1991-04-17")
	return adapters.Reply[record]{
		Outcome: adapters.Match, Verdict: adapters.Active, Record: &record{"crimson"},
		Told: adapters.Told{
			Name:      adapters.PersonName{FamilyName: adapters.NewSecret("КАРИМОВ"), GivenName: adapters.NewSecret("АЗИЗ")},
			BirthDate: born,
		},
	}
}

func within(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// portal is who asks.
var portal = adapters.Caller{Name: "portal", Grant: adapters.GrantEverything()}
