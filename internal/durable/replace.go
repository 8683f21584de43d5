package durable

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A Disk is what Replace writes on: Local, or one that fails in a test.
type Disk interface {
	// Create makes a new file for writing. What lies there by that name is taken away before.
	Create(name string) (File, error)
	Rename(from, to string) error
	// SyncDirectory makes what was created and renamed within the directory last.
	SyncDirectory(name string) error
}

// A File is one that is written from its beginning to its end.
type File interface {
	io.WriteCloser
	// Sync makes what was written last.
	Sync() error
}

// NewMark ends the name of a file that is not whole yet. One that a process has left when it was killed is replaced by the next.
const NewMark = ".new"

// Replace puts text into the file of that name. On return without an error it lasts; on an error, or when the process is killed, the
// file is what it was before or holds text, and never a part of it. Two that replace one file at a time undo this: Lock it.
func Replace(d Disk, name string, text []byte) error {
	next := name + NewMark
	f, err := d.Create(next)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := d.Rename(next, name); err != nil {
		return err
	}
	return d.SyncDirectory(filepath.Dir(name))
}

// Local is the real disk.
type Local struct{}

// mode: what is written so is its owner's alone.
const mode = 0o600

// Create implements Disk. The file is readable and writable by its owner only, and no link is followed to it.
func (Local) Create(name string) (File, error) {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_NOFOLLOW, mode)
}

// Rename implements Disk.
func (Local) Rename(from, to string) error { return os.Rename(from, to) }

// SyncDirectory implements Disk.
func (Local) SyncDirectory(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
