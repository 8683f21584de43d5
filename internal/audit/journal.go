package audit

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"github.com/google/uuid"
)

// A journal is what the writer holds. It belongs to one goroutine.
type journal struct {
	segment *segment // nil: none can be written to at the moment
	mark    file     // the watermark's
	retryAt time.Time
	eraseAt time.Time

	// Where the last segment ended, for the header of the next.
	last   uint64
	ending ending
	next   int64

	open    map[int64]uuid.UUID // intents without an outcome
	orphans []open              // those of them that nobody will end
	frames  []byte
}

func (j *journal) close() error {
	var errs []error
	if j.segment != nil {
		errs = append(errs, j.segment.file.Close())
	}
	if j.mark != nil {
		errs = append(errs, j.mark.Close())
	}
	return errors.Join(errs...)
}

// tick is how often the log looks after itself: the room on its disk, the month, a file that failed.
const tick = time.Second

// write is the writer. It ends when the log is closed and all that waited is written.
func (l *Log) write() {
	defer l.ended.Done()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case first := <-l.queue:
			l.commit(l.gather(first))
		case o := <-l.orders:
			o.do()
			close(o.done)
		case <-ticker.C:
			l.keepHouse()
		case <-l.closed:
			l.drain()
			return
		}
	}
}

func (l *Log) drain() {
	for {
		select {
		case first := <-l.queue:
			l.commit(l.gather(first))
		default:
			return
		}
	}
}

// gather returns first and what waits behind it, as much as one batch takes. Where many lookups are under way it waits a moment for
// more to come: a sync costs the processor as much as ten records do, and nobody who is one of many feels two milliseconds. A lone lookup
// never waits for company.
func (l *Log) gather(first *request) []*request {
	g := gathering{batch: []*request{first}, size: len(first.payload)}
	g.take(l.queue)
	if len(l.journal.open) >= crowd && !g.full() {
		time.Sleep(pause)
		g.take(l.queue)
	}
	return g.batch
}

// crowd is from how many lookups under way on the writer waits for company, and pause for how long.
const (
	crowd = 16
	pause = 2 * time.Millisecond
)

// A gathering is a batch that is put together.
type gathering struct {
	batch []*request
	size  int
}

func (g *gathering) full() bool { return g.size >= maxBatch-2*maxPayload || len(g.batch) >= maxRecords }

func (g *gathering) take(queue chan *request) {
	for !g.full() {
		select {
		case r := <-queue:
			g.batch, g.size = append(g.batch, r), g.size+frameHead+len(r.payload)
		default:
			return
		}
	}
}

// maxRecords bounds the records of a batch.
const maxRecords = 4096

// commit makes a batch last and tells those who wait.
func (l *Log) commit(batch []*request) {
	err := l.ready()
	if err == nil {
		err = l.put(batch)
	}
	if err != nil {
		l.refuse(batch, err)
		return
	}
	l.acknowledge(batch)
}

// put writes the batch into the segment, with one sync.
func (l *Log) put(batch []*request) error {
	j := &l.journal
	j.frames = j.frames[:0]
	for _, r := range batch {
		j.frames = appendFrame(j.frames, j.segment.batch+1, r.payload)
	}
	began := time.Now()
	err := j.segment.append(j.frames, len(batch))
	clear(j.frames)
	if err != nil {
		l.fail(err)
		return errStopped{StopFailing}
	}
	l.health.wrote(l.now(), time.Since(began), len(batch))
	return nil
}

// acknowledge counts a batch that lasts, and tells those who wait.
func (l *Log) acknowledge(batch []*request) {
	j := &l.journal
	j.next = j.segment.next
	// It need not last, and one that could not be written says less than it might, never too much.
	mark := watermark{j.segment.header.Segment, j.segment.size, j.next}
	_, _ = j.mark.WriteAt(mark.encode(), 0)
	for i, r := range batch {
		r.index = j.next - int64(len(batch)-i)
		l.tree.push(r.leaf)
		switch {
		case r.kind == KindIntent:
			j.open[r.index] = r.lookupID
		case r.kind.ends():
			delete(j.open, r.intent)
		}
		if !r.state.CompareAndSwap(waiting, acknowledged) && r.kind == KindIntent {
			j.orphans = append(j.orphans, open{r.index, r.lookupID})
		}
		r.done <- nil
	}
}

// refuse tells those who wait that their records do not last.
func (l *Log) refuse(batch []*request, err error) {
	j := &l.journal
	for _, r := range batch {
		if id, ok := j.open[r.intent]; ok && r.kind.ends() {
			j.orphans = append(j.orphans, open{r.intent, id})
		}
		r.state.CompareAndSwap(waiting, acknowledged)
		r.done <- err
	}
}

// ready sees to it that there is a segment to write to.
func (l *Log) ready() error {
	j := &l.journal
	if s := j.segment; s != nil {
		if s.size < l.cfg.SegmentBytes && MonthOf(s.header.Created) == MonthOf(l.now()) {
			return nil
		}
		j.leave()
	}
	if l.now().Before(j.retryAt) {
		return errStopped{StopFailing}
	}
	s, err := createSegment(l.disk, header{
		Format: format, Log: l.cfg.Signer.Verifier().Name(), Segment: j.last + 1, First: j.next, Created: l.now().UTC(),
		Previous: j.ending, Open: j.opened(),
	})
	if err != nil {
		l.fail(err)
		return errStopped{StopFailing}
	}
	j.segment, j.last = s, s.header.Segment
	if l.health.clear(StopFailing) {
		l.cfg.Log.Warn("the audit log can be written again", "segment", s.header.Segment)
	}
	l.health.began(s.header.Segment)
	return nil
}

// leave closes the segment where it was acknowledged.
func (j *journal) leave() {
	j.ending, j.next = j.segment.ending(), j.segment.next
	_ = j.segment.file.Close() // what was acknowledged lasts
	j.segment = nil
}

// opened returns the intents without an outcome, in their order.
func (j *journal) opened() []open {
	all := make([]open, 0, len(j.open))
	for index, id := range j.open {
		all = append(all, open{index, id})
	}
	sort.Slice(all, func(a, b int) bool { return all[a].Index < all[b].Index })
	return all
}

// retryAfter is how long a disk that failed is left alone.
const retryAfter = time.Second

// fail gives up the segment after an error: what the kernel could not write it may believe to be clean, and would say of the next sync
// that all is well.
func (l *Log) fail(err error) {
	j := &l.journal
	if j.segment != nil {
		j.leave()
	}
	j.retryAt = l.now().Add(retryAfter)
	if l.health.stop(StopFailing) {
		l.cfg.Log.Error("the audit log cannot be written: nothing is answered until it can", "error", plain(err), "segment", j.last)
	}
	l.health.failed()
}

// keepHouse is what the writer does each tick.
func (l *Log) keepHouse() {
	l.watch()
	l.turn()
	if l.journal.segment == nil {
		_ = l.ready() // it has said what is wrong
	}
	if l.journal.segment != nil {
		l.endOrphans()
		l.erase() // also where there is no room: it makes some
	}
}

// turn takes the key of another month when it has begun.
func (l *Log) turn() {
	month := MonthOf(l.now())
	if l.key.Load().month == month {
		return
	}
	key, err := keyring{l.disk, l.cfg.Officers}.turn(month)
	if err != nil {
		// Records go on under the key that there is, which they name.
		l.health.failed()
		l.cfg.Log.Error("the audit log's key of the month could not be made", "month", month.String(), "error", plain(err))
		return
	}
	l.key.Store(key)
	l.cfg.Log.Info("the audit log's key of another month is in use, and the one before wiped", "month", month.String())
}

// endOrphans writes of intents that nobody will end any more that they are abandoned.
func (l *Log) endOrphans() {
	orphans := l.journal.orphans
	l.journal.orphans = nil
	l.abandon(orphans)
}

func (l *Log) abandon(all []open) {
	for some := range slices.Chunk(all, maxRecords) {
		batch := make([]*request, 0, len(some))
		for _, o := range some {
			r, err := newRequest(&Record{Kind: KindAbandoned, At: l.now(), LookupID: o.LookupID, Intent: o.Index})
			if _, still := l.journal.open[o.Index]; err == nil && still {
				batch = append(batch, r)
			}
		}
		if len(batch) > 0 {
			l.commit(batch)
		}
	}
}

// plain returns an error's text without the path that a *fs.PathError has: the directory is the operator's, and said at the start.
func plain(err error) string {
	var inner interface{ Unwrap() error }
	for errors.As(err, &inner) && inner.Unwrap() != nil {
		err = inner.Unwrap()
	}
	return fmt.Sprint(err)
}
