package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sort"

	"golang.org/x/mod/sumdb/tlog"
)

// A Report is what Verify found.
type Report struct {
	Log         string
	Records     int64 // that the journal and the tree hold
	Erased      int64 // of them, whose bodies were erased at the end of their retention
	Checkpoints []Checkpoint
	// Behind are records that no checkpoint given has yet: they are checked by their frames and the chain of segments only.
	Behind int64
	// Notes are what is no damage and worth saying.
	Notes  []string
	Damage []*Damage // at most MaxDamage
}

// MaxDamage is how many places Verify names.
const MaxDamage = 100

// Verify checks a whole log, of which nothing is changed: each record against its leaf, each segment against the one after it, each tile
// against those above it, and the root against the checkpoints, of which each must be one of this very log; the log's own is always among
// them. Behind what is damaged it goes on, so that all of it is named. The error says why the log could not be checked; what is wrong with
// it is in the report.
func Verify(ctx context.Context, directory string, v Verifier, checkpoints []byte) (*Report, error) {
	return verifyOn(ctx, local{directory}, v, checkpoints)
}

func verifyOn(ctx context.Context, d disk, v Verifier, given []byte) (*Report, error) {
	c := &check{ctx: ctx, disk: d, report: &Report{Log: v.Name()}}
	if err := c.checkpoints(v, given); err != nil {
		return nil, err
	}
	if err := c.leaves(); err != nil {
		return nil, err
	}
	if err := c.journal(); err != nil {
		return nil, err
	}
	c.verdict()
	return c.report, nil
}

// checkpoints takes the checkpoints that were given and the log's own, in the order of their sizes.
func (c *check) checkpoints(v Verifier, given []byte) (err error) {
	all := &c.report.Checkpoints
	if given != nil {
		if *all, err = v.openAll(given); err != nil {
			return err
		}
	}
	own, found, err := readCheckpoint(c.disk, v)
	switch {
	case found:
		*all = append(*all, own)
	case given == nil && err == nil:
		return errors.New("the log has no checkpoint of its own: give one that was shipped")
	case given == nil:
		return err
	default:
		c.damage(&Damage{Index: -1, What: "the log's own checkpoint is gone, or is none: only those given are checked"})
	}
	sort.SliceStable(*all, func(a, b int) bool { return (*all)[a].Tree.N < (*all)[b].Tree.N })
	return nil
}

// A check is a Verify under way.
type check struct {
	ctx    context.Context //nolint:containedctx // of the one call that the check is
	disk   disk
	report *Report

	leavesOf []byte // the tree's level 0
	roots    []tlog.Tree
	ending   ending
	last     uint64
	index    int64  // of the record after the last that was checked
	hurt     bool   // the last segment has damage that was named
	erased   Record // the last record of what was erased
	oldest   header // of the oldest segment that is there
}

func (c *check) damage(d *Damage) {
	if len(c.report.Damage) < MaxDamage {
		c.report.Damage = append(c.report.Damage, d)
	}
}

func (c *check) note(format string, args ...any) {
	c.report.Notes = append(c.report.Notes, fmt.Sprintf(format, args...))
}

// leaves reads the tree, checks each level against the one below, and takes the roots at the checkpoints' sizes.
func (c *check) leaves() error {
	data, err := readAll(c.disk, tileFile(0), maxTree)
	if err != nil && c.newest() > 0 {
		return fmt.Errorf("the tree's level 0: %w", err)
	}
	n := min(int64(len(data)/tlog.HashSize), c.newest()) // what is behind need not last yet
	c.leavesOf = data[:n*tlog.HashSize]
	if n < c.newest() {
		c.damage(&Damage{Index: n, What: fmt.Sprintf("the tree ends here, and a checkpoint was signed for %d records", c.newest())})
	}
	return c.climb()
}

// maxTree bounds the level of leaves that is read: a thousand million records.
const maxTree = 1 << 35

func (c *check) newest() int64 { return c.report.Checkpoints[len(c.report.Checkpoints)-1].Tree.N }

// climb computes the whole tree from its leaves.
func (c *check) climb() error {
	t := &tree{}
	n := int64(len(c.leavesOf) / tlog.HashSize)
	next := 0
	for i := int64(0); i <= n; i++ {
		for ; next < len(c.report.Checkpoints) && c.report.Checkpoints[next].Tree.N == i; next++ {
			c.roots = append(c.roots, t.root())
		}
		if i%checkEvery == 0 && c.ctx.Err() != nil {
			return context.Cause(c.ctx)
		}
		if i < n {
			t.push(tlog.Hash(c.leavesOf[i*tlog.HashSize:]))
		}
	}
	for level := 1; level < levels; level++ {
		if err := c.level(level, t.fresh[level]); err != nil {
			return err
		}
	}
	return nil
}

// checkEvery is how many records are checked between two looks at whether that is still wanted.
const checkEvery = 1 << 14

// level compares a level of tiles with what it has to be.
func (c *check) level(level int, want []byte) error {
	have, err := readAll(c.disk, tileFile(level), maxTree)
	if err != nil && len(want) > 0 {
		return fmt.Errorf("the tree's level %d: %w", level, err)
	}
	for at := 0; at < len(want); at += tlog.HashSize {
		if at+tlog.HashSize > len(have) || !bytes.Equal(want[at:at+tlog.HashSize], have[at:at+tlog.HashSize]) {
			n := int64(at / tlog.HashSize)
			c.damage(&Damage{Index: n << (tileHeight * level), What: fmt.Sprintf(
				"the tree was changed: hash %d of level %d, over the %d records from this one, is not that of its leaves", n, level, 1<<(tileHeight*level))})
		}
	}
	return nil
}

// verdict says of the whole what holds.
func (c *check) verdict() {
	c.report.Records = max(c.index, int64(len(c.leavesOf)/tlog.HashSize))
	c.report.Behind = max(0, c.index-c.newest())
	if c.last > 0 && c.index < c.newest() && len(c.report.Damage) == 0 {
		c.damage(&Damage{Segment: c.last, Index: c.index, What: fmt.Sprintf("the journal ends here, and a checkpoint was signed for %d records", c.newest())})
	}
	if c.last == 0 && c.newest() > 0 {
		c.damage(&Damage{Index: -1, What: "the journal is gone"})
	}
	c.gone()
	c.signed()
}

// gone checks that the segments before the oldest were erased at the end of their retention.
func (c *check) gone() {
	first := c.oldest.Segment
	if first <= 1 {
		return
	}
	if c.erased.Segment+1 < first || c.erased.First < c.oldest.First {
		c.damage(&Damage{Segment: first - 1, Index: -1, What: "the segment is gone, and no record says that it was erased at the end of its retention"})
		return
	}
	c.report.Erased = c.oldest.First
}

// signed compares the roots with the checkpoints. Where all of the log agrees with itself and not with a checkpoint, it was written anew:
// between which checkpoints is what can be told.
func (c *check) signed() {
	good := int64(0)
	for i, root := range c.roots {
		was := c.report.Checkpoints[i].Tree
		if root.Hash == was.Hash {
			good = was.N
			continue
		}
		if len(c.report.Damage) == 0 {
			c.damage(&Damage{Index: good, What: fmt.Sprintf(
				"the tree of %d records is not the one that the checkpoint was signed for: what was signed was written anew, and lies among the records from this one to %d",
				was.N, was.N-1)})
		}
		return
	}
}
