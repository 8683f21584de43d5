package audit

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/sverka/sverka/adapters"
)

// A Config says how a log is kept.
type Config struct {
	Directory string // its own, on a local disk
	Signer    Signer
	Officers  []OfficerPublic // to whom keys of months are sealed; at least one
	// Retention is for how long bodies are kept; 0: for ever. They are erased by whole segments.
	Retention time.Duration
	// CheckpointEvery is how often a checkpoint is signed.
	CheckpointEvery time.Duration
	// Wait is how long one who appends waits for the disk at most.
	Wait time.Duration
	// Queue is how many may wait at a time; one more is refused at once.
	Queue int
	// SegmentBytes is the size at which the next segment is begun.
	SegmentBytes int64
	Reserve      Reserve
	Log          *slog.Logger
}

// A Reserve is how much of the disk is left alone: below either, nothing new is begun.
type Reserve struct {
	Percent int   // of blocks, and of inodes
	Bytes   int64 // of blocks
}

// Least returns how many bytes of a disk of so many, and how many of its inodes, have to be free for anything new to be begun.
func (r Reserve) Least(bytes, inodes uint64) (leastBytes, leastInodes uint64) {
	percent := uint64(max(0, r.Percent))
	return max(bytes/100*percent, uint64(max(0, r.Bytes))), inodes / 100 * percent
}

// Default returns the documented defaults; what has none has to be configured.
func Default() Config {
	return Config{
		Retention: 5 * 365 * 24 * time.Hour, CheckpointEvery: time.Minute, Wait: 5 * time.Second, Queue: 4096,
		SegmentBytes: 256 << 20, Reserve: Reserve{Percent: 5, Bytes: 1 << 30},
	}
}

// A Log is an audit log that is open for appending. Safe for concurrent use.
type Log struct {
	cfg    Config
	disk   disk
	now    func() time.Time
	unlock func()

	queue  chan *request
	orders chan order // what else the writer is to do, which alone touches the journal
	tree   *tree
	key    atomic.Pointer[monthKey]
	health healthy
	closed chan struct{}
	once   sync.Once
	ended  sync.WaitGroup

	journal journal // the writer's
}

// A request is one record that waits to be made last.
type request struct {
	kind     Kind
	lookupID uuid.UUID
	intent   int64
	payload  []byte
	leaf     tlog.Hash
	index    int64
	done     chan error
	state    atomic.Int32
}

// The states of a request.
const (
	waiting int32 = iota
	acknowledged
	left // whoever waited has gone
)

// order is something that the writer is to do between two batches.
type order struct {
	do   func()
	done chan struct{}
}

// errStopped says why nothing can be written. It is what callers are refused with.
type errStopped struct{ why Stop }

// Error implements error.
func (e errStopped) Error() string { return "the audit log has stopped: " + string(e.why) }

// refused is the failure of a question that the audit does not let pass.
func refused(detail string) *adapters.Failure {
	return adapters.Fail(adapters.Refused, adapters.ReasonAudit, detail).After(refusedFor)
}

// refusedFor is what callers are asked to wait: a disk that has room again, or another file, is found within about so long.
const refusedFor = 5 * time.Second

// append makes r last, and returns its index. The error is a *adapters.Failure. What was not acknowledged may stand in the log all the
// same: an intent is then followed by an abandoned record.
func (l *Log) append(ctx context.Context, r *Record) (int64, error) {
	if stop := l.health.stopped(); stop != "" && (stop.refusesAll() || !r.Kind.ends()) {
		l.health.refuse()
		return 0, refused(errStopped{stop}.Error())
	}
	req, err := newRequest(r)
	if err != nil {
		return 0, err
	}
	select {
	case <-l.closed:
		return 0, refused("the audit log is closed")
	default:
	}
	select {
	case l.queue <- req:
	default:
		l.health.refuse()
		return 0, refused("as many records wait for the disk as may")
	}
	return l.wait(ctx, req)
}

func newRequest(r *Record) (*request, error) {
	payload := appendSalted(make([]byte, 0, 512), r)
	if len(payload) > maxPayload {
		return nil, adapters.Fail(adapters.Internal, "", "a record is larger than any may be")
	}
	return &request{
		kind: r.Kind, lookupID: r.LookupID, intent: r.Intent,
		payload: payload, leaf: leafOf(payload), done: make(chan error, 1),
	}, nil
}

func (l *Log) wait(ctx context.Context, req *request) (int64, error) {
	timer := time.NewTimer(l.cfg.Wait)
	defer timer.Stop()
	select {
	case err := <-req.done:
		return l.acknowledged(req, err)
	case <-ctx.Done():
	case <-timer.C:
	}
	if !req.state.CompareAndSwap(waiting, left) {
		return l.acknowledged(req, <-req.done)
	}
	if errors.Is(context.Cause(ctx), context.Canceled) {
		return 0, adapters.Fail(adapters.Canceled, "", "the caller left while its question was written down")
	}
	l.health.refuse()
	return 0, refused("the disk of the audit log did not answer in time")
}

func (l *Log) acknowledged(req *request, err error) (int64, error) {
	if err != nil {
		l.health.refuse()
		return 0, refused(err.Error())
	}
	return req.index, nil
}

// Close writes what waits, signs a last checkpoint and gives the directory back.
func (l *Log) Close() error {
	var err error
	l.once.Do(func() {
		close(l.closed)
		l.ended.Wait()
		err = errors.Join(l.checkpoint(), l.journal.close(), l.tree.close())
		l.unlock()
	})
	return err
}
