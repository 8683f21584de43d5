package mock

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// A Program is a Mock that listens wherever its configuration says: what cmd/mock serves. Tests want Start.
type Program struct {
	*Mock
	URL   string            // of Config.Addr: "http://127.0.0.1:8090"
	Alone map[string]string // of Config.Ports: by registry, "http://127.0.0.1:8091"
	TLS   *TLSFiles         // what Config.TLSDirectory holds now; nil where none is named

	servers []listening
	idle    *idle
}

type listening struct {
	server   *http.Server
	listener net.Listener
}

// The addresses of the doors in order where TLSDirectory is named and Doors says nothing of them.
const (
	addrTLS       = "127.0.0.1:8453"
	addrMutualTLS = "127.0.0.1:8454"
)

// Listen takes every address of the configuration, opens its doors and writes the files of TLS. Then it is to be served. On an error
// nothing stays open, and m is closed.
func (m *Mock) Listen(ctx context.Context) (*Program, error) {
	p := &Program{Mock: m, Alone: map[string]string{}, idle: newIdle()}
	if err := p.listen(ctx); err != nil {
		p.Abandon()
		return nil, err
	}
	return p, nil
}

func (p *Program) listen(ctx context.Context) (err error) {
	if p.URL, err = p.at(ctx, "addr", p.config.Addr, p.Handler()); err != nil {
		return taken(err, "-addr 127.0.0.1:0")
	}
	for _, registry := range Registries() {
		if addr := p.config.Ports[registry]; addr != "" {
			if p.Alone[registry], err = p.at(ctx, "ports."+registry, addr, p.alone(registry)); err != nil {
				return taken(err, "-port "+registry+"=127.0.0.1:0")
			}
		}
	}
	doors := p.config.doors()
	for _, kind := range Doors() {
		if addr := doors[kind]; addr != "" {
			if _, err := p.openDoorAt(kind, addr); err != nil {
				return fmt.Errorf("doors.%s: %w", kind, taken(err, "-door "+kind+"=127.0.0.1:0"))
			}
		}
	}
	if p.config.TLSDirectory != "" {
		p.TLS, err = p.WriteTLS(p.config.TLSDirectory)
	}
	return err
}

// taken says of an address that is in use which flag would do.
func taken(err error, flag string) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w (is another mock running? %s takes a free port)", err, flag)
	}
	return err
}

// doors are those to be opened at the start, by kind.
func (c Config) doors() map[string]string {
	all := map[string]string{}
	if c.TLSDirectory != "" {
		all[DoorTLS], all[DoorMutualTLS] = addrTLS, addrMutualTLS
	}
	maps.Copy(all, c.Doors)
	return all
}

func (p *Program) at(ctx context.Context, key, addr string, h http.Handler) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	p.servers = append(p.servers, listening{NewServer(p.idle.watch(h)), listener})
	return "http://" + listener.Addr().String(), nil
}

// Abandon ends a Program that is not to be served after all.
func (p *Program) Abandon() {
	p.Close()
	p.idle.end()
	for _, one := range p.servers {
		_ = one.listener.Close()
	}
}

// grace is how long the exchanges of the last moment may take to end.
const grace = 2 * time.Second

// Serve answers until ctx ends; then it lets go of what hangs on purpose, waits for the rest as long as it may take, and returns nil.
// Another error is one of accepting connections. It is to be called once.
func (p *Program) Serve(ctx context.Context) error {
	p.idle.stir() // reading the contracts took more than serving them will
	serving, ctx := errgroup.WithContext(ctx)
	for _, one := range p.servers {
		serving.Go(func() error {
			if err := one.server.Serve(one.listener); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	}
	<-ctx.Done()
	p.Close()
	p.idle.end()
	return errors.Join(p.stop(ctx), serving.Wait())
}

// stop ends the servers.
func (p *Program) stop(ctx context.Context) error {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	ending := &errgroup.Group{}
	for _, one := range p.servers {
		ending.Go(func() error { return stop(end, one.server) })
	}
	return ending.Wait()
}

// stop ends a server by ctx at the latest. Whoever is still reading a reply then is cut off: nobody needs the rest of it.
func stop(ctx context.Context, server *http.Server) error {
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil
	}
	return errors.Join(err, server.Close())
}

// alone serves one registry at the root, and by its path too, as the addresses in its contract have it.
func (m *Mock) alone(registry string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		prefix := ""
		name, path, named := splitNamespace(r.URL.Path)
		if named {
			prefix = "/ns/" + name
		}
		if path != "/"+registry && !strings.HasPrefix(path, "/"+registry+"/") {
			path = "/" + registry + path
		}
		inner := r.WithContext(r.Context())
		inner.URL = &url.URL{Path: prefix + path, RawQuery: r.URL.RawQuery}
		m.serve(w, inner)
	})
}

// listens says what is wrong with the addresses of c.
func (c Config) listens() []error {
	var errs []error
	taken := map[string]string{}
	check := func(key, addr string) {
		_, port, _ := net.SplitHostPort(addr)
		switch {
		case !isLoopback(addr):
			errs = append(errs, fmt.Errorf("%s: expected an address of loopback, such as 127.0.0.1:8090", key))
		case taken[addr] != "" && port != "0":
			errs = append(errs, fmt.Errorf("%s: expected an address of its own, it is that of %s", key, taken[addr]))
		}
		taken[addr] = key
	}
	check("addr", c.Addr)
	for _, registry := range sortedKeys(c.Ports) {
		if !slices.Contains(Registries(), registry) {
			errs = append(errs, fmt.Errorf("ports.%s: no such registry; known are %v", registry, Registries()))
			continue
		}
		check("ports."+registry, c.Ports[registry])
	}
	for _, kind := range sortedKeys(c.Doors) {
		if !slices.Contains(Doors(), kind) {
			errs = append(errs, fmt.Errorf("doors.%s: no such door; known are %v", kind, Doors()))
		}
	}
	doors := c.doors()
	for _, kind := range sortedKeys(doors) {
		check("doors."+kind, doors[kind])
	}
	return errs
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
