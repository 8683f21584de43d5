package doctor

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// ours reports whether a file belongs to who runs this, or to root.
func ours(info fs.FileInfo) bool {
	at, ok := info.Sys().(*syscall.Stat_t)
	return !ok || at.Uid == 0 || int(at.Uid) == os.Geteuid()
}

// bare is an error of package os without its path, which the sentence names by its key.
func bare(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return "it failed"
}
