package mock

import (
	"net"
	"net/http"
)

// TB is what of testing.TB Start uses. Naming it keeps package testing out of programs that serve a Mock.
type TB interface {
	Helper()
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// A Server is a Mock that listens on a port of loopback.
type Server struct {
	*Mock
	URL string // "http://127.0.0.1:40123"
	// Namespace is the one of URLs; "" for the unnamed.
	Namespace string
	server    *http.Server
}

// Start serves a mock on a free port of loopback until the test ends. At most one Config is given; its zero members are Defaults.
func Start(t TB, config ...Config) *Server {
	t.Helper()
	var c Config
	if len(config) > 0 {
		c = config[0]
	}
	m, err := New(c)
	if err != nil {
		t.Fatalf("%v", err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatalf("mock: %v", err)
	}
	s := &Server{Mock: m, URL: "http://" + listener.Addr().String(), server: NewServer(m.Handler())}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.server.Serve(listener) // it ends by Close only
	}()
	t.Cleanup(func() {
		m.Close()
		_ = s.server.Close()
		<-done
	})
	return s
}

// In returns the server as a namespace sees it: its own faults, tickets, tokens and nonces.
func (s *Server) In(namespace string) *Server {
	inner := *s
	inner.Namespace = namespace
	return &inner
}

// Registry returns the base URL of a registry, "http://127.0.0.1:40123/pension".
func (s *Server) Registry(name string) string {
	if s.Namespace == "" {
		return s.URL + "/" + name
	}
	return s.URL + "/ns/" + s.Namespace + "/" + name
}

// Fault adds a rule to the server's namespace. The error lists what can be chosen.
func (s *Server) Fault(r Rule) error { return s.Inject(s.Namespace, r) }
