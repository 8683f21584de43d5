// Package command is what the programs for laptops and tests have alike, cmd/mock and cmd/demo: flags and nothing else, a text of usage, an
// end by signal, and exit codes.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

// Exit codes.
const (
	Failed  = 1 // it could not run
	Misused = 2 // it was called or configured wrongly
)

// A Misuse is what is wrong with flags and files: nothing was started.
type Misuse struct{ Err error }

// Error implements error.
func (m Misuse) Error() string { return m.Err.Error() }

// Unwrap returns what is wrong.
func (m Misuse) Unwrap() error { return m.Err }

// Run runs a program with the arguments of the process until it ends or is interrupted, and returns the exit code. The first SIGINT or
// SIGTERM ends the context, a second one the process, at once.
func Run(name string, run func(ctx context.Context, args []string, out, logs io.Writer) error) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return Exit(name, run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr)
}

// Exit returns the exit code for what a program has ended with, and says in logs what was wrong, behind its name. To ask for help is not wrong.
func Exit(name string, err error, logs io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintf(logs, "%s: %s\n", name, strings.TrimPrefix(err.Error(), name+": "))
	if errors.As(err, new(Misuse)) {
		return Misused
	}
	return Failed
}

// Parse reads args, which are flags and nothing else. Asked for help it prints usage and the flags to logs, and returns flag.ErrHelp; what
// is wrong is a Misuse, and is not printed.
func Parse(flags *flag.FlagSet, usage string, args []string, logs io.Writer) error {
	flags.SetOutput(io.Discard)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(logs, usage)
		flags.SetOutput(logs)
		flags.PrintDefaults()
		return err
	case err != nil:
		return Misuse{Err: fmt.Errorf("%w; %s -h lists the flags", err, flags.Name())}
	case flags.NArg() > 0:
		return Misuse{Err: fmt.Errorf("unexpected argument %q; %s -h lists the flags", flags.Arg(0), flags.Name())}
	default:
		return nil
	}
}
