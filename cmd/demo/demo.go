package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"path/filepath"
	"syscall"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/command"
	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/mock"
)

// secrets is where configs/gateway.yaml looks for them.
const secrets = "run"

const usage = `demo starts the mock registries and a gateway on them, asks one question, and serves until Ctrl-C. Flags:
`

// flags are what the command line says.
type flags struct {
	gateway, mocks string
	anyPort, once  bool
}

// parse reads args. Asked for help it prints what there is to be said.
func (f *flags) parse(args []string, logs io.Writer) error {
	set := flag.NewFlagSet("demo", flag.ContinueOnError)
	set.StringVar(&f.gateway, "gateway", filepath.Join("configs", "gateway.yaml"), "the gateway's configuration `file`")
	set.StringVar(&f.mocks, "config", "", "the mocks' configuration `file`; configs/mock.yaml has every key")
	set.BoolVar(&f.anyPort, "any-port", false, "listen on free ports, not on those of the configuration")
	set.BoolVar(&f.once, "once", false, "end after the question")
	return command.Parse(set, usage, args, logs)
}

// run serves the mocks and a gateway on them until ctx ends, after a question that shows the whole way.
func run(ctx context.Context, args []string, out, logs io.Writer) error {
	log.SetOutput(io.Discard) // net/http reports some trouble there, with bytes of a reply in the text
	var f flags
	if err := f.parse(args, logs); err != nil {
		return err
	}
	o, err := f.options(logs)
	if err != nil {
		return command.Misuse{Err: err}
	}
	d, err := demo.New(o)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w\n(is another one running? -any-port takes free ports)", err)
	}
	if err != nil {
		return err
	}
	return tour(ctx, d, out, o.Gateway.Operate.TokenFile, f.once)
}

func (f *flags) options(logs io.Writer) (o demo.Options, err error) {
	o = demo.Options{Mock: mock.Defaults(), Version: "demo", Log: telemetry.NewLogger(logs, "text", slog.LevelWarn)}
	if f.mocks != "" {
		if o.Mock, err = mock.Load(f.mocks); err != nil {
			return o, err
		}
	}
	o.Mock = o.Mock.Seeded().Unlimited()
	if f.anyPort {
		o.Mock.Addr = "127.0.0.1:0"
	}
	early := unchecked(app.Default())
	if err := config.Load(f.gateway, &early); err != nil {
		return o, fmt.Errorf("%w\n(the demo is to be started where configs/ is)", err)
	}
	o.Gateway = f.changed(app.Config(early))
	o.Prepare = func(c *app.Config) error { return f.prepare(o.Mock, c) }
	return o, nil
}

// unchecked is a gateway's configuration whose secrets need not be there yet.
type unchecked app.Config

// Validate implements config.Validator.
func (*unchecked) Validate() error { return nil }

// changed returns c as the demo has it.
func (f *flags) changed(c app.Config) app.Config {
	if f.anyPort {
		c.API.Listen, c.Observe.Listen, c.Operate.Listen = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	}
	return demo.Unlimited(demo.Observing(demo.Quick(c)))
}

// prepare writes the secrets, reads the configuration that names them, now in earnest, and makes the audit log's keys. Several demos may
// run beside one another on any port: those have no audit log, which is one gateway's.
func (f *flags) prepare(registries mock.Config, c *app.Config) error {
	if err := secret.Write(secrets, registries); err != nil {
		return err
	}
	whole, err := app.Load(f.gateway)
	if err != nil {
		return err
	}
	if *c = f.changed(whole); f.anyPort {
		return nil
	}
	*c, err = demo.Audited(*c, secrets)
	return err
}

// tourWithin bounds the first question: it is answered at once, or something is wrong.
const tourWithin = 30 * time.Second

func tour(ctx context.Context, d *demo.Demo, out io.Writer, tokenFile string, once bool) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	select {
	case err := <-ended:
		return fmt.Errorf("%w\n(is another one running? -any-port takes free ports)", err)
	case <-d.Started():
	}
	asking, cancel := context.WithTimeout(ctx, tourWithin)
	defer cancel()
	if err := d.Tour(asking, out, tokenFile); err != nil {
		end()
		return errors.Join(err, <-ended)
	}
	if once {
		end()
	}
	return <-ended
}
