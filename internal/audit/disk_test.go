package audit

import (
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A memory is a disk that can lose its power: what was not synced is gone then, names too.
type memory struct {
	mu      sync.Mutex
	names   map[string]*bytesOf // as they are
	lasting map[string]*bytesOf // as a syncDirectory has left them
	room    space
	// deaf: a sync of these names does nothing, and says that all is well.
	deaf func(name string) bool
	// before is called before each operation; its error is the operation's.
	before func(operation, name string) error
}

// bytesOf is what a file holds, and what of it lasts.
type bytesOf struct{ now, lasts []byte }

func newMemory() *memory {
	return &memory{
		names: make(map[string]*bytesOf), lasting: make(map[string]*bytesOf),
		room: space{bytes: 100 << 30, freeBytes: 50 << 30, files: 1000, freeFiles: 500},
	}
}

// crashed returns the disk as it is found after a loss of power. keep is how many bytes that were not synced happen to be there, of each
// file that has grown.
func (m *memory) crashed(keep int) *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	after := newMemory()
	for name, b := range m.lasting {
		data := slices.Clone(b.lasts)
		if extra := min(len(b.now)-len(data), keep); extra > 0 {
			data = append(data, b.now[len(data):len(data)+extra]...)
		}
		f := &bytesOf{now: data, lasts: slices.Clone(data)}
		after.names[name], after.lasting[name] = f, f
	}
	return after
}

// copied returns the disk as it is, with nothing to lose.
func (m *memory) copied() *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	same := newMemory()
	for name, b := range m.names {
		f := &bytesOf{now: slices.Clone(b.now), lasts: slices.Clone(b.now)}
		same.names[name], same.lasting[name] = f, f
	}
	return same
}

func (m *memory) do(operation, name string, f func() error) error {
	if m.before != nil {
		if err := m.before(operation, name); err != nil {
			return &fs.PathError{Op: operation, Path: name, Err: err}
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := f(); err != nil {
		return &fs.PathError{Op: operation, Path: name, Err: err}
	}
	return nil
}

func (m *memory) create(name string) (file, error) {
	f := &bytesOf{}
	err := m.do("create", name, func() error {
		if m.names[name] != nil {
			return syscall.EEXIST
		}
		m.names[name] = f
		return nil
	})
	return m.handle(name, f, err)
}

func (m *memory) open(name string) (file, error)   { return m.find("open", name) }
func (m *memory) reopen(name string) (file, error) { return m.find("reopen", name) }

func (m *memory) find(operation, name string) (file, error) {
	var f *bytesOf
	err := m.do(operation, name, func() error {
		if f = m.names[name]; f == nil {
			return syscall.ENOENT
		}
		return nil
	})
	return m.handle(name, f, err)
}

func (m *memory) handle(name string, f *bytesOf, err error) (file, error) {
	if err != nil {
		return nil, err
	}
	return &memoryFile{m, name, f}, nil
}

func (m *memory) rename(from, to string) error {
	return m.do("rename", to, func() error {
		if m.names[from] == nil {
			return syscall.ENOENT
		}
		m.names[to] = m.names[from]
		delete(m.names, from)
		return nil
	})
}

func (m *memory) remove(name string) error {
	return m.do("remove", name, func() error {
		if m.names[name] == nil {
			return syscall.ENOENT
		}
		delete(m.names, name)
		return nil
	})
}

func (m *memory) makeDirectory(string) error { return nil }

func (m *memory) syncDirectory(name string) error {
	return m.do("syncDirectory", name, func() error {
		for file := range m.lasting {
			if path.Dir(file) == name && m.names[file] == nil {
				delete(m.lasting, file)
			}
		}
		for file, b := range m.names {
			if path.Dir(file) == name {
				m.lasting[file] = b
			}
		}
		return nil
	})
}

func (m *memory) list(directory string) (names []string, err error) {
	err = m.do("list", directory, func() error {
		for file := range m.names {
			if path.Dir(file) == directory {
				names = append(names, path.Base(file))
			}
		}
		sort.Strings(names)
		return nil
	})
	return names, err
}

func (m *memory) space() (space, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.room, nil
}

func (m *memory) setRoom(s space) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.room = s
}

// content returns what a file holds; nil if there is none.
func (m *memory) content(name string) []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	if b := m.names[name]; b != nil {
		return slices.Clone(b.now)
	}
	return nil
}

// change changes what a file holds.
func (m *memory) change(name string, f func([]byte) []byte) {
	b := m.names[name]
	b.now = f(b.now)
	b.lasts = slices.Clone(b.now)
}

func (m *memory) files(directory string) (all []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name := range m.names {
		if strings.HasPrefix(name, directory+"/") {
			all = append(all, name)
		}
	}
	sort.Strings(all)
	return all
}

type memoryFile struct {
	of   *memory
	name string
	*bytesOf
}

func (f *memoryFile) ReadAt(p []byte, at int64) (n int, err error) {
	err = f.of.do("read", f.name, func() error {
		if at < int64(len(f.now)) {
			n = copy(p, f.now[at:])
		}
		return nil
	})
	if err == nil && n < len(p) {
		err = io.EOF
	}
	return n, err
}

func (f *memoryFile) WriteAt(p []byte, at int64) (int, error) {
	err := f.of.do("write", f.name, func() error {
		if grow := int(at) + len(p) - len(f.now); grow > 0 {
			f.now = append(f.now, make([]byte, grow)...)
		}
		copy(f.now[at:], p)
		return nil
	})
	if err != nil {
		return 0, err
	}
	return len(p), nil
}

func (f *memoryFile) Sync() error {
	return f.of.do("sync", f.name, func() error {
		if f.of.deaf == nil || !f.of.deaf(f.name) {
			f.lasts = slices.Clone(f.now)
		}
		return nil
	})
}

func (f *memoryFile) Truncate(size int64) error {
	return f.of.do("truncate", f.name, func() error {
		f.now = slices.Clone(f.now[:size])
		return nil
	})
}

func (f *memoryFile) Size() (size int64, err error) {
	err = f.of.do("size", f.name, func() error {
		size = int64(len(f.now))
		return nil
	})
	return size, err
}

func (f *memoryFile) Close() error { return nil }

// now is a moment within one month, whenever the test runs.
func now() time.Time { return time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC) }

var errPower = errors.New("the power is gone")
