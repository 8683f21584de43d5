package cache

import (
	"time"

	"github.com/maypok86/otter/v2"
)

// Kept holds answers for a while, at most as many as it was made for; the least useful go first. It is safe for
// concurrent use.
type Kept[T any] struct{ c *otter.Cache[Key, kept] }

// kept holds any value: one otter for each lookup's type was four fifths of what the gateway takes to compile, and a quarter of its program.
type kept struct {
	value any
	until time.Time
}

// NewKept returns a Kept for at most entries answers; for 0, one that keeps nothing. Close it when it is no longer used.
func NewKept[T any](entries int) *Kept[T] {
	if entries == 0 {
		return &Kept[T]{} // to otter, no maximum would be no bound
	}
	return &Kept[T]{otter.Must(&otter.Options[Key, kept]{
		MaximumSize: entries,
		// Its housekeeping runs on who writes, and is short; a goroutine for each write would wake another thread.
		Executor: func(work func()) { work() },
		// On each write, not only on the first: a fresh answer must not inherit the old one's end.
		ExpiryCalculator: otter.ExpiryWritingFunc(func(e otter.Entry[Key, kept]) time.Duration {
			return time.Until(e.Value.until)
		}),
	})}
}

// Get returns the answer kept for key, if it is still to be given.
func (k *Kept[T]) Get(key Key) (value T, ok bool) {
	if k.c == nil {
		return value, false
	}
	e, ok := k.c.GetIfPresent(key)
	value, _ = e.value.(T)
	return value, ok
}

// Has reports whether an answer is kept for key. To ask does not make it more useful: it goes when it would have gone.
func (k *Kept[T]) Has(key Key) bool {
	if k.c == nil {
		return false
	}
	_, ok := k.c.GetEntryQuietly(key)
	return ok
}

// Keep keeps value until then. A time that has passed keeps nothing: to otter, an expiry of zero is none at all.
func (k *Kept[T]) Keep(key Key, value T, until time.Time) {
	if k.c == nil {
		return
	}
	if !time.Now().Before(until) {
		k.c.Invalidate(key)
		return
	}
	k.c.Set(key, kept{value, until})
}

// Len returns about how many answers are kept.
func (k *Kept[T]) Len() int {
	if k.c == nil {
		return 0
	}
	return k.c.EstimatedSize()
}

// Close ends the goroutines of the store.
func (k *Kept[T]) Close() {
	if k.c != nil {
		k.c.StopAllGoroutines()
	}
}
