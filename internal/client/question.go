package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/sverka/sverka/internal/transport/strictjson"
)

// A question is what is sent to the gateway.
type question struct {
	body   []byte
	stated []string // what tells who the subject is: never printed
}

// maxQuestion bounds what is read of a question. The gateway takes less.
const maxQuestion = 1 << 20

// readQuestion reads the question from the file, or from in, and completes it by the flags. Its errors quote nothing of
// what was read.
func readQuestion(ctx context.Context, o options, in io.Reader) (question, error) {
	text, err := readAll(ctx, o.file, in)
	if err != nil {
		return question{}, err
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff")))) == 0 {
		return question{}, errors.New("the question is empty: it is read from -file or from standard input")
	}
	limits := strictjson.Default()
	limits.BOM = true // an editor may have written one; it is not sent on
	document, err := strictjson.New(limits).Check(text)
	if err != nil {
		return question{}, fmt.Errorf("the question is not right: %w", err)
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(document, &members) != nil || members == nil {
		return question{}, errors.New("the question must be one JSON object: a query, or a subject")
	}
	if !isQuery(members) {
		members = map[string]json.RawMessage{"subject": document}
	}
	if err := complete(members, o.about, o.plan); err != nil {
		return question{}, err
	}
	body, err := json.Marshal(members)
	if err != nil {
		return question{}, errors.New("the question cannot be written as JSON")
	}
	return question{body, telling(members["subject"])}, nil
}

// readAll reads the file, or in where none or "-" is named, until ctx ends.
func readAll(ctx context.Context, file string, in io.Reader) ([]byte, error) {
	if file != "" && file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, unreadable(err)
		}
		defer func() { _ = f.Close() }() // it was only read
		in = f
	}
	type read struct {
		text []byte
		err  error
	}
	done := make(chan read, 1)
	go func() {
		text, err := io.ReadAll(io.LimitReader(in, maxQuestion+1))
		done <- read{text, err}
	}()
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case r := <-done:
		if r.err != nil {
			return nil, unreadable(r.err)
		}
		if len(r.text) > maxQuestion {
			return nil, fmt.Errorf("the question is longer than %d bytes", maxQuestion)
		}
		return r.text, nil
	}
}

// unreadable says why, without the file's name: it is an argument, and may be a person's.
func unreadable(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("the question cannot be read: %w", err)
}

// isQuery reports whether members are a query's and not a subject's: the two share none.
func isQuery(members map[string]json.RawMessage) bool {
	return slices.ContainsFunc([]string{"subject", "purpose", "service_code", "basis", "actor", "case_id"}, func(name string) bool {
		_, ok := members[name]
		return ok
	})
}

// complete adds what the flags state. What the question states already is not theirs to change, and what neither states
// is named with its flag; a plan needs the purpose only. What else is wrong the gateway says better.
func complete(query map[string]json.RawMessage, a about, plan bool) error {
	var lacking []string
	for _, m := range a.members() {
		_, stated := query[m.name]
		switch {
		case stated && m.value != nil:
			return fmt.Errorf("%s: the question states its %s already", m.flag, m.name)
		case m.value != nil:
			query[m.name] = m.value
		case !stated && (m.name == "purpose" || !plan && m.name != "service_code"):
			lacking = append(lacking, m.name+" ("+m.flag+")")
		}
	}
	if lacking != nil {
		return fmt.Errorf("the question does not state: %s", strings.Join(lacking, ", "))
	}
	return nil
}

// telling returns the strings of a subject that tell who it is, the longest first.
func telling(subject json.RawMessage) []string {
	var all []string
	for _, l := range leaves(subject) {
		if l.quoted && tells(l.value) {
			all = append(all, l.value)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return len(b) - len(a) })
	return all
}

// tells reports whether s may be a person's: the words of closed lists are small Latin letters.
func tells(s string) bool {
	const least = 3
	return len(s) >= least && strings.ContainsFunc(s, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') })
}

// withhold returns s without what the question stated about the person.
func (q question) withhold(s string) string {
	for _, stated := range q.stated {
		s = strings.ReplaceAll(s, stated, "[withheld]")
	}
	return s
}
