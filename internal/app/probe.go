package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/httpapi"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/probe"
	"github.com/sverka/sverka/internal/resilience"
)

// An ask puts questions to one lookup, whatever its record.
type ask struct {
	put   func(context.Context, adapters.Query) error
	plan  func(adapters.Query) adapters.Plan
	spec  adapters.Spec
	pends bool
}

func asking[R any](l *lookup.Lookup[R]) ask {
	return ask{
		put:  func(ctx context.Context, q adapters.Query) error { _, err := l.Lookup(ctx, q); return err },
		plan: func(q adapters.Query) adapters.Plan { return l.Plan(q, nil) },
	}
}

func (p *parts) asked(spec adapters.Spec, pends bool, a ask) {
	if p.asks == nil {
		p.asks = make(map[string]ask)
	}
	a.spec, a.pends = spec, pends
	p.asks[spec.Name()] = a
}

// validateProbes looks at what is asked about test subjects, where the sections say it rightly.
func (c *Config) validateProbes() error {
	var errs []error
	c.Registries.Each(func(name string, r *AnyRegistry) {
		p := r.Probe
		if !p.On() || p.QueryFile == "" {
			return
		}
		key := "registries." + name + ".probe"
		if !slices.Contains(httpapi.LookupNames(), name+"/"+p.Lookup) {
			errs = append(errs, fmt.Errorf("%s.lookup: must be a lookup of this registry, without its name", key))
		}
		if _, err := probeQuery(p.QueryFile); err != nil {
			errs = append(errs, fmt.Errorf("%s.query_file: %w", key, err))
		}
	})
	return errors.Join(errs...)
}

// maxProbe bounds the file of a question.
const maxProbe = 64 << 10

// probeQuery reads the question about a test subject. Its error quotes nothing of it.
func probeQuery(file string) (adapters.Query, error) {
	f, err := os.Open(file)
	if err != nil {
		return adapters.Query{}, fmt.Errorf("%s: %w", file, errors.Unwrap(err))
	}
	defer func() { _ = f.Close() }() // it was only read
	if at, err := f.Stat(); err != nil || !at.Mode().IsRegular() {
		return adapters.Query{}, fmt.Errorf("%s: must be a regular file", file)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxProbe+1))
	if err != nil {
		return adapters.Query{}, fmt.Errorf("%s: cannot be read", file)
	}
	q, err := httpapi.ReadQuery(text, maxProbe)
	if err != nil {
		return q, fmt.Errorf("%s: must be a question as the API takes it: %w", file, err)
	}
	q.Caller, q.Grant, q.Unkept = probe.Caller, adapters.GrantEverything(), true
	return q, nil
}

// question returns what asks a registry about its test subject, and by which lookup. Its error begins with the key of the section that
// is wrong.
func (p *parts) question(registry string, c probe.Config) (put func(context.Context) error, of adapters.Spec, err error) {
	q, err := probeQuery(c.QueryFile)
	if err != nil {
		return nil, of, fmt.Errorf("query_file: %w", err)
	}
	asked := p.asks[registry+"/"+c.Lookup]
	if err := asked.fits(q); err != nil {
		return nil, of, err
	}
	return func(ctx context.Context) error { return asked.put(ctx, q) }, asked.spec, nil
}

// fits returns an error unless q can be asked of the lookup, at once and whole.
func (a ask) fits(q adapters.Query) error {
	if a.pends {
		return errors.New("lookup: must be one that is answered at once: a question about a test subject is not left in a queue")
	}
	if !slices.Contains(a.spec.Purposes, q.Purpose) {
		return errors.New("query_file: its purpose is none that the lookup serves")
	}
	var lacks []string
	for _, e := range a.plan(q).Lacks {
		lacks = append(lacks, e.Pointer+" "+e.Code)
	}
	if lacks != nil {
		return errors.New("query_file: the lookup needs more, or other, than it states: " + strings.Join(lacks, ", "))
	}
	return nil
}

// A prober is what probes of a program.
type prober []*probe.Probe

// probing makes the probes that are configured. Who asks them is in the parts.
func (a *App) probing() error {
	var errs []error
	a.cfg.Registries.Each(func(name string, r *AnyRegistry) {
		c := r.Probe
		if !c.On() {
			return
		}
		put, spec, err := a.parts.question(name, c)
		if err != nil {
			errs = append(errs, config.At("registries."+name+".probe", err))
			return
		}
		a.metrics.AddProbe(name, c.Lookup, c.Every)
		a.prober = append(a.prober, probe.New(probe.Probe{
			Registry: name, Lookup: c.Lookup, Every: c.Every, Wait: a.cfg.API.Wait, Reserve: int(r.Limits.Retry.Budget.Reserve),
			Operations: operations(spec), Ask: put, Snapshot: a.policy(name).Snapshot, Metrics: a.metrics,
		}))
	})
	if len(a.prober) > 0 {
		a.metrics.NameProbe()
	}
	return errors.Join(errs...)
}

func operations(spec adapters.Spec) (all []string) {
	for _, c := range spec.Costs() {
		all = append(all, c.Operation)
	}
	return all
}

func (a *App) policy(name string) *resilience.Registry {
	i := slices.IndexFunc(a.parts.policies, func(r *resilience.Registry) bool { return r.Name() == name })
	return a.parts.policies[i]
}

// probes runs them until ctx ends or end is called, which waits for them.
func (a *App) probes(ctx context.Context) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, p := range a.prober {
		a.log.Info("a test subject is asked about", "registry", p.Registry, "lookup", p.Lookup, "every", p.Every)
		running.Go(func() { p.Run(ctx) })
	}
	return func() {
		cancel()
		running.Wait()
	}
}

// A noticing tells the probes of a registry when its breakers and gate change.
type noticing struct {
	resilience.Observer
	app *App
}

// GateChanged implements resilience.Observer.
func (n noticing) GateChanged(c resilience.GateChange) {
	n.Observer.GateChanged(c)
	n.tell(c.Registry)
}

// BreakerChanged implements resilience.Observer.
func (n noticing) BreakerChanged(c resilience.BreakerChange) {
	n.Observer.BreakerChanged(c)
	n.tell(c.Registry)
}

func (n noticing) tell(registry string) {
	for _, p := range n.app.prober {
		if p.Registry == registry {
			p.Changed()
		}
	}
}
