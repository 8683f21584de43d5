package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

const usage = `gateway doctor looks at all that a gateway stands on, and says what to do about what is wrong.

  gateway doctor [-config file] [-json] [-timeout 30s]

It opens no port, touches no state and no audit, and asks each registry one exchange: a question about the test subject where
registries.<name>.probe is configured (which may want a token before), else a HEAD; and the collector of traces, where there is one,
a request without spans. The question about the test subject is not written into the audit, which a running gateway holds: he must be
nobody about whom it has to be. Run it as the gateway's user.

Exit codes: 0 all is well; 1 something should be looked at; 2 something does not work; 3 it could not look.

`

// Usage returns the text of help.
func Usage() string {
	var b strings.Builder
	b.WriteString(usage)
	f := new(options).flags(&b)
	f.PrintDefaults()
	return b.String()
}

type options struct {
	file    string
	json    bool
	timeout time.Duration
}

func (o *options) flags(out io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("gateway doctor", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&o.file, "config", "configs/gateway.yaml", "configuration `file`")
	f.BoolVar(&o.json, "json", false, "print one JSON document, whose words are stable")
	f.DurationVar(&o.timeout, "timeout", 30*time.Second, "how long all of it may take")
	return f
}

// Run is the command "gateway doctor" with these arguments. It returns the exit code.
func Run(ctx context.Context, args []string, version string, out, failed io.Writer) int {
	var o options
	f := o.flags(failed)
	f.Usage = func() { fmt.Fprint(failed, Usage()) }
	err := f.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return ExitOK
	case err != nil:
		return ExitFailed
	case f.NArg() > 0 || o.timeout <= 0:
		fmt.Fprintln(failed, "gateway doctor takes flags only, and a timeout above 0")
		return ExitFailed
	}
	limited, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	report := Examine(limited, o.file, version)
	if ctx.Err() != nil {
		fmt.Fprintln(failed, "gateway doctor was interrupted")
		return ExitFailed
	}
	if err := report.print(out, o.json); err != nil {
		fmt.Fprintln(failed, "gateway doctor: what was found cannot be printed:", err)
		return ExitFailed
	}
	return report.Exit()
}

func (r *Report) print(out io.Writer, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		e.SetEscapeHTML(false)
		return e.Encode(r)
	}
	_, err := io.WriteString(out, r.table())
	return err
}

// table writes the report for people, by group.
func (r *Report) table() string {
	var b strings.Builder
	group := ""
	for _, f := range r.Findings {
		if f.Group != group {
			group = f.Group
			fmt.Fprintf(&b, "%s\n", group)
		}
		fmt.Fprintf(&b, "  %s %s %s\n", padded(string(f.Result), len(Skipped)), padded(f.Check, len("maintenance")), f.Text)
		if f.Do != "" {
			fmt.Fprintf(&b, "  %s -> %s\n", strings.Repeat(" ", len(Skipped)+1+len("maintenance")), f.Do)
		}
	}
	spent := 0
	for _, n := range r.Exchanges {
		spent += n
	}
	fmt.Fprintf(&b, "\n%s; %d exchanges were spent\n", r.Result, spent)
	return b.String()
}

func padded(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
