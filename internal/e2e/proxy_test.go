package e2e_test

import (
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A proxy stands between the gateway and one registry, and can take the registry's place: it passes connections on, hangs,
// answers garbage, or is not there.
type proxy struct {
	t    *testing.T
	addr string

	mu       sync.Mutex
	target   string
	mode     mode
	listener net.Listener
	open     map[net.Conn]struct{}
	done     sync.WaitGroup
}

type mode int

const (
	passes mode = iota
	hangs
	garbage
	gone
)

// between returns a function for newWorldThrough that puts a proxy before the registry, and the proxy.
func between(t *testing.T, registry string) (*proxy, func(string, string) string) {
	t.Helper()
	p := &proxy{t: t, open: make(map[net.Conn]struct{})}
	p.listen("127.0.0.1:0")
	p.addr = p.listener.Addr().String()
	t.Cleanup(func() { p.become(gone); p.done.Wait() })
	return p, func(name, at string) string {
		if name != registry {
			return at
		}
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.target = u.Host
		return strings.Replace(at, u.Host, p.addr, 1)
	}
}

func (p *proxy) listen(addr string) {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		p.t.Fatal(err)
	}
	p.listener = listener
	p.done.Add(1)
	go p.accept(listener)
}

func (p *proxy) accept(listener net.Listener) {
	defer p.done.Done()
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		m, target := p.mode, p.target
		p.open[conn] = struct{}{}
		p.mu.Unlock()
		p.done.Add(1)
		go p.handle(conn, m, target)
	}
}

// become changes the mode. What is open is cut: a registry that is stopped or replaced takes its connections with it.
func (p *proxy) become(m mode) {
	p.mu.Lock()
	was := p.mode
	p.mode = m
	for conn := range p.open {
		_ = conn.Close()
	}
	clear(p.open)
	p.mu.Unlock()
	switch {
	case m == gone && was != gone:
		_ = p.listener.Close()
	case m != gone && was == gone:
		p.listen(p.addr)
	}
}

func (p *proxy) handle(conn net.Conn, m mode, target string) {
	defer p.done.Done()
	defer func() {
		_ = conn.Close()
		p.mu.Lock()
		delete(p.open, conn)
		p.mu.Unlock()
	}()
	switch m {
	case passes:
		splice(conn, target)
	case garbage:
		_, _ = conn.Read(make([]byte, 1))
		_, _ = conn.Write([]byte("\x00\xff\x13\x37 nothing that anybody would call HTTP\r\n\r\n"))
	default:
		_, _ = io.Copy(io.Discard, conn)
	}
}

func splice(conn net.Conn, target string) {
	upstream, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer upstream.Close()
	go func() {
		_, _ = io.Copy(upstream, conn)
		_ = upstream.Close()
	}()
	_, _ = io.Copy(conn, upstream)
}
