package audit

import (
	"context"
	"errors"
	"io"
	"io/fs"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"
)

// journal checks all segments. What is damaged is named, and does not keep the rest from being checked.
func (c *check) journal() error {
	numbers, err := segments(c.disk)
	if d := (*Damage)(nil); err != nil && !errors.As(err, &d) {
		return err
	}
	for i, n := range numbers {
		for gone := c.last + 1; c.last > 0 && gone < n; gone++ {
			c.damage(&Damage{Segment: gone, Index: -1, What: "the segment is gone"})
			c.last, c.hurt = gone, true
		}
		err := c.segment(n, i == len(numbers)-1)
		if d := (*Damage)(nil); errors.As(err, &d) { // its records cannot be told apart
			c.damage(d)
			c.last, c.hurt = n, true
		} else if err != nil {
			return err
		}
	}
	return nil
}

// A content is what was read of a segment.
type content struct {
	leaves []tlog.Hash // of its records, in the order in which they lie
	holes  []hole
	ending ending
}

// A hole is where bytes lie that are no whole record.
type hole struct {
	before int      // the place of the record after it
	ids    []string // the lookup ids of the records in it, "" of one that cannot be read; nil: how many they are cannot be told
}

func (c *check) segment(number uint64, last bool) error {
	h, err := headerOf(c.disk, number)
	if err != nil {
		return err
	}
	next, known, err := c.following(number, last)
	if err != nil {
		return err
	}
	if c.last == 0 {
		c.oldest = h
	}
	got, err := c.read(number, next.Previous.Bytes, last)
	if err != nil {
		return err
	}
	named := len(c.report.Damage)
	if c.last != 0 && h.Previous != c.ending && !c.hurt {
		c.damage(&Damage{Segment: c.last, Index: -1, What: "the segment is not the one that the next was chained to: it was changed"})
	}
	after := h.First + int64(len(got.leaves)+len(got.holes))
	switch {
	case last:
		after = max(after, c.newest())
	case known:
		after = next.First
	}
	if err := c.compare(number, h.First, after, got, known); err != nil {
		return err
	}
	c.hurt = len(c.report.Damage) > named
	c.last, c.ending, c.index = number, got.ending, after
	if last {
		c.index = h.First + int64(len(got.leaves))
	}
	return nil
}

// following returns the header of the segment after number. known is false if there is none, or none that holds: then it says only that
// number may go on to its end.
func (c *check) following(number uint64, last bool) (next header, known bool, err error) {
	next.Previous.Bytes = maxTree
	if last {
		return next, false, nil
	}
	h, err := headerOf(c.disk, number+1)
	if d := (*Damage)(nil); errors.As(err, &d) || errors.Is(err, fs.ErrNotExist) {
		return next, false, nil
	}
	return h, err == nil, err
}

// read reads a segment up to end, where it was acknowledged.
func (c *check) read(number uint64, end int64, last bool) (got content, err error) {
	err = c.each(number, end, last, func(payload []byte) error {
		if len(got.leaves)%checkEvery == 0 && c.ctx.Err() != nil {
			return context.Cause(c.ctx)
		}
		c.look(payload)
		got.leaves = append(got.leaves, leafOf(payload))
		return nil
	}, func(ids []string) { got.holes = append(got.holes, hole{len(got.leaves), ids}) }, func(s *reading) {
		if end < s.size {
			c.note("segment %d ends in %d bytes that were never acknowledged: its disk failed then", number, s.size-end)
		}
		got.ending = s.ending()
	})
	return got, err
}

// each calls whole for each record of a segment up to end, broken for each hole, and done in the end.
func (c *check) each(number uint64, end int64, last bool, whole func(payload []byte) error, broken func(ids []string), done func(*reading)) (err error) {
	s, err := read(c.disk, number)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	for limit := min(end, s.size); s.at < limit; {
		payload, err := s.next()
		if err == nil {
			err = whole(payload)
		} else if errors.Is(err, errFrame) || errors.Is(err, io.EOF) {
			if torn, err := c.torn(s, last); torn || err != nil {
				done(s)
				return err
			}
			var ids []string
			ids, err = s.skip(limit)
			broken(ids)
		}
		if err != nil {
			return err
		}
	}
	done(s)
	return nil
}

// torn reports whether what follows, which begins with no whole frame, is no damage: a crash has left it, or it is being written.
func (c *check) torn(s *reading, last bool) (bool, error) {
	if !last || s.index < c.newest() {
		return false, nil
	}
	what, err := s.torn()
	if what != "" || err != nil {
		return false, err
	}
	c.note("segment %d ends in %d bytes that are no whole record: it is being written, or a crash has torn it off", s.number, s.size-s.at)
	return true, nil
}

// look remembers what a record says of the log itself.
func (c *check) look(payload []byte) {
	if len(payload) > saltSize+1 && Kind(payload[saltSize+1]) == KindErased {
		if r, err := recordOf(payload); err == nil {
			c.erased = r
		}
	}
}

// compare compares the records of a segment, which are to be those from first until after, with their leaves. Of what no checkpoint has,
// the leaves need not be there: that nothing of it was taken away the next segment says, if it is known.
func (c *check) compare(number uint64, first, after int64, got content, known bool) error {
	d := differ{want: c.want(first, after), got: got.leaves, holes: got.holes, first: first, more: !known || after > c.newest()}
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
	ids := make(map[int]string)
	for _, f := range found {
		if f.position >= 0 {
			ids[f.position] = ""
		}
	}
	position, notes := 0, c.report.Notes
	err := c.each(number, maxTree, true, func(payload []byte) error {
		if _, asked := ids[position]; asked {
			ids[position] = idOfPayload(payload)
		}
		position++
		return nil
	}, func([]string) {}, func(*reading) {})
	c.report.Notes = notes // they were made by the first reading
	for _, f := range found {
		id := f.id
		if f.position >= 0 {
			id = ids[f.position]
		}
		c.damage(&Damage{Segment: number, Index: f.index, LookupID: id, What: f.what})
	}
	return err
}

// idOfPayload returns the lookup id of a record, "" if it has none that can be read.
func idOfPayload(payload []byte) string {
	r, err := recordOf(payload)
	if err != nil || r.LookupID == uuid.Nil {
		return ""
	}
	return r.LookupID.String()
}
