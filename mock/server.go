package mock

import (
	"net"
	"net/http"
	"sync"
	"time"
)

// NewServer returns an HTTP server fit for a mock: HTTP/1 only, and no limit on how long a reply may take. Its Shutdown does not
// wait for connections over which nothing was ever asked. Clients keep such: they dial another one while they wait for the first.
func NewServer(h http.Handler) *http.Server {
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	server := &http.Server{Handler: h, Protocols: protocols, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 2 * time.Minute}
	unasked := &connections{open: map[net.Conn]struct{}{}}
	server.ConnState = unasked.note
	server.RegisterOnShutdown(unasked.end)
	return server
}

// connections are those over which nothing was asked yet. It is safe for concurrent use.
type connections struct {
	mu    sync.Mutex
	open  map[net.Conn]struct{}
	ended bool
}

// note implements http.Server.ConnState.
func (c *connections) note(conn net.Conn, state http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(c.open, conn)
	case c.ended:
		_ = conn.Close()
	default:
		c.open[conn] = struct{}{}
	}
}

func (c *connections) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	for conn := range c.open {
		_ = conn.Close()
	}
}
