package durable

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// ErrLocked says that another process has what was to be locked.
var ErrLocked = errors.New("another process is using it")

// Lock takes the file of that name, which it makes if it is not there, for this process until unlock is called or the process ends, however
// it ends. It does not wait: the error is ErrLocked while another has it. It is to be a file of its own, for one that is replaced is
// another file each time; it stays, for a lock on a file that was removed keeps nobody out.
func Lock(name string) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, mode)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close() // nothing was written
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrLocked
		}
		return nil, &fs.PathError{Op: "flock", Path: name, Err: err} // such as a file system that knows no locks
	}
	return func() { _ = f.Close() }, nil // which unlocks it
}
