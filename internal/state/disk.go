package state

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// A disk is what the file is written on: the real one, or one that fails in a test.
type disk interface {
	// create opens a file for writing, empty, readable and writable by its owner only.
	create(name string) (file, error)
	rename(from, to string) error
	// syncDirectory makes a rename within the directory last.
	syncDirectory(name string) error
}

type file interface {
	io.WriteCloser
	Sync() error
}

// replace puts text into the file of that name, as a whole or not at all.
func replace(d disk, name string, text []byte) error {
	next := name + ".new"
	f, err := d.create(next)
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
	if err := d.rename(next, name); err != nil {
		return err
	}
	return d.syncDirectory(filepath.Dir(name))
}

// local is the real disk.
type local struct{}

// fileMode: the state steers gates and breakers; nobody else may write it, or has to read it.
const fileMode = 0o600

func (local) create(name string) (file, error) {
	// What a process that was killed has left is replaced: it may be another user's, or a link.
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
}

func (local) rename(from, to string) error { return os.Rename(from, to) }

func (local) syncDirectory(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// load returns what the file holds if it can be trusted. The error is a flaw, or fs.ErrNotExist.
func load(name string) (document, error) {
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return document{}, fs.ErrNotExist
	}
	if err != nil {
		return document{}, flawUnreadable
	}
	if err := trusted(info); err != nil {
		return document{}, err
	}
	f, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NOFOLLOW, 0)
	if err != nil {
		return document{}, flawUnreadable
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err := errors.Join(err, f.Close()); err != nil {
		return document{}, flawUnreadable
	}
	return decode(text)
}

func trusted(info fs.FileInfo) error {
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.Mode().IsRegular():
		return flawKind
	case ok && int(owner.Uid) != os.Geteuid():
		return flawOwner
	case info.Mode().Perm()&0o022 != 0:
		return flawPermission
	}
	return nil
}

// named refuses a name at which something stands that was never a state file and is not ours to move away: a directory, or a
// device such as /dev/null, which whoever wants no state may have meant. What a link points at stays where it is: it is not followed.
func named(name string) error {
	info, err := os.Lstat(name)
	if err != nil { // whether it is not there or cannot be looked at: who reads or writes it will see
		return nil //nolint:nilerr // see above
	}
	switch mode := info.Mode(); {
	case mode.IsDir():
		return errDirectory
	case !mode.IsRegular() && mode&fs.ModeSymlink == 0:
		return errNoFile
	}
	return nil
}

// What a configuration names in place of a file.
var (
	errDirectory = errors.New("it is a directory: name a file within it")
	errNoFile    = errors.New("it is a device, a pipe or a socket: name a file, or leave it empty for no state")
)

// lock takes the file for this process until unlock is called or the process ends, however it ends. It is another file,
// which stays: the state's own is replaced at each write.
func lock(name string) (unlock func(), err error) {
	f, err := os.OpenFile(name+".lock", os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, fileMode)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close() // nothing was written
		return nil, errLocked
	}
	return func() { _ = f.Close() }, nil // which unlocks it
}

// errLocked says that two gateways were given one file: each would undo what the other writes, and both would spend one
// quota.
var errLocked = errors.New("another process is using it: each gateway needs a file of its own")
