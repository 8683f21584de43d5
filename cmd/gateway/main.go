// Command gateway checks what a foreign citizen says about himself against the government registries: one HTTP/JSON
// API in front of their SOAP and REST interfaces. See internal/app for what it runs, configs/gateway.yaml for what can be
// configured, and for the other commands internal/client ("gateway lookup"), internal/doctor and internal/audit/auditcmd.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/audit/auditcmd"
	"github.com/sverka/sverka/internal/client"
	"github.com/sverka/sverka/internal/doctor"
	"github.com/sverka/sverka/internal/telemetry"
)

// garbage is how much of it may come together before it is collected, in percent of what is in use, unless GOGC says otherwise. A gateway
// holds some megabytes and makes tens of kilobytes of garbage for each lookup: by Go's own 100 a tenth of its CPU would go into collecting.
// GOMEMLIMIT holds as ever, and configs/sverka.service sets it below what the unit may have.
const garbage = 300

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	if err := forbidDumps(); err != nil { // before anything is read that must not be found in one
		fmt.Fprintln(os.Stderr, err)
		os.Exit(failed)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(run(ctx, os.Args[1:], client.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}

// Exit codes: 1, it could not run or was cut off; 2, it was called or configured wrongly. Those of lookup are the
// client's.
const (
	failed  = 1
	misused = 2
)

// run does what the first argument says; without one it serves.
func run(ctx context.Context, args []string, s client.Streams) int {
	command, rest := "serve", args
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		command, rest = args[0], args[1:]
	}
	switch command {
	case "serve":
		return serve(ctx, rest, s)
	case "lookup":
		return client.Lookup(ctx, rest, s)
	case "audit":
		return auditcmd.Run(ctx, rest, auditcmd.Streams(s))
	case "access":
		return newKey(rest, s)
	case "doctor":
		return doctor.Run(ctx, rest, buildVersion(), s.Out, s.Err)
	case "help":
		return help(ctx, rest, s)
	default:
		return unknown(s.Err)
	}
}

// options are the flags of serve.
type options struct {
	file           string
	check, version bool
}

func (o *options) flags() *flag.FlagSet {
	f := flag.NewFlagSet("gateway", flag.ContinueOnError)
	f.StringVar(&o.file, "config", "configs/gateway.yaml", "configuration `file`")
	f.BoolVar(&o.check, "check-config", false, "check the configuration, print what it comes to, with where each secret lies (never what it is), and end")
	f.BoolVar(&o.version, "version", false, "print the version and end")
	return f
}

func serve(ctx context.Context, args []string, s client.Streams) int {
	var o options
	flags := o.flags()
	flags.SetOutput(s.Err)
	flags.Usage = func() { fmt.Fprint(s.Err, general()) }
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return 0
	} else if err != nil || flags.NArg() > 0 {
		if err == nil {
			fmt.Fprintf(s.Err, "gateway takes flags only, got %d other arguments\n", flags.NArg())
		}
		return misused
	}
	if o.version {
		fmt.Fprintln(s.Out, "gateway", buildVersion())
		return 0
	}
	if o.check {
		return checkConfig(o.file, s.Out, s.Err)
	}
	cfg, err := app.Load(o.file)
	if err != nil {
		fmt.Fprintln(s.Err, err)
		return misused
	}
	return gateway(ctx, cfg, s.Err)
}

// checkConfig prints what a configuration comes to, and ends with what there is to say of it.
func checkConfig(file string, stdout, stderr io.Writer) int {
	cfg, unseen, err := app.Look(file)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return misused
	}
	text, err := cfg.YAML()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return failed
	}
	fmt.Fprintln(stdout, "# "+cfg.StateText())
	fmt.Fprintln(stdout, "# "+cfg.TracesText())
	for line := range strings.Lines(cfg.SecretsText()) {
		fmt.Fprintln(stdout, "# "+strings.TrimSpace(line))
	}
	_, _ = stdout.Write(text)
	for _, e := range unseen {
		fmt.Fprintln(stdout, "# not looked at: "+e.Error())
	}
	verdict := "the configuration holds"
	if len(unseen) > 0 {
		verdict += fmt.Sprintf("; %d of its secrets were not looked at. %s", len(unseen), doctor.AsTheUnit)
	}
	fmt.Fprintln(stdout, "# "+file+": "+verdict)
	return 0
}

// gateway runs the gateway until ctx ends.
func gateway(ctx context.Context, cfg app.Config, stderr io.Writer) int {
	// net/http reports some trouble by the standard logger, with bytes of a reply in the text.
	log.SetOutput(io.Discard)
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.Log.Level)) // validated
	logger := telemetry.NewLogger(stderr, cfg.Log.Format, level)
	g, err := app.Await(ctx, cfg, logger, buildVersion())
	switch {
	case errors.Is(err, app.ErrHeld) && ctx.Err() != nil: // it was told to end before its turn came
		return 0
	case errors.Is(err, app.ErrHeld): // nothing is configured wrongly: who starts it again may find it free
		fmt.Fprintln(stderr, err)
		return failed
	case err != nil:
		fmt.Fprintln(stderr, err)
		return misused
	}
	defer reloading(g)()
	if err := g.Run(ctx); err != nil {
		fmt.Fprintln(stderr, err)
		return failed
	}
	return 0
}

// reloading lets SIGHUP read again who may come in, until end is called. What became of it is in the log.
func reloading(g *app.App) (end func()) {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	go func() {
		for range asked {
			_ = g.Reload()
		}
	}()
	return func() {
		signal.Stop(asked)
		close(asked)
	}
}

// buildVersion returns the module's version as the go command stamped it, "(devel)" for a plain build.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
