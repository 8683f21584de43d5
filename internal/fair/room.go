package fair

import "sync"

// A Room holds so many at a time. Four fifths of it are shared equally by the callers who are in it, and the rest is kept for
// those who come next: whoever floods it, a caller who asks little finds a place. It is safe for concurrent use.
//
// The share shrinks as callers come; nobody is put out for it, for what was begun is worth its end. "" is no caller: who is not
// told apart may take all that there is.
type Room struct {
	mu    sync.Mutex
	limit int
	total int
	held  map[string]int
}

// NewRoom returns a Room that holds limit at a time; at least 1.
func NewRoom(limit int) *Room { return &Room{limit: max(limit, 1), held: make(map[string]int)} }

// A Place is what one caller holds of a Room, until he and everything that he began have left it.
type Place struct {
	room   *Room
	caller string
	held   int // guarded by room.mu
	left   bool
}

// Enter takes a place for caller, unless the room is full or he has his share already. It never waits.
func (r *Room) Enter(caller string) (p *Place, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.has(caller) {
		return nil, false
	}
	p = &Place{room: r, caller: caller}
	p.take()
	return p, true
}

// Has reports whether Enter would let caller in now.
func (r *Room) Has(caller string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.has(caller)
}

func (r *Room) has(caller string) bool {
	return r.total < r.limit && (caller == "" || r.held[caller] < r.share(caller))
}

// share returns what caller may hold, with those who are present now.
func (r *Room) share(caller string) int {
	present := len(r.held)
	if r.held[caller] == 0 {
		present++
	}
	return max(1, r.limit*4/5/present)
}

// Limit sets how many the room holds. Who is in it stays.
func (r *Room) Limit(limit int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.limit = max(limit, 1)
}

// Held returns how many are in the room.
func (r *Room) Held() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.total
}

// Leave gives the place back, once. It stays taken while anything that was begun by it goes on: see Hold.
func (p *Place) Leave() {
	p.room.mu.Lock()
	defer p.room.mu.Unlock()
	if p.left {
		return
	}
	p.left = true
	p.give()
}

// hold keeps the place for something that may outlast its caller's stay.
func (p *Place) hold() (release func()) {
	p.room.mu.Lock()
	defer p.room.mu.Unlock()
	p.take()
	return sync.OnceFunc(func() {
		p.room.mu.Lock()
		defer p.room.mu.Unlock()
		p.give()
	})
}

// take counts one more that stands on p. It is asked of nobody: what goes on has to be counted, room or not.
func (p *Place) take() {
	if p.held++; p.held == 1 {
		p.room.total++
		p.room.held[p.caller]++
	}
}

func (p *Place) give() {
	if p.held--; p.held > 0 {
		return
	}
	r := p.room
	r.total--
	if r.held[p.caller]--; r.held[p.caller] == 0 {
		delete(r.held, p.caller)
	}
}
