package transport_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

// A registry is a server on a loopback socket that does with each connection what a test says. It closes no connection
// by itself but when the test has ended: what is gone by then the client has closed.
type registry struct {
	address string
	dialled atomic.Int32
	serving sync.WaitGroup
}

// listen starts a registry. serve is done with a connection when it returns.
func listen(t testing.TB, serve func(net.Conn)) *registry {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &registry{address: listener.Addr().String()}
	accepting := make(chan struct{})
	go func() {
		defer close(accepting)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			r.dialled.Add(1)
			r.serving.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	}()
	t.Cleanup(func() {
		_ = listener.Close()
		<-accepting
		r.serving.Wait()
		if _, test := t.(*testing.T); test { // a benchmark's own goroutines would be found
			goleak.VerifyNone(t)
		}
	})
	return r
}

func (r *registry) url(scheme string) string { return scheme + "://" + r.address }

// replying reads requests and writes the same bytes in answer to each, and stays until the client closes.
func replying(reply string) func(net.Conn) {
	return func(conn net.Conn) {
		requests := newRequests(conn)
		for readRequest(requests) {
			if _, err := io.WriteString(conn, reply); err != nil {
				return
			}
		}
	}
}

func newRequests(conn net.Conn) *bufio.Reader { return bufio.NewReader(conn) }

// readRequest reads one request to its end; false means that there is none.
func readRequest(from *bufio.Reader) bool {
	request, err := http.ReadRequest(from)
	if err != nil {
		return false
	}
	_, err = io.Copy(io.Discard, request.Body)
	return err == nil
}

// leave waits for the client to close.
func leave(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }

// reset ends the connection with an RST.
func reset(conn net.Conn) {
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// client returns a Client of base, closed when the test ends and before its registries are looked at.
func client(t testing.TB, base string, change func(*transport.Config), options ...transport.Option) *transport.Client {
	t.Helper()
	cfg := transport.Default()
	cfg.BaseURL = base
	if change != nil {
		change(&cfg)
	}
	c, err := transport.New(cfg, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// question returns a request with a body, as drivers make them.
func question(t testing.TB, base string) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, base+"/ask?secret=in-the-url", strings.NewReader("secret in the body"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// failed fails the test unless err is the failure kind/reason and its text quotes nothing that passed over the wire.
func failed(t testing.TB, err error, kind adapters.Kind, reason adapters.Reason) *adapters.Failure {
	t.Helper()
	var f *adapters.Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want %s/%s", err, kind, reason)
	}
	if f.Kind != kind || f.Reason != reason {
		t.Fatalf("got %v (%v), want %s/%s", f, f.Cause, kind, reason)
	}
	if strings.Contains(f.Error(), "secret") {
		t.Fatalf("%v tells a secret", f)
	}
	return f
}

// ask is one exchange with a registry that serves so.
func ask(t testing.TB, change func(*transport.Config), serve func(net.Conn)) (adapters.Response, transport.Wire, error) {
	t.Helper()
	r := listen(t, serve)
	return client(t, r.url("http"), change).Do(t.Context(), question(t, r.url("http")))
}

// askUntil is ask with a context that ends with cause when the registry says so.
func askUntil(t testing.TB, cause error, serve func(conn net.Conn, end func())) (transport.Wire, error) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	r := listen(t, func(conn net.Conn) { serve(conn, func() { cancel(cause) }) })
	_, wire, err := client(t, r.url("http"), nil).Do(ctx, question(t, r.url("http")))
	return wire, err
}
