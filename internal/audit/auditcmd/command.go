package auditcmd

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/sverka/sverka/internal/config"
)

// Streams are where a command reads and writes.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// The exit codes of "gateway audit": stable, for scripts. The first three are those of the whole program.
const (
	ExitHolds     = 0 // the log or proof holds; the keys are made; the search is whole
	ExitFailed    = 1 // it could not be done
	ExitMisused   = 2 // wrong flags, files or subject
	ExitDamaged   = 3 // the log or proof does not hold: what was written was changed, removed, inserted or moved
	ExitNoRecord  = 4 // the log holds nothing of the lookup
	ExitNotSigned = 5 // it holds it, and no checkpoint has it yet
	ExitPartly    = 6 // there are months whose records could not be searched
)

// A command is one word after "gateway audit".
type command struct {
	name, does string
	run        func(ctx context.Context, args []string, s Streams) int
}

func commands() []command {
	return []command{
		{"keygen", "make the keys of a log, or of an officer", keygen},
		{"verify", "check a whole log against its checkpoints", verify},
		{"prove", "write the proof of a lookup", prove},
		{"check", "check a proof without the log", check},
		{"find", "list who asked about a person, when and why", find},
	}
}

const usageHead = `gateway audit keeps the record of who asked what about whom honest.

  gateway audit keygen log -name gateway-1.example/1 -private run/audit.key -public run/audit.pub
  gateway audit keygen officer -private officer.key -public officer.pub      on the officer's own machine
  gateway audit verify -directory DIR -public audit.pub [-checkpoint FILE]   FILE: checkpoints that were shipped
  gateway audit prove  -directory DIR -public audit.pub LOOKUP_ID >proof.json
  gateway audit check  -public audit.pub <proof.json
  gateway audit find   -directory DIR -private officer.key -operator WHO -why CASE <subject.json

`

const usageCodes = `
Exit codes:
    0  it holds; the keys are made; the search is whole
    1  it could not be done
    2  wrong flags, files or subject
    3  the log or proof does not hold: it was changed
    4  the log holds nothing of the lookup
    5  it holds it, and no checkpoint has it yet
    6  there are months whose records could not be searched
`

// Usage returns how the command is called.
func Usage() string {
	var b strings.Builder
	b.WriteString(usageHead)
	for _, c := range commands() {
		fmt.Fprintf(&b, "  %-8s%s; gateway audit %s -h lists its flags\n", c.name, c.does, c.name)
	}
	b.WriteString(usageCodes)
	return b.String()
}

// Run runs "gateway audit" with these arguments, and returns its exit code.
func Run(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "-help" || args[0] == "--help" {
		out, code := s.Out, ExitHolds
		if len(args) == 0 {
			out, code = s.Err, ExitMisused
		}
		fmt.Fprint(out, Usage())
		return code
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], s)
		}
	}
	// What it is may be about a person.
	fmt.Fprintln(s.Err, "gateway audit has no such command; gateway audit help lists them")
	return ExitMisused
}

// flags returns the flags of a command, and parse to read them: done is true if there is nothing more to do, with the exit code.
func flags(name string, s Streams) (f *flag.FlagSet, parse func(args []string, operands int) (done bool, code int)) {
	f = flag.NewFlagSet("gateway audit "+name, flag.ContinueOnError)
	f.SetOutput(s.Err)
	return f, func(args []string, operands int) (bool, int) {
		switch err := f.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return true, ExitHolds
		case err != nil:
			return true, ExitMisused
		case f.NArg() != operands:
			fmt.Fprintf(s.Err, "gateway audit %s takes %d arguments besides its flags, got %d\n", name, operands, f.NArg())
			return true, ExitMisused
		}
		return false, ExitHolds
	}
}

// isDirectory returns an error unless the flag -directory names one.
func isDirectory(name string) error {
	if name == "" {
		return errors.New("-directory: must be given: the log's")
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return fmt.Errorf("-directory: %w", err)
	case !info.IsDir():
		return errors.New("-directory: must be a directory")
	}
	return nil
}

// misused says what is wrong with how the command was called.
func misused(s Streams, format string, args ...any) int {
	fmt.Fprintf(s.Err, format+"\n", args...)
	return ExitMisused
}

func failed(s Streams, err error) int {
	fmt.Fprintln(s.Err, err)
	return ExitFailed
}

// fromFile reads what stands in the file that a flag names.
func fromFile[T any](key, file string, parse func(string) (T, error)) (T, error) {
	var none T
	if file == "" {
		return none, fmt.Errorf("-%s: must be given", key)
	}
	text, err := config.ReadSecret(file)
	if err != nil {
		return none, fmt.Errorf("-%s: %w", key, err)
	}
	value, err := parse(text.Reveal())
	if err != nil {
		return none, fmt.Errorf("-%s: %s: %w", key, file, err)
	}
	return value, nil
}
