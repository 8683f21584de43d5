package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A house holds the programs, as built, and the folder in which they keep their files. It ends what it has started.
type house struct {
	folder   string
	children []*child
}

// build builds the programs. The driver's own binary serves the registry.
func build(ctx context.Context) (*house, error) {
	folder, err := os.MkdirTemp("", "sverka-bench-")
	if err != nil {
		return nil, err
	}
	h := &house{folder: folder}
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", folder+string(filepath.Separator),
		"./cmd/...", "./internal/bench/naive")
	command.Stderr = os.Stderr
	if command.Dir, err = moduleRoot(ctx); err == nil {
		err = command.Run()
	}
	if err != nil {
		return nil, fmt.Errorf("go build: %w", err)
	}
	return h, nil
}

func moduleRoot(ctx context.Context) (string, error) {
	file, err := exec.CommandContext(ctx, "go", "env", "GOMOD").Output()
	return filepath.Dir(strings.TrimSpace(string(file))), err
}

// path returns the place of a file of the house.
func (h *house) path(name string) string { return filepath.Join(h.folder, name) }

// write writes a file of the house and returns its place.
func (h *house) write(name, text string) (string, error) {
	return h.path(name), os.WriteFile(h.path(name), []byte(text), 0o600)
}

// close ends what is still running and removes all files.
func (h *house) close() error {
	for _, c := range h.children {
		c.stop()
	}
	return os.RemoveAll(h.folder)
}

// freeAddresses returns n loopback addresses on which nothing listens now, all different.
func freeAddresses(n int) ([]string, error) {
	var held []net.Listener
	defer func() {
		for _, l := range held {
			_ = l.Close()
		}
	}()
	addresses := make([]string, n)
	for i := range addresses {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		held, addresses[i] = append(held, listener), listener.Addr().String()
	}
	return addresses, nil
}
