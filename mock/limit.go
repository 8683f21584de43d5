package mock

import (
	"slices"
	"sync"
	"time"
)

// A limit counts what a registry answers of one kind of question in a sliding window. The zero value is ready for use, by several
// goroutines.
type limit struct {
	mu       sync.Mutex
	answered []time.Time
}

// take counts a question if fewer than count were answered in the window before it, and returns 0. Else nothing is counted, and wait is how
// long until one more will be answered. Without a window everything is answered. What was answered at a time that is still to come does not
// count: somebody has set the clock back. That none is to come for another reason, take sees to by looking at the clock in its turn.
func (l *limit) take(clock func() time.Time, count int, window time.Duration) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := clock()
	l.answered = slices.DeleteFunc(l.answered, func(at time.Time) bool { return at.After(now) || now.Sub(at) >= window })
	if len(l.answered) >= count {
		return l.answered[len(l.answered)-count].Add(window).Sub(now)
	}
	l.answered = append(l.answered, now)
	return 0
}
