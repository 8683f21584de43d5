// Command gateway checks what a foreign citizen says about himself against the government registries: one HTTP/JSON
// API in front of their SOAP and REST interfaces. See internal/app for what it runs and configs/gateway.yaml for what
// can be configured.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/telemetry"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit codes: 1, it could not run or was cut off; 2, it was called or configured wrongly.
const (
	failed  = 1
	misused = 2
)

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("gateway", flag.ContinueOnError)
	flags.SetOutput(stderr)
	file := flags.String("config", "configs/gateway.yaml", "configuration file")
	check := flags.Bool("check-config", false, "check the configuration, print what it comes to (secrets are files, and not shown), and end")
	version := flags.Bool("version", false, "print the version and end")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		if err == nil {
			fmt.Fprintf(stderr, "gateway takes flags only, got %d other arguments\n", flags.NArg())
		}
		return misused
	}
	if *version {
		fmt.Fprintln(stdout, "gateway", buildVersion())
		return 0
	}
	cfg, err := app.Load(*file)
	if err != nil {
		fmt.Fprintln(stderr, err)
		return misused
	}
	if *check {
		return printConfig(cfg, stdout, stderr)
	}
	return serve(cfg, stderr)
}

func printConfig(cfg app.Config, stdout, stderr io.Writer) int {
	text, err := cfg.YAML()
	if err != nil {
		fmt.Fprintln(stderr, err)
		return failed
	}
	_, _ = stdout.Write(text)
	return 0
}

func serve(cfg app.Config, stderr io.Writer) int {
	// net/http reports some trouble by the standard logger, with bytes of a reply in the text.
	log.SetOutput(io.Discard)
	var level slog.Level
	_ = level.UnmarshalText([]byte(cfg.Log.Level)) // validated
	logger := telemetry.NewLogger(stderr, cfg.Log.Format, level)
	gateway, err := app.New(cfg, logger, buildVersion())
	if err != nil {
		fmt.Fprintln(stderr, err)
		return misused
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	if err := gateway.Run(ctx); err != nil {
		fmt.Fprintln(stderr, err)
		return failed
	}
	return 0
}

// buildVersion returns the module's version as the go command stamped it, "(devel)" for a plain build.
func buildVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}
