package audit

import (
	"sync"
	"time"
)

// A Stop says why nothing new is written down, so that nothing is answered.
type Stop string

// The stops.
const (
	StopSpace   Stop = "space"   // the disk has no more room than the reserve
	StopInodes  Stop = "inodes"  // or no more inodes
	StopFailing Stop = "failing" // what was written could not be made last
)

// Stops returns the closed list, in a fixed order.
func Stops() []Stop { return []Stop{StopSpace, StopInodes, StopFailing} }

// refusesAll reports whether the outcome of what has begun is refused too. What the reserve is kept for is written.
func (s Stop) refusesAll() bool { return s == StopFailing }

// A Health is how a log stands.
type Health struct {
	Records      int64         // that are acknowledged, from the log's beginning
	Written      time.Time     // when a record was last made to last; zero: not since the start
	Waiting      int           // records that wait for the disk
	Most         int           // that may
	Stopped      map[Stop]bool // why nothing new is written down; empty: it is
	Failures     uint64        // times that something could not be written
	Refused      uint64        // records that were refused
	Batches      uint64        // syncs
	Syncing      time.Duration // spent on writing and syncing, in all
	FreeBytes    uint64
	TotalBytes   uint64
	FreeInodes   uint64
	TotalInodes  uint64 // 0: the file system has no fixed number
	Checkpoint   time.Time
	Checkpointed int64  // records that the newest checkpoint holds
	Segment      uint64 // that is written to
}

// healthy is a Health that changes.
type healthy struct {
	mu sync.Mutex
	is Health
}

// Health returns how the log stands.
func (l *Log) Health() Health {
	l.health.mu.Lock()
	defer l.health.mu.Unlock()
	h := l.health.is
	h.Stopped = make(map[Stop]bool, len(h.Stopped))
	for s := range l.health.is.Stopped {
		h.Stopped[s] = true
	}
	h.Waiting, h.Most = len(l.queue), cap(l.queue)
	return h
}

func (h *healthy) change(f func(*Health)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(&h.is)
}

func (h *healthy) wrote(at time.Time, took time.Duration, records int) {
	h.change(func(is *Health) {
		is.Written, is.Records, is.Syncing = at, is.Records+int64(records), is.Syncing+took
		is.Batches++
	})
}

func (h *healthy) failed()              { h.change(func(is *Health) { is.Failures++ }) }
func (h *healthy) refuse()              { h.change(func(is *Health) { is.Refused++ }) }
func (h *healthy) began(segment uint64) { h.change(func(is *Health) { is.Segment = segment }) }

func (h *healthy) signed(c Checkpoint) {
	h.change(func(is *Health) { is.Checkpoint, is.Checkpointed = c.At, c.Tree.N })
}

// stop sets a stop, and reports whether it was not there.
func (h *healthy) stop(s Stop) (changed bool) {
	h.change(func(is *Health) {
		changed = !is.Stopped[s]
		if is.Stopped == nil {
			is.Stopped = make(map[Stop]bool)
		}
		is.Stopped[s] = true
	})
	return changed
}

// clear lifts a stop, and reports whether it was there.
func (h *healthy) clear(s Stop) (changed bool) {
	h.change(func(is *Health) {
		changed = is.Stopped[s]
		delete(is.Stopped, s)
	})
	return changed
}

// stopped returns the stop that forbids the most, "" if there is none.
func (h *healthy) stopped() Stop {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.is.Stopped[StopFailing] {
		return StopFailing
	}
	for _, s := range Stops() {
		if h.is.Stopped[s] {
			return s
		}
	}
	return ""
}

// watch looks at the room on the disk, and stops the log before it is full.
func (l *Log) watch() {
	s, err := l.disk.space()
	if err != nil {
		return // a disk that cannot be asked fails when it is written to
	}
	l.health.change(func(is *Health) {
		is.FreeBytes, is.TotalBytes, is.FreeInodes, is.TotalInodes = s.freeBytes, s.bytes, s.freeFiles, s.files
	})
	leastBytes, leastFiles := l.cfg.Reserve.Least(s.bytes, s.files)
	l.judge(StopSpace, s.freeBytes, leastBytes, "bytes")
	if s.files > 0 {
		l.judge(StopInodes, s.freeFiles, leastFiles, "inodes")
	}
}

// judge stops the log when free is below least, and lets it go on when there is a tenth more: at the limit itself it would stop and go.
func (l *Log) judge(stop Stop, free, least uint64, unit string) {
	switch {
	case free < least:
		if l.health.stop(stop) {
			l.cfg.Log.Error("the audit log has stopped before its disk is full: nothing is answered until there is room",
				"stopped", string(stop), "free", free, "least", least, "unit", unit)
		}
	case free >= least+least/10:
		if l.health.clear(stop) {
			l.cfg.Log.Warn("the audit log has room again", "free", free, "least", least, "unit", unit)
		}
	}
}
