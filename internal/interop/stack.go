package main

import (
	"context"
	"embed"
	"io/fs"
	"os"
	"path/filepath"
)

// A stack is other people's SOAP software. Its client and its server are programs in a folder of this room, of the stack's own
// language, that do what its documentation says.
type stack struct {
	name   string
	folder string
	needs  []tool
	// version is the command that says which version is tried.
	version []string
	// prepare makes the programs ready in the workshop; nil: there is nothing to make.
	prepare func(ctx context.Context, w *workshop, r *registries) error
	// client is the command that puts questions to a registry; speaks says how.
	client func(w *workshop, registry string) []string
	speaks speech
	// server is the command that serves a registry by what script has written; without one, noServer says why there is none.
	server   func(w *workshop, registry string) []string
	script   func(w *workshop, s *script) error
	noServer string
	// unread are the elements that the client cannot tell from absent ones, and unreadWhy how. They must not be read: a version that
	// does wants fewer exceptions here.
	unread    []string
	unreadWhy string
	// noToken says why nothing of the stack makes or verifies a UsernameToken; "": it does.
	noToken string
}

// A speech is how a client is told a question in a line, and how it tells in a line what it read.
type speech interface {
	write(q *question) string
	read(line []byte) (id string, r reading, err error)
}

// stacks are all that are tried.
func stacks() []stack { return []stack{zeep(), php(), npm(), gsoap()} }

//go:embed zeep php npm gsoap
var programs embed.FS

// A workshop is a folder of its own for one stack, with the stack's programs in it. Nothing of a run is written anywhere else.
type workshop struct{ folder string }

func openWorkshop(s *stack) (*workshop, error) {
	folder, err := os.MkdirTemp("", "sverka-interop-"+s.folder+"-")
	if err != nil {
		return nil, err
	}
	files, err := fs.Sub(programs, s.folder)
	if err == nil {
		err = os.CopyFS(folder, files)
	}
	return &workshop{folder}, err
}

func (w *workshop) path(name string) string { return filepath.Join(w.folder, name) }

func (w *workshop) close() error { return os.RemoveAll(w.folder) }
