package app

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/maintenance"
	"github.com/sverka/sverka/internal/probe"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/transport"
)

// Files returns how many files a gateway of this configuration may come to have open, and how many the process may; 0: not known.
func (c *Config) Files() (need, may uint64) { return neededFiles(c), openFiles() }

// An Examination is the registries of a configuration as a gateway would reach them, to be looked at once: it opens no port, and neither
// reads nor writes the state or the audit of a gateway that runs beside it. Close it.
type Examination struct {
	cfg   *Config
	parts parts
	ways  []way

	unseen map[string][]string // by registry

	mu    sync.Mutex
	spent map[string]int
}

// An Examined is one registry of an Examination.
type Examined struct {
	Name   string
	Reach  transport.Config
	Closed *maintenance.Calendar
	Limit  time.Duration // of an exchange
	Probe  probe.Config
	// CredentialUntil is the last day on which the registry takes what its driver shows; "": not known.
	CredentialUntil string
	// Unseen are the keys of its secrets that this process cannot have (secret.ErrNotHanded): it must not be asked by what it then is
	// shown, and no connection stands for ours if one of them is of transport.
	Unseen []string
	// Client is what a gateway would ask it by. Exchanges of it alone are not counted by Spent.
	Client *transport.Client

	of  *Examination
	put func(context.Context) error // nil: nothing is configured to be asked
}

// Examine builds the registries of cfg, each asked at most once a question: nothing is retried.
func Examine(cfg Config, log *slog.Logger) (*Examination, []Examined, error) {
	cfg.Registries.Each(func(_ string, r *AnyRegistry) { r.Limits.Retry.Retries = 0 })
	e := &Examination{cfg: &cfg, spent: make(map[string]int), unseen: make(map[string][]string)}
	cfg.Registries.Each(func(name string, r *AnyRegistry) { e.strip(name, &r.Transport.TLS) })
	house := &lookup.House{Keyer: cache.NewKeyer(), Metrics: newMetrics(cfg, ""), Log: log, Ceiling: cfg.API.Ceiling,
		Pending: cache.Limits{Keep: cfg.Pending.Keep, Open: cfg.Pending.Open, Most: cfg.Pending.Tickets}}
	secrets := secrets{log: log, unseen: func(key string) {
		registry := strings.Split(key, ".")[1] // registries.<name>.…
		e.unseen[registry] = append(e.unseen[registry], key)
	}}
	b := builder{house: house, observer: counting{e}, changed: func() {}, secrets: &secrets,
		promised: make(map[string]config.Objectives)}
	_, err := b.registries(cfg.Registries)
	e.parts, e.ways = b.parts, secrets.ways
	if err != nil {
		e.Close()
		return nil, nil, err
	}
	return e, e.all(), nil
}

// strip takes out of a way's TLS what this process cannot have.
func (e *Examination) strip(registry string, t *transport.TLS) {
	lacks := func(key, written string) bool {
		if !secret.NotHanded(written) {
			return false
		}
		e.unseen[registry] = append(e.unseen[registry], "registries."+registry+".transport.tls."+key)
		return true
	}
	if lacks("ca_file", t.CAFile) {
		t.CAFile = ""
	}
	if certificate, key := lacks("certificate_file", t.CertificateFile), lacks("key_file", t.KeyFile); certificate || key {
		t.CertificateFile, t.KeyFile = "", ""
	}
}

func (e *Examination) all() (all []Examined) {
	e.cfg.Registries.Each(func(name string, r *AnyRegistry) {
		i := slices.IndexFunc(e.ways, func(w way) bool { return w.registry == name })
		closed, _ := maintenance.New(r.Maintenance) // validated
		all = append(all, Examined{
			Name: name, Unseen: e.unseen[name], Reach: r.Transport, Closed: closed, Limit: r.Limits.ExchangeLimit, Probe: r.Probe,
			CredentialUntil: r.CredentialUntil, Client: e.ways[i].client,
			of: e, put: e.question(name, r.Probe),
		})
	})
	return all
}

// question returns what asks about the test subject; nil: none is configured.
func (e *Examination) question(registry string, p probe.Config) func(context.Context) error {
	if !p.On() {
		return nil
	}
	put, _, err := e.parts.question(registry, p)
	if err != nil {
		return func(context.Context) error { return err }
	}
	return put
}

// Asks reports whether there is a test subject.
func (x Examined) Asks() bool { return x.put != nil }

// Ask asks about the test subject, once. The error is a lookup's, or says what is wrong with the question; answered is true for
// an answer of whatever outcome.
func (x Examined) Ask(ctx context.Context) (answered bool, err error) {
	err = x.put(ctx)
	var pending *adapters.Pending
	return err == nil || errors.As(err, &pending), err
}

// Greet makes one exchange that is about nobody: HEAD of the registry's address. Whatever it replies, it replies.
func (x Examined) Greet(ctx context.Context) (adapters.Response, transport.Wire, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, x.Limit, adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, "an exchange outlived its limit"))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodHead, x.Reach.BaseURL, http.NoBody)
	if err != nil {
		return adapters.Response{}, transport.Wire{}, adapters.Fail(adapters.Internal, "", "the address makes no request")
	}
	x.of.add(x.Name)
	return x.Client.Do(ctx, r)
}

func (e *Examination) add(registry string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.spent[registry]++
}

// Spent returns how many exchanges the registry has been asked.
func (x Examined) Spent() int {
	x.of.mu.Lock()
	defer x.of.mu.Unlock()
	return x.of.spent[x.Name]
}

// Close gives back what Examine took.
func (e *Examination) Close() {
	for _, end := range e.parts.ends {
		end()
	}
}

// counting counts exchanges, and nothing else.
type counting struct{ e *Examination }

func (c counting) Exchanged(x resilience.Exchange)       { c.e.add(x.Registry) }
func (counting) Attempted(resilience.Attempt)            {}
func (counting) Retried(resilience.Retrial)              {}
func (counting) GateChanged(resilience.GateChange)       {}
func (counting) BreakerChanged(resilience.BreakerChange) {}
