package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/sverka/sverka/internal/access"
)

// NewKey makes an API key, writes it into a new file that its owner alone may read, and returns the hash for the file of callers.
// A file that is there is left alone.
func NewKey(file string) (hash string, err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("%s: there is a file already; a key is written into a new one", file)
	}
	if err != nil {
		return "", err
	}
	key, hash := access.NewKey()
	_, err = f.WriteString(key.Reveal() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(file))
	}
	return hash, nil
}
