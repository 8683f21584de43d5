package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"syscall"
	"time"
)

// grace is how long a process that was told to end may take.
const grace = 5 * time.Second

// command returns a command of the workshop, which ends with ctx.
func (w *workshop) command(ctx context.Context, command []string) *exec.Cmd {
	c := exec.CommandContext(ctx, command[0], command[1:]...) //nolint:gosec // commands of this room
	c.Dir = w.folder
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = grace
	return c
}

// run runs a command to its end. The error says what it wrote.
func (w *workshop) run(ctx context.Context, command ...string) error {
	if written, err := w.command(ctx, command).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", command[0], err, lastWords(written))
	}
	return nil
}

// output runs a command to its end and returns what it printed in a line.
func (w *workshop) output(ctx context.Context, command []string) string {
	written, err := w.command(ctx, command).Output()
	if err != nil {
		return "of an unknown version"
	}
	return string(bytes.TrimSpace(written))
}

// lastWords returns the end of what a process has written.
func lastWords(written []byte) string {
	const most = 2 << 10
	return string(bytes.TrimSpace(written[max(0, len(written)-most):]))
}

// ask tells a client questions and returns what it read, by the question's identifier.
func (w *workshop) ask(ctx context.Context, command []string, speaks speech, questions []question) (map[string]reading, error) {
	var in, errs bytes.Buffer
	for i := range questions {
		in.WriteString(speaks.write(&questions[i]))
	}
	c := w.command(ctx, command)
	c.Stdin, c.Stderr = &in, &errs
	out, err := c.Output()
	if err != nil {
		return nil, fmt.Errorf("the client: %w\n%s", err, lastWords(errs.Bytes()))
	}
	all := map[string]reading{}
	for line := range bytes.Lines(out) {
		id, r, err := speaks.read(line)
		if err != nil {
			return nil, fmt.Errorf("the client wrote %q: %w", lastWords(line), err)
		}
		all[id] = r
	}
	return all, nil
}

// A server is a process that serves until it is stopped.
type server struct {
	command *exec.Cmd
	address string
	written *tail
	done    chan struct{}
}

// started is what servers say of where they listen.
var started = regexp.MustCompile(`http://127\.0\.0\.1:[1-9][0-9]*`)

// serve starts a server and waits until it says where it listens.
func (w *workshop) serve(ctx context.Context, command []string) (*server, error) {
	const most = 30 * time.Second
	s := &server{command: w.command(ctx, command), written: &tail{}, done: make(chan struct{})}
	out, err := s.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.command.Stderr = s.command.Stdout // one file for both
	if err := s.command.Start(); err != nil {
		return nil, err
	}
	said := make(chan string, 1)
	go func() {
		defer close(s.done)
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			s.written.add(lines.Bytes())
			if address := started.Find(lines.Bytes()); address != nil && len(said) == 0 {
				said <- string(address)
			}
		}
		_ = s.command.Wait() // it was ended, or its last words say why
	}()
	select {
	case s.address = <-said:
		return s, nil
	case <-s.done:
		err = errors.New("the server has ended")
	case <-time.After(most):
		err = errors.New("the server does not say where it listens")
	}
	s.stop()
	return nil, fmt.Errorf("%w\n%s", err, s.written)
}

// stop ends the server and waits for it.
func (s *server) stop() {
	_ = s.command.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-s.done:
	case <-time.After(grace):
		_ = s.command.Process.Kill()
		<-s.done
	}
}
