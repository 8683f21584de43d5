package state

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sverka/sverka/internal/durable"
	"github.com/sverka/sverka/internal/resilience"
)

// A Start says what was found when the program started.
type Start string

// The starts.
const (
	Off      Start = "off"       // no file is configured
	First    Start = "first"     // there was none yet
	Restored Start = "restored"  // its state stands again
	SetAside Start = "set_aside" // it could not be trusted, and what it said is lost
)

// AsideTold is for how long after the start it is told that a state was set aside: the day of every quota is another one then, and what
// was held or open has been found out anew.
const AsideTold = 24 * time.Hour

// Starts returns the closed list, in a fixed order.
func Starts() []Start { return []Start{Off, First, Restored, SetAside} }

// An Observer is told how writing goes. Its methods are called on the keeper's goroutine.
type Observer interface {
	// StateSaved: the file holds what stood at that moment.
	StateSaved(at time.Time)
	// StateFailed: it could not be written.
	StateFailed()
}

// A Registry is what the keeper keeps the state of: *resilience.Registry.
type Registry interface {
	Name() string
	State() resilience.State
	StateAhead() resilience.State
	Restore(resilience.State)
}

// A Keeper keeps the state of registries in a file. Open it, Restore the registries before the first question, and Run it
// while they are asked.
type Keeper struct {
	name     string
	every    time.Duration
	disk     durable.Disk
	observer Observer
	log      *slog.Logger
	unlock   func()
	found    document
	start    Start
	wake     chan struct{}

	registries []Registry
	written    []byte    // what the file holds; nil: not known
	failing    bool      // the last write failed
	warned     time.Time // when that was logged last

	closing sync.Once
}

// Open takes the file for this process, and reads it. A file that is not there is a first start. One that cannot be
// trusted is set aside, with a warning that says what is lost; neither stops the start. The error says that another process has
// the file, that its directory is of no use, or that something else than a file stands there, which is left alone. every is
// how often the file is written at most while only counts move.
func Open(name string, every time.Duration, observer Observer, log *slog.Logger) (*Keeper, error) {
	name, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if err := named(name); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	unlock, err := lock(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	k := &Keeper{
		name: name, every: every, disk: durable.Local{}, observer: observer, log: log, unlock: unlock,
		wake: make(chan struct{}, 1),
	}
	k.read(time.Now())
	return k, nil
}

// reason returns what an error of the file system says, without the file's name, which its reader is told already.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	default:
		return err
	}
}

func (k *Keeper) read(now time.Time) {
	found, err := load(k.name)
	switch {
	case err == nil:
		k.found, k.start = found, Restored
		return
	case errors.Is(err, fs.ErrNotExist):
		k.start = First
		k.log.Info("there is no state file yet", "file", k.name)
		return
	}
	k.start = SetAside
	const lost = "day quotas are counted from zero, and holds, open breakers and overrides are forgotten"
	aside, failed := setAside(k.name, now)
	if failed != nil {
		k.log.Warn("the state file is not believed, and cannot be set aside: "+lost,
			"file", k.name, "why", asFlaw(err).Error(), "stays", reason(failed).Error())
		return
	}
	k.log.Warn("the state file was set aside: "+lost, "file", k.name, "why", asFlaw(err).Error(), "now", aside)
}

// Start returns what Open found.
func (k *Keeper) Start() Start { return k.start }

// Changed says that something has changed which is worth writing at once. It never waits.
func (k *Keeper) Changed() {
	select {
	case k.wake <- struct{}{}:
	default: // it is known already
	}
}

// Restore puts the registries into the state that was found, and keeps theirs from now on. It is to be called once, after
// their lookups have been made.
func (k *Keeper) Restore(registries ...Registry) {
	k.registries = registries
	for _, r := range registries {
		if s, ok := k.found.Registries[r.Name()]; ok {
			r.Restore(s)
		}
	}
	if k.start == Restored {
		k.log.Info("the state of before stands again", "file", k.name)
	}
	k.found = document{}
}

// settle is the time between two writes, however much changes.
const settle = 50 * time.Millisecond

// Run writes the file when something changes, until ctx ends. Then it writes a last time, now with exact counts, and gives the
// file free. It is to be called once.
func (k *Keeper) Run(ctx context.Context) {
	defer k.Close()
	ticker := time.NewTicker(k.every)
	defer ticker.Stop()
	for ctx.Err() == nil {
		k.save(ahead)
		select {
		case <-ctx.Done():
		case <-time.After(settle):
		}
		select {
		case <-ctx.Done():
		case <-k.wake:
		case <-ticker.C:
		}
	}
	k.save(exact)
}

func ahead(r Registry) resilience.State { return r.StateAhead() }
func exact(r Registry) resilience.State { return r.State() }

// Close gives the file free. It may be called more than once.
func (k *Keeper) Close() { k.closing.Do(k.unlock) }

// save writes what stands, if the file does not hold it already.
func (k *Keeper) save(stateOf func(Registry) resilience.State) {
	now := time.Now()
	d := document{Registries: make(map[string]resilience.State, len(k.registries))}
	for _, r := range k.registries {
		d.Registries[r.Name()] = stateOf(r)
	}
	text, err := encode(d)
	if err == nil && len(text) > maxSize {
		err = flawSize
	}
	if err == nil && !bytes.Equal(text, k.written) {
		k.written = nil
		if err = durable.Replace(k.disk, k.name, text); err == nil {
			k.written = text
		}
	}
	k.report(err, now)
}

// warnEvery is how often a disk that does not take the state is complained of.
const warnEvery = time.Minute

func (k *Keeper) report(err error, now time.Time) {
	if err == nil {
		k.observer.StateSaved(now)
		if k.failing {
			k.log.Info("the state file is written again", "file", k.name)
		}
		k.failing = false
		return
	}
	k.observer.StateFailed()
	if now.Sub(k.warned) >= warnEvery {
		k.warned = now
		k.log.Warn("the state file cannot be written: what changes now is forgotten by a restart", "file", k.name, "why", reason(err).Error())
	}
	k.failing = true
}
