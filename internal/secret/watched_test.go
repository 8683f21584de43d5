package secret_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/secret"
)

// write puts text into a file by rename, as tools that rotate secrets do.
func write(t *testing.T, file, text string, mode os.FileMode) {
	t.Helper()
	fresh := file + ".new"
	_ = os.Remove(fresh)
	if err := os.WriteFile(fresh, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(fresh, mode), os.Rename(fresh, file)); err != nil {
		t.Fatal(err)
	}
}

// notices gathers what a Watched says.
type notices struct {
	mu  sync.Mutex
	all []string
}

func (n *notices) add(s secret.Notice) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, s.Why)
}

func open(t *testing.T, file string) (secret.Word, *notices) {
	t.Helper()
	n := &notices{}
	w, err := secret.Open(file, n.add)
	if err != nil {
		t.Fatal(err)
	}
	return w, n
}

func TestARotatedSecretIsInUseAtTheNextUse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, " first\n", 0o600)
	w, n := open(t, file)
	if got := w.Current().Reveal(); got != "first" {
		t.Fatalf("at the start: %q", got)
	}
	for i := range 20 { // each at once after the other: file systems keep times in ticks
		want := fmt.Sprintf("turn%02d", i)
		if i%2 == 0 {
			write(t, file, want, 0o640)
		} else if err := os.WriteFile(file, []byte(want), 0o640); err != nil { // in place, of the same length
			t.Fatal(err)
		}
		if got := w.Current().Reveal(); got != want {
			t.Fatalf("after a change: %q, want %q", got, want)
		}
	}
	s := w.Status("k")
	if s.Changes != 20 || s.Refusals != 0 || s.Refused != "" || s.Key != "k" || len(n.all) != 20 || slices.ContainsFunc(n.all, func(s string) bool { return s != "" }) {
		t.Errorf("status %+v, notices %q", s, n.all)
	}
}

// An old file, whose time tells it from a new one, is not read again while it stays as it is.
func TestWhatHasNotChangedIsNotReadAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, "first", 0o600)
	long := time.Now().Add(-time.Hour)
	if err := os.Chtimes(file, long, long); err != nil {
		t.Fatal(err)
	}
	made := 0
	w, err := secret.Watch(func(contents [][]byte, _ string) (string, error) {
		made++
		return string(contents[0]), nil
	}, nil, secret.File{Written: file})
	if err != nil {
		t.Fatal(err)
	}
	at := w.Status("").Read
	for range 10 {
		if w.Current() != "first" {
			t.Error("it is another")
		}
	}
	if made != 1 || !w.Status("").Read.Equal(at) {
		t.Errorf("made %d times, read again: %v", made, !w.Status("").Read.Equal(at))
	}
}

func TestWhatCannotBeUsedLeavesTheOldInUse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	for name, tc := range map[string]struct {
		spoil func(t *testing.T)
		want  string
	}{
		"empty":                     {func(t *testing.T) { write(t, file, " \n", 0o600) }, "the file is empty"},
		"gone":                      {func(*testing.T) { _ = os.Remove(file) }, "no such file or directory"},
		"everybody may read it":     {func(t *testing.T) { write(t, file, "leaked", 0o604) }, "everybody on this machine may read it (mode 0604): chmod o-rwx"},
		"everybody may change it":   {func(t *testing.T) { write(t, file, "planted", 0o602) }, "everybody on this machine may change it (mode 0602): chmod o-w"},
		"too long":                  {func(t *testing.T) { write(t, file, strings.Repeat("x", 1<<20+1), 0o600) }, "must be at most 1048576 bytes"},
		"a directory":               {func(*testing.T) { _ = os.Remove(file); _ = os.Mkdir(file, 0o700) }, "must be a regular file"},
		"a pipe nobody writes into": {func(*testing.T) { _ = os.Remove(file); _ = syscall.Mkfifo(file, 0o600) }, "must be a regular file"},
	} {
		t.Run(name, func(t *testing.T) {
			_ = os.RemoveAll(file)
			write(t, file, "good", 0o600)
			w, n := open(t, file)
			tc.spoil(t)
			for range 3 {
				if got := w.Current().Reveal(); got != "good" {
					t.Fatalf("in use is %q", got)
				}
			}
			want := file + ": " + tc.want
			if s := w.Status("k"); s.Refused != want || s.Refusals != 1 || s.Changes != 0 || !slices.Equal(n.all, []string{want}) {
				t.Errorf("status %+v, notices %q, want %q once", s, n.all, want)
			}
			_ = os.RemoveAll(file)
			write(t, file, "better", 0o600)
			if got := w.Current().Reveal(); got != "better" || w.Status("k").Refused != "" {
				t.Errorf("after it was mended: %q, %+v", got, w.Status("k"))
			}
			// And at the start it is an error, in the same words.
			tc.spoil(t)
			_ = os.Remove(file + ".new")
			if _, err := secret.Open(file, nil); err == nil || err.Error() != want {
				t.Errorf("at the start: %v", err)
			}
		})
	}
}

// Files that belong together are taken together: a pair of which one half is new is no pair.
func TestAPairIsTakenWholeOrNotAtAll(t *testing.T) {
	a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	write(t, a, "1", 0o644)
	write(t, b, "1", 0o600)
	n := &notices{}
	w, err := secret.Watch(func(c [][]byte, old string) (string, error) {
		if string(c[0]) != string(c[1]) {
			return "", errors.New("they do not fit")
		}
		return old + string(c[0]), nil
	}, n.add, secret.File{Written: a, Care: secret.Public}, secret.File{Written: b})
	if err != nil {
		t.Fatal(err)
	}
	write(t, a, "2", 0o644)
	if got := w.Current(); got != "1" {
		t.Errorf("with half a pair: %s", got)
	}
	write(t, b, "2", 0o600)
	if got := w.Current(); got != "12" {
		t.Errorf("with the whole: %s", got)
	}
	if !slices.Equal(n.all, []string{"they do not fit", ""}) {
		t.Errorf("said %q", n.all)
	}
}

// What was refused for the time being is tried again though its file stays as it is.
func TestARefusalIsNotForEver(t *testing.T) {
	file := filepath.Join(t.TempDir(), "certificate")
	write(t, file, "now", 0o600)
	valid := true
	w, err := secret.Watch(func(c [][]byte, _ string) (string, error) {
		if !valid {
			return "", errors.New("not valid yet")
		}
		return string(c[0]), nil
	}, nil, secret.File{Written: file})
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, "later", 0o600)
	valid = false
	if w.Current() != "now" || w.Status("").Refused != "not valid yet" {
		t.Error("it was taken too early")
	}
	valid = true // the file is younger than its time can tell, so each use looks
	if got := w.Current(); got != "later" {
		t.Errorf("got %s", got)
	}
}

func TestManyUseIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, "0", 0o600)
	w, _ := open(t, file)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 200 {
				if w.Current().IsZero() {
					t.Error("there was none for a moment")
				}
			}
		})
	}
	for i := range 50 {
		write(t, file, fmt.Sprint(i), 0o600)
	}
	group.Wait()
	if got := w.Current().Reveal(); got != "49" {
		t.Errorf("at the end: %s", got)
	}
}

func TestASystemdCredential(t *testing.T) {
	directory := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", directory)
	write(t, filepath.Join(directory, "tax-token"), "from systemd", 0o400)
	w, _ := open(t, "credential:tax-token")
	if got := w.Current().Reveal(); got != "from systemd" {
		t.Errorf("got %q", got)
	}
	if said := secret.Describe("credential:tax-token"); !strings.HasPrefix(said, "credential tax-token, mode 0400, changed 2") {
		t.Errorf("described as %q", said)
	}
	for written, want := range map[string]string{
		"credential:absent":       "credential:absent: no such file or directory",
		"credential:":             "credential:: the name of a credential must be",
		"credential:../tax-token": "credential:../tax-token: the name of a credential must be",
		"credential:..":           "credential:..: the name of a credential must be",
		"credential:a/b":          "credential:a/b: the name of a credential must be",
		"":                        "must name a file, or a systemd credential as credential:name",
	} {
		if _, err := secret.Open(written, nil); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", written, err, want)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	if _, err := secret.Open("credential:tax-token", nil); err == nil || !strings.Contains(err.Error(), "LoadCredential=tax-token") {
		t.Errorf("outside a unit: %v", err)
	}
}

func TestAFileIsDescribedAndNotRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, "the-very-secret", 0o640)
	said := secret.Describe(file)
	if !strings.HasPrefix(said, "file "+file+", mode 0640, changed 2") || strings.Contains(said, "very") {
		t.Errorf("described as %q", said)
	}
	if said := secret.Describe(file + "-absent"); said != "file "+file+"-absent, no such file or directory" {
		t.Errorf("described as %q", said)
	}
}

// Whatever prints what holds a secret, its text is not there.
func TestNothingPrintsIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	write(t, file, "the-very-secret", 0o600)
	w, _ := open(t, file)
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%p"} {
		for _, what := range []any{w, w.Watched, w.Current(), []adapters.SecretSource{w}} {
			said := fmt.Sprintf(form, what)
			if strings.Contains(said, "very") || strings.Contains(said, "76657279") {
				t.Errorf("%s of %T prints %s", form, what, said)
			}
		}
	}
}

// FuzzFind takes any text as the value of a _file key: a credential never leads out of the directory of credentials.
func FuzzFind(f *testing.F) {
	for _, s := range []string{"run/token", "credential:x", "credential:../x", "credential:", "credential:a/../../b", "credential:..", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, written string) {
		t.Setenv("CREDENTIALS_DIRECTORY", "/nowhere/credentials")
		var said string
		if _, err := secret.Find(written); err != nil {
			return
		}
		if name, ok := strings.CutPrefix(written, secret.Scheme); ok {
			if filepath.Dir(filepath.Join("/nowhere/credentials", name)) != "/nowhere/credentials" {
				t.Errorf("%q leads elsewhere", written)
			}
			said = "credential " + name
		} else {
			said = "file "
		}
		if !strings.HasPrefix(secret.Describe(written), said) {
			t.Errorf("%q is described as %q", written, secret.Describe(written))
		}
	})
}

// Of a credential that systemd has not handed over it is known that it was not, through all that is said of it.
func TestACredentialThatWasNotHandedOverIsToldFromOneThatIsWrong(t *testing.T) {
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	_, err := secret.Open("credential:word", nil)
	if !errors.Is(err, secret.ErrNotHanded) || !secret.NotHanded("credential:word") {
		t.Errorf("it is %v", err)
	}
	if secret.NotHanded("credential:../x") || secret.NotHanded("a-file") || secret.NotHanded("") {
		t.Error("what is wrong, or a file, is taken for a credential that was not handed over")
	}
	t.Setenv("CREDENTIALS_DIRECTORY", t.TempDir())
	if _, err := secret.Open("credential:word", nil); err == nil || errors.Is(err, secret.ErrNotHanded) || secret.NotHanded("credential:word") {
		t.Errorf("where the unit has credentials, and not this one, it is %v", err)
	}
	if secret.Standin().Current().Reveal() == "" {
		t.Error("nothing stands in")
	}
}
