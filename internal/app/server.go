package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"

	"github.com/sverka/sverka/internal/config"
	"github.com/sverka/sverka/internal/telemetry"
)

// A server is one listener and what it serves.
type server struct {
	name     string
	address  string
	http     *http.Server
	most     int // connections at a time
	listener net.Listener
	log      *slog.Logger
}

// Bounds of the listeners. A request's head and body come within seconds or not at all: who drips them only wants to
// hold connections.
const (
	headTimeout    = 5 * time.Second
	bodyTimeout    = 10 * time.Second
	idleTimeout    = time.Minute
	maxHeadBytes   = 16 << 10
	maxConnections = 100

	maxStreams   = 100      // of an HTTP/2 connection at a time: a caller with more questions opens another
	streamBuffer = 64 << 10 // of a body that nobody reads yet
)

func newServer(name, address string, handler http.Handler, logger *slog.Logger) *server {
	return &server{
		name: name, address: address, most: maxConnections, log: logger,
		http: &http.Server{
			Handler: handler, ReadHeaderTimeout: headTimeout, ReadTimeout: headTimeout + bodyTimeout, IdleTimeout: idleTimeout,
			MaxHeaderBytes: maxHeadBytes, ErrorLog: log.New(withheld{logger, name, nil}, "", 0),
		},
	}
}

// withheld is where net/http writes what it has to say. Its texts may quote what a client sent, so that only their being
// is logged, and of a TLS handshake that failed why, in a word of ours.
type withheld struct {
	log       *slog.Logger
	name      string
	handshake func(telemetry.Handshake) // is told of one that failed; nil: nobody is
}

// Write implements io.Writer.
func (w withheld) Write(p []byte) (int, error) {
	if why, failed := handshakeFailed(p); failed && w.handshake != nil {
		w.handshake(why)
	}
	w.log.Debug("net/http reported an error of a connection; its text is withheld", "listener", w.name, "bytes", len(p))
	return len(p), nil
}

var _ io.Writer = withheld{}

// limit fits the server to the API: more callers, and answers that take as long as the ceiling.
func (s *server) limit(c config.API) {
	s.most = c.MaxConnections
	s.http.WriteTimeout = c.Ceiling + bodyTimeout
	s.http.HTTP2 = &http.HTTP2Config{
		MaxConcurrentStreams: maxStreams, MaxReceiveBufferPerConnection: 2 * streamBuffer, MaxReceiveBufferPerStream: streamBuffer,
	}
}

func (s *server) listen() error {
	listener, err := net.Listen("tcp", s.address)
	if err != nil {
		return fmt.Errorf("%s.listen: %w", s.name, err)
	}
	s.listener = netutil.LimitListener(listener, s.most)
	return nil
}

func (s *server) addr() net.Addr { return s.listener.Addr() }

// serve returns when the server is shut down (nil) or cannot go on.
func (s *server) serve() error {
	var err error
	if s.http.TLSConfig != nil {
		err = s.http.ServeTLS(s.listener, "", "")
	} else {
		err = s.http.Serve(s.listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("%s: %w", s.name, err)
}

// shutdown lets what is in flight finish until ctx ends, and then cuts it off.
func (s *server) shutdown(ctx context.Context) error {
	if err := s.http.Shutdown(ctx); err != nil {
		return fmt.Errorf("%s: requests were cut off: %w", s.name, errors.Join(err, s.http.Close()))
	}
	return nil
}

// close gives back a listener that was never served.
func (s *server) close() {
	if s.listener != nil {
		_ = s.listener.Close() // closed already, as a rule
	}
}
