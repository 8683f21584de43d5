package resilience

import (
	"sync"
	"sync/atomic"
)

// A bulkhead counts the lookups that a registry holds, up to a limit, and those of one kind among them.
type bulkhead struct {
	mu    sync.Mutex
	limit int
	total int
}

// A share is what one lookup may hold of a bulkhead, and holds. Its fields are guarded by the bulkhead's lock.
type share struct {
	limit int
	held  int
}

// enter lets one in at s, unless either is full. leave may be called more than once; the first call counts.
func (r *bulkhead) enter(s *share) (leave func(), ok bool) {
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

func (r *bulkhead) inside(s *share) (total, held int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if s != nil {
		held = s.held
	}
	return r.total, held
}

// widen sets what s may take.
func (r *bulkhead) widen(s *share, limit int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s.limit = limit
}
