package transport_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

// A scripted registry lives in a bubble of virtual time: each connection is a pipe, and each request that arrives gets
// the next step.
type scripted struct {
	steps []step

	mu       sync.Mutex
	dialled  int
	requests []string // methods and bodies, in order of arrival
}

// A step answers one request: false ends its connection.
type step func(io.Writer) bool

func reply(w io.Writer) bool { _, err := io.WriteString(w, ok); return err == nil }
func hangUp(io.Writer) bool  { return false }
func ponder(d time.Duration, then step) step {
	return func(w io.Writer) bool {
		time.Sleep(d)
		return then(w)
	}
}

func (s *scripted) dial(context.Context, string, string) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialled++
	near, far := net.Pipe()
	go func() {
		defer far.Close()
		from := bufio.NewReader(far)
		for {
			request, err := http.ReadRequest(from)
			if err != nil || !s.arrived(request)(far) {
				return
			}
		}
	}()
	return near, nil
}

// arrived notes a request and returns the step that answers it.
func (s *scripted) arrived(r *http.Request) step {
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+string(body))
	if len(s.requests) > len(s.steps) {
		return hangUp
	}
	return s.steps[len(s.requests)-1]
}

// post and get are the two kinds of requests that net/http treats differently.
func post(body string) *http.Request {
	r, _ := http.NewRequest(http.MethodPost, "http://127.0.0.1/", strings.NewReader(body))
	return r
}

func get() *http.Request {
	r, _ := http.NewRequest(http.MethodGet, "http://127.0.0.1/", nil)
	return r
}

// A registry that has seen a request would refuse its nonce or open a second ticket: nothing is sent again, by us or by
// net/http. A kept connection that had been unused takes the others with it, so that who asks again meets a new one.
func TestKeptConnectionThatBreaks(t *testing.T) {
	keyed := post("q")
	keyed.Header.Set("Idempotency-Key", "k")
	const fresh, idle = time.Duration(0), 5 * time.Second
	inTheReply := func(w io.Writer) bool { _, _ = io.WriteString(w, "HTTP"); return false }
	for _, c := range []struct {
		name    string
		breaks  step
		idle    time.Duration // between the first exchange and the second
		request *http.Request
	}{
		{"unused, closed meanwhile", hangUp, idle, post("q")},
		{"the same without a body: net/http would repeat", hangUp, idle, get()},
		{"the same with an idempotency key: net/http would repeat", hangUp, idle, keyed},
		{"in use a moment ago: the registry broke off", hangUp, fresh, post("q")},
		{"the same without a body: net/http would repeat", hangUp, fresh, get()},
		{"the same with an idempotency key: net/http would repeat", hangUp, fresh, keyed},
		{"unused, breaks after work", ponder(3*time.Second, hangUp), idle, post("q")},
		{"unused, breaks in the reply", inTheReply, idle, post("q")},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				registry := &scripted{steps: []step{reply, c.breaks, reply}}
				client := client(t, "http://127.0.0.1", nil, transport.WithDial(registry.dial))
				if _, wire, err := client.Do(t.Context(), post("first")); err != nil || wire.Reused {
					t.Fatalf("first: %+v, %v", wire, err)
				}
				time.Sleep(c.idle)
				_, wire, err := client.Do(t.Context(), c.request)
				failed(t, err, adapters.Unavailable, adapters.ReasonReset)
				if f := adapters.AsFailure(err); wire.Phase == transport.PhaseWait && f.Detail != "in phase wait: closed by the other side" {
					t.Errorf("got %q", f.Detail)
				}
				if !wire.Reused || len(registry.requests) != 2 || registry.dialled != 1 {
					t.Errorf("the registry saw %q over %d connections: %+v", registry.requests, registry.dialled, wire)
				}
				if _, wire, err = client.Do(t.Context(), c.request); err != nil || wire.Reused || registry.dialled != 2 {
					t.Errorf("asked again: %+v over %d connections, %v", wire, registry.dialled, err)
				}
				client.Close()
			})
		})
	}
}

// All connections that are kept have been unused for longer than the one that was found closed: none is tried again.
func TestStaleConnectionTakesThePoolAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := ponder(time.Second, reply)
		registry := &scripted{steps: []step{slow, slow, slow, hangUp, reply}}
		client := client(t, "http://127.0.0.1", nil, transport.WithDial(registry.dial))
		done := make(chan error)
		for range 3 {
			go func() {
				_, _, err := client.Do(t.Context(), post("first"))
				done <- err
			}()
		}
		for range 3 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(5 * time.Second)
		_, _, err := client.Do(t.Context(), post("q"))
		failed(t, err, adapters.Unavailable, adapters.ReasonReset)
		_, wire, err := client.Do(t.Context(), post("q"))
		if err != nil || wire.Reused || registry.dialled != 4 {
			t.Errorf("%+v over %d connections, %v", wire, registry.dialled, err)
		}
		client.Close()
	})
}

// A caller that leaves just after a kept connection was taken says nothing about the connection.
func TestCallerThatLeavesAtOnceSendsNothingAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := &scripted{steps: []step{reply, ponder(time.Second, reply), reply}}
		client := client(t, "http://127.0.0.1", nil, transport.WithDial(registry.dial))
		if _, _, err := client.Do(t.Context(), post("first")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		_, wire, err := client.Do(ctx, post("q"))
		failed(t, err, adapters.DeadlineEnded, "")
		if want := (transport.Wire{Phase: transport.PhaseWait, Wait: time.Millisecond, Reused: true}); wire != want {
			t.Errorf("got %+v, want %+v", wire, want)
		}
		client.Close()
		time.Sleep(time.Second) // virtual: lets the registry's side go home
	})
}

// As many connections are kept as may be idle, not net/http's two.
func TestIdleConnectionsAreKeptUpToTheBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := ponder(time.Second, reply)
		registry := &scripted{steps: slices.Repeat([]step{slow}, 12)}
		client := client(t, "http://127.0.0.1", func(c *transport.Config) { c.MaxIdle = 5 }, transport.WithDial(registry.dial))
		for round, dialled := range []int{6, 7} { // six at once, of which five are kept
			var all sync.WaitGroup
			for range 6 {
				all.Go(func() {
					if _, _, err := client.Do(t.Context(), post("q")); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if registry.dialled != dialled {
				t.Errorf("round %d: %d connections dialled in all, want %d", round, registry.dialled, dialled)
			}
		}
		client.Close()
	})
}

func TestConnectionsAreKeptUntilTheIdleTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := &scripted{steps: []step{reply, reply, reply}}
		client := client(t, "http://127.0.0.1", func(c *transport.Config) { c.IdleTimeout = 10 * time.Second }, transport.WithDial(registry.dial))
		for i, c := range []struct {
			idle   time.Duration
			reused bool
		}{{0, false}, {9 * time.Second, true}, {11 * time.Second, false}} {
			time.Sleep(c.idle)
			if _, wire, err := client.Do(t.Context(), post("q")); err != nil || wire.Reused != c.reused {
				t.Errorf("%d: %+v, %v", i, wire, err)
			}
		}
		client.Close()
	})
}

func TestNoMoreConnectionsThanAllowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow := ponder(time.Second, reply)
		registry := &scripted{steps: []step{slow, slow}}
		client := client(t, "http://127.0.0.1", func(c *transport.Config) { c.MaxConns = 1 }, transport.WithDial(registry.dial))
		wires := make(chan transport.Wire)
		for range 2 {
			go func() {
				_, wire, _ := client.Do(t.Context(), post("q"))
				wires <- wire
			}()
		}
		first, second := <-wires, <-wires
		if first.Queued != 0 || second.Queued != time.Second || second.OnWire() != time.Second || registry.dialled != 1 {
			t.Errorf("%+v, %+v over %d connections", first, second, registry.dialled)
		}
		client.Close()
	})
}
