// Command mock serves the four mock registries on loopback, with their people and faults; see package mock, and configs/mock.yaml for
// what can be configured. Command demo starts a gateway on them too.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/mock"
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
	fmt.Fprintln(logs, "mock:", strings.TrimPrefix(err.Error(), "mock: "))
	if errors.As(err, new(errMisuse)) {
		return misused
	}
	return failed
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, out, logs io.Writer) error {
	o, err := readOptions(args, logs)
	switch {
	case err != nil:
		return err
	case o.version:
		fmt.Fprintln(out, "mock", version())
		return nil
	case o.check:
		return printConfig(out, o.config)
	}
	m, err := mock.New(o.config)
	if err != nil {
		return errMisuse{err}
	}
	p, err := m.Listen(ctx)
	if err != nil {
		return fmt.Errorf("%w\n(is another one running? -addr 127.0.0.1:0 takes a free port)", err)
	}
	if err := writeSecrets(o); err != nil {
		p.Abandon()
		return err
	}
	fmt.Fprint(out, announcement(p, o))
	go debug.FreeOSMemory() // reading the contracts took more than serving them will
	return p.Serve(ctx)
}

// writeSecrets replaces those of an earlier mock, once this one has its addresses: whose start fails takes nothing from one that runs.
func writeSecrets(o options) error {
	if o.secrets == "" {
		return nil
	}
	return secret.Write(o.secrets, o.config)
}

func printConfig(out io.Writer, c mock.Config) error {
	text, err := yaml.Marshal(c)
	if err == nil {
		_, err = out.Write(text)
	}
	return err
}

func version() string {
	if build, ok := debug.ReadBuildInfo(); ok {
		return build.Main.Version
	}
	return "(devel)"
}
