package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:])) }

// bounded is the exit code of a run in which a count was beyond its bound, failed that of one that could not be made.
const (
	bounded = 1
	failed  = 2
)

func run(args []string) int {
	if len(args) == 2 && args[0] == registryCommand {
		return serveRegistry(args[1])
	}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	only := flags.String("only", "", "the figures to take, of drivers,cpu,hang,flap,start,mock,audit; all if empty")
	rounds := flags.Int("rounds", 7, "rounds of cpu and of the mocks' exchanges")
	seconds := flags.Int("audit-seconds", 10, "for how long audited lookups come at their rate; the design asks for 600")
	exchanges := flags.Int("exchanges", million, "exchanges over which the mocks' memory is watched")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return failed
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	report := newReport(os.Stdout)
	if err := take(ctx, report, *only, *rounds, *exchanges, *seconds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return failed
	}
	if report.over {
		return bounded
	}
	return 0
}

// take builds the programs and takes the figures in turn.
func take(ctx context.Context, report *report, only string, rounds, exchanges, auditSeconds int) (err error) {
	house, err := build(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, house.close()) }()
	figures := []struct {
		name string
		take func() error
	}{
		{"drivers", func() error { return takeDrivers(ctx, report) }},
		{"start", func() error { return takeStart(ctx, house, report) }},
		{"cpu", func() error { return takeCPU(ctx, house, report, rounds) }},
		{"hang", func() error { return takeHang(ctx, house, report) }},
		{"flap", func() error { return takeFlap(ctx, house, report) }},
		{"mock", func() error { return takeMock(ctx, house, report, rounds, exchanges) }},
		{"audit", func() error { return takeAudit(ctx, house, report, rounds, auditSeconds) }},
	}
	for _, f := range figures {
		if only != "" && !slices.Contains(strings.Split(only, ","), f.name) {
			continue
		}
		if err := f.take(); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return nil
}
