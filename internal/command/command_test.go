package command_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"testing"

	"github.com/sverka/sverka/internal/command"
)

// Of what a program ends with, misuse is told from trouble, the name is said once, and help is no trouble.
func TestExitSaysOnceWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		err  error
		code int
		logs string
	}{
		{nil, 0, ""},
		{fmt.Errorf("wrapped: %w", flag.ErrHelp), 0, ""},
		{errors.New("no disk"), command.Failed, "tool: no disk\n"},
		{fmt.Errorf("tool: %w", command.Misuse{Err: io.EOF}), command.Misused, "tool: EOF\n"},
	} {
		var logs bytes.Buffer
		if code := command.Exit("tool", c.err, &logs); code != c.code || logs.String() != c.logs {
			t.Errorf("%v: %d and %q, want %d and %q", c.err, code, logs.String(), c.code, c.logs)
		}
	}
}

func TestParseTakesFlagsAndNothingElse(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string // "": all is well
		logs string
	}{
		{args: []string{"-n", "3"}},
		{args: []string{"3"}, says: `unexpected argument "3"; tool -h lists the flags`},
		{args: []string{"-m", "3"}, says: "flag provided but not defined: -m; tool -h lists the flags"},
		{args: []string{"-h"}, says: flag.ErrHelp.Error(), logs: "usage\n  -n int\n    \thow many\n"},
	} {
		set, logs := flag.NewFlagSet("tool", flag.ContinueOnError), new(bytes.Buffer)
		n := set.Int("n", 0, "how many")
		err := command.Parse(set, "usage\n", c.args, logs)
		if c.says == "" && (err != nil || *n != 3) || c.says != "" && (err == nil || err.Error() != c.says) {
			t.Errorf("%v: %v", c.args, err)
		}
		if wrong := c.says != "" && c.logs == ""; errors.As(err, new(command.Misuse)) != wrong || logs.String() != c.logs {
			t.Errorf("%v: %v and %q", c.args, err, logs)
		}
	}
}
