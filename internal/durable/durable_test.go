package durable_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/sverka/sverka/internal/durable"
)

func mustReplace(t *testing.T, name, text string) {
	t.Helper()
	if err := durable.Replace(durable.Local{}, name, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func holds(t *testing.T, name, want string) {
	t.Helper()
	if got, err := os.ReadFile(name); err != nil || string(got) != want {
		t.Errorf("%s holds %q, want %q: %v", filepath.Base(name), got, want, err)
	}
}

// A file that is replaced is its owner's alone, and nothing lies beside it.
func TestAFileIsReplaced(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	mustReplace(t, name, "old")
	holds(t, name, "old")
	mustReplace(t, name, "new")
	holds(t, name, "new")
	info, err := os.Lstat(name)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, want it to be its owner's: %v", info.Mode(), err)
	}
	if beside, err := os.ReadDir(filepath.Dir(name)); err != nil || len(beside) != 1 {
		t.Errorf("beside it lie %v: %v", beside, err)
	}
}

// What a process that was killed has left, or somebody has put there, is neither written to nor in the way.
func TestWhatLiesInTheWayIsReplaced(t *testing.T) {
	directory := t.TempDir()
	name, other := filepath.Join(directory, "file"), filepath.Join(directory, "other")
	mustReplace(t, other, "another's")
	if err := os.Symlink(other, name+durable.NewMark); err != nil {
		t.Fatal(err)
	}
	mustReplace(t, name, "new")
	holds(t, name, "new")
	holds(t, other, "another's")
}

// failing is a disk of which one step fails.
type failing struct {
	durable.Local
	step string
}

var errFull = errors.New("no space left")

func (d failing) fails(step string) error {
	if step == d.step {
		return errFull
	}
	return nil
}

func (d failing) Create(name string) (durable.File, error) {
	f, err := d.Local.Create(name)
	return failingFile{f, d}, errors.Join(d.fails("create"), err)
}

func (d failing) Rename(from, to string) error {
	if err := d.fails("rename"); err != nil {
		return err
	}
	return d.Local.Rename(from, to)
}

func (d failing) SyncDirectory(name string) error {
	return errors.Join(d.fails("sync directory"), d.Local.SyncDirectory(name))
}

type failingFile struct {
	durable.File
	disk failing
}

func (f failingFile) Write(p []byte) (int, error) {
	if err := f.disk.fails("write"); err != nil {
		n, _ := f.File.Write(p[:len(p)/2])
		return n, err
	}
	return f.File.Write(p)
}

func (f failingFile) Sync() error  { return errors.Join(f.disk.fails("sync"), f.File.Sync()) }
func (f failingFile) Close() error { return errors.Join(f.disk.fails("close"), f.File.Close()) }

// Whichever step fails, an error says so and the file is whole: the old one before the rename, the new one after it. The next time all is well.
func TestAStepThatFailsLeavesTheOldFileOrTheNew(t *testing.T) {
	for step, want := range map[string]string{
		"create": "old", "write": "old", "sync": "old", "close": "old", "rename": "old", "sync directory": "new",
	} {
		name := filepath.Join(t.TempDir(), "file")
		mustReplace(t, name, "old")
		if err := durable.Replace(failing{step: step}, name, []byte("new")); !errors.Is(err, errFull) {
			t.Errorf("%s fails, and the error is %v", step, err)
		}
		holds(t, name, want)
		mustReplace(t, name, "newest")
		holds(t, name, "newest")
	}
}

func TestAFileIsLockedForOne(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	for range 2 {
		unlock, err := durable.Lock(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := durable.Lock(name); !errors.Is(err, durable.ErrLocked) {
			t.Errorf("the second is told %v", err)
		}
		unlock()
	}
	if _, err := durable.Lock(filepath.Join(name, "below")); err == nil || errors.Is(err, durable.ErrLocked) {
		t.Errorf("where there is no directory it says %v", err)
	}
	link := name + "-link"
	if err := os.Symlink(name, link); err != nil {
		t.Fatal(err)
	}
	var at *fs.PathError
	if _, err := durable.Lock(link); !errors.As(err, &at) {
		t.Errorf("a link is followed: %v", err)
	}
}
