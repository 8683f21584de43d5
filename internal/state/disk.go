package state

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"github.com/sverka/sverka/internal/durable"
)

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
	unlock, err = durable.Lock(name + ".lock")
	if errors.Is(err, durable.ErrLocked) {
		return nil, errLocked
	}
	return unlock, err
}

// errLocked says that two gateways were given one file: each would undo what the other writes, and both would spend one
// quota. Or that the one before is ending still.
var errLocked = fmt.Errorf("%w: each gateway needs a file of its own", durable.ErrLocked)
