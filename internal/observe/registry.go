package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"

	"github.com/sverka/sverka/mock"
)

// A registry is one mock registry in a process of its own, so that it can be down alone.
type registry struct {
	*process
	name, folder, addr string
}

// people is how many there are to be asked about, seed who decides them: each question is about another one.
const (
	people = "1000000"
	seed   = "1"
)

// mockConfig lifts a limit of two a minute: compressed, it would be two a second, and is another story than those that are played.
const mockConfig = "tax: {taxpayer_window: none}\n"

func newRegistry(ctx context.Context, folder, name string) (*registry, error) {
	free, err := addresses(1)
	if err != nil {
		return nil, err
	}
	r := &registry{name: name, folder: folder, addr: free[0]}
	if err := os.WriteFile(filepath.Join(folder, "mock.yaml"), []byte(mockConfig), 0o600); err != nil {
		return nil, err
	}
	return r, r.start(ctx)
}

// start starts the registry, or starts it again.
func (r *registry) start(ctx context.Context) (err error) {
	r.process, err = start(ctx, r.folder, filepath.Join(r.folder, "mock"), r.url("/healthz"),
		"-config", "mock.yaml", "-addr", r.addr, "-seed", seed, "-population", people)
	return err
}

func (r *registry) url(path string) string { return "http://" + r.addr + path }

// befall adds a rule: what happens to the exchanges that it fits.
func (r *registry) befall(ctx context.Context, rule mock.Rule) error {
	text, err := json.Marshal(rule)
	if err == nil {
		_, err = send(ctx, http.MethodPost, r.url("/admin/faults"), string(text), "")
	}
	return err
}

// mend takes all rules away.
func (r *registry) mend(ctx context.Context) error {
	_, err := send(ctx, http.MethodDelete, r.url("/admin/faults"), "", "")
	return err
}
