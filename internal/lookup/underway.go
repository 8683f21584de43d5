package lookup

import (
	"container/list"
	"sync"
	"time"
)

// underway are the askings that have not come to their end, in the order of their beginnings. It is safe for concurrent use.
type underway struct {
	mu  sync.Mutex
	all list.List // of time.Time
}

// begin takes an asking in; end, to be called once, takes it out again.
func (u *underway) begin(at time.Time) (end func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	here := u.all.PushBack(at)
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.all.Remove(here)
	}
}

// oldest returns when the oldest of those under way began; zero: there is none.
func (u *underway) oldest() time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	first := u.all.Front()
	if first == nil {
		return time.Time{}
	}
	at, _ := first.Value.(time.Time)
	return at
}
