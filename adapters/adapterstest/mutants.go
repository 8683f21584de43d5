package adapterstest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// Mutants spoils each reply of each golden of dir that ends in an answer or a ticket, at every element (XML) or member (JSON), in
// every manner of fault.Mutations, and puts the driver to each of the mutants. One may be refused, be harmless (the same answer), or
// be told: the answer shows exactly the change, and the contract allows the change for what the rules of explain say. Accepted with
// another answer is the one thing that may never be.
//
// Goldens runs it: a room needs no line for it.
func Mutants[R any](t testing.TB, dir string, r Room[R]) {
	t.Helper()
	m := breeder[R]{room: r, tally: tally{refused: map[adapters.Kind]int{}, made: map[fault.Mutation]int{}}}
	goldens := readGoldens(t, dir, r.Query)
	m.remember(goldens)
	for _, g := range goldens {
		m.breed(t, g)
	}
	m.tally.judge(t, r.New(t, nobody).Spec().Name(), protocolOf(goldens))
}

// readGoldens reads all goldens of dir.
func readGoldens(t testing.TB, dir, query string) []golden {
	t.Helper()
	var goldens []golden
	for _, file := range goldenFiles(t, dir) {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		g := readGolden(t, archive, query)
		g.name = strings.TrimSuffix(filepath.Base(file), ".txtar")
		goldens = append(goldens, g)
	}
	return goldens
}

// nobody is an address that is never connected to.
const nobody = "http://127.0.0.1:1"

// breeder makes the mutants of one driver's goldens.
type breeder[R any] struct {
	room  Room[R]
	seen  map[string][]string // values by the path at which goldens have them
	tally tally
}

// remember keeps which values stand where: one golden's value is another valid one for its siblings.
func (m *breeder[R]) remember(goldens []golden) {
	m.seen = map[string][]string{}
	for _, g := range goldens {
		for _, reply := range g.replies {
			fault.Leaves(reply.protocol(), []byte(reply.body), func(path, text string) {
				if !slices.Contains(m.seen[path], text) && len(m.seen[path]) < seenMost {
					m.seen[path] = append(m.seen[path], text)
				}
			})
		}
	}
}

// seenMost is how many values are remembered of one path: a closed list's, most often, and not every name of every golden.
const seenMost = 8

// breed puts the driver to all mutants of one golden.
func (m *breeder[R]) breed(t testing.TB, g golden) {
	t.Helper()
	before := m.ask(t, g, nil)
	if before.failed || len(g.replies) == 0 {
		return
	}
	for i, reply := range g.replies {
		leaves := 0
		fault.Leaves(reply.protocol(), []byte(reply.body), func(string, string) { leaves++ })
		mutants := fault.Mutants(reply.protocol(), []byte(reply.body), func(path string) []string { return m.seen[path] })
		if least := leavesLeast * leaves; len(mutants) < least || leaves == 0 {
			t.Errorf("%s: %d mutants of reply %d, at least %d are to be had", g.name, len(mutants), i, least)
		}
		spoilt := g
		for _, mutant := range mutants {
			spoilt.replies = slices.Clone(g.replies)
			spoilt.replies[i].body = string(mutant.Body)
			after := m.ask(t, spoilt, before.driver)
			m.tally.count(t, g.name, mutant, before, after, i == len(g.replies)-1)
		}
	}
}

// leavesLeast is how many mutants each value of a reply has at least.
const leavesLeast = 8

// answer is what came of a question.
type answer struct {
	driver any // to be asked again, where asking leaves no trace
	failed bool
	kind   adapters.Kind // of a failure
	text   string        // what Describe says
}

// ask puts the golden's question to the driver without a socket. A driver that made one exchange is asked again; one that made more
// may have kept a token, and is made anew.
func (m *breeder[R]) ask(t testing.TB, g golden, driver any) answer {
	t.Helper()
	d, ok := driver.(adapters.Driver[R])
	if !ok || len(g.replies) > 1 {
		d = m.room.New(t, nobody)
	}
	reply, err := ask(t.Context(), d, g.query, g.ticket, &canned{replies: g.replies})
	Sound(t, d.Spec(), reply, err)
	a := answer{driver: d, text: Describe(reply, err)}
	var pending *adapters.Pending
	if err != nil && !errors.As(err, &pending) {
		a.failed, a.kind = true, adapters.AsFailure(err).Kind
	}
	return a
}

// canned is an Exchanger that answers with replies in turn.
type canned struct {
	replies []scripted
	n       int
}

// Exchange implements adapters.Exchanger.
func (c *canned) Exchange(_ context.Context, r *http.Request) (adapters.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return adapters.Response{}, err
	}
	if c.n >= len(c.replies) {
		return adapters.Response{}, adapters.Fail(adapters.Unavailable, adapters.ReasonReset, "no reply is left")
	}
	reply := c.replies[c.n]
	c.n++
	return adapters.Response{
		Status: reply.status, Header: reply.header.Clone(),
		Body: bytes.ReplaceAll([]byte(reply.body), []byte("$ID"), []byte(RequestID(body))),
	}, nil
}

// protocol is the one whose notation a reply is in: for mutants the versions of SOAP are one.
func (s scripted) protocol() fault.Protocol {
	if strings.HasPrefix(strings.TrimSpace(s.body), "<") {
		return fault.SOAP11
	}
	return fault.REST
}

func protocolOf(goldens []golden) fault.Protocol {
	for _, g := range goldens {
		for _, reply := range g.replies {
			return reply.protocol()
		}
	}
	return fault.REST
}
