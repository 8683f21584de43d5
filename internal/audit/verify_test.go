package audit

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

// A forger can write: he frames what he changes anew, so that no checksum of a frame tells.
type forger struct {
	header   header
	batches  []uint32
	payloads [][]byte
}

func forge(t *testing.T, d *memory, number uint64) *forger {
	t.Helper()
	s, err := read(d, number)
	if err != nil {
		t.Fatal(err)
	}
	f := &forger{header: s.header}
	for s.at < s.size {
		payload, err := s.next()
		if err != nil {
			t.Fatal(err)
		}
		f.batches, f.payloads = append(f.batches, s.batch), append(f.payloads, bytes.Clone(payload))
	}
	return f
}

func (f *forger) write(t *testing.T, d *memory) {
	t.Helper()
	out, err := encodeHeader(&f.header)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range f.payloads {
		out = appendFrame(out, uint32(i+1), p)
	}
	d.change(segmentName(f.header.Segment), func([]byte) []byte { return out })
}

// id returns the lookup of the nth record of the segment.
func (f *forger) id(n int) string { return idOfPayload(f.payloads[n]) }

func TestVerifyFindsAndNamesWhatWasDone(t *testing.T) {
	in := install(t)
	in.cfg.SegmentBytes = 4 << 10
	d := whole(t, in, 40)
	clean(t, in, d)
	f := forge(t, d, 2)
	first := f.header.First
	if len(f.payloads) < 8 {
		t.Fatalf("the segment has %d records", len(f.payloads))
	}
	for name, c := range map[string]struct {
		forge func(*forger)
		want  []string
	}{
		"changed": {func(f *forger) { f.payloads[3][len(f.payloads[3])-1] ^= 1 },
			[]string{fmt.Sprintf("segment 2: record %d: ", first+3) + "the record was changed"}},
		"its words changed": {func(f *forger) {
			f.payloads[2] = bytes.Replace(f.payloads[2], []byte("portal"), []byte("nobody"), 1)
		}, []string{fmt.Sprintf("segment 2: record %d: lookup %s: the record was changed", first+2, f.id(2))}},
		"removed": {func(f *forger) { f.payloads = append(f.payloads[:4:4], f.payloads[5:]...) },
			[]string{fmt.Sprintf("segment 2: record %d: the record was removed", first+4)}},
		"two removed": {func(f *forger) { f.payloads = append(f.payloads[:4:4], f.payloads[6:]...) },
			[]string{fmt.Sprintf("segment 2: record %d: the record was removed", first+4), fmt.Sprintf("segment 2: record %d: the record was removed", first+5)}},
		"the last removed": {func(f *forger) { f.payloads = f.payloads[:len(f.payloads)-1] },
			[]string{fmt.Sprintf("segment 2: record %d: the record was removed", first+int64(len(f.payloads))-1)}},
		"inserted": {func(f *forger) {
			f.payloads = append(f.payloads[:4:4], append([][]byte{appendSalted(nil, &Record{Kind: KindOperate, Operator: "nobody"})}, f.payloads[4:]...)...)
		}, []string{fmt.Sprintf("segment 2: record %d: a record was inserted here", first+4)}},
		"repeated": {func(f *forger) { f.payloads = append(f.payloads[:4:4], f.payloads[3:]...) },
			[]string{fmt.Sprintf("segment 2: record %d: lookup %s: a record was inserted here", first+4, f.id(3))}},
		"reordered": {func(f *forger) { f.payloads[1], f.payloads[2] = f.payloads[2], f.payloads[1] },
			[]string{
				fmt.Sprintf("segment 2: record %d: lookup %s: the records were reordered: here lies what was record %d", first+1, f.id(2), first+2),
				fmt.Sprintf("segment 2: record %d: lookup %s: the records were reordered: here lies what was record %d", first+2, f.id(1), first+1),
			}},
		"moved within": {func(f *forger) { f.payloads[1], f.payloads[6] = f.payloads[6], f.payloads[1] },
			[]string{fmt.Sprintf("segment 2: record %d: lookup %s: the records were reordered", first+1, f.id(6))}},
		"the header": {func(f *forger) { f.header.Created = f.header.Created.Add(-time.Hour) },
			[]string{"segment 2: the segment is not the one that the next was chained to"}},
	} {
		t.Run(name, func(t *testing.T) {
			tampered := d.copied()
			f := forge(t, tampered, 2)
			c.forge(f)
			f.write(t, tampered)
			report, err := verifyOn(t.Context(), tampered, in.verifier, nil)
			if err != nil {
				t.Fatal(err)
			}
			said := fmt.Sprint(report.Damage)
			for _, want := range c.want {
				if !strings.Contains(said, want) {
					t.Errorf("it says %s\nand not %s", said, want)
				}
			}
		})
	}
}

// What was removed from the end of the log, with its leaves, is missed by the checkpoint.
func TestVerifyMissesTheEnd(t *testing.T) {
	in := install(t)
	d := whole(t, in, 10)
	f := forge(t, d, 1)
	f.payloads = f.payloads[:15]
	f.write(t, d)
	d.change(tileFile(0), func(b []byte) []byte { return b[:15*tlog.HashSize] })
	report, err := verifyOn(t.Context(), d, in.verifier, nil)
	if err != nil || !strings.Contains(fmt.Sprint(report.Damage), "record 15: the tree ends here, and a checkpoint was signed for 20 records") {
		t.Errorf("it says %v, %v", report, err)
	}
}

// Who can write to everything on the machine, the key of the log too, can write a whole new log. A checkpoint that has left the machine
// tells, and between which two of them.
func TestAShippedCheckpointTellsOfALogThatWasWrittenAnew(t *testing.T) {
	in, d := install(t), newMemory()
	var shipped []byte
	l := in.on(t, d)
	for i := range 30 {
		ask(t, l)
		if i%10 == 9 {
			if err := l.checkpoint(); err != nil {
				t.Fatal(err)
			}
			shipped = append(shipped, d.content(checkpointName)...)
		}
	}
	mustClose(t, l)
	if r, err := verifyOn(t.Context(), d, in.verifier, shipped); err != nil || len(r.Damage) != 0 {
		t.Fatalf("the true log does not verify: %v %v", err, r)
	}
	forged := newMemory()
	again := in.on(t, forged)
	for i, r := range records(t, d) {
		if i == 25 {
			r.CaseID, r.Caller = "other", "other"
		}
		req, err := newRequest(&r)
		if err != nil {
			t.Fatal(err)
		}
		copyOf := forge(t, d, 1).payloads[i]
		if i != 25 {
			req.payload, req.leaf = copyOf, leafOf(copyOf)
		}
		again.order(func() { again.commit([]*request{req}) })
	}
	mustClose(t, again)
	if r, err := verifyOn(t.Context(), forged, in.verifier, nil); err != nil || len(r.Damage) != 0 {
		t.Fatalf("the forged log is not one by itself: %v %v", err, r)
	}
	r, err := verifyOn(t.Context(), forged, in.verifier, shipped)
	if err != nil || !strings.Contains(fmt.Sprint(r.Damage), "lies among the records from this one to 39") || r.Damage[0].Index != 20 {
		t.Errorf("it says %v, %v", r, err)
	}
}

func TestVerifyNamesATreeThatWasChanged(t *testing.T) {
	in := install(t)
	d := whole(t, in, 300)
	for _, c := range []struct {
		level, hash int
		want        string
	}{
		{0, 77, "record 77: lookup"}, // leaf and record do not agree: which of them was changed, the root says
		{1, 1, "record 256: the tree was changed: hash 1 of level 1"},
	} {
		changed := d.copied()
		changed.change(tileFile(c.level), func(b []byte) []byte { b[c.hash*tlog.HashSize] ^= 1; return b })
		r, err := verifyOn(t.Context(), changed, in.verifier, nil)
		if err != nil || !strings.Contains(fmt.Sprint(r.Damage), c.want) {
			t.Errorf("level %d: it says %v, %v", c.level, r, err)
		}
	}
}

func TestVerifyNamesSegmentsThatAreGone(t *testing.T) {
	in := install(t)
	in.cfg.SegmentBytes = 2 << 10
	d := whole(t, in, 20)
	for _, number := range []uint64{1, 2} {
		changed := d.copied()
		delete(changed.names, segmentName(number))
		r, err := verifyOn(t.Context(), changed, in.verifier, nil)
		if err != nil || !strings.Contains(fmt.Sprint(r.Damage), fmt.Sprintf("segment %d: the segment is gone", number)) {
			t.Errorf("it says %v, %v", r, err)
		}
	}
}

// A log that is being written verifies: what no checkpoint has yet is behind, not wrong.
func TestALogThatIsWrittenVerifiesMeanwhile(t *testing.T) {
	in, d := install(t), newMemory()
	l := in.on(t, d)
	ask(t, l)
	if err := l.checkpoint(); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		ask(t, l)
	}
	if r := clean(t, in, d); r.Behind != 10 || r.Records != 12 {
		t.Errorf("%d records, %d behind", r.Records, r.Behind)
	}
	mustClose(t, l)
}

func TestVerifyWantsACheckpointOfThisLogsKey(t *testing.T) {
	in, other := install(t), install(t)
	d := whole(t, in, 1)
	if _, err := verifyOn(t.Context(), d, other.verifier, nil); err == nil {
		t.Error("another key's checkpoint is taken")
	}
	if _, err := verifyOn(t.Context(), d, in.verifier, []byte("nonsense\n")); err == nil {
		t.Error("nonsense is taken for a checkpoint")
	}
}

// framesOf returns where each frame of a segment begins, its header's too, and where the last ends.
func framesOf(t *testing.T, d *memory, number uint64) (at []int) {
	t.Helper()
	s, err := read(d, number)
	if err != nil {
		t.Fatal(err)
	}
	for at = []int{0, int(s.at)}; s.at < s.size; at = append(at, int(s.at)) {
		if _, err := s.next(); err != nil {
			t.Fatal(err)
		}
	}
	return at
}

// TestVerifyGoesOnAfterEachRecordThatWasChanged: whoever changes bytes, by design or by a bad disk, and makes no frame anew. Every record
// is named, those of other segments too, and no other record is.
func TestVerifyGoesOnAfterEachRecordThatWasChanged(t *testing.T) {
	in := install(t)
	in.cfg.SegmentBytes = 4 << 10
	d := whole(t, in, 40)
	two, three := forge(t, d, 2), forge(t, d, 3)
	frames, frames3 := framesOf(t, d, 2), framesOf(t, d, 3)
	at := func(n int) string { return fmt.Sprintf("segment 2: record %d: ", two.header.First+int64(n)) }
	named := func(n int) string { return at(n) + "lookup " + two.id(n) + ": " }
	const changed = "the record was changed or cut: its frame does not hold"
	flip := func(d *memory, number uint64, offsets ...int) {
		d.change(segmentName(number), func(b []byte) []byte {
			for _, o := range offsets {
				b[o] ^= 0x10
			}
			return b
		})
	}
	for name, c := range map[string]struct {
		damage func(*memory)
		want   []string
	}{
		"three records":                      {func(d *memory) { flip(d, 2, frames[2]-1, frames[5]-1, frames[6]-1) }, []string{named(0) + changed, named(3) + changed, named(4) + changed}},
		"a length":                           {func(d *memory) { flip(d, 2, frames[3]) }, []string{at(2) + changed}},
		"a great length, and another record": {func(d *memory) { flip(d, 2, frames[3]+3, frames[7]-1) }, []string{at(2) + changed, named(5) + changed}},
		"in two segments": {func(d *memory) { flip(d, 2, frames[2]-1); flip(d, 3, frames3[4]-1) },
			[]string{named(0) + changed, fmt.Sprintf("segment 3: record %d: lookup %s: ", three.header.First+2, three.id(2)) + changed}},
		"nothing but noughts in three": {func(d *memory) {
			d.change(segmentName(2), func(b []byte) []byte { clear(b[frames[3]:frames[6]]); return b })
		}, []string{at(2) + changed, at(3) + changed, at(4) + changed}},
		"the last": {func(d *memory) { flip(d, 2, frames[len(frames)-1]-1) }, []string{named(len(two.payloads)-1) + changed}},
		"bytes put between": {func(d *memory) {
			d.change(segmentName(2), func(b []byte) []byte { return slices.Concat(b[:frames[4]], []byte("something else"), b[frames[4]:]) })
		}, []string{at(3) + "bytes that are no record were inserted before it"}},
		"a header, and a record of another segment": {func(d *memory) { flip(d, 2, 20); flip(d, 3, frames3[4]-1) },
			[]string{"segment 2: its header is cut or changed", fmt.Sprintf("segment 3: record %d: lookup %s: ", three.header.First+2, three.id(2)) + changed}},
		"a segment is gone, and a record of another changed": {func(d *memory) { delete(d.names, segmentName(2)); flip(d, 3, frames3[4]-1) },
			[]string{"segment 2: the segment is gone", fmt.Sprintf("segment 3: record %d: lookup %s: ", three.header.First+2, three.id(2)) + changed}},
	} {
		tampered := d.copied()
		c.damage(tampered)
		report, err := verifyOn(t.Context(), tampered, in.verifier, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var said []string
		for _, d := range report.Damage {
			said = append(said, d.Error())
		}
		if !slices.Equal(said, c.want) {
			t.Errorf("%s: it says\n%s\nwant\n%s", name, strings.Join(said, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// TestWhicheverByteIsChangedItsRecordAloneIsNamed, by its number: lengths, batches and checksums, and what stands in records and headers.
func TestWhicheverByteIsChangedItsRecordAloneIsNamed(t *testing.T) {
	in := install(t)
	in.cfg.SegmentBytes = 1 << 10
	d := whole(t, in, 8)
	first, frames := forge(t, d, 2).header.First, framesOf(t, d, 2)
	record := -1 // the header
	for i := range frames[len(frames)-1] {
		if i == frames[record+2] {
			record++
		}
		if i-frames[record+1] >= frameHead && i%7 != 0 { // of a frame's head each byte is tried, of what it holds some
			continue
		}
		tampered := d.copied()
		tampered.change(segmentName(2), func(b []byte) []byte { b[i] ^= 1 << (i % 8); return b })
		report, err := verifyOn(t.Context(), tampered, in.verifier, nil)
		if err != nil {
			t.Fatal(err)
		}
		index := int64(-1)
		if record >= 0 {
			index = first + int64(record)
		}
		if len(report.Damage) != 1 || report.Damage[0].Segment != 2 || report.Damage[0].Index != index {
			t.Fatalf("byte %d, of record %d, changed: it says %v", i, index, report.Damage)
		}
	}
}
