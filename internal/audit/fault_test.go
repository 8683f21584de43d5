package audit

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

// faulty lets operations on the journal fail with an error, while it is set.
type faulty struct{ err atomic.Pointer[error] }

func (f *faulty) set(err error) { f.err.Store(&err) }

func (f *faulty) on(operations ...string) func(operation, name string) error {
	return func(operation, name string) error {
		if err := f.err.Load(); err != nil && *err != nil && strings.HasPrefix(name, journalDirectory) {
			if slices.Contains(operations, operation) {
				return *err
			}
		}
		return nil
	}
}

func wantRefused(t *testing.T, err error) *adapters.Failure {
	t.Helper()
	f := adapters.AsFailure(err)
	if f == nil || f.Kind != adapters.Refused || f.Reason != adapters.ReasonAudit || f.RetryAfter <= 0 {
		t.Fatalf("got %v, want refused/audit with a time to wait", err)
	}
	return f
}

// Whatever the disk does to a write, what was acknowledged stays, nothing is acknowledged that does not last, and when the disk is well
// again the log goes on by itself, in another segment.
func TestADiskThatFailsRefusesAndRecovers(t *testing.T) {
	for name, c := range map[string]struct {
		err        error
		operations []string
	}{
		"a sync fails":         {syscall.EIO, []string{"sync"}},
		"a write fails":        {syscall.EIO, []string{"write"}},
		"the disk is full":     {syscall.ENOSPC, []string{"write", "create"}},
		"the disk is readonly": {syscall.EROFS, []string{"write", "create", "rename", "remove"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, d, f := install(t), newMemory(), &faulty{}
				d.before = f.on(c.operations...)
				l := in.on(t, d)
				before := ask(t, l)
				half, err := l.Intend(t.Context(), question(t))
				if err != nil {
					t.Fatal(err)
				}
				f.set(c.err)
				wantRefused(t, l.Conclude(t.Context(), half, result()))
				_, err = l.Intend(t.Context(), question(t))
				wantRefused(t, err)
				time.Sleep(10 * time.Second) // of the bubble's clock
				if h := l.Health(); !h.Stopped[StopFailing] || h.Failures == 0 || h.Refused < 2 {
					t.Errorf("its health is %+v", h)
				}
				_, err = l.Intend(t.Context(), question(t))
				wantRefused(t, err)
				f.set(nil)
				time.Sleep(3 * time.Second)
				after := ask(t, l)
				if h := l.Health(); len(h.Stopped) != 0 || h.Segment < 2 {
					t.Errorf("its health is %+v", h)
				}
				mustClose(t, l)
				judgeRecovered(t, in, d, half, before, after)
			})
		})
	}
}

func judgeRecovered(t *testing.T, in *installation, d *memory, half Asking, before, after string) {
	t.Helper()
	clean(t, in, d)
	ids := map[string]int{}
	for _, r := range records(t, d) {
		ids[r.LookupID.String()]++
		if r.Kind.ends() && r.Intent == half.index && r.Kind != KindAbandoned {
			t.Error("an outcome that was refused stands in the log")
		}
	}
	if ids[before] != 2 || ids[after] != 2 || ids[half.id.String()] != 2 {
		t.Errorf("records by lookup: %v", ids)
	}
	for _, said := range []string{"cannot be written", "can be written again"} {
		if strings.Count(in.said.String(), said) != 1 {
			t.Errorf("it is not said once that it %s:\n%s", said, in.said)
		}
	}
	again := in.on(t, d) // it starts on what the failed disk has left
	ask(t, again)
	mustClose(t, again)
	clean(t, in, d)
}

// The file whose sync failed is never written to again: the kernel may believe its pages to be clean.
func TestAFileWhoseSyncFailedIsNotTrustedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, d, f := install(t), newMemory(), &faulty{}
		d.before = f.on("sync")
		l := in.on(t, d)
		ask(t, l)
		f.set(syscall.EIO)
		_, err := l.Intend(t.Context(), question(t))
		wantRefused(t, err)
		f.set(nil)
		size := len(d.content(segmentName(1)))
		time.Sleep(3 * time.Second)
		for range 5 {
			ask(t, l)
		}
		if got := len(d.content(segmentName(1))); got != size {
			t.Errorf("it was written to after its sync had failed")
		}
		mustClose(t, l)
		if r := clean(t, in, d); len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "never acknowledged") {
			t.Errorf("it is not noted: %q", r.Notes)
		}
	})
}

// A sync of the tree that fails is made up for by the next, with the same bytes.
func TestATreeThatCouldNotBeStoredIsStoredLater(t *testing.T) {
	in, d := install(t), newMemory()
	fails := false
	d.before = func(operation, name string) error {
		if fails && operation == "sync" && strings.HasPrefix(name, treeDirectory) {
			return syscall.EIO
		}
		return nil
	}
	l := in.on(t, d)
	ask(t, l)
	fails = true
	if err := l.checkpoint(); err == nil {
		t.Fatal("a checkpoint is signed for a tree that does not last")
	}
	ask(t, l)
	fails = false
	mustClose(t, l)
	clean(t, in, d.crashed(0))
}

// Below the reserve nothing new is begun, what has begun is ended, and with room again it goes on: for bytes and for inodes.
func TestTheLogStopsBeforeTheDiskIsFull(t *testing.T) {
	full := space{bytes: 100 << 30, freeBytes: 5<<30 - 1, files: 1000, freeFiles: 500}
	small := space{bytes: 10 << 30, freeBytes: 1<<30 - 1, files: 1000, freeFiles: 500} // 10 % free, and below 1 GiB
	inodes := space{bytes: 100 << 30, freeBytes: 50 << 30, files: 1000, freeFiles: 49}
	for name, c := range map[string]struct {
		room space
		stop Stop
	}{"bytes by share": {full, StopSpace}, "bytes by number": {small, StopSpace}, "inodes": {inodes, StopInodes}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in, d := install(t), newMemory()
				roomy := d.room
				l := in.on(t, d)
				begun, err := l.Intend(t.Context(), question(t))
				if err != nil {
					t.Fatal(err)
				}
				d.setRoom(c.room)
				time.Sleep(2 * time.Second)
				_, err = l.Intend(t.Context(), question(t))
				wantRefused(t, err)
				if h := l.Health(); !h.Stopped[c.stop] {
					t.Errorf("its health is %+v", h)
				}
				if err := l.Conclude(t.Context(), begun, result()); err != nil {
					t.Errorf("what has begun cannot be ended: %v", err)
				}
				d.setRoom(roomy)
				time.Sleep(2 * time.Second)
				ask(t, l)
				mustClose(t, l)
				if said := in.said.String(); strings.Count(said, "before its disk is full") != 1 || strings.Count(said, "has room again") != 1 {
					t.Errorf("it is not said: %s", said)
				}
				clean(t, in, d)
			})
		})
	}
}

// A disk that takes its time: who waits is refused when his time is over, the queue is bounded, and whose intent came through all the same
// is abandoned, not forgotten.
func TestASlowDiskRefusesInTimeAndKeepsItsQueueBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, d := install(t), newMemory()
		in.cfg.Queue, in.cfg.Wait = 8, 2*time.Second
		var slow atomic.Int64
		d.before = func(operation, name string) error {
			if operation == "sync" && strings.HasPrefix(name, journalDirectory) {
				time.Sleep(time.Duration(slow.Load()))
			}
			return nil
		}
		l := in.on(t, d)
		slow.Store(int64(time.Minute))
		errs := make(chan error, 30)
		for range 30 {
			go func() {
				_, err := l.Intend(t.Context(), question(t))
				errs <- err
			}()
		}
		began := time.Now()
		for range 30 {
			f := wantRefused(t, <-errs)
			if !strings.Contains(f.Detail, "as many records wait") && !strings.Contains(f.Detail, "did not answer in time") {
				t.Errorf("refused: %v", f)
			}
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("the last was refused after %s", took)
		}
		slow.Store(0)
		time.Sleep(2 * time.Minute)
		ask(t, l)
		time.Sleep(2 * time.Second)
		mustClose(t, l)
		if still := openIn(records(t, d)); len(still) > 0 {
			t.Errorf("intents %v of those who left are open", still)
		}
		clean(t, in, d)
	})
}

func TestWhoLeavesWhileHisIntentIsWrittenIsCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, d := install(t), newMemory()
		var slow atomic.Int64
		d.before = func(operation, _ string) error {
			if operation == "sync" {
				time.Sleep(time.Duration(slow.Load()))
			}
			return nil
		}
		l := in.on(t, d)
		slow.Store(int64(time.Second))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := l.Intend(ctx, question(t)); !errors.Is(err, adapters.Canceled) {
			t.Errorf("got %v", err)
		}
		slow.Store(0)
		time.Sleep(3 * time.Second)
		mustClose(t, l)
		if all := records(t, d); len(all) != 2 || all[1].Kind != KindAbandoned {
			t.Errorf("the log holds %d records", len(all))
		}
	})
}

// Those who wait while the disk syncs are made to last together.
func TestThoseWhoWaitShareOneSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, d := install(t), newMemory()
		var syncs atomic.Int64
		d.before = func(operation, name string) error {
			if operation == "sync" && strings.HasSuffix(name, segmentMark) {
				syncs.Add(1)
				time.Sleep(time.Millisecond)
			}
			return nil
		}
		l := in.on(t, d)
		syncs.Store(0)
		done := make(chan error, 64)
		for range 64 {
			go func() {
				_, err := l.Intend(t.Context(), question(t))
				done <- err
			}()
		}
		for range 64 {
			if err := <-done; err != nil {
				t.Fatal(err)
			}
		}
		if n := syncs.Load(); n > 2 {
			t.Errorf("64 records at a time took %d syncs", n)
		}
		mustClose(t, l)
	})
}
