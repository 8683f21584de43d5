package secret

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// Create writes text into a new file of that mode, which lasts, or leaves none. A file that is there is left alone, and is the error:
// a key that is overwritten is lost.
func Create(file, text string, mode fs.FileMode) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: there is a file already; a key is written into a new one", file)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(file))
	}
	return nil
}
