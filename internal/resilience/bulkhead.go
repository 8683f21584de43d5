package resilience

import "github.com/sverka/sverka/internal/fair"

// A bulkhead counts the lookups that a registry holds, up to a limit, fairly between callers.
type bulkhead struct{ all *fair.Room }

// A share is what one lookup may hold of a bulkhead, fairly between callers too: or one of them would fill it for all others.
type share struct{ *fair.Room }

// enter lets one of caller in at s, unless either has no place for him. leave may be called more than once; the first call counts.
func (b bulkhead) enter(s share, caller string) (leave func(), ok bool) {
	own, ok := s.Enter(caller)
	if !ok {
		return nil, false
	}
	place, ok := b.all.Enter(caller)
	if !ok {
		own.Leave()
		return nil, false
	}
	return func() {
		place.Leave()
		own.Leave()
	}, true
}

// full reports whether enter would let nobody of caller in.
func (b bulkhead) full(s share, caller string) bool { return !s.Has(caller) || !b.all.Has(caller) }
