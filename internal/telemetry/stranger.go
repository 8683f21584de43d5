package telemetry

import (
	"sync"
	"time"
)

// StrangersMany is from where on requests of nobody that is known are many, of one way and cause in StrangersSpan: the alert's number.
const (
	StrangersMany = 50
	StrangersSpan = 10 * time.Minute
)

// strangersKept is how many requests are remembered.
const strangersKept = 256

// Strangers are the requests of the last minutes whose caller is not known, of the way and cause of which there are most.
type Strangers struct {
	By    Way
	Cause Denial
	Many  bool   // more than StrangersMany
	From  string // the address that most of them came from; behind a balancer it is the balancer's
}

// strangers remember the last requests whose caller is not known.
type strangers struct {
	mu   sync.Mutex
	ring [strangersKept]stranger
	n    int // ever added
}

type stranger struct {
	at   time.Time
	by   Way
	why  Denial
	from string
}

func (s *strangers) add(one stranger) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ring[s.n%len(s.ring)] = one
	s.n++
}

// told says of whom there are most since then.
func (s *strangers) told(since time.Time) (most Strangers) {
	s.mu.Lock()
	defer s.mu.Unlock()
	type kind struct {
		by  Way
		why Denial
	}
	counts, from, best := make(map[kind]int), make(map[kind]map[string]int), kind{}
	for _, one := range s.ring[:min(s.n, len(s.ring))] {
		if one.at.Before(since) {
			continue
		}
		k := kind{one.by, one.why}
		if from[k] == nil {
			from[k] = make(map[string]int)
		}
		from[k][one.from]++
		if counts[k]++; counts[k] > counts[best] {
			best = k
		}
	}
	most = Strangers{By: best.by, Cause: best.why, Many: counts[best] > StrangersMany}
	for address, n := range from[best] {
		if n > from[best][most.From] || n == from[best][most.From] && address < most.From {
			most.From = address
		}
	}
	return most
}

// Strangers returns whom most requests of the last minutes came from whose caller is not known. It is safe for concurrent use.
func (m *Metrics) Strangers() Strangers { return m.strangers.told(time.Now().Add(-StrangersSpan)) }
