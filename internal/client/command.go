package client

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Streams are what a command reads and writes.
type Streams struct {
	In  io.Reader // the question, unless -file names it
	Out io.Writer // answers; with -json every document of the API
	Err io.Writer // what went wrong, for people. Never anything about the person
}

// Lookup runs "gateway lookup" with the arguments behind these words, and returns the exit code. The end of ctx
// interrupts it.
func Lookup(ctx context.Context, args []string, s Streams) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		return s.write(Usage())
	}
	if err != nil {
		return s.end(trouble{ExitMisused, err.Error()})
	}
	g, hangUp, err := connect(o)
	if err != nil {
		return s.end(err)
	}
	defer hangUp()
	if o.list {
		return s.list(ctx, g, o)
	}
	return s.ask(ctx, g, o)
}

// ask asks, or resumes, and shows what came.
func (s Streams) ask(ctx context.Context, g *gateway, o options) int {
	var q question
	if o.resume == "" {
		var err error
		if q, err = readQuestion(ctx, o, s.In); err != nil {
			return s.end(misusedUnless(ctx, err))
		}
	}
	until := time.Now().Add(o.wait)
	r, err := g.first(ctx, o, q)
	if err == nil && o.follow && (r.pending != nil || o.resume != "") {
		r, err = g.follow(ctx, r, until)
	}
	if err != nil {
		code := s.end(err)
		if id := cmp.Or(r.lookupID, o.resume); id != "" || !o.follow {
			return s.hint(o, id, code)
		}
		return s.askAgain(code)
	}
	code := s.show(r, o, q)
	if _, again := r.again(); again && (r.pending != nil || o.resume != "" || o.follow) {
		return s.hint(o, cmp.Or(r.lookupID, o.resume), code)
	}
	return code
}

// first asks, or resumes, once.
func (g *gateway) first(ctx context.Context, o options, q question) (reply, error) {
	if o.resume != "" {
		return g.resume(ctx, "", o.resume, o.wait)
	}
	if o.plan {
		return g.plan(ctx, o.lookup, q, o.wait)
	}
	return g.ask(ctx, o.lookup, q, o.wait)
}

// misusedUnless is a question that cannot be read, unless it was ctx that ended the reading.
func misusedUnless(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return interrupted()
	}
	return trouble{ExitMisused, err.Error()}
}

// show prints r and returns what its exit code is.
func (s Streams) show(r reply, o options, q question) int {
	code, out := ExitAnswered, s.Out
	switch {
	case r.pending != nil:
		code = ExitPending
	case r.plan != nil && !r.plan.Ready:
		code = ExitCaller
	case r.problem != nil:
		code, out = exitOf(r.problem.Origin), s.Err
	}
	text := r.text(q.withhold)
	if o.json {
		text, out = strings.TrimRight(string(r.document), "\n")+"\n", s.Out
	}
	if _, err := io.WriteString(out, text); err != nil {
		return s.end(trouble{ExitFailed, "the reply cannot be printed"})
	}
	return code
}

func (s Streams) list(ctx context.Context, g *gateway, o options) int {
	all, err := g.list(ctx, o)
	if err != nil {
		return s.end(err)
	}
	if o.lookup != "" {
		all = slices.DeleteFunc(all, func(l listed) bool { return l.name != o.lookup })
		if len(all) == 0 {
			return s.end(trouble{ExitMisused, "the gateway has no lookup of this name: gateway lookup -list tells what there is"})
		}
	}
	var texts []string
	for _, l := range all {
		texts = append(texts, l.text())
	}
	return s.write(strings.Join(texts, "\n"))
}

func (s Streams) write(text string) int {
	if _, err := io.WriteString(s.Out, text); err != nil {
		return s.end(trouble{ExitFailed, "it cannot be printed"})
	}
	return ExitAnswered
}

// end says what ended it, and returns its exit code.
func (s Streams) end(err error) int {
	code := ExitFailed
	var t trouble
	if errors.As(err, &t) {
		code = t.code
	}
	fmt.Fprintln(s.Err, "gateway lookup:", err)
	return code
}

// hint says how to go on with a lookup that has no answer yet, and returns code.
func (s Streams) hint(o options, id string, code int) int {
	if id == "" {
		return code
	}
	fmt.Fprintf(s.Err, "To go on: gateway lookup%s -follow -wait 10m -resume %s\n", o.access(), id)
	return code
}

// askAgain says, of a question that was broken off before the gateway gave it an id, that it may be on its way all the same. It returns
// code.
func (s Streams) askAgain(code int) int {
	if code == ExitInterrupted {
		fmt.Fprintln(s.Err, "Whether the registry has taken the question is not known yet. To go on, ask the same again: what it has taken is resumed, not asked anew.")
	}
	return code
}
