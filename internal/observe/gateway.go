package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/access"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	demosecret "github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/internal/httpapi"
	"github.com/sverka/sverka/internal/maintenance"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/mock"
)

// caller is who asks everything.
const caller = "portal"

// recheck is the lookup that nobody asks but the caller of the act about its quota, and quota how many a day it has at first.
const (
	recheck = "tax/obligations"
	quota   = 200
)

// Where the state file lies.
const (
	stateFolder = "run/state"
	stateFile   = stateFolder + "/state"
)

// closedFor is how long the registry tax is closed by its calendar, which knows no less: an hour of the day that is played.
const closedFor = time.Minute

// A gateway is the program, its files, and where it listens.
type gateway struct {
	*process
	folder, api, observe, operate string
	key, token                    string // the caller's, and the operator's
	closes                        time.Time
	certified                     certified
	config                        app.Config
}

// newGateway writes the files of a gateway whose registries are where reach says, and its collector of traces at that URL, and starts it.
func newGateway(ctx context.Context, folder string, reach func(registry string) string, collector string) (*gateway, error) {
	free, err := addresses(3)
	if err != nil {
		return nil, err
	}
	g := &gateway{folder: folder, api: free[0], observe: free[1], operate: free[2]}
	if err := g.secrets(); err != nil {
		return nil, err
	}
	const soon = 15 * time.Second // or the calm before would not be over
	g.closes = time.Now().UTC().Add(soon).Truncate(time.Minute).Add(time.Minute)
	g.configure(reach)
	g.traces(collector)
	return g, g.start(ctx)
}

func (g *gateway) secrets() error {
	if err := demosecret.Write(g.in("run"), mock.Defaults()); err != nil {
		return err
	}
	token, err := os.ReadFile(g.in("run/operate.token"))
	if err != nil {
		return err
	}
	key, hash := access.NewKey()
	g.key, g.token = key.Reveal(), strings.TrimSpace(string(token))
	if g.certified, err = newCertified(g.in(keyFile)); err != nil {
		return err
	}
	const plenty = 400
	return errors.Join(g.certified.lasts(g.in(certificateFile), plenty), os.Mkdir(g.in(stateFolder), 0o700), g.callers(hash))
}

func (g *gateway) in(name string) string { return filepath.Join(g.folder, name) }

// callers writes who may come in.
func (g *gateway) callers(hash string) error {
	lookups := make([]string, 0, len(httpapi.LookupNames()))
	for _, l := range httpapi.LookupNames() {
		lookups = append(lookups, l+": "+string(adapters.DiscloseVerdict))
	}
	text := fmt.Sprintf("callers:\n  %s:\n    keys: [{sha256: %s}]\n    lookups: {%s}\n    purposes: %s\n    bases: %s\n    rate: 1000\n    day: 1000000\n",
		caller, hash, strings.Join(lookups, ", "), listed(adapters.Purposes()), listed(adapters.BasisKinds()))
	return os.WriteFile(g.in("run/callers.yaml"), []byte(text), 0o600)
}

func listed[W ~string](all []W) string { return strings.ReplaceAll(fmt.Sprint(all), " ", ", ") }

// configure makes the configuration: the defaults, but that minutes are seconds.
func (g *gateway) configure(reach func(registry string) string) {
	c := app.Default()
	c.API.Listen, c.Observe.Listen, c.Operate.Listen = g.api, g.observe, g.operate
	c.API.Ceiling, c.API.Wait = 6*time.Second, 5*time.Second
	c.Operate.TokenFile = "run/operate.token"
	c.Access = config.DefaultAccess()
	c.Access.CallersFile = "run/callers.yaml"
	c.Audit = config.AuditOff()
	c.SLO.OwnTime = 2 * time.Second // the machine is not compressed, and busy with other things
	c.Shutdown.Drain = 0
	c.State.File, c.State.Every = stateFile, 100*time.Millisecond
	r := &c.Registries
	r.Migration.Driver.SystemID, r.Migration.Driver.Username, r.Migration.Driver.PasswordFile = "SVERKA01", "sverka", "run/migration.password"
	r.Pension.Driver.SystemID = "SVERKA01"
	r.Tax.Driver.SystemID, r.Tax.Driver.MasterTokenFile = "SVERKA01", "run/tax.master-token"
	r.Tax.Driver.Organisation.Name, r.Tax.Driver.Organisation.INN, r.Tax.Driver.Organisation.OGRN = "Наблюдение", "7700000000", "1027700000000"
	r.MVD.Driver.SystemID, r.MVD.Driver.KeyFile = "SVERKA01", "run/mvd.key"
	r.Each(func(name string, a *app.AnyRegistry) {
		a.Transport.BaseURL = reach(name)
		hurry(&a.Limits)
		a.SLO.Objective, a.SLO.Pending = 500*time.Millisecond, 5*time.Second
	})
	r.Migration.Transport.TLS.CertificateFile, r.Migration.Transport.TLS.KeyFile = certificateFile, keyFile
	_, lookup, _ := strings.Cut(recheck, "/")
	r.Tax.Limits.Quota.Limits = []resilience.Limit{{Operation: lookup, Count: quota, Day: "Europe/Moscow"}}
	r.Tax.Maintenance = maintenance.Config{Zone: "UTC", Weekly: []maintenance.Weekly{{
		Days: []string{"mon-sun"}, From: g.closes.Format("15:04"), Until: g.closes.Add(closedFor).Format("15:04"),
	}}}
	g.config = c
}

// traces has a part of the lookups traced. What is lost is counted when a batch has been tried three times, which is not compressed.
func (g *gateway) traces(collector string) {
	const sample = 0.2
	t := &g.config.Traces
	t.Endpoint, t.Sample, t.Every, t.Timeout = collector, sample, 100*time.Millisecond, time.Second
}

// hurry compresses for how long breakers and gates hold, and until a failed attempt is made again. What an exchange may take, and when it is slow, is as short as a busy machine
// allows, and the window is as short as that allows.
func hurry(l *resilience.Config) {
	l.ExchangeLimit, l.SlowAfter, l.Trip.Window = 2*time.Second, 1500*time.Millisecond, 8*time.Second
	for _, d := range []*time.Duration{
		&l.Retry.Backoff, &l.Retry.BackoffMax, &l.Open.First, &l.Open.Max, &l.Gate.ThrottledDefault, &l.Gate.ThrottledMax, &l.Gate.TroubleFirst, &l.Gate.TroubleMax,
	} {
		*d /= factor
	}
	steps := make([]time.Duration, len(l.Gate.DeniedSteps))
	for i, d := range l.Gate.DeniedSteps {
		steps[i] = d / factor
	}
	l.Gate.DeniedSteps = steps
}

// start writes the configuration and starts the program on it.
func (g *gateway) start(ctx context.Context) error {
	text, err := g.config.YAML()
	if err == nil {
		err = os.WriteFile(g.in("gateway.yaml"), text, 0o600)
	}
	if err != nil {
		return err
	}
	g.process, err = start(ctx, g.folder, g.in("gateway"), "http://"+g.observe+"/healthz", "-config", "gateway.yaml")
	return err
}

// steer does what an operator can.
func (g *gateway) steer(ctx context.Context, method, path, body string) error {
	_, err := send(ctx, method, "http://"+g.operate+path, body, g.token)
	return err
}
