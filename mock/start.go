package mock

import (
	"fmt"
	"hash/fnv"
	"net"
	"net/http"
	"strings"
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

// Start serves a mock on a free port of loopback until the test ends. At most one Config is given; its zero members are Defaults. What is
// random goes by Config.Seed, and a zero seed is a seed: the same test sees the same.
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

// In returns the server as a namespace sees it: its own faults, journal, clock, tickets, tokens and nonces. Any name will do, that of
// a test above all: what a path cannot hold is replaced, and told apart by a hash.
func (s *Server) In(namespace string) *Server {
	inner := *s
	inner.Namespace = namespaceOf(namespace)
	return &inner
}

// namespaceOf returns name where a namespace can be called so, and else a name that only name is turned into.
func namespaceOf(name string) string {
	if name == "" || isNamespace(name) {
		return name
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	const most = 40
	kept := strings.Map(func(r rune) rune {
		if inNamespace(r) {
			return r
		}
		return '-'
	}, name[:min(len(name), most)])
	return fmt.Sprintf("%s-%016x", kept, h.Sum64())
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

// Forget drops all that the server's namespace keeps.
func (s *Server) Forget() { s.spaces.forget(s.Namespace) }

func (s *Server) space() *namespace {
	space, err := s.spaces.named(s.Namespace)
	if err != nil {
		panic("mock: " + err.Error())
	}
	return space
}
