package secret

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"
)

// Scheme begins the value of a _file key that names a systemd credential in place of a file: "credential:tax-token". A file
// whose name begins so is written "./credential:…".
const Scheme = "credential:"

// directoryVariable is where systemd says in which directory the unit's credentials lie (systemd.exec(5), CREDENTIALS).
const directoryVariable = "CREDENTIALS_DIRECTORY"

// ErrNotHanded is that of a credential in a process to which systemd has handed none: it was started beside the unit. Nothing need be
// wrong with the secret.
var ErrNotHanded = errors.New("systemd has handed over no credentials")

// NotHanded reports whether written leads to what this process cannot have, for ErrNotHanded.
func NotHanded(written string) bool {
	_, err := Find(written)
	return errors.Is(err, ErrNotHanded)
}

// nameOfOne is what names a credential here: what systemd allows, but for what a path could be made of.
const nameOfOne = `^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$`

// Care says who may have access to a file.
type Care int

// The kinds of files.
const (
	// Private is a secret: a file that everybody on the machine may read or change is refused. Its group may read it.
	Private Care = iota
	// Public is a certificate: everybody may read it, and who everybody may change is refused.
	Public
)

// most bounds a file: a bundle of all the world's authorities is a quarter of it.
const most = 1 << 20

// A Place is where the value of a _file key leads.
type Place struct {
	path       string
	credential string // its name; "": it is a file
}

// Find returns where written leads. Its error says what is wrong with it, without its key.
func Find(written string) (Place, error) {
	name, ok := strings.CutPrefix(written, Scheme)
	if !ok {
		if written == "" {
			return Place{}, errors.New("must name a file, or a systemd credential as credential:name")
		}
		return Place{path: written}, nil
	}
	if !regexp.MustCompile(nameOfOne).MatchString(name) {
		return Place{}, fmt.Errorf("%s: the name of a credential must be of Latin letters, digits, _ . and -", written)
	}
	directory := os.Getenv(directoryVariable)
	if !filepath.IsAbs(directory) {
		return Place{}, fmt.Errorf("%s%s: %w: the unit must say LoadCredential=%s:… or LoadCredentialEncrypted=%s:…", Scheme, name, ErrNotHanded, name, name)
	}
	return Place{path: filepath.Join(directory, name), credential: name}, nil
}

// String returns what the place is called in sentences: its path, or credential:name.
func (p Place) String() string {
	if p.credential != "" {
		return Scheme + p.credential
	}
	return p.path
}

// read returns what lies there and how it was found. Its error begins with the place and quotes nothing of the content.
func (p Place) read(care Care) ([]byte, fs.FileInfo, error) {
	data, info, err := p.open(care)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", p, bare(err))
	}
	return data, info, nil
}

func (p Place) open(care Care) ([]byte, fs.FileInfo, error) {
	f, err := os.OpenFile(p.path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe that nobody writes to would hold us for ever
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if err := care.allows(info); err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("must be at most %d bytes", most)
	}
	return data, info, err
}

// allows returns an error if a file is none, or open to whom it must not be.
func (c Care) allows(info fs.FileInfo) error {
	const readable, changeable = 0o004, 0o002
	mode := info.Mode()
	switch {
	case !mode.IsRegular():
		return errors.New("must be a regular file")
	case mode.Perm()&changeable != 0:
		return fmt.Errorf("everybody on this machine may change it (mode %04o): chmod o-w", mode.Perm())
	case c == Private && mode.Perm()&readable != 0:
		return fmt.Errorf("everybody on this machine may read it (mode %04o): chmod o-rwx", mode.Perm())
	}
	return nil
}

// bare takes the path out of an error of package os: who says it has named the place already.
func bare(err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// Describe says in words where written leads, with permissions and when it was last changed, for an operator who asks what is
// in use. It reads nothing.
func Describe(written string) string {
	p, err := Find(written)
	if err != nil {
		return err.Error()
	}
	what := "credential " + p.credential
	if p.credential == "" {
		what = "file " + p.absolute()
	}
	info, err := os.Stat(p.path)
	if err != nil {
		return what + ", " + bare(err).Error()
	}
	return fmt.Sprintf("%s, mode %04o, changed %s", what, info.Mode().Perm(), info.ModTime().UTC().Format(time.RFC3339))
}

func (p Place) absolute() string {
	if path, err := filepath.Abs(p.path); err == nil {
		return path
	}
	return p.path
}

// Read returns what lies in f now, for who reads it when he is told to. The error begins with the place.
func Read(f File) ([]byte, error) {
	p, err := Find(f.Written)
	if err != nil {
		return nil, err
	}
	data, _, err := p.read(f.Care)
	return data, err
}
