package transport_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

// pipes returns a Dial that takes as long as it says and gives the far end to serve.
func pipes(takes time.Duration, serve func(net.Conn)) transport.Dial {
	return func(context.Context, string, string) (net.Conn, error) {
		time.Sleep(takes)
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			serve(far)
		}()
		return near, nil
	}
}

func TestEachPhaseIsMeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := client(t, "http://127.0.0.1", nil, transport.WithDial(pipes(100*time.Millisecond, func(conn net.Conn) {
			readRequest(newRequests(conn))
			time.Sleep(300 * time.Millisecond)
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")
			time.Sleep(600 * time.Millisecond)
			_, _ = io.WriteString(conn, "k")
			leave(conn)
		})))
		_, wire, err := client.Do(t.Context(), post("q"))
		want := transport.Wire{
			Phase: transport.PhaseDone, Connect: 100 * time.Millisecond, Wait: 300 * time.Millisecond,
			Read: 600 * time.Millisecond, Received: 2,
		}
		if err != nil || wire != want || wire.OnWire() != time.Second {
			t.Errorf("got %+v, %v; want %+v", wire, err, want)
		}
		client.Close()
	})
}

func TestHandshakeIsMeasuredAndEndsInTime(t *testing.T) {
	for _, c := range []struct{ takes, want time.Duration }{{2 * time.Second, 2 * time.Second}, {time.Hour, 3 * time.Second}} {
		t.Run(c.takes.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := newAuthority(t)
				config := &tls.Config{Certificates: []tls.Certificate{a.issue(nil)}}
				client := client(t, "https://127.0.0.1", func(cfg *transport.Config) {
					cfg.TLS.CAFile = a.file
					cfg.HandshakeTimeout = 3 * time.Second
				}, transport.WithDial(pipes(0, func(conn net.Conn) {
					time.Sleep(c.takes)
					secured(config, replying(ok))(conn)
				})))
				r := post("q")
				r.URL.Scheme = "https"
				_, wire, err := client.Do(t.Context(), r)
				if wire.Handshake != c.want {
					t.Errorf("%s", wire.Handshake)
				}
				if c.takes == c.want && err != nil {
					t.Error(err)
				}
				if c.takes > c.want {
					f := failed(t, err, adapters.Unavailable, adapters.ReasonHandshake)
					if f.Detail != "TLS handshake: no answer in time" {
						t.Errorf("got %q", f.Detail)
					}
				}
				client.Close()
				time.Sleep(c.takes) // virtual: lets the registry's side go home
			})
		})
	}
}

func TestDiallingEndsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := client(t, "http://127.0.0.1", func(c *transport.Config) { c.DialTimeout = 3 * time.Second },
			transport.WithDial(func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}))
		_, wire, err := client.Do(t.Context(), post("q"))
		f := failed(t, err, adapters.Unavailable, adapters.ReasonConnect)
		if f.Detail != "connecting: no answer in time" || wire.Connect != 3*time.Second {
			t.Errorf("got %q, %+v", f.Detail, wire)
		}
	})
}

func TestConnectingThatFailsIsNamedByItsPhase(t *testing.T) {
	secret := errors.New("secret")
	for _, c := range []struct {
		name   string
		err    error
		reason adapters.Reason
		detail string
	}{
		{"no such name", &net.OpError{Op: "dial", Err: &net.DNSError{Err: "secret", Name: "secret", IsNotFound: true}}, adapters.ReasonDNS, "looking up the name: no such name"},
		{"no name server", &net.DNSError{Err: "secret", IsTimeout: true}, adapters.ReasonDNS, "looking up the name: no answer in time"},
		{"no answer", &net.OpError{Op: "dial", Addr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 9), Port: 443}, Err: context.DeadlineExceeded}, adapters.ReasonConnect,
			"connecting to 127.0.0.9:443: no answer in time"},
		{"an error of the system", &net.OpError{Op: "dial", Err: secret}, adapters.ReasonConnect, "connecting: not what the protocol says"},
		{"anything", secret, adapters.ReasonConnect, "connecting: not what the protocol says"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := client(t, "http://127.0.0.1", nil, transport.WithDial(func(context.Context, string, string) (net.Conn, error) { return nil, c.err }))
			_, wire, err := client.Do(t.Context(), post("q"))
			f := failed(t, err, adapters.Unavailable, c.reason)
			if f.Detail != c.detail || !errors.Is(err, c.err) {
				t.Errorf("got %q, %+v", f.Detail, wire)
			}
		})
	}
}

// The registry's side of each end of a context: who ended it decides what it is.
func TestEndOfTheContextIsNamedByItsCause(t *testing.T) {
	given := adapters.Fail(adapters.Refused, adapters.ReasonShutdown, "")
	own := errors.New("a limit with a name")
	for _, c := range []struct {
		name   string
		end    func(context.Context) (context.Context, context.CancelFunc)
		kind   adapters.Kind
		reason adapters.Reason
	}{
		{"caller's deadline", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, time.Second)
		}, adapters.DeadlineEnded, ""},
		{"exchange's limit, by its kind", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeoutCause(ctx, time.Second, adapters.TimedOut)
		}, adapters.TimedOut, adapters.ReasonExchange},
		{"exchange's limit, by a cause of its own", func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeoutCause(ctx, time.Second, own)
		}, adapters.TimedOut, adapters.ReasonExchange},
		{"flight's last waiter left", later(context.Canceled), adapters.Canceled, ""},
		{"flight's last waiter left, by kind", later(adapters.Canceled), adapters.Canceled, ""},
		{"flight's last deadline", later(context.DeadlineExceeded), adapters.DeadlineEnded, ""},
		{"flight's last deadline, by kind", later(fmt.Errorf("flight: %w", adapters.DeadlineEnded)), adapters.DeadlineEnded, ""},
		{"a failure of the house", later(given), adapters.Refused, adapters.ReasonShutdown},
		{"unknown", later(own), adapters.Canceled, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := client(t, "http://127.0.0.1", nil, transport.WithDial(pipes(0, leave)))
				ctx, cancel := c.end(t.Context())
				defer cancel()
				start := time.Now()
				_, wire, err := client.Do(ctx, post("q"))
				failed(t, err, c.kind, c.reason)
				if took := time.Since(start); took != time.Second || wire.Wait != time.Second {
					t.Errorf("took %s, waited %s", took, wire.Wait)
				}
			})
		})
	}
}

func later(cause error) func(context.Context) (context.Context, context.CancelFunc) {
	return func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancelCause(ctx)
		stop := time.AfterFunc(time.Second, func() { cancel(cause) })
		return ctx, func() { stop.Stop(); cancel(nil) }
	}
}

func TestContextThatIsOverSendsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	client := client(t, "http://127.0.0.1", nil, transport.WithDial(func(context.Context, string, string) (net.Conn, error) {
		return nil, errors.New("dialled")
	}))
	_, wire, err := client.Do(ctx, post("q"))
	failed(t, err, adapters.Canceled, "")
	if wire.OnWire() != 0 {
		t.Errorf("%+v", wire)
	}
}

func TestRequestThatCannotBeSentIsOurBug(t *testing.T) {
	client := client(t, "http://127.0.0.1", nil)
	broken := post("q")
	broken.GetBody = func() (io.ReadCloser, error) { return nil, errors.New("secret") }
	header := post("q")
	header.Header["Secret\n"] = []string{"x"}
	for name, r := range map[string]*http.Request{"bad header": header, "no host": {Method: "POST", Header: http.Header{}}, "no body": broken} {
		_, wire, err := client.Do(t.Context(), r)
		failed(t, err, adapters.Internal, "")
		if wire != (transport.Wire{}) {
			t.Errorf("%s: %+v", name, wire)
		}
	}
}

// A request that gets a connection that came free leaves its own dialling behind, which goes on and is not its time.
func TestDiallingThatIsLeftBehindIsNotMeasured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAuthority(t)
		config := &tls.Config{Certificates: []tls.Certificate{a.issue(nil)}}
		takes := time.Duration(0)
		dial := func(ctx context.Context, network, address string) (net.Conn, error) {
			defer func() { takes = 3 * time.Second }()
			return pipes(takes, secured(config, func(conn net.Conn) {
				requests := newRequests(conn)
				for readRequest(requests) {
					time.Sleep(4 * time.Second)
					_, _ = io.WriteString(conn, ok)
				}
			}))(ctx, network, address)
		}
		client := client(t, "https://127.0.0.1", func(cfg *transport.Config) { cfg.TLS.CAFile = a.file }, transport.WithDial(dial))
		secure := func() *http.Request {
			r := post("q")
			r.URL.Scheme = "https"
			return r
		}
		var wires [2]transport.Wire
		var all sync.WaitGroup
		for i := range wires {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 2 * time.Second)
				var err error
				if _, wires[i], err = client.Do(t.Context(), secure()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		want := transport.Wire{
			Phase: transport.PhaseDone, Connect: 2 * time.Second, Wait: 4 * time.Second, Received: 2, Reused: true,
		}
		if wires[1] != want {
			t.Errorf("got %+v, want %+v", wires[1], want)
		}
		client.Close()
	})
}
