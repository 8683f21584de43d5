package mock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

const (
	lookupStatus           = "migration/status"
	lookupRegistration     = "migration/registration"
	lookupDocument         = "migration/document"
	lookupIdentityDocument = "migration/identity-document"
	lookupSNILS            = "pension/snils-check"
	lookupSNILSFind        = "pension/snils"
	lookupPayments         = "pension/payments"
	lookupINN              = "tax/inn"
	lookupTaxpayer         = "tax/taxpayer"
	lookupObligations      = "tax/obligations"
	lookupRestrictions     = "mvd/restrictions"
	lookupCriminal         = "mvd/criminal-record"
)

// The operations of a lookup: what an exchange is for.
const (
	opAsk   = "ask"   // the question itself
	opPoll  = "poll"  // whether the answer is there
	opToken = "token" // a token to ask with
)

func operations() []string { return []string{opAsk, opPoll, opToken} }

// A Mock is the four registries, with the pages and the admin API around them. It is safe for concurrent use.
type Mock struct {
	config     Config
	people     []*persona
	crowd      *crowd
	registries map[string]func() registry // each is made when it is first asked
	spaces     namespaces
	doors      doors
	neighbours neighbourhoods
	rest       http.Handler    // everything that is no registry
	ctx        context.Context //nolint:containedctx // the mock's own life, no call's
	end        context.CancelFunc
}

// A registry answers one exchange. It is safe for concurrent use; what it keeps, it keeps in the namespace.
type registry interface {
	answer(ex *exchange) answer
}

// An exchange is one request to a registry.
type exchange struct {
	request  *http.Request
	registry string
	path     string // below the registry's own
	body     []byte
	space    *namespace
	now      time.Time // by the namespace's clock
	// violation is how the request breaks the contract, by element and position; whoever reads it says so.
	violation string
}

// today is the day by the registries' calendar.
func (ex *exchange) today() time.Time { return ex.now.In(moscow()) }

// An answer is what a registry would say to an exchange if nothing went wrong.
type answer struct {
	lookup    string
	operation string
	reply     fault.Reply
	persona   *persona // who was asked about; nil: nobody who is known
	denied    bool     // the asking system was not admitted: of the persona's faults only a broken line comes before that
	protocol  fault.Protocol
	// shape describes the reply for faults; it is called when one was chosen.
	shape func() fault.Shape
}

// New returns a mock. The error says what is wrong with the configuration. A registry reads its contract and its people when it is first
// asked: whoever starts a mock for one of the four does not wait for the others.
func New(c Config) (*Mock, error) {
	c = c.complete()
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("mock: %w", err)
	}
	people, err := personas()
	if err != nil {
		return nil, err
	}
	crowd, err := newCrowd(c)
	if err != nil {
		return nil, err
	}
	m := &Mock{config: c, people: people, crowd: crowd, spaces: namespaces{seed: c.Seed, journal: c.Journal}}
	m.registries = newRegistries(c, people, crowd)
	m.ctx, m.end = context.WithCancel(context.Background())
	m.rest = m.pages()
	return m, nil
}

// newRegistries returns what makes each registry, once.
func newRegistries(c Config, people []*persona, crowd *crowd) map[string]func() registry {
	all := map[string]func() registry{}
	for i := range registrations {
		r := &registrations[i]
		all[r.name] = sync.OnceValue(func() registry { return r.open(r, c, people, crowd) })
	}
	return all
}

// Handler returns what serves everything. Faults on the wire take over the connection, so it is to be served by HTTP/1: see
// NewServer.
func (m *Mock) Handler() http.Handler { return http.HandlerFunc(m.serve) }

// Close ends the exchanges that hang on purpose, and shuts the doors. It may be called more than once.
func (m *Mock) Close() {
	m.end()
	m.doors.shut()
}

func (m *Mock) serve(w http.ResponseWriter, r *http.Request) {
	space, path, err := m.spaces.of(r.URL.Path)
	if err != nil {
		noNamespace(w, err)
		return
	}
	first, below, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	reg, isRegistry := m.registries[first]
	switch {
	case !isRegistry:
		m.rest.ServeHTTP(w, within(r, space, path))
	case r.Method == http.MethodPost && below != "" && isSOAP(first):
		http.Error(w, "the services of this registry are all at /"+first, http.StatusNotFound)
	case r.Method == http.MethodPost:
		m.exchange(w, r, reg(), &exchange{
			request: r, registry: first, path: "/" + below, space: space, now: space.clock.now(m.config.Now()),
		})
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		serveContract(w, r, space, first, below)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		http.Error(w, "a registry is asked by POST, and shows its contract by GET", http.StatusMethodNotAllowed)
	}
}

// maxRequest bounds what a registry reads of one request.
const maxRequest = 1 << 20

func (m *Mock) exchange(w http.ResponseWriter, r *http.Request, reg registry, ex *exchange) {
	body, err := readAll(http.MaxBytesReader(w, r.Body, maxRequest), r.ContentLength)
	if err != nil {
		m.refuseBody(w, ex, body, err)
		return
	}
	ex.body = body
	w.Header().Set("Date", ex.now.UTC().Format(http.TimeFormat)) // of the clock that the registry goes by
	m.deliver(w, r, ex, reg.answer(ex))
}

// refuseBody answers a request whose body, of which so much came, has no end.
func (m *Mock) refuseBody(w http.ResponseWriter, ex *exchange, body []byte, err error) {
	status, wrong := http.StatusBadRequest, "the request broke off: "+err.Error()
	if errors.As(err, new(*http.MaxBytesError)) {
		status, wrong = http.StatusRequestEntityTooLarge, "the request is longer than 1 MiB"
	}
	ex.space.journal.add(&entry{
		Exchange: Exchange{Time: ex.now, Registry: ex.registry, Path: ex.path, Status: status, Violation: wrong}, request: m.config.Journal.body(body),
	})
	http.Error(w, wrong, status)
}

// readAll reads all of a body that is said to be so long; -1 is unknown, and what is said may be wrong. It takes no more room than that, for the
// journal keeps it.
func readAll(from io.Reader, said int64) ([]byte, error) {
	const believed = 64 << 10
	all := make([]byte, 0, min(max(said, 0), believed)+1) // one more, to see the end
	for {
		n, err := from.Read(all[len(all):cap(all)])
		all = all[:len(all)+n]
		switch {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return all, err
		}
		all = slices.Grow(all, 1)
	}
}

// deliver sends a, or what a fault makes of it, and writes it down before anything is sent.
func (m *Mock) deliver(w http.ResponseWriter, r *http.Request, ex *exchange, a answer) {
	chosen, err := choose(ex, &a)
	if err != nil {
		m.refuseScenario(w, ex, &a, err)
		return
	}
	earlier := ex.space.remember(a)
	e := m.entry(ex, &a)
	if chosen == nil {
		ex.space.journal.add(&e)
		a.reply.Send(w)
		return
	}
	e.ChosenBy, e.Delay = chosen.by, said(chosen.delay)
	if chosen.Fault.Name == "" || !chosen.Fault.Acts(chosen.exchange) {
		ex.space.journal.add(&e)
		m.later(w, r, chosen.delay, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { a.reply.Send(w) }))
		return
	}
	spoilt, err := chosen.Pick(m.input(ex.now, a, earlier, chosen.exchange))
	if err != nil {
		m.refuseScenario(w, ex, &a, err)
		return
	}
	e.Fault, e.Status, e.reply = spoilt.String(), spoilt.Reply.Status, m.config.Journal.reply(&spoilt.Reply)
	if chosen.Fault.Place == fault.OnWire && !spoilt.Answers {
		e.Status = 0
	}
	e.Delay = said(chosen.delay + spoilt.Delay)
	ex.space.journal.add(&e)
	w.Header().Set("X-Mock-Fault", spoilt.String())
	m.later(w, r, chosen.delay, spoilt)
}

// said writes a delay that was drawn, "" for none.
func said(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return d.Round(time.Microsecond).String()
}

// later answers with h after a delay, unless the client goes or the mock ends before.
func (m *Mock) later(w http.ResponseWriter, r *http.Request, delay time.Duration, h http.Handler) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(m.ctx, cancel)()
	if delay > 0 && !fault.Pause(ctx, delay) {
		panic(http.ErrAbortHandler)
	}
	h.ServeHTTP(w, r.WithContext(ctx))
}

// entry returns what the journal says of an exchange that nothing befalls.
func (m *Mock) entry(ex *exchange, a *answer) entry {
	e := entry{
		Exchange: Exchange{
			Time: ex.now, Registry: ex.registry, Path: ex.path, Lookup: a.lookup, On: a.operation, Status: a.reply.Status,
			Violation: ex.violation, Denied: a.denied,
		},
		request: m.config.Journal.body(ex.body), reply: m.config.Journal.reply(&a.reply),
	}
	switch {
	case a.persona != nil:
		e.Persona = a.persona.ID
	case a.operation == opAsk && ex.violation == "" && !a.denied:
		e.Nearest = m.nearest(ex.registry, readQuestion(ex.request.Header, ex.body))
	}
	return e
}

func (m *Mock) input(now time.Time, a answer, earlier fault.Reply, exchange int) fault.Input {
	f := m.config.Faults
	return fault.Input{
		Reply: a.reply, Shape: a.shape(), Earlier: earlier, Now: now, Seed: m.config.Seed, Exchange: exchange,
		Drip: f.Drip.std(), Slow: fault.LogNormal{Median: f.SlowMedian.std(), Sigma: f.SlowSigma},
	}
}

// refuseScenario answers an exchange for which somebody chose what cannot be, and writes it down: else a test would wonder who answered.
func (m *Mock) refuseScenario(w http.ResponseWriter, ex *exchange, a *answer, err error) {
	e := m.entry(ex, a)
	e.Scenario, e.Status, e.reply = err.Error(), http.StatusBadRequest, body{}
	ex.space.journal.add(&e)
	badScenario(w, err)
}

// badScenario answers whoever chose a fault that there is not, or that cannot be done there. It is no registry's reply.
func badScenario(w http.ResponseWriter, err error) {
	w.Header().Set("X-Mock-Error", "scenario")
	http.Error(w, err.Error(), http.StatusBadRequest)
}

// registryOf returns the registry of a lookup, and the lookup's own name.
func registryOf(name string) (registry, lookup string) {
	registry, lookup, _ = strings.Cut(name, "/")
	return registry, lookup
}

// find returns the person called id, or nil: a persona, or one of the population.
func (m *Mock) find(id string) *persona {
	i := slices.IndexFunc(m.people, func(p *persona) bool { return p.ID == id })
	if i < 0 {
		return m.crowd.called(id)
	}
	return m.people[i]
}
