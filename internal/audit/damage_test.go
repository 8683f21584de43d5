package audit

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// whole returns a disk with a log of some lookups, each acknowledged, and closed.
func whole(t *testing.T, in *installation, lookups int) *memory {
	t.Helper()
	d := newMemory()
	l := in.on(t, d)
	for range lookups {
		ask(t, l)
	}
	mustClose(t, l)
	return d
}

// Each byte of what was acknowledged matters: changed, it stops the start, and the place is named.
func TestAnythingDamagedStopsTheStartAndIsNamed(t *testing.T) {
	in := install(t)
	d := whole(t, in, 4)
	name := segmentName(1)
	for i := range d.names[name].now {
		changed := d.copied()
		changed.change(name, func(b []byte) []byte { b[i] ^= 0x10; return b })
		_, err := openOn(changed, in.cfg, time.Now)
		var damage *Damage
		if !errors.As(err, &damage) || damage.Segment != 1 {
			t.Fatalf("byte %d changed: %v", i, err)
		}
	}
}

func TestATailThatWasAcknowledgedIsNotCut(t *testing.T) {
	in := install(t)
	d := whole(t, in, 4)
	size := len(d.names[segmentName(1)].now)
	for i := range size {
		changed := d.copied()
		changed.change(segmentName(1), func(b []byte) []byte { return b[:i] })
		if _, err := openOn(changed, in.cfg, time.Now); err == nil {
			t.Fatalf("cut to %d of %d bytes, it starts", i, size)
		}
	}
}

func TestWhatIsGoneStopsTheStart(t *testing.T) {
	in := install(t)
	in.cfg.SegmentBytes = 1 << 10
	d := whole(t, in, 12)
	for _, c := range []struct {
		what, want string
		take       func(*memory)
	}{
		{"the checkpoint", "no checkpoint beside the journal", func(d *memory) { delete(d.names, checkpointName) }},
		{"a segment between", "segment 2: the segment is gone", func(d *memory) { delete(d.names, segmentName(2)) }},
		{"the last segment", "the journal ends here", func(d *memory) { f := d.files(journalDirectory); delete(d.names, f[len(f)-1]) }},
		{"the journal", "the journal ends here", func(d *memory) {
			for _, f := range d.files(journalDirectory) {
				delete(d.names, f)
			}
		}},
		{"the tree", "level 0", func(d *memory) { delete(d.names, tileFile(0)) }},
	} {
		changed := d.copied()
		c.take(changed)
		if _, err := openOn(changed, in.cfg, time.Now); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("without %s: %v", c.what, err)
		}
	}
}

func TestAnotherLogsKeyStopsTheStart(t *testing.T) {
	in, other := install(t), install(t)
	d := whole(t, in, 1)
	in.cfg.Signer = other.cfg.Signer
	if _, err := openOn(d, in.cfg, time.Now); err == nil || !strings.Contains(err.Error(), "not signed by the key") && !strings.Contains(err.Error(), "signature") {
		t.Errorf("it starts with another key: %v", err)
	}
}

// A process that was killed leaves its intents open: the next one says of each that it is abandoned, once.
func TestIntentsWithoutAnOutcomeAreAbandonedAtTheStart(t *testing.T) {
	in := install(t)
	in.cfg.SegmentBytes = 600 // the intents lie in segments before the last
	d := newMemory()
	l := in.on(t, d)
	open := map[string]bool{}
	for i := range 9 {
		q := question(t)
		if _, err := l.Intend(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		open[q.LookupID] = true
		if i%3 == 0 {
			ask(t, l)
		}
	}
	after := d.copied() // as if killed: what was written is there
	mustClose(t, l)
	for range 2 {
		mustClose(t, in.on(t, after))
	}
	for _, r := range records(t, after) {
		if r.Kind == KindAbandoned {
			if !open[r.LookupID.String()] {
				t.Errorf("lookup %s is abandoned twice, or was answered", r.LookupID)
			}
			delete(open, r.LookupID.String())
		}
	}
	if len(open) > 0 {
		t.Errorf("%d intents are still open", len(open))
	}
	if !strings.Contains(in.said.String(), "they are abandoned\" lookups=9") {
		t.Errorf("it is not said: %s", in.said)
	}
	clean(t, in, after)
}
