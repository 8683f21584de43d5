package transport

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/secret"
)

// A Client makes exchanges with one registry over its own connections. It is safe for concurrent use.
type Client struct {
	connections *secret.Watched[*generation]
	reader      reader
	clock       clock
	theirs      atomic.Pointer[lifetime] // of the registry's certificate, by the last handshake; nil: there was none
	named       bool                     // the configuration names files
}

// A Dial connects to address, "host:port", as net.Dialer's DialContext does.
type Dial func(ctx context.Context, network, address string) (net.Conn, error)

// An Option completes a Client.
type Option func(*settings)

type settings struct {
	dial Dial
	log  *slog.Logger
}

// WithLog says in log what an operator should know: certificates that changed, and clocks that differ. Without it nothing is
// said.
func WithLog(log *slog.Logger) Option { return func(s *settings) { s.log = log } }

// WithDial connects by dial, in place of TCP: tests in virtual time cannot use sockets.
func WithDial(dial Dial) Option {
	return func(s *settings) {
		s.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if trace := httptrace.ContextClientTrace(ctx); trace != nil && trace.ConnectStart != nil {
				trace.ConnectStart(network, address) // as TCP does
			}
			return dial(ctx, network, address)
		}
	}
}

// New returns a Client as c says. The error is c.Validate's; nothing is connected yet. When a file that c.TLS names changes, the
// exchanges that begin afterwards use the new one over connections of their own; one that cannot be used leaves the old.
func New(c Config, options ...Option) (*Client, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	s := settings{dial: new(net.Dialer).DialContext, log: slog.New(slog.DiscardHandler)}
	for _, option := range options {
		option(&s)
	}
	client := &Client{reader: newReader(c.MaxBodyBytes), clock: clock{log: s.log}, named: len(c.TLS.files()) > 0}
	var err error
	client.connections, err = client.generations(c, s)
	return client, err
}

// within returns dial, ended after limit. net/http does not end dialling when the exchange ends: another may use the
// connection.
func (dial Dial) within(limit time.Duration) Dial {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		return dial(ctx, network, address)
	}
}

// Close closes the connections that are not in use. Exchanges that go on end by themselves.
func (c *Client) Close() { c.connections.Current().CloseIdleConnections() }

// Do sends r under ctx, in place of r's own context, and reads the whole reply, within the cap and unpacked. The error
// is a *adapters.Failure whose text is fit for a log, named as at classify and reader; every HTTP status but a redirect
// is a Response. Wire tells what was measured, with an error too.
//
// The end of ctx ends the exchange. What it is then depends on context.Cause: a *adapters.Failure is returned as it is;
// adapters.Canceled, DeadlineEnded and TimedOut, which are errors, name themselves; context.DeadlineExceeded is deadline,
// a limit with a cause of its own (context.WithTimeoutCause) timeout, and all else canceled.
//
// A request is sent once, net/http's own repetition is off: a registry that has seen it would refuse its nonce, or open a
// second ticket, and whether it has seen it nobody can tell. Asking again is the house's, with a new request. When a kept
// connection that had been unused breaks, the others are given up with it, for they have been unused for even longer: the
// next request goes over a new one.
//
// r is not changed and may be given to Do again, provided that it has GetBody (http.NewRequest sees to that).
func (c *Client) Do(ctx context.Context, r *http.Request) (adapters.Response, Wire, error) {
	connections := c.connections.Current()
	response, wire, failure, stale := c.send(ctx, connections, r)
	if stale {
		connections.CloseIdleConnections() // the pool gives the one that was used last
	}
	if failure != nil {
		return adapters.Response{}, wire, failure
	}
	return response, wire, nil
}

// send gives r to a connection once. stale says that it met a connection that its registry has closed, as it seems.
func (c *Client) send(
	ctx context.Context, connections *generation, r *http.Request,
) (_ adapters.Response, _ Wire, _ *adapters.Failure, stale bool) {
	rec := new(recorder)
	request, err := once(httptrace.WithClientTrace(ctx, rec.trace()), r)
	if err != nil {
		return adapters.Response{}, Wire{}, adapters.Fail(adapters.Internal, "", "the request's body cannot be had").Because(err), false
	}
	received, err := connections.RoundTrip(request)
	if err != nil {
		failure := classify(ctx, rec.now(), err, connections.us)
		stale = failure.Kind == adapters.Unavailable && rec.stale()
		return adapters.Response{}, rec.wire(), failure, stale
	}
	c.clock.saw(received.Header, rec.sent(), rec.answered())
	response, n, err := c.reader.read(received)
	if err == nil {
		rec.enter(PhaseDone)
	}
	wire := rec.wire()
	wire.Received = n
	if err != nil {
		return adapters.Response{}, wire, classify(ctx, PhaseRead, err, connections.us), false
	}
	return response, wire, nil, false
}

// once returns a copy of r that net/http can send only once. It repeats by itself what it thinks replayable (GET and
// its like, or anything with an Idempotency-Key) if there is no body or a GetBody; of other requests it repeats what
// has not been written at all, which is harmless.
func once(ctx context.Context, r *http.Request) (*http.Request, error) {
	request := r.WithContext(ctx)
	if r.GetBody != nil && r.Body != nil && r.Body != http.NoBody {
		body, err := r.GetBody()
		if err != nil {
			return nil, fmt.Errorf("get body: %w", err)
		}
		request.Body = body
	}
	if !replayable(r) {
		return request, nil
	}
	request.GetBody = nil
	if request.Body == nil || request.Body == http.NoBody {
		request.Body = nothing{}
	}
	return request, nil
}

// replayable is net/http's own test (Request.isReplayable) but for the body.
func replayable(r *http.Request) bool {
	switch r.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return true
	}
	_, key := r.Header["Idempotency-Key"]
	_, xKey := r.Header["X-Idempotency-Key"]
	return key || xKey
}

// nothing is an empty body that net/http does not know to be one.
type nothing struct{}

// Read implements io.Reader.
func (nothing) Read([]byte) (int, error) { return 0, io.EOF }

// Close implements io.Closer.
func (nothing) Close() error { return nil }
