// Command demo serves the mock registries and a gateway on them, after one question that shows the whole way: what "make run" starts. See
// internal/demo, and commands mock and gateway for each alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	os.Exit(exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr), os.Stderr))
}

// Exit codes: 1, it could not run; 2, it was called or configured wrongly.
const (
	failed  = 1
	misused = 2
)

// errMisuse marks what is wrong with flags and files: nothing was started.
type errMisuse struct{ error }

func (e errMisuse) Unwrap() error { return e.error }

func exit(err error, logs io.Writer) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return 0
	}
	fmt.Fprintln(logs, "demo:", err)
	if errors.As(err, new(errMisuse)) {
		return misused
	}
	return failed
}
