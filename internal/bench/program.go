package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/sverka/sverka/internal/bench/standin"
)

// registryCommand makes the driver's own binary the stand-in registry, in a process of its own.
const registryCommand = "registry"

// serveRegistry serves until it is told to end.
func serveRegistry(address string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	registry, err := standin.Listen(address)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return failed
	}
	<-ctx.Done()
	registry.Close()
	return 0
}

// A program is a child that serves HTTP: the gateway, the naive adapter, the mock or the stand-in.
type program struct {
	*child
	name  string
	api   string // http://host:port
	watch string // of /metrics and /readyz, where it has them
	ready string // URL that answers 200 once the program is ready
}

// startRegistry starts the stand-in.
func (h *house) startRegistry(ctx context.Context) (*program, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	at, err := freeAddresses(1)
	if err != nil {
		return nil, err
	}
	api := "http://" + at[0]
	return h.started(ctx, &program{name: "registry", api: api, ready: api + "/exchanges"}, self, registryCommand, at[0])
}

// startNaive starts the baseline on a registry.
func (h *house) startNaive(ctx context.Context, registry string) (*program, error) {
	at, err := freeAddresses(1)
	if err != nil {
		return nil, err
	}
	api := "http://" + at[0]
	return h.started(ctx, &program{name: "naive", api: api, watch: api, ready: api + "/healthz"},
		h.path("naive"), "-listen", at[0], "-registry", registry)
}

// startGateway starts the gateway on a registry.
func (h *house) startGateway(ctx context.Context, s setting) (*program, error) {
	at, err := freeAddresses(3)
	if err != nil {
		return nil, err
	}
	file, err := h.configure(s, at[0], at[1], at[2])
	if err != nil {
		return nil, err
	}
	p := &program{name: "gateway", api: "http://" + at[0], watch: "http://" + at[1], ready: "http://" + at[1] + "/readyz"}
	return h.started(ctx, p, h.path("gateway"), "-config", file)
}

// started starts p and waits until it is ready.
func (h *house) started(ctx context.Context, p *program, command string, args ...string) (*program, error) {
	var err error
	if p.child, err = h.start(ctx, command, args...); err != nil {
		return nil, err
	}
	if err := p.await(ctx, p.ready); err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	return p, nil
}

// startMock starts the mock registries.
func (h *house) startMock(ctx context.Context, flags ...string) (*program, error) {
	at, err := freeAddresses(1)
	if err != nil {
		return nil, err
	}
	api := "http://" + at[0]
	return h.started(ctx, &program{name: "mock", api: api, ready: api + "/healthz"}, h.path("mock"), append(flags, "-addr", at[0])...)
}
