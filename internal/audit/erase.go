package audit

import (
	"fmt"
	"path"
	"time"
)

// erase erases the oldest segment if all its records are older than the retention, and a checkpoint has them: their leaves stay in the
// tree, so that no proof is lost. That it was done is a record itself, and comes first.
func (l *Log) erase() {
	if l.cfg.Retention <= 0 || l.now().Before(l.journal.eraseAt) {
		return
	}
	oldest, next, ok := l.due()
	if !ok {
		l.journal.eraseAt = l.now().Add(eraseEvery)
		return
	}
	r, err := newRequest(&Record{
		Kind: KindErased, At: l.now(), Segment: oldest, First: next.First, Sum: next.Previous.Sum,
		Why: "retention of " + l.cfg.Retention.String(),
	})
	if err == nil {
		l.commit([]*request{r})
		err = <-r.done
	}
	if err == nil {
		err = l.forget(oldest)
	}
	if err == nil {
		err = l.forgetKeys(MonthOf(next.Created) - 1) // the first records of a month may be under the key before
	}
	if err != nil {
		l.cfg.Log.Error("bodies at the end of their retention could not be erased", "segment", oldest, "error", plain(err))
		return
	}
	l.cfg.Log.Info("bodies at the end of their retention were erased", "segment", oldest, "records_before", next.First)
}

// eraseEvery is how often it is looked for what is to be erased, when nothing was.
const eraseEvery = time.Minute

// due returns the oldest segment and the header of the one after it, if the oldest is to be erased. A segment's last record is older
// than the next segment.
func (l *Log) due() (oldest uint64, next header, ok bool) {
	numbers, err := segments(l.disk)
	if err != nil || len(numbers) < 2 {
		return 0, header{}, false
	}
	next, err = headerOf(l.disk, numbers[1])
	if err != nil {
		return 0, header{}, false
	}
	old := l.now().Sub(next.Created) > l.cfg.Retention
	return numbers[0], next, old && next.First <= l.Health().Checkpointed
}

func (l *Log) forget(segment uint64) error {
	if err := l.disk.remove(segmentName(segment)); err != nil {
		return fmt.Errorf("segment %d: %w", segment, err)
	}
	return l.disk.syncDirectory(journalDirectory)
}

// forgetKeys removes the sealed keys of months before m: no record is left that they are of.
func (l *Log) forgetKeys(m Month) error {
	names, err := l.disk.list(sealedDirectory)
	if err != nil {
		return err
	}
	for _, name := range names {
		if of, ok := sealedMonth(name); ok && of < m {
			if err := l.disk.remove(path.Join(sealedDirectory, name)); err != nil {
				return err
			}
		}
	}
	return l.disk.syncDirectory(sealedDirectory)
}
