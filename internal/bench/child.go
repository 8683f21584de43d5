package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A child is one process that was started. Its output is a file of the house, written as in service.
type child struct {
	command *exec.Cmd
	output  *os.File
	began   time.Time
	took    time.Duration // from its beginning until it was ready
	done    chan struct{} // closed when it has ended
	err     error         // how, once it has
}

// grace is how long a child that was told to end may take.
const grace = 5 * time.Second

// start starts a command in the house's folder.
func (h *house) start(ctx context.Context, name string, args ...string) (*child, error) {
	output, err := os.CreateTemp(h.folder, "output-")
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, name, args...)
	command.Dir, command.Stdout, command.Stderr = h.folder, output, output
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = grace
	c := &child{command: command, output: output, began: time.Now(), done: make(chan struct{})}
	if err := command.Start(); err != nil {
		return nil, errors.Join(err, output.Close())
	}
	go func() {
		c.err = command.Wait()
		close(c.done)
	}()
	h.children = append(h.children, c)
	return c, nil
}

func (c *child) pid() int { return c.command.Process.Pid }

// stop ends the child and waits for it.
func (c *child) stop() {
	_ = c.command.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-c.done:
	case <-time.After(grace):
		_ = c.command.Process.Kill()
		<-c.done
	}
	_ = c.output.Close()
}

// lastWords returns the end of what the child has written.
func (c *child) lastWords() string {
	const most = 2 << 10
	info, err := c.output.Stat()
	if err != nil {
		return ""
	}
	text := make([]byte, min(info.Size(), most))
	n, _ := c.output.ReadAt(text, info.Size()-int64(len(text)))
	return string(text[:n])
}

// await asks url every millisecond until it answers with 200, and notes how long that took.
func (c *child) await(ctx context.Context, url string) error {
	const pause, most = time.Millisecond, 20 * time.Second
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for !answers(ctx, url) {
		select {
		case <-time.After(pause):
		case <-c.done:
			return fmt.Errorf("it has ended: %w\n%s", c.err, c.lastWords())
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w\n%s", ctx.Err(), c.lastWords())
		}
	}
	c.took = time.Since(c.began)
	return nil
}

// answers reports whether url answers with 200 now.
func answers(ctx context.Context, url string) bool {
	text, err := get(ctx, url)
	return err == nil && text != nil
}

// watching returns the client for all that is no lookup. It keeps no connection, lest it be counted as one.
func watching() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
}

// get returns the body of url; an answer other than 200 is an error.
func get(ctx context.Context, url string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := watching().Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	return io.ReadAll(response.Body)
}
