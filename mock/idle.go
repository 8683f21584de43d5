package mock

import (
	"net/http"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// idleAfter is how long nobody must have asked before a Program counts as idle. Memory that was given back is to be fetched again, a page at a
// time: between two tests of a run it is not.
const idleAfter = 30 * time.Second

// idle gives memory back once nobody has asked for a while: of the mocks that stand on a machine, most are idle, and what the last burst of
// exchanges made the heap grow to would be theirs until the next. Garbage is collected for it once in each pause, not on and on.
type idle struct {
	give  func()
	asked atomic.Bool // since the timer was set
	armed atomic.Bool // the timer runs

	mu    sync.Mutex // guards timer and ended
	timer *time.Timer
	ended bool
}

func newIdle() *idle { return &idle{give: debug.FreeOSMemory} }

// watch lets the exchanges of h count.
func (i *idle) watch(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer i.stir()
		h.ServeHTTP(w, r)
	})
}

// stir says that somebody has asked.
func (i *idle) stir() {
	i.asked.Store(true)
	if !i.armed.Swap(true) {
		i.set()
	}
}

func (i *idle) set() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.ended {
		i.timer = time.AfterFunc(idleAfter, i.look)
	}
}

func (i *idle) look() {
	if i.asked.Swap(false) {
		i.set()
		return
	}
	i.armed.Store(false)
	i.give()
}

// end stops watching.
func (i *idle) end() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.ended = true
	if i.timer != nil {
		i.timer.Stop()
	}
}
