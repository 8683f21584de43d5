package mock

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes, so that a server can be run by virtual time.
type pipes struct {
	dialed chan net.Conn
	once   sync.Once
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{dialed: make(chan net.Conn), closed: make(chan struct{})} }

func (p *pipes) dial() net.Conn {
	near, far := net.Pipe()
	p.dialed <- far
	return near
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialed:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.closed) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// net/http waits five seconds for a request on a connection that had none, and clients dial such: the transport of Go does whenever a
// connection comes free while it dials another. A mock that is told to stop then would be held up, and would end as an error.
func TestAConnectionWithoutARequestHoldsNothingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		server := NewServer(http.NotFoundHandler())
		served := make(chan error, 1)
		go func() { served <- server.Serve(listener) }()
		conn := listener.dial()
		defer conn.Close()
		synctest.Wait()
		began := time.Now()
		if err := stop(t.Context(), server); err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took >= time.Second { // virtual time: what was waited for on purpose
			t.Errorf("it was held up for %v", took)
		}
		if err := <-served; err != http.ErrServerClosed { //nolint:errorlint // as it is returned
			t.Error(err)
		}
	})
}

// Who does not end within the grace is cut off, and that is no failure.
func TestAnExchangeThatDoesNotEndIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener, asked, cut := newPipes(), make(chan struct{}), make(chan struct{})
		server := NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			close(asked)
			<-r.Context().Done()
			close(cut)
		}))
		served := make(chan error, 1)
		go func() { served <- server.Serve(listener) }()
		conn := listener.dial()
		defer conn.Close()
		if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: mock\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
		<-asked
		end, cancel := context.WithTimeout(t.Context(), grace)
		defer cancel()
		if err := stop(end, server); err != nil {
			t.Error(err)
		}
		<-cut
		<-served
	})
}
