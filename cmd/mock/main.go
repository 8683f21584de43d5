// Command mock serves the four mock registries on loopback, with their people and faults; see package mock, and configs/mock.yaml for
// what can be configured. Command demo starts a gateway on them too.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"github.com/goccy/go-yaml"

	"github.com/sverka/sverka/internal/command"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/mock"
)

// garbage is how much of it may come together before it is collected, in percent of what is in use. Go's own 100 costs a fifteenth of an
// exchange's CPU more, and saves 8 MB while the mock works; once it is idle it gives back what it can either way.
const garbage = 300

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	os.Exit(command.Run("mock", run))
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
		return command.Misuse{Err: err}
	}
	p, err := m.Listen(ctx)
	if err != nil {
		return err
	}
	if err := writeSecrets(o); err != nil {
		p.Abandon()
		return err
	}
	fmt.Fprint(out, announcement(p, o))
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
