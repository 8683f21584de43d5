package adapterstest

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/transport"
	"github.com/sverka/sverka/mock/fault"
)

// meet puts the driver to a registry that does c to each of its replies: once to see how it ends and what that is charged to, and
// twice more, as the probe of breaker and gate, to see that neither keeps one.
func (o Operation[R]) meet(t *testing.T, f fault.Fault, c fault.Case) {
	before := goleak.IgnoreCurrent()
	server := httptest.NewServer(&spoiler{input: o.input, aside: o.Aside, fault: f, name: c.Name})
	driver, q := o.New(t, server.URL), o.question(t)
	h := newHouse(t, driver.Spec(), server.URL, building{limits: hairTrigger})
	reply, err := askIn(t.Context(), h, driver, q, o.Ticket)
	end, want := o.expected(c.Ends, c.Fault, c.String())
	o.ended(t, driver.Spec(), reply, err, end, want)
	h.charged(t, err)
	h.within(t, c, err)
	retryAfter(t, c, err)
	for range 2 {
		asked, before := len(h.watch.seen()), allocated()
		_, err := askIn(t.Context(), h, driver, q, o.Ticket)
		bulk(t, driver.Spec(), c, allocated()-before)
		if len(h.watch.seen()) == asked {
			t.Errorf("the registry is not asked again: %v", err)
		}
	}
	h.leave(t)
	server.Close()
	goleak.VerifyNone(t, before)
}

// headroom is what may be read beyond a reply's bound: its framing, and what a buffer holds.
const headroom = 64 << 10

// within holds the bytes read and the connections kept to their bounds, after one question.
func (h *house) within(t testing.TB, c fault.Case, err error) {
	t.Helper()
	config, exchanges := transport.Default(), int64(len(h.watch.seen()))
	if most := exchanges * (config.MaxBodyBytes + config.MaxHeaderBytes + headroom); h.traffic.bytes() > most {
		t.Errorf("%d bytes were read in %d exchanges, at most %d may be", h.traffic.bytes(), exchanges, most)
	}
	h.traffic.settle(t, kept(c, err))
}

// kept is how many connections may be open after a question: none that broke, or whose reply was not read to its end.
func kept(c fault.Case, err error) int {
	cut := c.Reply.Pad.Count > 0 && !c.Reply.Pad.Gzip
	if f := failureOf(err); f != nil && (cut || f.Reason == adapters.ReasonReset) {
		return 0
	}
	return 1
}

func allocated() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.TotalAlloc
}

// bulk holds what was allocated for a reply that is far too long to what it is made of: the buffers of one body, which are two of its bound
// in all (one and a half at a time), and all the rest of the exchange on both sides, for which half a bound is ample. A packed one costs the
// registry, which is in the same process, a bound and a half more for its packer, whatever the length.
func bulk(t testing.TB, spec adapters.Spec, c fault.Case, taken uint64) {
	t.Helper()
	if c.Reply.Pad.Count == 0 {
		return
	}
	bound := uint64(transport.Default().MaxBodyBytes) //nolint:gosec // positive
	most := 5 * bound / 2
	if c.Reply.Pad.Gzip {
		most = 4 * bound
	}
	if taken > most {
		t.Errorf("%d bytes were allocated for a reply of %d, at most %d may be", taken, c.Reply.Pad.Count, most)
	}
	t.Logf("bulk of %s: fault=%s sent=%d bound=%d taken=%d", spec.Name(), c.Fault, c.Reply.Pad.Count, bound, taken)
}

// retryAfter holds what a registry asks to wait to its bounds.
func retryAfter(t testing.TB, c fault.Case, err error) {
	t.Helper()
	f := failureOf(err)
	if f == nil || f.RetryAfter < 0 || f.RetryAfter > adapters.MaxRetryAfter {
		if f != nil {
			t.Errorf("a caller is told to wait for %s", f.RetryAfter)
		}
		return
	}
	if c.Fault != "429" && c.Fault != "503_retry_after" {
		return
	}
	want, said := map[string]time.Duration{
		"seconds": 2 * time.Second, "week": adapters.MaxRetryAfter, "next_year": adapters.MaxRetryAfter,
	}[c.Name]
	if said && f.RetryAfter != want {
		t.Errorf("the registry asks to wait %s, and %s are told", want, f.RetryAfter)
	}
}

// meetRefusal puts the driver to an address at which nobody listens.
func (o Operation[R]) meetRefusal(t *testing.T, f fault.Fault) {
	address, free, err := fault.Refuse(fault.AnyPort)
	if err != nil {
		t.Fatal(err)
	}
	defer free()
	driver, q := o.New(t, "http://"+address), o.question(t)
	h := newHouse(t, driver.Spec(), "http://"+address, building{limits: hairTrigger})
	reply, err := askIn(t.Context(), h, driver, q, o.Ticket)
	end, want := o.expected(f.Ends, f.Name)
	o.ended(t, driver.Spec(), reply, err, end, want)
	h.charged(t, err)
	h.leave(t)

	h = newHouse(t, driver.Spec(), "http://"+address, building{limits: func(c *resilience.Config) { c.Retry.Retries = 0 }})
	for n := range resilience.Default().Gate.TroubleInARow {
		if s := h.registry.Snapshot(); s.Gate.State != resilience.Passing {
			t.Errorf("the gate holds after %d", n)
		}
		_, _ = askIn(t.Context(), h, driver, q, o.Ticket)
	}
	if s := h.registry.Snapshot(); s.Gate.Hold.Cause != resilience.HoldConnection {
		t.Errorf("the gate is %s: %+v", s.Gate.State, s.Gate.Hold)
	}
	h.leave(t)
}

// meetCertificate puts the driver to a server with a bad certificate, after one with a good one has been accepted.
func (o Operation[R]) meetCertificate(t *testing.T, f fault.Fault) {
	authority, err := fault.NewAuthority(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, authority.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	good, err := authority.Server()
	if err != nil {
		t.Fatal(err)
	}
	bad, err := authority.Bad(f.Name)
	if err != nil {
		t.Fatal(err)
	}
	o.shakeHands(t, good, ca, fault.End{}, f)
	o.shakeHands(t, bad, ca, f.Ends, f)
}

func (o Operation[R]) shakeHands(t *testing.T, certificate tls.Certificate, ca string, end fault.End, f fault.Fault) {
	t.Helper()
	before := goleak.IgnoreCurrent()
	server := httptest.NewUnstartedServer(&spoiler{input: o.input, aside: o.Aside})
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of each handshake that fails
	server.StartTLS()
	driver, q := o.New(t, server.URL), o.question(t)
	h := newHouse(t, driver.Spec(), server.URL, building{
		transport: func(c *transport.Config) { c.TLS.CAFile = ca },
		limits: func(c *resilience.Config) {
			hairTrigger(c)
			c.Retry.Retries = 2 // never made of this
		},
	})
	reply, err := askIn(t.Context(), h, driver, q, o.Ticket)
	want := o.Want
	if !end.Accepted() {
		end, want = o.expected(end, f.Name)
		if n := len(h.watch.seen()); n != 1 {
			t.Errorf("%d exchanges were made, a bad certificate is not tried again", n)
		}
	}
	o.ended(t, driver.Spec(), reply, err, end, want)
	h.charged(t, err)
	h.leave(t)
	server.Close()
	goleak.VerifyNone(t, before)
}

// A spoiler answers with the operation's valid reply, spoilt.
type spoiler struct {
	input func(id string) fault.Input
	aside map[string]string
	fault fault.Fault // without a name: nothing is spoilt
	name  string

	mu        sync.Mutex
	exchanges int
}

// seen returns how many exchanges of the operation's own there were.
func (s *spoiler) seen() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.exchanges
}

// ServeHTTP implements http.Handler.
func (s *spoiler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if reply, ok := s.aside[r.URL.Path]; ok {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, reply)
		return
	}
	in := s.input(RequestID(body))
	s.mu.Lock()
	in.Exchange = s.exchanges
	s.exchanges++
	s.mu.Unlock()
	if s.fault.Name == "" || !s.fault.Acts(in.Exchange) {
		in.Reply.Send(w)
		return
	}
	cases, err := s.fault.Cases(in)
	if err != nil {
		http.Error(w, "no case", http.StatusTeapot)
		return
	}
	for _, c := range cases {
		if c.Name == s.name {
			c.ServeHTTP(w, r)
			return
		}
	}
	http.Error(w, "no such case", http.StatusTeapot)
}
