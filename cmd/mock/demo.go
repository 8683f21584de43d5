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
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/telemetry"
)

// secrets is where configs/gateway.yaml looks for them.
const secrets = "run"

const demoUsage = `mock demo starts the mock registries and a gateway on them, asks one question, and serves until Ctrl-C. Flags:
`

// runDemo serves the mocks and a gateway on them until ctx ends, after a question that shows the whole way.
func runDemo(ctx context.Context, args []string, out, logs io.Writer) error {
	log.SetOutput(io.Discard) // net/http reports some trouble there, with bytes of a reply in the text
	flags := flag.NewFlagSet("mock demo", flag.ContinueOnError)
	file := flags.String("gateway", filepath.Join("configs", "gateway.yaml"), "the gateway's configuration `file`")
	mocks := flags.String("config", "", "the mocks' configuration `file`; configs/mock.yaml has every key")
	anyPort := flags.Bool("any-port", false, "listen on free ports, not on those of the configuration")
	once := flags.Bool("once", false, "end after the question")
	if err := parse(flags, args, demoUsage, logs); err != nil {
		return err
	}
	options, err := demoOptions(*file, *mocks, logs)
	if err != nil {
		return err
	}
	if *anyPort { // several such may run beside one another: they have no audit log, which is one gateway's
		options.Mock.Addr = "127.0.0.1:0"
		g := &options.Gateway
		g.API.Listen, g.Observe.Listen, g.Operate.Listen = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	} else if options.Gateway, err = demo.Audited(options.Gateway, secrets); err != nil {
		return err
	}
	d, err := demo.New(options)
	if err != nil {
		return fmt.Errorf("%w\n(is another one running? -any-port takes free ports)", err)
	}
	return tour(ctx, d, out, options.Gateway.Operate.TokenFile, *once)
}

func demoOptions(file, mocks string, logs io.Writer) (demo.Options, error) {
	var o options
	if err := o.load(mocks); err != nil {
		return demo.Options{}, err
	}
	registries := seeded(o.config)
	if err := demo.Secrets(secrets, registries); err != nil {
		return demo.Options{}, err
	}
	cfg, err := app.Load(file)
	if err != nil {
		return demo.Options{}, fmt.Errorf("%w\n(the demo is to be started where configs/ is)", err)
	}
	cfg, registries = demo.Unlimited(cfg, registries)
	return demo.Options{
		Mock: registries, Gateway: demo.Observing(demo.Quick(cfg)), Version: "demo",
		Log: telemetry.NewLogger(logs, "text", slog.LevelWarn),
	}, nil
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
