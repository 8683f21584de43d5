// Command mock serves the four mock registries on a port of loopback, with their people and faults; see package mock.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/sverka/sverka/mock"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := dispatch(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "mock:", err)
		os.Exit(1)
	}
}

// dispatch runs the mocks, or with the word demo in front a gateway on them too.
func dispatch(ctx context.Context, args []string, out, logs io.Writer) error {
	if len(args) > 0 && args[0] == "demo" {
		return runDemo(ctx, args[1:], out, logs)
	}
	return run(ctx, args, out)
}

// run serves until ctx ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	config, err := configure(args)
	if err != nil {
		return err
	}
	m, err := mock.New(config)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", config.Addr)
	if err != nil {
		return err
	}
	announce(out, "http://"+listener.Addr().String(), config.Seed)
	go debug.FreeOSMemory() // reading the contracts took more than serving them will
	return serve(ctx, m, listener)
}

// configure takes the file first and the flags over it.
func configure(args []string) (mock.Config, error) {
	flags := flag.NewFlagSet("mock", flag.ContinueOnError)
	file := flags.String("config", "", "configuration `file`; see configs/mock.yaml")
	addr := flags.String("addr", "", "`address` of loopback to listen on (default 127.0.0.1:8090)")
	seed := flags.Uint64("seed", 0, "`number` that decides what is random; 0 takes one and prints it")
	if err := flags.Parse(args); err != nil {
		return mock.Config{}, err
	}
	if flags.NArg() > 0 {
		return mock.Config{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	config := mock.Defaults()
	if *file != "" {
		var err error
		if config, err = mock.Load(*file); err != nil {
			return mock.Config{}, err
		}
	}
	if *addr != "" {
		config.Addr = *addr
	}
	if *seed != 0 {
		config.Seed = *seed
	}
	if config.Seed == 0 {
		config.Seed = rand.Uint64() //nolint:gosec // a seed to be repeated, not a secret
	}
	return config, nil
}

// grace is how long the exchanges of the last moment may take to end.
const grace = 2 * time.Second

// serve answers until ctx ends; then it lets go of what hangs on purpose and waits for the rest.
func serve(ctx context.Context, m *mock.Mock, listener net.Listener) error {
	server := mock.NewServer(m.Handler())
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		m.Close()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		stopped <- errors.Join(server.Shutdown(end), server.Close())
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}

func announce(out io.Writer, url string, seed uint64) {
	fmt.Fprintf(out, "Mock registries at %s, seed %d\n", url, seed)
	for _, name := range mock.Registries() {
		fmt.Fprintf(out, "  %-10s %s/%s\n", name, url, name)
	}
	fmt.Fprintf(out, "  %-10s %s/ and, as JSON, %s/personas\n", "people", url, url)
	fmt.Fprintf(out, "  %-10s %s/faults\n", "faults", url)
}
