package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	_ "time/tzdata" // calendars and days of quotas need zones, also on a machine that has none

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/maintenance"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport"
)

// A builder puts registries together from their rooms.
type builder struct {
	house    *lookup.House
	observer resilience.Observer
	changed  func() // what is to survive a restart has changed
	secrets  *secrets
	promised map[string]config.Objectives // by registry
	parts    parts
}

// parts are what was built, for those who look at all registries alike.
type parts struct {
	policies []*resilience.Registry
	shelves  []func() telemetry.Shelf
	asks     map[string]ask // by registry/lookup
	ends     []func()
}

// stock says what all lookups hold.
func (p *parts) stock() []telemetry.Shelf {
	all := make([]telemetry.Shelf, len(p.shelves))
	for i, shelf := range p.shelves {
		all[i] = shelf()
	}
	return all
}

// policy gives a registry its one HTTP client, and what its lookups share.
func (b *builder) policy(name string, c AnyRegistry) (*resilience.Registry, error) {
	client, err := transport.New(c.Transport, transport.WithLog(b.secrets.log.With("registry", name)))
	if err != nil {
		return nil, fmt.Errorf("registries.%s.transport: %w", name, err)
	}
	b.parts.ends = append(b.parts.ends, client.Close)
	until, _ := config.EndOf(c.CredentialUntil) // validated
	b.secrets.ways = append(b.secrets.ways, way{registry: name, client: client, credential: until})
	calendar, err := maintenance.New(c.Maintenance)
	if err != nil {
		return nil, fmt.Errorf("registries.%s.maintenance: %w", name, err)
	}
	policy, err := resilience.NewRegistry(name, c.Limits, wire{client}, b.observer, resilience.WithCalendar(calendar), resilience.WithKeeper(b.changed))
	if err != nil {
		return nil, fmt.Errorf("registries.%s.limits: %w", name, err)
	}
	b.parts.policies = append(b.parts.policies, policy)
	b.promised[name] = c.SLO
	return policy, nil
}

// working lets a scrape read how the working token of the registry stands whose policy was made last.
func (b *builder) working(token func() adapters.WorkingToken) {
	b.secrets.ways[len(b.secrets.ways)-1].token = token
}

// promisedToNone returns an error that names the objectives of lookups that there are not.
func (b *builder) promisedToNone() error {
	var errs []error
	for _, policy := range b.parts.policies {
		var names []string
		for _, l := range policy.Lookups() {
			names = append(names, l.Name())
		}
		for name := range b.promised[policy.Name()].Lookups {
			if !slices.Contains(names, name) {
				errs = append(errs, fmt.Errorf("registries.%s.slo.lookups.%s: must be one of the registry's lookups: %s",
					policy.Name(), name, strings.Join(names, ", ")))
			}
		}
	}
	return errors.Join(errs...)
}

// add gives a driver its lookup.
func add[R any](b *builder, policy *resilience.Registry, driver adapters.Driver[R]) *lookup.Lookup[R] {
	spec := driver.Spec()
	_, pends := driver.(adapters.Collector[R])
	b.house.Metrics.Add(spec, pends)
	promised := b.promised[spec.Registry].Of(spec.Lookup, pends)
	b.house.Metrics.Promise(spec.Registry, spec.Lookup, float64(promised.Target), promised.Objective)
	l := lookup.New(b.house, policy.Lookup(spec.Lookup), driver)
	b.parts.shelves = append(b.parts.shelves, l.Shelf)
	b.parts.asked(spec, pends, asking(l))
	b.parts.ends = append(b.parts.ends, l.Close)
	return l
}
