package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/httpapi"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/state"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/trace/otlp"
)

// An App is one gateway. Build it with New, then Run it once.
type App struct {
	cfg     Config
	log     *slog.Logger
	metrics *telemetry.Metrics
	house   *lookup.House
	parts   parts
	secrets secrets
	keeper  *state.Keeper // nil: nothing survives a restart
	gate    *access.Gate  // nil: callers are not told apart
	audit   *audit.Log    // nil: it is off
	prober  prober
	traces  *otlp.Exporter // nil: nothing is traced

	version string
	began   time.Time
	reloads reloads

	draining atomic.Bool
	servers  []*server
	ready    chan struct{}
}

// New builds the gateway: it reads secrets and certificates, takes the state file and the audit log and what they say, and compiles contracts. It
// opens no connection and no port. version is what build info says.
func New(cfg Config, log *slog.Logger, version string) (*App, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if err := enoughFiles(&cfg, openFiles()); err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, log: log, version: version, began: time.Now(), metrics: newMetrics(cfg, version), ready: make(chan struct{}), secrets: secrets{log: log}}
	a.house = &lookup.House{
		Keyer: cache.NewKeyer(), Metrics: a.metrics, Log: log, Ceiling: cfg.API.Ceiling, Entries: cfg.Cache.Entries,
		Pending: cache.Limits{Keep: cfg.Pending.Keep, Open: cfg.Pending.Open, Most: cfg.Pending.Tickets},
	}
	if err := errors.Join(a.openState(), a.openAudit(), a.openTraces()); err != nil {
		a.close()
		return nil, err
	}
	b := builder{
		house: a.house, observer: noticing{telemetry.NewObserver(a.metrics, log), a}, changed: a.stateChanged, secrets: &a.secrets,
		promised: make(map[string]config.Objectives),
	}
	lookups, err := b.registries(cfg.Registries)
	a.parts = b.parts
	if err == nil {
		err = b.promisedToNone()
	}
	if err != nil {
		a.close()
		return nil, err
	}
	a.restore()
	if err := errors.Join(a.guard(), a.probing()); err != nil {
		a.close()
		return nil, err
	}
	a.metrics.PromiseOwn(float64(cfg.SLO.Target), cfg.SLO.OwnTime)
	a.metrics.AddState(a.snapshots, a.parts.stock)
	a.metrics.AddOutbound(a.secrets.outbound, a.secrets.files)
	a.metrics.AddOwn(a.secrets.ends)
	if err := a.serve(lookups); err != nil {
		a.close()
		return nil, err
	}
	return a, nil
}

func newMetrics(cfg Config, version string) *telemetry.Metrics {
	if cfg.Observe.NativeHistograms {
		return telemetry.New(version, telemetry.WithNativeHistograms())
	}
	return telemetry.New(version)
}

// serve makes the three servers; they listen when Run is called.
func (a *App) serve(lookups httpapi.Lookups) error {
	api := httpapi.New(httpapi.Deps{
		Lookups: lookups, Wait: a.cfg.API.Wait, Ceiling: a.cfg.API.Ceiling, MaxBody: a.cfg.API.MaxBody, MaxRequests: a.cfg.API.MaxRequests,
		Access: a.letsIn(), Refused: a.metrics.RefusedRequest, Log: a.log, Traces: a.house.Traces,
	})
	main := newServer("api", a.cfg.API.Listen, api, a.log)
	main.limit(a.cfg.API)
	if err := a.certify(main); err != nil {
		return err
	}
	observe := newServer("observe", a.cfg.Observe.Listen, operate.Observe(a, a.metrics.Gatherer()), a.log)
	steer, err := a.operating()
	if err != nil {
		return err
	}
	a.servers = []*server{main, observe, steer}
	return nil
}

// Registries implements operate.Gateway.
func (a *App) Registries() []*resilience.Registry { return a.parts.policies }

// Metrics returns what the gateway counts.
func (a *App) Metrics() *telemetry.Metrics { return a.metrics }

// Ready implements operate.Gateway.
func (a *App) Ready() (ok bool, why string) {
	if a.draining.Load() {
		return false, "shutting down"
	}
	if why := a.auditStops(); why != "" {
		return false, why
	}
	return true, ""
}

func (a *App) snapshots() []resilience.Snapshot {
	all := make([]resilience.Snapshot, len(a.parts.policies))
	for i, p := range a.parts.policies {
		all[i] = p.Snapshot()
	}
	return all
}

// Started is closed when all listeners are open.
func (a *App) Started() <-chan struct{} { return a.ready }

// API returns the address of the callers' listener, once Started.
func (a *App) API() net.Addr { return a.servers[0].addr() }

// Observe returns the address of the observe listener, once Started.
func (a *App) Observe() net.Addr { return a.servers[1].addr() }

// Operate returns the address of the operate listener, once Started.
func (a *App) Operate() net.Addr { return a.servers[2].addr() }

// Run serves until ctx ends; then it goes in order: unready while still serving for shutdown.drain, so that whoever
// balances the load sees it; then no new questions, and shutdown.limit for those in flight. It returns nil when they all
// came to their end, or an error when a listener failed or the limit cut something off.
func (a *App) Run(ctx context.Context) error {
	defer a.close()
	if err := a.listen(); err != nil {
		return err
	}
	close(a.ready)
	a.announce()
	defer a.keep()()
	defer a.probes(ctx)()
	defer a.watch()()
	a.sendTraces()
	failed := make(chan error, len(a.servers))
	for _, s := range a.servers {
		go func() { failed <- s.serve() }()
	}
	select {
	case err := <-failed:
		return errors.Join(err, a.stop(0))
	case <-ctx.Done():
		return a.stop(a.cfg.Shutdown.Drain)
	}
}

func (a *App) listen() error {
	for _, s := range a.servers {
		if err := s.listen(); err != nil {
			return err
		}
	}
	return a.listenAudit()
}

// announce says what is served, and what is off although a gateway in service must have it.
func (a *App) announce() {
	a.log.Info("started", "api", a.API().String(), "observe", a.Observe().String(), "operate", a.Operate().String())
	if a.cfg.Access.IsOff() {
		a.log.Warn("access is off: everybody on this machine may ask everything, as caller anonymous")
	}
	if a.cfg.Audit.IsOff() {
		a.log.Warn("audit is off: who asked what about whom is not written down")
	}
	for _, p := range a.parts.policies {
		s := p.Snapshot()
		if o := s.Gate.Override; o.Mode != "" && o.Until.IsZero() { // the configuration's, which has no end
			a.log.Warn("gate and breakers do not hold", "registry", s.Registry, "mode", string(o.Mode))
		}
		a.announceOverride(s.Registry, s.Gate.Override)
		for _, l := range s.Lookups {
			a.announceOverride(s.Registry+"/"+l.Lookup, l.Breaker.Override)
		}
	}
}

// announceOverride says that an operator's word stands again after a restart. It may be refuse as easily as pass, and is of a
// gate or of one breaker, so it is said as it was when it was given.
func (a *App) announceOverride(of string, o resilience.Override) {
	if !o.Until.IsZero() {
		a.log.Warn("an override stands again", "of", of, "mode", string(o.Mode), "why", o.Reason, "until", o.Until)
	}
}

func (a *App) stop(drain time.Duration) error {
	a.draining.Store(true)
	a.log.Info("draining", "for", drain)
	time.Sleep(drain)
	a.house.Drain()
	ctx, cancel := context.WithTimeout(context.Background(), a.cfg.Shutdown.Limit)
	defer cancel()
	var errs []error
	for _, s := range a.servers {
		errs = append(errs, s.shutdown(ctx))
	}
	a.flushTraces(ctx)
	err := errors.Join(errs...)
	a.log.Info("stopped", "clean", err == nil)
	return err
}

// close gives back what New took.
func (a *App) close() {
	for _, end := range a.parts.ends {
		end()
	}
	for _, s := range a.servers {
		s.close()
	}
	if a.keeper != nil {
		a.keeper.Close()
	}
	a.closeAudit()
	a.flushTraces(context.Background())
}

// Handler returns the API without a listener, for benchmarks and tests of the way of a request.
func (a *App) Handler() http.Handler { return a.servers[0].http.Handler }
