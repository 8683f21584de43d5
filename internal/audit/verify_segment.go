package audit

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
)

// journal checks all segments.
func (c *check) journal() error {
	numbers, err := segments(c.disk)
	for i, n := range numbers {
		if err == nil {
			err = c.segment(n, i == len(numbers)-1)
		}
	}
	var d *Damage
	if errors.As(err, &d) { // what follows cannot be placed
		c.damage(d)
		return nil
	}
	return err
}

// A content is what was read of a segment.
type content struct {
	leaves []tlog.Hash // of its records, in the order in which they lie
	ending ending
	broken *Damage // where reading ended too soon; nil: it did not
}

func (c *check) segment(number uint64, last bool) error {
	h, end, err := c.extent(number, last)
	if err != nil {
		return err
	}
	if c.last == 0 {
		c.oldest = h
	}
	got, err := c.read(number, end)
	if err != nil {
		return err
	}
	named := len(c.report.Damage)
	if c.last != 0 && h.Previous != c.ending && !c.hurt {
		c.damage(&Damage{Segment: c.last, Index: -1, What: "the segment is not the one that the next was chained to: it was changed"})
	}
	after := max(h.First+int64(len(got.leaves)), c.newest())
	if !last {
		next, err := headerOf(c.disk, number+1)
		if err != nil {
			return err
		}
		after = next.First
	}
	if got.broken != nil {
		c.damage(got.broken)
	}
	if err := c.compare(number, h.First, after, got, last); err != nil {
		return err
	}
	c.hurt = len(c.report.Damage) > named
	c.last, c.ending, c.index = number, got.ending, after
	if last {
		c.index = h.First + int64(len(got.leaves))
	}
	return nil
}

// extent returns a segment's header, and up to where it was acknowledged.
func (c *check) extent(number uint64, last bool) (header, int64, error) {
	s, err := read(c.disk, number)
	if err != nil {
		return header{}, 0, err
	}
	if err := s.close(); err != nil {
		return header{}, 0, err
	}
	end, err := s.acknowledged(c.disk, last)
	if err != nil {
		return header{}, 0, err
	}
	if end < s.size {
		c.note("segment %d ends in %d bytes that were never acknowledged: its disk failed then", number, s.size-end)
	}
	return s.header, min(end, s.size), nil
}

// read reads a segment up to end.
func (c *check) read(number uint64, end int64) (got content, err error) {
	s, err := read(c.disk, number)
	if err != nil {
		return got, err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	for s.at < end {
		payload, err := s.next()
		if err != nil {
			got.broken, err = c.unreadable(s, err)
			got.ending = s.ending()
			return got, err
		}
		if len(got.leaves)%checkEvery == 0 && c.ctx.Err() != nil {
			return got, context.Cause(c.ctx)
		}
		c.look(payload)
		got.leaves = append(got.leaves, leafOf(payload))
	}
	got.ending = s.ending()
	return got, nil
}

// look remembers what a record says of the log itself.
func (c *check) look(payload []byte) {
	if len(payload) > saltSize+1 && Kind(payload[saltSize+1]) == KindErased {
		if r, err := recordOf(payload); err == nil {
			c.erased = r
		}
	}
}

// unreadable says what it means that no whole frame follows.
func (c *check) unreadable(s *reading, err error) (*Damage, error) {
	if !errors.Is(err, errFrame) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if s.index >= c.newest() {
		what, err := s.torn()
		if err != nil {
			return nil, err
		}
		if what == "" {
			c.note("segment %d ends in %d bytes that are no whole record: it is being written, or a crash has torn it off", s.number, s.size-s.at)
			return nil, nil //nolint:nilnil // no damage and no error
		}
	}
	return &Damage{Segment: s.number, Index: s.index, What: "the record is changed or cut: its frame does not hold; what follows in the segment cannot be read"}, nil
}

// compare compares the records of a segment, which are to be those from first until after, with their leaves.
func (c *check) compare(number uint64, first, after int64, got content, last bool) error {
	want := c.want(first, after)
	if behind := after - max(first, c.newest()); behind > 0 && !last { // no checkpoint has them, nor need the tree
		got.leaves = got.leaves[:max(0, len(got.leaves)-int(behind))]
	}
	d := differ{want: want, got: got.leaves, first: first, cut: got.broken != nil, more: last}
	found := d.run()
	if len(found) == 0 {
		return nil
	}
	return c.name(number, found)
}

// want returns the leaves from first until after, as far as the tree has them.
func (c *check) want(first, after int64) []tlog.Hash {
	n := int64(len(c.leavesOf) / tlog.HashSize)
	var all []tlog.Hash
	for i := first; i < min(after, n); i++ {
		all = append(all, tlog.Hash(c.leavesOf[i*tlog.HashSize:]))
	}
	return all
}

// name reports what was found, each with the lookup id of the record that lies there.
func (c *check) name(number uint64, found []difference) error {
	s, err := read(c.disk, number)
	if err != nil {
		return err
	}
	ids, last := make(map[int]string), -1
	for _, f := range found {
		ids[f.position], last = "", max(last, f.position)
	}
	for position := 0; position <= last; position++ {
		payload, err := s.next()
		if err != nil {
			break // what cannot be read has no id
		}
		if _, asked := ids[position]; asked {
			ids[position] = idOfPayload(payload)
		}
	}
	for _, f := range found {
		c.damage(&Damage{Segment: number, Index: f.index, LookupID: ids[f.position], What: f.what})
	}
	return s.close()
}

// idOfPayload returns the lookup id of a record, "" if it has none that can be read.
func idOfPayload(payload []byte) string {
	r, err := recordOf(payload)
	if err != nil || r.LookupID == uuid.Nil {
		return ""
	}
	return r.LookupID.String()
}

// A differ finds out how the records that lie in a segment became what they are from those that were written. No two records have one
// leaf, for each has a salt of its own.
type differ struct {
	want, got []tlog.Hash
	first     int64
	cut       bool // the rest could not be read
	more      bool // behind the last that was written more may lie, which no checkpoint has
}

// A difference is one thing that was done to a segment.
type difference struct {
	index    int64 // of the record that was written
	position int   // of the record that lies there; -1: there is none
	what     string
}

func (d *differ) run() (found []difference) {
	place := make(map[tlog.Hash]int, len(d.want))
	if equalPrefix(d.want, d.got) && (d.cut || len(d.want) == len(d.got) || d.more && len(d.got) > len(d.want)) {
		return nil
	}
	for j, h := range d.want {
		place[h] = j
	}
	lies := make(map[tlog.Hash]bool, len(d.got))
	for _, h := range d.got {
		lies[h] = true
	}
	i, j := 0, 0
	for (i < len(d.got) || j < len(d.want)) && len(found) < MaxDamage {
		if d.cut && i == len(d.got) || d.more && j == len(d.want) {
			return found
		}
		f, di, dj := d.step(i, j, place, lies)
		if f.what != "" {
			found = append(found, f)
		}
		if i < len(d.got) && di > 0 {
			delete(place, d.got[i]) // it is accounted for: another one like it was put in
		}
		i, j = i+di, j+dj
	}
	return found
}

func equalPrefix(a, b []tlog.Hash) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// step says what became of the record that lies at i and of the one that was written at j, and how far to go in each.
func (d *differ) step(i, j int, place map[tlog.Hash]int, lies map[tlog.Hash]bool) (f difference, di, dj int) {
	f = difference{index: d.first + int64(j), position: -1}
	switch {
	case i == len(d.got):
		f.what = "the record was removed"
		return f, 0, 1
	case j == len(d.want):
		f.position, f.what = i, "a record was inserted here"
		return f, 1, 0
	case d.got[i] == d.want[j]:
		return f, 1, 1
	}
	was, known := place[d.got[i]]
	switch {
	case !known && lies[d.want[j]]:
		f.position, f.what = i, "a record was inserted here"
		return f, 1, 0
	case !known:
		f.position, f.what = i, "the record was changed"
		return f, 1, 1
	case !lies[d.want[j]]:
		f.what = "the record was removed"
		return f, 0, 1
	default:
		f.position, f.what = i, fmt.Sprintf("the records were reordered: here lies what was record %d", d.first+int64(was))
		return f, 1, 1
	}
}
