package audit

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// A run is a log that was written to until the power failed.
type run struct {
	disk         *memory
	acknowledged map[int64]string // what was, by index
}

// until writes lookups, over several segments and checkpoints, until the power fails at the nth operation of the disk. operations is how
// many it takes without that.
func (in *installation) until(t *testing.T, n int64, deaf func(string) bool) (r run, operations int64) {
	t.Helper()
	r = run{newMemory(), make(map[int64]string)}
	var count atomic.Int64
	r.disk.deaf = deaf
	r.disk.before = func(string, string) error {
		if count.Add(1) > n {
			return errPower
		}
		return nil
	}
	l, err := openOn(r.disk, in.cfg, now)
	if err != nil {
		return r, count.Load()
	}
	for i := range 12 {
		q := question(t)
		a, err := l.Intend(t.Context(), q)
		if err != nil {
			break
		}
		r.acknowledged[a.index] = "intent " + q.LookupID
		if i%4 == 3 {
			_ = l.checkpoint()
		}
		if i%5 == 4 {
			continue // it will be abandoned
		}
		if l.Conclude(t.Context(), a, result()) != nil {
			break
		}
		r.acknowledged[l.Health().Records-1] = "outcome " + q.LookupID
	}
	_ = l.Close()
	return r, count.Load()
}

// lost opens the log on what a crash has left, and returns what of the acknowledged is not there.
func (r run) lost(t *testing.T, in *installation, keep int) (lost []string) {
	t.Helper()
	after := r.disk.crashed(keep)
	l, err := openOn(after, in.cfg, now)
	if err != nil {
		return []string{"the log does not open: " + err.Error()}
	}
	mustClose(t, l)
	there := records(t, after)
	for index, want := range r.acknowledged {
		if index >= int64(len(there)) || fmt.Sprintf("%s %s", there[index].Kind, there[index].LookupID) != want {
			lost = append(lost, want)
		}
	}
	if len(lost) == 0 {
		clean(t, in, after)
		for _, o := range openIn(there) {
			t.Errorf("intent %d is open after a start", o)
		}
	}
	return lost
}

func openIn(all []Record) (still []int64) {
	for i, r := range all {
		if r.Kind == KindIntent && !slices.ContainsFunc(all, func(e Record) bool { return e.Kind.ends() && e.Intent == int64(i) }) {
			still = append(still, int64(i))
		}
	}
	return still
}

// The disk loses every byte that was not synced, at each of its operations.
func TestNothingAcknowledgedIsLostWhereverThePowerFails(t *testing.T) {
	in := install(t)
	in.cfg.SegmentBytes = 2 << 10 // so that there are several
	_, operations := in.until(t, 1<<40, nil)
	if operations < 100 {
		t.Fatalf("the run has %d operations only", operations)
	}
	for n := range operations {
		r, _ := in.until(t, n, nil)
		if lost := r.lost(t, in, 0); len(lost) > 0 {
			t.Fatalf("power lost at operation %d of %d: %s", n, operations, strings.Join(lost, "; "))
		}
	}
}

// Of what was not synced, any number of bytes may have come to the disk: each offset of the last frames.
func TestNothingAcknowledgedIsLostWhereverTheLastFrameIsCut(t *testing.T) {
	in := install(t)
	_, operations := in.until(t, 1<<40, nil)
	tried := 0
	for n := range operations {
		r, _ := in.until(t, n, nil)
		tail := r.disk.unsynced()
		if tail == 0 {
			continue
		}
		for keep := range tail + 1 {
			if lost := r.lost(t, in, keep); len(lost) > 0 {
				t.Fatalf("power lost at operation %d, %d of %d bytes there: %s", n, keep, tail, strings.Join(lost, "; "))
			}
			tried++
		}
	}
	if tried < 1000 {
		t.Errorf("only %d cuts were tried", tried)
	}
}

// unsynced returns how many bytes of the journal would be lost at most, of one file.
func (m *memory) unsynced() (most int) {
	for name, b := range m.lasting {
		if strings.HasPrefix(name, journalDirectory) {
			most = max(most, len(b.now)-len(b.lasts))
		}
	}
	return most
}

// The test of the tests above: where the journal's sync does nothing, they have to find something lost.
func TestWithoutTheSyncSomethingIsLost(t *testing.T) {
	in := install(t)
	deaf := func(name string) bool { return strings.HasSuffix(name, segmentMark) }
	_, operations := in.until(t, 1<<40, deaf)
	for n := range operations {
		r, _ := in.until(t, n, deaf)
		if lost := r.lost(t, in, 0); len(lost) > 0 {
			return
		}
	}
	t.Error("nothing was lost though nothing was synced: the tests of crashes cannot fail")
}
