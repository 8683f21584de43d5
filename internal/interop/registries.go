package main

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"regexp"
	"sync"

	"github.com/sverka/sverka/mock"
)

// registries are the mocks on a port of loopback, which remember what was said by the request's identifier.
type registries struct {
	mock   *mock.Mock
	server *http.Server
	url    string

	mu        sync.Mutex
	exchanges map[string]exchange
}

// An exchange is what a registry was asked and answered.
type exchange struct {
	request, reply []byte
}

// openRegistries starts the mocks, each fault that is tried in a namespace of its own.
func openRegistries() (*registries, error) {
	m, err := mock.New(mock.Config{})
	if err != nil {
		return nil, err
	}
	for _, o := range operations() {
		for _, fault := range o.faults {
			if err := m.Inject(spaceOf(o, fault), mock.Rule{Fault: fault, Lookup: o.lookup}); err != nil {
				return nil, err
			}
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &registries{mock: m, url: "http://" + listener.Addr().String(), exchanges: map[string]exchange{}}
	r.server = mock.NewServer(r)
	go func() { _ = r.server.Serve(listener) }() // it ends by close only
	return r, nil
}

func (r *registries) close() {
	r.mock.Close()
	_ = r.server.Close()
}

// spaceOf names the namespace in which every question of an operation meets fault.
func spaceOf(o operation, fault string) string {
	return o.registry + "." + regexp.MustCompile(`[^A-Za-z0-9_.-]`).ReplaceAllString(fault, ".")
}

// address is that of a registry in a namespace; "": in none.
func (r *registries) address(registry, space string) string {
	if space == "" {
		return r.url + "/" + registry
	}
	return r.url + "/ns/" + space + "/" + registry
}

// ServeHTTP implements http.Handler.
func (r *registries) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		r.mock.Handler().ServeHTTP(w, request)
		return
	}
	asked, err := io.ReadAll(http.MaxBytesReader(w, request.Body, 1<<20))
	if err != nil {
		http.Error(w, "unreadable", http.StatusBadRequest)
		return
	}
	request.Body = io.NopCloser(bytes.NewReader(asked))
	copied := &copying{ResponseWriter: w}
	r.mock.Handler().ServeHTTP(copied, request)
	r.mu.Lock()
	defer r.mu.Unlock()
	if id := requestID(asked); id != "" {
		r.exchanges[id] = exchange{asked, copied.body.Bytes()}
	}
}

// take returns the exchange of a request's identifier, once.
func (r *registries) take(id string) (exchange, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.exchanges[id]
	delete(r.exchanges, id)
	return e, ok
}

// requestID returns the identifier in an envelope, "" where there is none.
func requestID(envelope []byte) string {
	asked, err := body(envelope)
	if err != nil {
		return ""
	}
	if id := asked.child("requestId", "RequestId"); id != nil {
		return id.text
	}
	return ""
}

// copying keeps a copy of what is written.
type copying struct {
	http.ResponseWriter
	body bytes.Buffer
}

// Write implements io.Writer.
func (c *copying) Write(text []byte) (int, error) {
	c.body.Write(text)
	return c.ResponseWriter.Write(text)
}
