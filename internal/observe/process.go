package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// grace is how long a process that was told to end may take.
const grace = 10 * time.Second

// A process is one that the day has started. What it writes is a file beside the others of the day.
type process struct {
	name    string
	command *exec.Cmd
	output  *os.File
	done    chan struct{} // closed when it has ended
	err     error         // how, once it has
}

// start starts a program in folder and waits until ready, a URL of its own, answers with 200.
func start(ctx context.Context, folder, name, ready string, args ...string) (*process, error) {
	output, err := os.OpenFile(filepath.Join(folder, filepath.Base(name)+".log"), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(context.WithoutCancel(ctx), name, args...)
	command.Dir, command.Stdout, command.Stderr = folder, output, output
	p := &process{name: name, command: command, output: output, done: make(chan struct{})}
	if err := command.Start(); err != nil {
		return nil, errors.Join(err, output.Close())
	}
	go func() {
		p.err = command.Wait()
		close(p.done)
	}()
	if err := p.await(ctx, ready); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

func (p *process) await(ctx context.Context, ready string) error {
	const most = 30 * time.Second
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for {
		if _, err := get(ctx, ready); err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-p.done:
			return fmt.Errorf("%s has ended: %w\n%s", p.name, p.err, p.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer at %s: %w\n%s", p.name, ready, ctx.Err(), p.lastWords())
		}
	}
}

// lastWords returns the end of what the process has written.
func (p *process) lastWords() string {
	const most = 2 << 10
	text, _ := os.ReadFile(p.output.Name())
	return string(text[max(0, len(text)-most):])
}

// stop ends the process as service managers do, and waits for it. It may have ended before.
func (p *process) stop() { p.end(syscall.SIGTERM) }

// kill ends the process as a lack of memory does.
func (p *process) kill() { p.end(syscall.SIGKILL) }

func (p *process) end(how syscall.Signal) {
	_ = p.command.Process.Signal(how)
	select {
	case <-p.done:
	case <-time.After(grace):
		_ = p.command.Process.Kill()
		<-p.done
	}
	_ = p.output.Close()
}

// signal tells the process something that does not end it.
func (p *process) signal(s syscall.Signal) error { return p.command.Process.Signal(s) }

// build builds gateway and mock into folder.
func build(ctx context.Context, folder string) error {
	root, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", folder+string(filepath.Separator), "./cmd/...")
	command.Dir, command.Stderr = filepath.Dir(strings.TrimSpace(string(root))), os.Stderr
	if err := command.Run(); err != nil {
		return fmt.Errorf("go build: %w", err)
	}
	return nil
}

// addresses returns n addresses of loopback on which nothing listens now, all different. They are not among those that the system gives
// to whoever dials, who would take one until it is listened on, or while a gateway that was killed is away.
func addresses(n int) (free []string, err error) {
	const first, last = 10_000, 32_767
	var held []net.Listener // until all are there, so that they differ
	defer func() {
		for _, l := range held {
			_ = l.Close() // nobody has dialed it
		}
	}()
	for tries := 0; len(free) < n && tries < last-first; tries++ {
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(first+rand.IntN(last-first)))) //nolint:gosec // no secret
		if err != nil {
			continue
		}
		held, free = append(held, listener), append(free, listener.Addr().String())
	}
	if len(free) < n {
		return nil, errors.New("no addresses of loopback are free")
	}
	return free, nil
}

// web is the client for all that is no lookup.
func web() *http.Client { return &http.Client{Timeout: 20 * time.Second} }

func get(ctx context.Context, url string) ([]byte, error) {
	return send(ctx, http.MethodGet, url, "", "")
}

// send puts one request, by an operator's token if there is one, and returns the body of a reply that is 2xx.
func send(ctx context.Context, method, url, body, token string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := web().Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s %s", method, url, response.Status, text)
	}
	return text, err
}
