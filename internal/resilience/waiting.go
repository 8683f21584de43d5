package resilience

import (
	"sync"
	"sync/atomic"
)

// A room counts those inside, up to a limit; so many of one lookup at most.
type room struct {
	mu    sync.Mutex
	limit int
	total int
}

// A stall is one lookup's part of a room. Its fields are guarded by the room's lock.
type stall struct {
	limit int
	held  int
}

// enter lets one in at s, unless room or stall is full. leave may be called more than once; the first call counts.
func (r *room) enter(s *stall) (leave func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.total >= r.limit || s.held >= s.limit {
		return nil, false
	}
	r.total++
	s.held++
	var left atomic.Bool
	return func() {
		if left.Swap(true) {
			return
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.total--
		s.held--
	}, true
}

func (r *room) inside(s *stall) (total, held int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s != nil {
		held = s.held
	}
	return r.total, held
}

// widen sets what s may take.
func (r *room) widen(s *stall, limit int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.limit = limit
}
