package fair

// Turns are the order in which those who wait are let go: one of each caller in turn, however many each has waiting, and
// within one caller the first first. It is start-time fair queueing (Goyal, Vin, Cheng: SIGCOMM 1996) with all shares and all
// costs equal. The zero value is ready; its user guards it by a lock.
type Turns struct {
	now     uint64 // the turn of who went last
	callers map[string]*waiting
}

// waiting is one caller with somebody in the queue.
type waiting struct {
	last   uint64 // his latest turn
	queued int
}

// Give returns the turn of one more who waits for caller: the lowest goes first, of equal ones the one who came first. Each is
// to be ended by Went or Gone.
func (t *Turns) Give(caller string) uint64 {
	w := t.callers[caller]
	if w == nil {
		if t.callers == nil {
			t.callers = make(map[string]*waiting)
		}
		w = &waiting{}
		t.callers[caller] = w
	}
	w.last = max(w.last, t.now) + 1
	w.queued++
	return w.last
}

// Went says that the one of caller with that turn was let go.
func (t *Turns) Went(caller string, turn uint64) {
	t.now = max(t.now, turn)
	t.Gone(caller)
}

// Gone says that one of caller waits no longer.
func (t *Turns) Gone(caller string) {
	w := t.callers[caller]
	if w == nil {
		return
	}
	if w.queued--; w.queued <= 0 {
		delete(t.callers, caller)
	}
}
