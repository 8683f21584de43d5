package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// wrong is the exit code of a run in which something does not work together, failed that of one that could not be made.
const (
	wrong  = 1
	failed = 2
)

func run(args []string, out, errs io.Writer) int {
	flags := flag.NewFlagSet("interop", flag.ContinueOnError)
	flags.SetOutput(errs)
	only := flags.String("only", "", "the stacks to try, such as php,gsoap; all if empty")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return failed
	}
	tried, err := chosen(*only)
	if err != nil {
		fmt.Fprintln(errs, err)
		return failed
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if lines := missing(ctx, tried); len(lines) > 0 {
		fmt.Fprintln(errs, "interop: not everything that is tried is installed\n"+strings.Join(lines, "\n"))
		return failed
	}
	parts, err := tryAll(ctx, tried)
	if err != nil {
		fmt.Fprintln(errs, "interop:", err)
		return failed
	}
	printMatrix(out, parts)
	if slices.ContainsFunc(parts, (*part).bad) {
		return wrong
	}
	return 0
}

// chosen returns the stacks in the folders that are named, all for "".
func chosen(only string) ([]stack, error) {
	all := stacks()
	if only == "" {
		return all, nil
	}
	var names []string
	for _, s := range all {
		names = append(names, s.folder)
	}
	asked := strings.Split(only, ",")
	for _, name := range asked {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("interop: -only: expected some of %s, with commas between", strings.Join(names, ","))
		}
	}
	return slices.DeleteFunc(all, func(s stack) bool { return !slices.Contains(asked, s.folder) }), nil
}

// tryAll tries each stack in turn. The error says why nothing can be tried.
func tryAll(ctx context.Context, tried []stack) ([]*part, error) {
	r, err := openRegistries()
	if err != nil {
		return nil, err
	}
	defer r.close()
	samples, err := takeSamples(ctx, r)
	if err != nil {
		return nil, err
	}
	var parts []*part
	for i := range tried {
		t := trial{stack: &tried[i], part: newPart(&tried[i]), registries: r, samples: samples}
		if err := t.run(ctx); err != nil {
			t.part.failed = err.Error()
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		parts = append(parts, t.part)
	}
	return parts, nil
}
