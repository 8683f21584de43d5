package mock

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// askRegistry puts a persona's question to the registry, as a client would that has read its contract, and passes the reply on as it
// comes, broken off if a fault breaks it. So that whoever only tries what the mocks do needs no client. It is an exchange as all are.
func (m *Mock) askRegistry(w http.ResponseWriter, r *http.Request) {
	q, name, ok := m.asked(w, r)
	if !ok {
		return
	}
	asked, body := m.question(spaceOf(r), name, q.Subject)
	m.put(w, r, asked, body)
}

// put asks what asked and body do, with what r chooses of faults, and passes the reply on as it comes.
func (m *Mock) put(w http.ResponseWriter, r, asked *http.Request, body string) {
	inner := r.WithContext(r.Context())
	inner.URL, inner.Header = asked.URL, asked.Header
	for _, chosen := range []string{"X-Mock-Fault", "X-Mock-Delay"} {
		if r.Header.Get(chosen) != "" {
			inner.Header.Set(chosen, r.Header.Get(chosen))
		}
	}
	inner.Body, inner.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	m.serve(w, inner)
}

// question returns the request that asks a lookup about somebody in a namespace, but for its body, and the body. Names are trimmed, as any
// client does that has read the contracts: no registry takes the spaces that a form lets pass.
func (m *Mock) question(space *namespace, name string, about subject) (r *http.Request, body string) {
	wire := offerOf(name).wire(m.inquirer(space), about.trimmed())
	header := http.Header{"Content-Type": {wire.contentType}}
	if prove := registrationOf(name).prove; prove != nil {
		prove(m, space, space.clock.now(m.config.Now()), header)
	}
	return &http.Request{Method: http.MethodPost, URL: &url.URL{Path: space.prefix() + wire.path}, Header: header}, wire.body
}

// inquirer returns one who asks in a namespace, now.
func (m *Mock) inquirer(space *namespace) inquirer {
	now := space.clock.now(m.config.Now())
	return inquirer{newRequestID(now), m.config.SystemID, func() string {
		return signedBy(m.config.Migration.Username, m.config.Migration.Password, rand.Text(), now)
	}}
}

// collect asks the registry for the answer of the last ticket that a persona's question was given, as a client would that has kept it.
func (m *Mock) collect(w http.ResponseWriter, r *http.Request) {
	q, name, ok := m.asked(w, r)
	if !ok {
		return
	}
	if tickets := having(opPoll); !slices.Contains(tickets, name) {
		http.Error(w, "only "+strings.Join(tickets, ", ")+" gives tickets; the others answer at once", http.StatusNotFound)
		return
	}
	space := spaceOf(r)
	asked, _ := m.question(space, name, q.Subject)
	poll, _, ok := offerOf(name).then.wire(m, space, q.Subject)
	if !ok {
		http.Error(w, "no ticket of this question is kept here: ask it first", http.StatusNotFound)
		return
	}
	asked.URL = &url.URL{Path: space.prefix() + poll.path}
	m.put(w, r, asked, poll.body)
}

// asked finds the question that a path is about, and its lookup; if there is none it answers, and ok is false.
func (m *Mock) asked(w http.ResponseWriter, r *http.Request) (q query, name string, ok bool) {
	name = r.PathValue("registry") + "/" + r.PathValue("lookup")
	p, err := m.whom(r)
	if err == nil {
		if _, ok := p.Lookups[name]; !ok {
			err = fmt.Errorf("nothing of %s is asked about %s; known are %s", name, p.ID, strings.Join(sortedKeys(p.Lookups), ", "))
		}
	}
	if err == nil {
		q, err = p.query(name)
	}
	if err != nil {
		w.Header().Set("X-Mock-Error", "question")
		http.Error(w, err.Error(), http.StatusNotFound)
		return query{}, "", false
	}
	return q, name, true
}

// whom returns the person of a path.
func (m *Mock) whom(r *http.Request) (*persona, error) {
	if r.PathValue("n") == "" {
		id := r.PathValue("id")
		return m.find(id), m.knows(id)
	}
	if p := m.crowd.inquired(numberOf(r)); p != nil {
		return p, nil
	}
	return nil, errors.New(m.crowd.nobody())
}

// newRequestID returns a UUID of version 7 (RFC 9562): what the contracts want.
func newRequestID(now time.Time) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // it never fails
	ms := now.UnixMilli()
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i)) //nolint:gosec // one byte of it
	}
	b[6], b[8] = b[6]&0x0f|0x70, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Ask puts a persona's question to its registry and returns the reply: "entry-banned", "mvd/restrictions". The request goes over the
// server's socket, in its namespace, and stands in its journal as any other. The error is of the connection, where a fault broke it or
// ctx ended before it was answered, or says that there is no such persona or lookup. Software under test asks at Registry on its own.
func (s *Server) Ask(ctx context.Context, persona, lookup string) (status int, body string, err error) {
	return s.put(ctx, persona+"/"+lookup)
}

// Collect asks the registry for the answer to what Ask was given a ticket for (202), by the last ticket of the question that the server's
// namespace has. 200 is the answer, or that it is still in work; 404 that there is no ticket, or none any more. It is an exchange as Ask's
// is, and its error the same.
func (s *Server) Collect(ctx context.Context, persona, lookup string) (status int, body string, err error) {
	return s.put(ctx, persona+"/"+lookup+"/collect")
}

func (s *Server) put(ctx context.Context, path string) (status int, body string, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.Registry("personas")+"/"+path, http.NoBody)
	if err != nil {
		return 0, "", err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if wrong := response.Header.Get("X-Mock-Error"); err == nil && (wrong == "question" || wrong == "namespace") {
		err = fmt.Errorf("mock: %s", bytes.TrimSpace(text))
	}
	return response.StatusCode, string(text), err
}
