package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

func main() { os.Exit(run(os.Args[1:])) }

// Exit codes: 1, the day was not as it is due; 2, it could not be played.
const (
	undue  = 1
	failed = 2
)

func run(args []string) int {
	flags := flag.NewFlagSet("observe", flag.ContinueOnError)
	only := flags.String("act", "", "play this `act` alone")
	stay := flags.Bool("stay", false, "stay in the act, once its alerts have fired, until Ctrl-C: an exercise; needs -act")
	notes := flags.String("notes", os.Getenv("SVERKA_OBSERVE_DIR"), "`directory` for what alerts and gateway said in each act; SVERKA_OBSERVE_DIR is the same")
	runbook := flags.String("runbook", "internal/docs/runbook", "`directory` of the runbook's pages")
	rules := flags.String("rules", "configs/prometheus", "`directory` of the rules")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 || *stay && *only == "" {
		return failed
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	wrong, err := observe(ctx, *only, *stay, *notes, *rules, *runbook)
	switch {
	case errors.Is(err, errStayed):
		return 0
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "interrupted")
		return failed
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return failed
	}
	for _, w := range wrong {
		fmt.Println("WRONG: " + w)
	}
	if len(wrong) > 0 {
		return undue
	}
	fmt.Println("Each alert that was due fired and resolved, and nothing else did.")
	return 0
}

// observe plays the day, prints it, and returns what was wrong with it.
func observe(ctx context.Context, only string, stay bool, notes, rules, runbook string) (wrong []string, err error) {
	lanes, finale, err := chosen(only)
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "sverka-observe-")
	if err != nil {
		return nil, err
	}
	d, err := open(ctx, folder, rules)
	defer func() {
		d.close()
		err = errors.Join(err, os.RemoveAll(folder))
	}()
	if err != nil {
		return nil, err
	}
	d.stay, d.notes, d.runbook = stay, notes, runbook
	fired, err := d.run(ctx, lanes, finale)
	end := time.Now()
	if err != nil {
		return nil, err
	}
	d.report(fired)
	return judge(d.played, fired, d.alertmanager.called(), end), nil
}

// chosen returns the whole script, or the act that is called so alone.
func chosen(only string) (lanes [][]act, finale []act, err error) {
	lanes, finale = script()
	if only == "" {
		return lanes, finale, nil
	}
	var names []string
	for _, a := range slices.Concat(append(lanes, finale)...) {
		if a.name == only {
			return [][]act{{a}}, nil, nil
		}
		names = append(names, a.name)
	}
	return nil, nil, fmt.Errorf("there is no such act; there are %v", names)
}
