package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// A collector takes spans of traces and forgets them. It is there to go away.
type collector struct {
	addr   string
	server *http.Server // nil: it is away
}

func newCollector() (*collector, error) {
	free, err := addresses(1)
	if err != nil {
		return nil, err
	}
	c := &collector{addr: free[0]}
	return c, c.open()
}

func (c *collector) url() string { return "http://" + c.addr + "/v1/traces" }

// open lets it listen, or listen again.
func (c *collector) open() error {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", c.addr)
	if err != nil {
		return err
	}
	c.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // what of it does not come is forgotten too
		w.Header().Set("Content-Type", "application/x-protobuf")
	})}
	go func() { _ = c.server.Serve(listener) }() // it ends with close
	return nil
}

// close breaks off what it is being sent. It may be away already.
func (c *collector) close() error {
	if c.server == nil {
		return nil
	}
	err := c.server.Close()
	c.server = nil
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
