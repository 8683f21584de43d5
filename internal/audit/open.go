package audit

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/sverka/sverka/internal/durable"
)

// Open opens the log for appending: it takes the directory for this process, goes on where the last one stopped, and writes of each
// intent without an outcome that it is abandoned. What a crash has torn off is cut, and said; anything else that is not as it was
// written is a *Damage, and the log stays closed: who finds it is to look at it before more is written behind it.
func Open(cfg Config) (*Log, error) {
	directory, err := filepath.Abs(cfg.Directory)
	if err != nil {
		return nil, err
	}
	if cfg.Directory, err = directory, os.MkdirAll(directory, directoryMode); err != nil {
		return nil, err
	}
	unlock, err := lock(filepath.Join(directory, lockName))
	if err != nil {
		return nil, err
	}
	l, err := openOn(local{directory}, cfg, time.Now)
	if err != nil {
		unlock()
		return nil, err
	}
	l.unlock = unlock
	return l, nil
}

const lockName = "lock"

// ErrLocked says that another process has the log open.
var ErrLocked = fmt.Errorf("the log: %w: each gateway needs a directory of its own", durable.ErrLocked)

// lock takes the log for this process until unlock is called or the process ends, however it ends.
func lock(name string) (unlock func(), err error) {
	unlock, err = durable.Lock(name)
	if errors.Is(err, durable.ErrLocked) {
		return nil, ErrLocked
	}
	return unlock, err
}

func openOn(d disk, cfg Config, now func() time.Time) (*Log, error) {
	if len(cfg.Officers) == 0 {
		return nil, errors.New("an officer's public key must be given: keys of months are sealed to it")
	}
	l := &Log{
		cfg: cfg, disk: d, now: now, unlock: func() {},
		queue: make(chan *request, cfg.Queue), orders: make(chan order), closed: make(chan struct{}),
	}
	l.journal.open = make(map[int64]uuid.UUID)
	if err := l.prepare(); err != nil {
		return nil, err
	}
	if err := l.recover(); err != nil {
		return nil, errors.Join(err, l.journal.close())
	}
	if err := l.begin(); err != nil {
		return nil, errors.Join(err, l.journal.close())
	}
	return l, nil
}

// prepare makes the directories, and removes files that were never whole.
func (l *Log) prepare() error {
	for _, name := range []string{journalDirectory, treeDirectory, keyDirectory, sealedDirectory} {
		if err := l.disk.makeDirectory(name); err != nil {
			return err
		}
	}
	for _, directory := range []string{".", journalDirectory, sealedDirectory} {
		names, err := l.disk.list(directory)
		if err != nil {
			return err
		}
		for _, name := range names {
			if strings.HasSuffix(name, newMark) {
				if err := l.disk.remove(filepath.Join(directory, name)); err != nil {
					return err
				}
			}
		}
	}
	return l.disk.syncDirectory(".")
}

// begin starts what runs beside, and ends what the process before has left open.
func (l *Log) begin() error {
	key, err := keyring{l.disk, l.cfg.Officers}.turn(MonthOf(l.now()))
	if err != nil {
		return fmt.Errorf("the key of the month: %w", err)
	}
	l.key.Store(key)
	if l.journal.mark, err = openWatermark(l.disk); err != nil {
		return err
	}
	l.watch()
	if err := l.ready(); err != nil {
		return err
	}
	if abandoned := l.journal.opened(); len(abandoned) > 0 {
		l.cfg.Log.Warn("lookups were under way when the last process ended: they are abandoned", "lookups", len(abandoned))
		l.abandon(abandoned)
	}
	if l.health.stopped() == StopFailing {
		return errStopped{StopFailing}
	}
	if err := l.checkpoint(); err != nil {
		return err
	}
	l.ended.Add(2)
	go l.write()
	go l.sign()
	return nil
}

// recover reads where the log stands.
func (l *Log) recover() error {
	numbers, err := segments(l.disk)
	if err != nil {
		return err
	}
	c, found, err := readCheckpoint(l.disk, l.cfg.Signer.Verifier())
	if err != nil {
		return err
	}
	if !found {
		if len(numbers) > 0 {
			return &Damage{Index: -1, What: "there is no checkpoint beside the journal: put back the last one that was shipped"}
		}
		empty, _ := tlog.TreeHash(0, nil) // reads nothing
		if c, err = l.keep(tlog.Tree{Hash: empty}); err != nil {
			return err
		}
	}
	if l.tree, err = openTree(l.disk, c.Tree); err != nil {
		return err
	}
	l.health.signed(c)
	mark, err := readWatermark(l.disk)
	if err != nil {
		return err
	}
	r := recovery{log: l, checkpoint: c, mark: mark}
	return r.run(numbers)
}

// A recovery reads what the journal holds behind the checkpoint, and which intents are open.
type recovery struct {
	log        *Log
	checkpoint Checkpoint
	mark       watermark
}

func (r *recovery) run(numbers []uint64) error {
	j := &r.log.journal
	if len(numbers) > 0 {
		from, err := r.from(numbers)
		if err != nil {
			return err
		}
		for i, n := range numbers[from:] {
			last := from+i == len(numbers)-1
			if err := r.segment(n, last); err != nil {
				return err
			}
		}
	}
	r.log.health.change(func(is *Health) { is.Records, is.Segment = j.next, j.last })
	switch {
	case j.next < r.checkpoint.Tree.N:
		return &Damage{Segment: j.last, Index: j.next, What: fmt.Sprintf("the journal ends here, and a checkpoint was signed for %d records", r.checkpoint.Tree.N)}
	case j.next < r.mark.records || j.last < r.mark.segment:
		return &Damage{Segment: j.last, Index: j.next, What: fmt.Sprintf("the journal ends here, and %d records were acknowledged", r.mark.records)}
	}
	return nil
}

// from returns which of the segments is the first that has to be read.
func (r *recovery) from(numbers []uint64) (int, error) {
	for i := len(numbers) - 1; ; i-- {
		h, err := headerOf(r.log.disk, numbers[i])
		if err != nil {
			return 0, err
		}
		if own := r.log.cfg.Signer.Verifier().Name(); h.Log != own {
			return 0, fmt.Errorf("the directory holds the log of %s, and the key is of %s", h.Log, own)
		}
		// An intent that was open when the last segment began stands in its header, so that no segment before it has to be read for that.
		if h.First <= r.checkpoint.Tree.N {
			return i, nil
		}
		if i == 0 {
			return 0, &Damage{Segment: numbers[0], Index: r.checkpoint.Tree.N, What: "the segments before it are gone, and no checkpoint has their records"}
		}
	}
}

// segment reads one segment.
func (r *recovery) segment(number uint64, last bool) (err error) {
	s, err := read(r.log.disk, number)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := r.follows(s); err != nil {
		return err
	}
	end, err := s.acknowledged(r.log.disk, last)
	if err != nil {
		return err
	}
	if err := r.records(s, end); err != nil {
		return err
	}
	return r.leave(s, last)
}

// follows checks that s begins where the segment before has ended.
func (r *recovery) follows(s *reading) error {
	j := &r.log.journal
	if j.last == 0 { // the first that is read
		j.next = s.header.First
	}
	if s.header.First != j.next || j.last != 0 && s.header.Previous != j.ending {
		return &Damage{Segment: s.number, Index: s.header.First, What: "it does not follow the segment before: that one was changed, or this one"}
	}
	clear(j.open)
	for _, o := range s.header.Open {
		j.open[o.Index] = o.LookupID
	}
	return nil
}

// records reads the records of s up to end.
func (r *recovery) records(s *reading, end int64) error {
	for s.at < end {
		index := s.index
		payload, err := s.next()
		if errors.Is(err, errFrame) || errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		record, err := recordOf(payload)
		if err != nil {
			return &Damage{Segment: s.number, Index: index, What: err.Error()}
		}
		r.take(index, &record, payload)
	}
	return nil
}

func (r *recovery) take(index int64, record *Record, payload []byte) {
	if index >= r.checkpoint.Tree.N {
		r.log.tree.push(leafOf(payload))
	}
	switch open := r.log.journal.open; {
	case record.Kind == KindIntent:
		open[index] = record.LookupID
	case record.Kind.ends():
		delete(open, record.Intent)
	}
}

// leave ends the reading of s: of the last segment what a crash has torn off is cut, and it is written to again.
func (r *recovery) leave(s *reading, last bool) error {
	j := &r.log.journal
	j.last, j.next, j.ending = s.number, s.index, s.ending()
	if !last {
		return nil // the next one says where this one has to end
	}
	if s.at < s.size {
		if err := r.mayCut(s); err != nil {
			return err
		}
	}
	return r.reopen(s)
}

// mayCut returns an error unless nothing that was acknowledged can lie in what follows.
func (r *recovery) mayCut(s *reading) error {
	what, err := s.torn()
	if err != nil {
		return err
	}
	switch {
	case what != "":
	case s.number == r.mark.segment && s.at < r.mark.size:
		what = "it cannot be read, and was acknowledged"
	case s.index < r.checkpoint.Tree.N:
		what = "it cannot be read, and a checkpoint was signed for it"
	default:
		return nil
	}
	return &Damage{Segment: s.number, Index: s.index, What: what}
}

// reopen makes s the segment that is written to. What was read may not last yet: the process before may have been killed
// between writing and syncing.
func (r *recovery) reopen(s *reading) error {
	f, err := r.log.disk.reopen(segmentName(s.number))
	if err != nil {
		return err
	}
	if s.at < s.size {
		r.log.cfg.Log.Warn("the audit log ended in a record that was never acknowledged: it is cut off",
			"segment", s.number, "record", s.index, "bytes", s.size-s.at)
		err = f.Truncate(s.at)
	}
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = r.log.disk.syncDirectory(journalDirectory)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	r.log.journal.segment = &segment{header: s.header, file: f, size: s.at, next: s.index, batch: s.batch, sum: s.sum}
	return nil
}

// sign signs a checkpoint each time that one is due, until the log is closed.
func (l *Log) sign() {
	defer l.ended.Done()
	ticker := time.NewTicker(l.cfg.CheckpointEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if err := l.checkpoint(); err != nil {
				l.health.failed()
				l.cfg.Log.Error("the audit log's checkpoint could not be signed", "error", plain(err))
			}
		case <-l.closed:
			return
		}
	}
}

// checkpoint makes the tree last and signs for it. A log that has not grown is signed for again, so that its silence is seen to be none.
func (l *Log) checkpoint() error {
	stands, err := l.tree.store()
	if err != nil {
		return err
	}
	c, err := l.keep(stands)
	if err != nil {
		return err
	}
	l.health.signed(c)
	l.cfg.Log.Info("audit checkpoint", "records", c.Tree.N, "root", c.Tree.Hash.String(), "note", c.Text) // by which it leaves the machine
	return nil
}

// keep signs for a tree and puts the checkpoint into its file.
func (l *Log) keep(t tlog.Tree) (Checkpoint, error) {
	c, err := l.cfg.Signer.sign(t, l.now())
	if err != nil {
		return Checkpoint{}, err
	}
	return c, replace(l.disk, checkpointName, []byte(c.Text))
}
