package resilience

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/fair"
)

// A Wire makes one HTTP exchange. It is safe for concurrent use.
type Wire interface {
	// Do sends r under ctx and reads the whole body of the response, within the registry's cap. It returns soon after ctx
	// ends. Its errors are *adapters.Failure where it can name them; one that came of ctx's end need not be, for the
	// Exchanger knows whose end it was.
	Do(ctx context.Context, r *http.Request) (adapters.Response, Timing, error)
}

// A Timing is what a Wire measured of one exchange; zero members did not happen or were not measured.
type Timing struct {
	Reused    bool          // over a connection that was open already
	Queued    time.Duration // waited for a connection: not on the wire
	DNS       time.Duration
	Connect   time.Duration
	TLS       time.Duration
	FirstByte time.Duration // from the request's last byte to the reply's first
	Read      time.Duration // from there to its last
}

// A Registry is what the lookups of one authority share: waiting, the budget of retries, the gate, quotas, and the
// exchanges in flight. It is safe for concurrent use.
type Registry struct {
	name     string
	cfg      Config
	wire     Wire
	observer Observer
	bulkhead bulkhead
	budget   *budget
	gate     *gate
	quotas   *quotas
	inflight *inflight
	keep     func() // see WithKeeper

	mu      sync.Mutex
	lookups []*Lookup
}

// An Option completes a Registry.
type Option func(*Registry)

// WithCalendar lets the gate hold while c says that the registry is closed for maintenance.
func WithCalendar(c Calendar) Option { return func(r *Registry) { r.gate.calendar = c } }

// NewRegistry returns the policy for the registry of that name over wire. The error is cfg.Validate's. observer may be
// nil.
func NewRegistry(name string, cfg Config, wire Wire, observer Observer, options ...Option) (*Registry, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	quotas, err := newQuotas(cfg.Quota)
	if err != nil {
		return nil, err
	}
	if observer == nil {
		observer = silence{}
	}
	r := &Registry{
		name: name, cfg: cfg, wire: wire, observer: observer,
		bulkhead: bulkhead{fair.NewRoom(cfg.Waiting)},
		budget:   newBudget(cfg.Retry.Budget),
		gate:     &gate{registry: name, cfg: cfg.Gate, observer: observer, keep: func() {}, override: observing(cfg.Observe)},
		quotas:   quotas,
		inflight: &inflight{limit: cfg.InFlight},
		keep:     func() {},
	}
	for _, option := range options {
		option(r)
	}
	return r, nil
}

// Name returns the registry's name.
func (r *Registry) Name() string { return r.name }

// Lookup returns the policy for the registry's lookup of that name ("snils-check"); the same name gives the same one.
// It is to be called when the program is put together: with the second lookup, Config.LookupShare begins to bind.
func (r *Registry) Lookup(name string) *Lookup {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.IndexFunc(r.lookups, func(l *Lookup) bool { return l.name == name }); i >= 0 {
		return r.lookups[i]
	}
	l := &Lookup{
		name: name, registry: r, breaker: newBreaker(r.name, name, r.cfg, r.observer),
		share: share{fair.NewRoom(r.cfg.Waiting)},
	}
	l.breaker.keep = r.keep
	r.lookups = append(r.lookups, l)
	part := r.cfg.LookupShare
	if len(r.lookups) == 1 {
		part = 100 // no sibling to starve
	}
	for _, sibling := range r.lookups {
		sibling.share.Limit(part.of(r.cfg.Waiting))
	}
	r.inflight.add(&l.lane, part.of(r.cfg.InFlight))
	return l
}

// Lookups returns the registry's lookups in the order of their making.
func (r *Registry) Lookups() []*Lookup { return r.all() }

// all returns the lookups in the order of their making.
func (r *Registry) all() []*Lookup {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.lookups)
}

// busy is the refusal of one who finds no place.
func (r *Registry) busy(detail string) *adapters.Failure {
	f := adapters.Fail(adapters.Refused, adapters.ReasonBusy, detail)
	f.RetryAfter = r.inflight.clearing(r.bulkhead.all.Held())
	return f
}
