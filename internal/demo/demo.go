package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/mock"
)

// Options say what a Demo is made of. Mock and Gateway are used as they are, but for what New says.
type Options struct {
	Mock    mock.Config
	Gateway app.Config
	Log     *slog.Logger // the gateway's
	Version string       // the gateway's
	// Prepare is called once the mocks have their addresses, before the gateway is built, to write what the gateway will read and to say
	// so in its configuration: whose start fails takes nothing from one that runs. nil: all is there.
	Prepare func(*app.Config) error
	// Reach says where the gateway is to look for a registry that the mocks serve at url; nil: there.
	Reach func(registry, url string) string
}

// A Demo is mocks and a gateway on them. Build it with New, then Run it once.
type Demo struct {
	mocks   *mock.Program
	gateway *app.App
	audit   string // the audit log's directory; empty: there is none
}

// New listens for the mocks where o.Mock says (port 0 is any) and builds a gateway whose registries they are. The gateway's
// configuration must name secrets that the mocks know; its base URLs are replaced.
func New(o Options) (*Demo, error) {
	m, err := mock.New(o.Mock)
	if err != nil {
		return nil, err
	}
	mocks, err := m.Listen(context.Background())
	if err != nil {
		return nil, fmt.Errorf("the mocks cannot listen: %w", err)
	}
	d := &Demo{mocks: mocks}
	if err := d.build(o); err != nil {
		mocks.Abandon()
		return nil, err
	}
	return d, nil
}

// build builds the gateway on the mocks.
func (d *Demo) build(o Options) (err error) {
	if o.Prepare != nil {
		if err := vacant(o.Gateway); err != nil {
			return err
		}
		if err := o.Prepare(&o.Gateway); err != nil {
			return err
		}
	}
	d.audit = o.Gateway.Audit.Directory
	d.point(&o.Gateway.Registries, o.Reach)
	d.gateway, err = app.New(o.Gateway, o.Log, o.Version)
	return err
}

// point lets the gateway's registries be the mocks.
func (d *Demo) point(r *app.Registries, reach func(registry, url string) string) {
	if reach == nil {
		reach = func(_, url string) string { return url }
	}
	r.Each(func(name string, c *app.AnyRegistry) {
		c.Transport.BaseURL = reach(name, d.MockURL()+"/"+name)
	})
}

// Observing returns c with all gates and breakers on observe: among personas who each stand for another trouble, one's
// must not become another's.
func Observing(c app.Config) app.Config {
	c.Registries.Each(func(_ string, r *app.AnyRegistry) { r.Limits.Observe = true })
	return c
}

// Unlimited returns c without the quota of tax/taxpayer, as mock.Config.Unlimited does: two a minute are too few to ask about one
// persona after the other.
func Unlimited(c app.Config) app.Config {
	c.Registries.Tax.Limits.Quota.Limits = nil
	return c
}

// MockURL returns where the mocks are.
func (d *Demo) MockURL() string { return d.mocks.URL }

// Gateway returns the gateway.
func (d *Demo) Gateway() *app.App { return d.gateway }

// APIURL returns where the gateway's API is, once it has started.
func (d *Demo) APIURL() string { return "http://" + d.gateway.API().String() }

// Started is closed when everything listens.
func (d *Demo) Started() <-chan struct{} { return d.gateway.Started() }

// Run serves until ctx ends, then lets the gateway go in its order, and the mocks after it.
func (d *Demo) Run(ctx context.Context) error {
	serving, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	served := make(chan error, 1)
	go func() { served <- d.mocks.Serve(serving) }()
	defer context.AfterFunc(ctx, d.mocks.Close)() // what hangs on purpose ends first, so that the gateway need not wait for it
	err := d.gateway.Run(ctx)
	end()
	return errors.Join(err, <-served)
}

// Quick returns c with a gateway that does not wait for a load balancer to see it go: there is none.
func Quick(c app.Config) app.Config {
	c.Shutdown = config.Shutdown{Limit: 10 * time.Second}
	return c
}
