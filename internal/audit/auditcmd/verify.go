package auditcmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/uuid"

	"github.com/sverka/sverka/internal/audit"
)

// maxInput bounds what is read of a file or standard input, in bytes.
const maxInput = 64 << 20

func verify(ctx context.Context, args []string, s Streams) int {
	f, parse := flags("verify", s)
	directory := f.String("directory", "", "the log's `directory`, or a copy of it")
	public := f.String("public", "", "`file` with the log's public key")
	checkpoint := f.String("checkpoint", "", "`file` with one or more checkpoints that were shipped; without it the log's own only, which who can write to the log can replace")
	if done, code := parse(args, 0); done {
		return code
	}
	verifier, err := fromFile("public", *public, audit.ParseVerifier)
	if err = errors.Join(isDirectory(*directory), err); err != nil {
		return misused(s, "%v", err)
	}
	var shipped []byte
	if *checkpoint != "" {
		if shipped, err = readFile(*checkpoint); err != nil {
			return misused(s, "-checkpoint: %v", err)
		}
	}
	report, err := audit.Verify(ctx, *directory, verifier, shipped)
	if err != nil {
		return failed(s, err)
	}
	return tell(report, s)
}

// tell prints a report.
func tell(r *audit.Report, s Streams) int {
	for _, d := range r.Damage {
		fmt.Fprintln(s.Out, "DAMAGE", d)
	}
	if len(r.Damage) == audit.MaxDamage {
		fmt.Fprintln(s.Out, "and perhaps more: so many are named")
	}
	for _, n := range r.Notes {
		fmt.Fprintln(s.Out, "note:", n)
	}
	fmt.Fprintln(s.Out, summary(r))
	if len(r.Damage) > 0 {
		fmt.Fprintln(s.Out, "DOES NOT HOLD")
		return ExitDamaged
	}
	fmt.Fprintln(s.Out, "HOLDS")
	return ExitHolds
}

// summary says what was checked, in sentences.
func summary(r *audit.Report) string {
	erased := "none of their bodies has been erased"
	if r.Erased > 0 {
		erased = fmt.Sprintf("the bodies of the first %d have been erased at the end of their retention, and their leaves are checked", r.Erased)
	}
	signed := "it covers all of them"
	if r.Behind > 0 {
		signed = fmt.Sprintf("%s after it: the next checkpoint will cover them", counted(r.Behind, "record came", "records came"))
	}
	newest := r.Checkpoints[len(r.Checkpoints)-1]
	return fmt.Sprintf("The log %s has %s; %s.\nIt was checked against %s; the newest was signed at %s for %s, and %s.",
		r.Log, counted(r.Records, "record", "records"), erased, counted(int64(len(r.Checkpoints)), "checkpoint", "checkpoints"),
		newest.At.Format("2006-01-02T15:04:05Z"), counted(newest.Tree.N, "record", "records"), signed)
}

func counted(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func readFile(name string) (text []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return readInput(f)
}

func readInput(from io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(from, maxInput+1))
	if err == nil && len(text) > maxInput {
		err = errors.New("it is too large")
	}
	return text, err
}

func prove(ctx context.Context, args []string, s Streams) int {
	f, parse := flags("prove", s)
	directory := f.String("directory", "", "the log's `directory`, or a copy of it")
	public := f.String("public", "", "`file` with the log's public key")
	if done, code := parse(args, 1); done {
		return code
	}
	verifier, err := fromFile("public", *public, audit.ParseVerifier)
	if _, wrong := uuid.Parse(f.Arg(0)); wrong != nil {
		err = errors.Join(err, errors.New("expected a lookup_id: a UUID"))
	}
	if err = errors.Join(isDirectory(*directory), err); err != nil {
		return misused(s, "%v", err)
	}
	proof, err := audit.Prove(ctx, *directory, verifier, f.Arg(0))
	switch {
	case errors.Is(err, audit.ErrNoRecord):
		fmt.Fprintln(s.Err, err)
		return ExitNoRecord
	case errors.Is(err, audit.ErrNotSigned):
		fmt.Fprintln(s.Err, err)
		return ExitNotSigned
	case err != nil:
		return failed(s, err)
	}
	return printed(s, proof)
}

func check(_ context.Context, args []string, s Streams) int {
	f, parse := flags("check", s)
	public := f.String("public", "", "`file` with the log's public key")
	file := f.String("file", "", "the proof's `file`; standard input if empty")
	if done, code := parse(args, 0); done {
		return code
	}
	verifier, err := fromFile("public", *public, audit.ParseVerifier)
	if err != nil {
		return misused(s, "%v", err)
	}
	text, err := input(*file, s)
	if err != nil {
		return misused(s, "%v", err)
	}
	shown, err := audit.CheckProof(text, verifier)
	if err != nil {
		fmt.Fprintln(s.Err, "DOES NOT HOLD:", err)
		return ExitDamaged
	}
	fmt.Fprintf(s.Err, "HOLDS: %d records stand in the log %s of %d records, as signed at %s\n",
		len(shown.Records), verifier.Name(), shown.Checkpoint.Tree.N, shown.Checkpoint.At.Format("2006-01-02T15:04:05Z"))
	return printed(s, shown.Records)
}

// input returns what stands in the file, or on standard input.
func input(file string, s Streams) ([]byte, error) {
	if file != "" {
		return readFile(file)
	}
	return readInput(s.In)
}

func printed(s Streams, document any) int {
	e := json.NewEncoder(s.Out)
	e.SetIndent("", "  ")
	if err := e.Encode(document); err != nil {
		return failed(s, err)
	}
	return ExitHolds
}
