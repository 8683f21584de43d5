package audit

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"sort"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/sverka/sverka/internal/durable"
)

// A disk is what a log lies on: a directory of the real one, or one that fails in a test. Names are relative to it.
type disk interface {
	// create makes a new file for reading and writing; one that is there is an error.
	create(name string) (file, error)
	// open opens a file for reading only.
	open(name string) (file, error)
	// reopen opens a file for reading and writing.
	reopen(name string) (file, error)
	rename(from, to string) error
	remove(name string) error
	// makeDirectory makes a directory that may be there already.
	makeDirectory(name string) error
	// syncDirectory makes what was created, renamed and removed within the directory last.
	syncDirectory(name string) error
	// list returns the names in a directory, sorted.
	list(directory string) ([]string, error)
	// space says how much room is left.
	space() (space, error)
}

// A file is one file of a disk.
type file interface {
	io.ReaderAt
	io.WriterAt
	io.Closer
	// Sync makes what was written last: fdatasync(2).
	Sync() error
	Truncate(size int64) error
	Size() (int64, error)
}

// A space is what a file system has and what of it is free for us. All 0 of files: it has no fixed number of them.
type space struct{ bytes, freeBytes, files, freeFiles uint64 }

// local is a directory of the real disk.
type local struct{ directory string }

// The modes: what the log holds is its owner's alone.
const (
	fileMode      = 0o600
	directoryMode = 0o700
)

func (d local) path(name string) string { return filepath.Join(d.directory, name) }

func (d local) create(name string) (file, error) {
	return d.openFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL)
}

func (d local) open(name string) (file, error)   { return d.openFile(name, os.O_RDONLY) }
func (d local) reopen(name string) (file, error) { return d.openFile(name, os.O_RDWR) }

func (d local) openFile(name string, flag int) (file, error) {
	f, err := os.OpenFile(d.path(name), flag|syscall.O_NOFOLLOW, fileMode)
	if err != nil {
		return nil, err
	}
	return localFile{f}, nil
}

func (d local) rename(from, to string) error { return os.Rename(d.path(from), d.path(to)) }
func (d local) remove(name string) error     { return os.Remove(d.path(name)) }

func (d local) makeDirectory(name string) error {
	err := os.Mkdir(d.path(name), directoryMode)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	return err
}

func (d local) syncDirectory(name string) error { return durable.Local{}.SyncDirectory(d.path(name)) }

func (d local) list(directory string) ([]string, error) {
	entries, err := os.ReadDir(d.path(directory))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	sort.Strings(names)
	return names, nil
}

func (d local) space() (space, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(d.directory, &s); err != nil {
		return space{}, err
	}
	size := uint64(s.Bsize) //nolint:gosec // a block's size is no negative number
	return space{bytes: s.Blocks * size, freeBytes: s.Bavail * size, files: s.Files, freeFiles: s.Ffree}, nil
}

type localFile struct{ *os.File }

// Sync implements file. Not fsync(2): times of a file need not last, its length does and fdatasync sees to it.
func (f localFile) Sync() error {
	for {
		if err := unix.Fdatasync(int(f.Fd())); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

func (f localFile) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// readAll returns what a file of d holds, which is at most so many bytes.
func readAll(d disk, name string, most int64) (text []byte, err error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	text, err = io.ReadAll(io.NewSectionReader(f, 0, most+1))
	if err == nil && int64(len(text)) > most {
		err = errTooLarge
	}
	return text, err
}

var errTooLarge = errors.New("the file is larger than any of its kind")

// replace puts text into the file of that name, as a whole or not at all, and makes it last.
func replace(d disk, name string, text []byte) error {
	return durable.Replace(replacing{d}, name, text)
}

// newMark ends the name of a file that is not whole yet.
const newMark = durable.NewMark

// replacing is a disk as durable.Replace writes on it.
type replacing struct{ disk }

// Create implements durable.Disk.
func (d replacing) Create(name string) (durable.File, error) {
	if err := d.remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	f, err := d.create(name)
	if err != nil {
		return nil, err
	}
	return struct {
		io.Writer
		file
	}{io.NewOffsetWriter(f, 0), f}, nil
}

// Rename implements durable.Disk.
func (d replacing) Rename(from, to string) error { return d.rename(from, to) }

// SyncDirectory implements durable.Disk.
func (d replacing) SyncDirectory(name string) error { return d.syncDirectory(name) }
