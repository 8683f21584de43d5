package state

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/internal/durable"
	"github.com/sverka/sverka/internal/resilience"
)

// A watcher is an Observer that counts.
type watcher struct {
	mu       sync.Mutex
	lastSave time.Time
	failures int
}

func (w *watcher) StateSaved(at time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.lastSave = at
}

func (w *watcher) StateFailed() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures++
}

func (w *watcher) saved() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.lastSave
}

func (w *watcher) failed() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.failures
}

// A journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// A registry has the state that the test gives it.
type registry struct {
	name     string
	restored *resilience.State

	mu    sync.Mutex
	state resilience.State
}

func (r *registry) Name() string               { return r.name }
func (r *registry) Restore(s resilience.State) { r.restored = &s }
func (r *registry) State() resilience.State {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

func (r *registry) becomes(s resilience.State) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state = s
}

func (r *registry) StateAhead() resilience.State {
	s := r.State()
	s.Days = append([]resilience.DayRecord(nil), s.Days...)
	for i := range s.Days {
		s.Days[i].Reserved += 10
	}
	return s
}

func sent(n int) resilience.State {
	return resilience.State{Days: []resilience.DayRecord{{Zone: "UTC", Day: "2026-11-26", Sent: n, Reserved: n}}}
}

// full is a state with all that there is.
func full() document {
	at := time.Date(2026, 11, 26, 1, 2, 3, 4, time.UTC)
	why := resilience.Override{Mode: resilience.Observe, Reason: "ночная смена", Until: at, By: "ivanova"}
	cause := resilience.Cause{Kind: "unavailable", Reason: "status"}
	return document{Registries: map[string]resilience.State{
		"pension": {
			Gate: resilience.GateRecord{Hold: &resilience.Hold{Cause: resilience.HoldThrottled, Since: at, Until: at}, Denied: 1, Trouble: 2, Override: why},
			Breakers: map[string]resilience.BreakerRecord{"snils-check": {
				Open: true, OpenUntil: at, Reopened: 2, Override: why,
				Trip: resilience.Tripped{At: at, Rule: resilience.TripRow, Failures: 5, InARow: 5, Cause: cause, Slowest: time.Second, Since: at},
			}},
			Days: sent(7).Days,
		},
		"tax": {},
	}}
}

func encoded(t testing.TB, d document) []byte {
	t.Helper()
	text, err := encode(d)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func equal(t testing.TB, a, b document) bool {
	t.Helper()
	return bytes.Equal(encoded(t, a), encoded(t, b))
}

func open(t *testing.T, name string) (*Keeper, *watcher, *journal) {
	t.Helper()
	w, log := &watcher{}, &journal{}
	k, err := Open(name, time.Second, w, slog.New(slog.NewJSONHandler(log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	return k, w, log
}

func write(t *testing.T, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestAMissingFileIsAFirstStartAndIsThereAfterwards(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	k, w, log := open(t, name)
	if k.Start() != First || strings.Contains(log.String(), "WARN") {
		t.Errorf("start %s, log %s", k.Start(), log)
	}
	r := &registry{name: "tax", state: sent(3)}
	k.Restore(r)
	if r.restored != nil {
		t.Error("something was restored out of nothing")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	k.Run(ctx)
	again, _, _ := open(t, name)
	next := &registry{name: "tax"}
	again.Restore(next, &registry{name: "unknown"})
	if again.Start() != Restored || next.restored == nil || next.restored.Days[0].Sent != 3 || next.restored.Days[0].Reserved != 3 {
		t.Errorf("start %s, restored %+v", again.Start(), next.restored)
	}
	if w.failed() > 0 || w.saved().IsZero() {
		t.Errorf("%d failed writes, saved at %v", w.failed(), w.saved())
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}

func TestOneFileHasOneProcess(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	k, _, _ := open(t, name)
	if _, err := Open(name, time.Second, &watcher{}, slog.Default()); !errors.Is(err, errLocked) {
		t.Errorf("a second one: %v", err)
	}
	k.Close()
	again, _, _ := open(t, name)
	again.Close()
	if _, err := Open(filepath.Join(name, "of", "nothing"), time.Second, &watcher{}, slog.Default()); err == nil {
		t.Error("a directory that is not there is no error")
	}
}

// Whatever stands in the file, it is the whole state or set aside: here it is cut at every length, and changed at every byte.
func TestATornOrGarbledFileIsSetAside(t *testing.T) {
	text := encoded(t, full())
	for n := range text {
		if d, err := decode(text[:n]); err == nil {
			t.Fatalf("cut after %d of %d bytes it is believed: %+v", n, len(text), d)
		}
		garbled := bytes.Clone(text)
		garbled[n] ^= 0x01
		if d, err := decode(garbled); err == nil {
			t.Fatalf("changed at byte %d it is believed: %+v", n, d)
		}
	}
	if d, err := decode(text); err != nil || !equal(t, d, full()) {
		t.Errorf("the whole one: %v", err)
	}
}

func TestABrokenFileIsSetAsideAndTheStartGoesOn(t *testing.T) {
	good := encoded(t, full())
	for flaw, make := range map[flaw]func(name string) error{
		flawSum:     func(name string) error { return os.WriteFile(name, good[:len(good)-1], 0o600) },
		flawFormat:  func(name string) error { return os.WriteFile(name, []byte("{}"), 0o600) },
		flawVersion: func(name string) error { return os.WriteFile(name, withSum("3", []byte("{}")), 0o600) },
		flawSize:    func(name string) error { return os.WriteFile(name, bytes.Repeat([]byte(" "), maxSize+1), 0o600) },
		flawContent: func(name string) error {
			return os.WriteFile(name, withSum("1", []byte(`{"registries":{"tax":{"gate":{"denied":-1}}}}`)), 0o600)
		},
		flawPermission: func(name string) error { return errors.Join(os.WriteFile(name, good, 0o600), os.Chmod(name, 0o620)) },
		flawKind: func(name string) error {
			return errors.Join(os.WriteFile(name+".other", good, 0o600), os.Symlink(name+".other", name))
		},
	} {
		t.Run(string(flaw), func(t *testing.T) {
			dir := t.TempDir()
			name := filepath.Join(dir, "state")
			if err := make(name); err != nil {
				t.Fatal(err)
			}
			k, _, log := open(t, name)
			r := &registry{name: "pension"}
			k.Restore(r)
			if k.Start() != SetAside || r.restored != nil {
				t.Errorf("start %s, restored %v", k.Start(), r.restored)
			}
			for _, want := range []string{`"level":"WARN"`, string(flaw), "day quotas are counted from zero", "overrides are forgotten"} {
				if !strings.Contains(log.String(), want) {
					t.Errorf("the log does not say %s: %s", want, log)
				}
			}
			if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("it is still there: %v", names(t, dir))
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			k.Run(ctx)
			if again, _, _ := open(t, name); again.Start() != Restored {
				t.Errorf("the next start is %s", again.Start())
			}
		})
	}
}

// A directory or a device at the name is a slip of who configures, and no state that broke: renamed, a machine's /dev/null or
// all that stands in the directory would be gone from where others look for it.
func TestWhatWasNeverAFileStopsTheStartAndStaysWhereItIs(t *testing.T) {
	dir := t.TempDir()
	directory, pipe := filepath.Join(dir, "data"), filepath.Join(dir, "pipe")
	if err := errors.Join(os.MkdirAll(filepath.Join(directory, "x"), 0o700), syscall.Mkfifo(pipe, 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{directory: errDirectory, pipe: errNoFile} {
		if _, err := Open(name, time.Second, &watcher{}, slog.Default()); !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if all := names(t, dir); len(all) != 2 {
		t.Errorf("there are %v", all)
	}
}

// A rename that fails is not told as one that did not.
func TestSettingAsideThatFailsIsSaid(t *testing.T) {
	name := filepath.Join(t.TempDir(), strings.Repeat("s", 240)) // no room in a name for the time
	write(t, name, []byte("garbage"))
	k, _, log := open(t, name)
	if k.Start() != SetAside || !strings.Contains(log.String(), "cannot be set aside") || strings.Contains(log.String(), "was set aside") {
		t.Errorf("start %s: %s", k.Start(), log)
	}
	if !strings.Contains(log.String(), "file name too long") {
		t.Errorf("it is not said why: %s", log)
	}
}

func TestWhatOthersOwnIsNotTrusted(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	write(t, name, nil)
	info, err := os.Lstat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := trusted(info); err != nil {
		t.Errorf("our own: %v", err)
	}
	if err := trusted(owned{info}); !errors.Is(err, flawOwner) {
		t.Errorf("another one's: %v", err)
	}
}

// owned is a file of another user.
type owned struct{ fs.FileInfo }

func (o owned) Sys() any { return &syscall.Stat_t{Uid: uint32(os.Geteuid() + 1)} }

func TestSoManyBrokenFilesAreKept(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "state")
	write(t, name+".broken", nil) // somebody else's
	for range keptAside + 1 {
		write(t, name+asideMark+"notes-"+rand.Text(), nil) // and these
	}
	for range keptAside + 3 {
		write(t, name, []byte("garbage"))
		k, _, _ := open(t, name)
		k.Close()
	}
	if all := names(t, dir); len(all) != 2*keptAside+3 { // and the lock
		t.Errorf("there are %v", all)
	}
}

func TestRunWritesAtOnceWhatIsWorthItAndCountsOnceInAWhile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	onFile := func() resilience.State {
		d, err := load(name)
		if err != nil {
			t.Fatal(err)
		}
		return d.Registries["tax"]
	}
	synctest.Test(t, func(t *testing.T) {
		k, w, _ := open(t, name)
		r := &registry{name: "tax", state: sent(1)}
		k.Restore(r)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { k.Run(ctx); close(ended) }()
		synctest.Wait()
		if got := onFile().Days[0]; got.Sent != 1 || got.Reserved != 11 {
			t.Errorf("at the start it holds %+v", got)
		}
		time.Sleep(100 * time.Millisecond)
		r.becomes(sent(2))
		synctest.Wait()
		if got := onFile().Days[0].Sent; got != 1 {
			t.Errorf("a count is written at once: %d", got)
		}
		k.Changed()
		k.Changed()
		synctest.Wait()
		if got := onFile().Days[0].Sent; got != 2 {
			t.Errorf("what is worth it is not written at once: %d", got)
		}
		r.becomes(sent(3))
		time.Sleep(time.Second)
		synctest.Wait()
		if got := onFile().Days[0].Sent; got != 3 {
			t.Errorf("after a second it holds %d", got)
		}
		before, _ := os.Stat(name)
		saved := w.saved()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if after, _ := os.Stat(name); !os.SameFile(before, after) {
			t.Error("it is written though nothing has changed")
		}
		if !w.saved().After(saved) {
			t.Error("a file that holds what stands is not said to be good")
		}
		r.becomes(sent(4))
		cancel()
		<-ended
		if got := onFile().Days[0]; got.Sent != 4 || got.Reserved != 4 {
			t.Errorf("at the end it holds %+v, want the exact count", got)
		}
	})
}

// failing is a disk that does so much and then fails: the budget counts each byte and each step.
type failing struct {
	durable.Local

	mu   sync.Mutex
	left int
}

func (d *failing) refill(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left = n
}

var errFull = errors.New("no space left")

func (d *failing) spend(n int) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n > d.left {
		n, d.left = d.left, 0
		return n, errFull
	}
	d.left -= n
	return n, nil
}

func (d *failing) Create(name string) (durable.File, error) {
	if _, err := d.spend(1); err != nil {
		return nil, err
	}
	f, err := d.Local.Create(name)
	return &failingFile{f, d}, err
}

func (d *failing) Rename(from, to string) error {
	if _, err := d.spend(1); err != nil {
		return err
	}
	return d.Local.Rename(from, to)
}

func (d *failing) SyncDirectory(string) error {
	_, err := d.spend(1)
	return err
}

type failingFile struct {
	durable.File
	disk *failing
}

func (f *failingFile) Write(p []byte) (int, error) {
	n, err := f.disk.spend(len(p))
	written, failed := f.File.Write(p[:n])
	return written, errors.Join(err, failed)
}

func (f *failingFile) Sync() error {
	_, err := f.disk.spend(1)
	return err
}

func (f *failingFile) Close() error {
	_, err := f.disk.spend(1)
	return errors.Join(err, f.File.Close())
}

// The disk fails after every number of bytes and steps: the file is the old state or the new one.
func TestAWriteThatFailsAnywhereLeavesTheOldStateOrTheNew(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	old, next := document{Registries: map[string]resilience.State{"tax": sent(1)}}, document{Registries: map[string]resilience.State{"tax": sent(2)}}
	text := encoded(t, next)
	olds, news := 0, 0
	for left := range len(text) + 6 {
		if err := durable.Replace(&failing{left: 1 << 20}, name, encoded(t, old)); err != nil {
			t.Fatal(err)
		}
		err := durable.Replace(&failing{left: left}, name, text)
		found, loadErr := load(name)
		if loadErr != nil {
			t.Fatalf("after %d steps it cannot be read: %v", left, loadErr)
		}
		switch {
		case equal(t, found, old):
			olds++
			if err == nil {
				t.Fatalf("after %d steps the old state stands, and no error says so", left)
			}
		case equal(t, found, next):
			news++
		default:
			t.Fatalf("after %d steps it is neither", left)
		}
	}
	if olds != len(text)+4 || news != 2 {
		t.Errorf("%d times the old state, %d times the new one", olds, news)
	}
}

func TestADiskThatFailsIsSaidOnceAMinuteAndCounted(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	synctest.Test(t, func(t *testing.T) {
		k, w, log := open(t, name)
		disk := &failing{}
		k.disk = disk
		r := &registry{name: "tax", state: sent(1)}
		k.Restore(r)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { k.Run(ctx); close(ended) }()
		time.Sleep(150 * time.Second)
		synctest.Wait()
		if n := strings.Count(log.String(), "cannot be written"); n != 3 {
			t.Errorf("it is said %d times in two and a half minutes, want three: %s", n, log)
		}
		if w.failed() < 100 || !w.saved().IsZero() {
			t.Errorf("%d failures, saved at %v", w.failed(), w.saved())
		}
		disk.refill(1 << 20)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !strings.Contains(log.String(), "written again") || w.saved().IsZero() {
			t.Errorf("it is not said that it is well again: %s", log)
		}
		cancel()
		<-ended
	})
}

// What a write that failed has left is not known: the same state as before is written all the same.
func TestAfterAWriteThatFailedTheFileIsWrittenInAnyCase(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	k, _, _ := open(t, name)
	disk := &failing{left: 1 << 20}
	k.disk = disk
	r := &registry{name: "tax", state: sent(1)}
	k.Restore(r)
	k.save(exact)
	r.becomes(sent(2))
	disk.refill(len(k.written) + 4) // all but the directory's sync
	k.save(exact)
	if !k.failing {
		t.Fatal("the write did not fail")
	}
	r.becomes(sent(1))
	disk.refill(1 << 20)
	k.save(exact)
	if d, err := load(name); err != nil || d.Registries["tax"].Days[0].Sent != 1 {
		t.Errorf("it holds %+v, %v", d, err)
	}
}

// The file of the release before is taken as it is: nobody loses a day's count by an upgrade.
func TestAFileOfTheVersionBeforeIsRead(t *testing.T) {
	body := []byte(`{"registries":{"tax":{"gate":{"override":{"mode":"pass","reason":"x","until":"2026-11-26T01:02:03Z"}}}}}`)
	d, err := decode(withSum("1", body))
	if o := d.Registries["tax"].Gate.Override; err != nil || o.Mode != resilience.Pass || o.By != "" {
		t.Errorf("read is %+v, %v", o, err)
	}
}

func TestABodyIsOneDocumentWithoutUnknownMembers(t *testing.T) {
	for _, body := range []string{`{"registries":{},"more":1}`, `{"registries":{}}{}`, `[]`, ``} {
		if _, err := decode(withSum(version, []byte(body))); !errors.Is(err, flawContent) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

// A name that cannot be replaced (here it is a directory with something in it) stops nobody.
func TestAFileThatCannotBeReplacedStopsNobody(t *testing.T) {
	name := filepath.Join(t.TempDir(), "state")
	k, w, log := open(t, name)
	if err := os.MkdirAll(filepath.Join(name, "x"), 0o700); err != nil {
		t.Fatal(err)
	}
	k.Restore(&registry{name: "tax", state: sent(1)})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	k.Run(ctx)
	if w.failed() == 0 || strings.Contains(log.String(), name+".new") {
		t.Errorf("%d failures; %s", w.failed(), log)
	}
}

// Nothing that can stand in the file makes reading or restoring it fail badly.
func FuzzRead(f *testing.F) {
	text := encoded(f, full())
	_, body, _ := bytes.Cut(text, []byte("\n"))
	f.Add(body)
	f.Add([]byte(`{"registries":{"tax":{"gate":{"hold":{"cause":"denied","until":"9999-12-31T23:59:59Z"},"denied":9007199254740993}}}}`))
	f.Add([]byte(`{"registries":{"tax":{"breakers":{"inn":{"open":true,"reopened":1000000000}},"days":[{"zone":"UTC","day":"9999-12-31","sent":1,"reserved":2}]}}}`))
	f.Add([]byte(`{"registries":null}{}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		_, _ = decode(body) // without a right sum, too
		d, err := decode(withSum(version, body))
		if err != nil {
			return
		}
		if again, err := decode(encoded(t, d)); err != nil || !equal(t, d, again) {
			t.Errorf("written and read again it is another: %v", err)
		}
		cfg := resilience.Default()
		cfg.Quota.Limits = []resilience.Limit{{Count: 5, Day: "UTC"}}
		r, err := resilience.NewRegistry("tax", cfg, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Lookup("inn")
		r.Restore(d.Registries["tax"])
		s, now := r.Snapshot(), time.Now()
		if s.Gate.Hold.Until.After(now.Add(time.Hour)) || s.Lookups[0].Breaker.OpenUntil.After(now.Add(time.Hour)) ||
			s.Gate.Override.Until.After(now.Add(resilience.OverrideMost+time.Hour)) || s.Quotas[0].Left < 0 || s.Quotas[0].Left > 5 {
			t.Errorf("it stands at %+v", s)
		}
		if _, err := json.Marshal(r.State()); err != nil {
			t.Errorf("what was restored cannot be written: %v", err)
		}
	})
}
