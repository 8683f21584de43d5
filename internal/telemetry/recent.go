package telemetry

import (
	"cmp"
	"math"
	"slices"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
)

// RecentSlots times RecentSlot is how far back Recent looks.
const (
	RecentSlot  = 15 * time.Second
	RecentSlots = 20
)

// FewBad is how many lookups must be bad before anybody is told that an objective is missed: the alerts' number, so that one failure at
// night is none.
const FewBad = 10

// recentFailures is how many failures are remembered of each lookup and origin: a caller's many mistakes are not to push out a
// registry's few failures.
const recentFailures = 20

// A Recent is what one lookup did in the last minutes, for people who look at it now and have no Prometheus at hand.
type Recent struct {
	Registry, Lookup string

	Span     time.Duration // what all is counted in; shorter after a start
	Asked    int           // lookups that ended
	Cached   int           // of them, met by a kept answer
	Failed   int           // of them, failed by whomever's doing but the caller's
	Mistaken int           // of them, failed by the caller's doing
	Own      Quantiles     // how long those took that were not cached
	Closed   int           // of the failed, refused because the registry was closed by its calendar

	// What those count as in the registry's objective, which is Target (a part of 1) and Objective; and in our own, of OurTarget.
	Good, Slow, Bad int
	Target          float64
	Objective       time.Duration
	OurGood, OurBad int // bad are those that the gateway held up, too
	OurTarget       float64
	Found, NotFound int // answers that a registry gave anew
	UsualFound      int // of the time before, since the start
	UsualNotFound   int
	OtherPerson     time.Time // when it last gave a reply that was about somebody else, or to another request; zero: never since the start

	Attempts       int
	FailedAttempts int
	Wire           Quantiles // how long attempts were on the wire

	Slots []RecentCount // oldest first, RecentSlots of them
}

// A RecentCount is what of one RecentSlot is told.
type RecentCount struct{ Asked, Failed int }

// Quantiles are durations under which so many remain. They are upper bounds, at most a quarter too long; zero: nothing was measured.
type Quantiles struct{ Median, P95 time.Duration }

// A FailedLookup is a lookup that failed. It has no personal data.
type FailedLookup struct {
	At               time.Time
	ID               string // as the caller and the log know it
	Registry, Lookup string
	Kind, Reason     string
	Origin           string
}

// recents keep the last minutes of each lookup in a fixed room.
type recents struct {
	started time.Time
	by      map[name]*recent
}

// recent is one lookup's. A slot that is older than the span is empty, whatever it holds.
type recent struct {
	mu       sync.Mutex
	slots    [RecentSlots]slot
	failures map[string]*lastFailed // by origin

	found, notFound int // since the start
	otherPerson     time.Time
}

type slot struct {
	number                          int64 // of RecentSlot since 1970
	asked, cached, failed, mistaken int
	attempts, failedAttempts        int
	closed, good, slow, bad         int
	ourGood, ourBad                 int
	found, notFound                 int
	own, wire                       spread
}

func newRecents() recents { return recents{started: time.Now(), by: make(map[name]*recent)} }

func (r *recents) add(n name) {
	one := &recent{failures: make(map[string]*lastFailed)}
	for _, o := range adapters.Origins() {
		one.failures[string(o)] = new(lastFailed)
	}
	r.by[n] = one
}

// at returns the slot of a moment, empty if it was another's. The caller holds mu.
func (r *recent) at(now time.Time) *slot {
	number := slotOf(now)
	s := &r.slots[number%RecentSlots]
	if s.number != number {
		*s = slot{number: number}
	}
	return s
}

func slotOf(t time.Time) int64 { return t.UnixNano() / int64(RecentSlot) }

func (r *recent) looked(a Asked, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.at(now)
	s.asked++
	switch {
	case a.Result.Class == ClassCached:
		s.cached++
		return
	case a.Result.Class == ClassFailed && a.Result.Origin == string(adapters.OriginCaller):
		s.mistaken++ // in no time
		r.failed(a, now)
		return
	case a.Result.Class == ClassFailed:
		s.failed++
	}
	s.own.add(a.Took)
	if a.Result.Reason == string(adapters.ReasonMaintenance) {
		s.closed++
	}
	r.answered(s, a)
	r.failed(a, now)
}

// answered counts whether an answer that was given anew found somebody. The caller holds mu.
func (r *recent) answered(s *slot, a Asked) {
	switch {
	case a.Result.Class != ClassAnswered || a.Result.Word == string(adapters.InProgress):
	case a.Result.Word == string(adapters.NotFound):
		s.notFound++
		r.notFound++
	default:
		s.found++
		r.found++
	}
}

// judged counts what a lookup is in both objectives.
func (r *recent) judged(theirs, ours Judgement, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.at(now)
	switch theirs {
	case JudgedGood:
		s.good++
	case JudgedSlow:
		s.slow++
	case JudgedBad:
		s.bad++
	case JudgedMaintenance, JudgedExcluded:
	}
	switch ours {
	case JudgedGood:
		s.ourGood++
	case JudgedSlow, JudgedBad:
		s.ourBad++
	case JudgedMaintenance, JudgedExcluded:
	}
}

// failed remembers a, if it is a failure. What a calendar refuses was announced, is of all lookups, and would push out what was not.
// The caller holds mu.
func (r *recent) failed(a Asked, now time.Time) {
	if a.Result.Reason == string(adapters.ReasonMaintenance) {
		return
	}
	if of := r.failures[a.Result.Origin]; of != nil && a.Result.Class == ClassFailed {
		of.add(FailedLookup{
			At: now, ID: a.ID, Registry: a.Registry, Lookup: a.Lookup, Kind: a.Result.Word, Reason: a.Result.Reason, Origin: a.Result.Origin,
		})
	}
}

// resumed remembers a failure of a lookup that was asked for by its id.
func (r *recent) resumed(a Asked, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed(a, now)
}

func (r *recent) attempted(a resilience.Attempt, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.at(now)
	s.attempts++
	if a.Kind != "" {
		s.failedAttempts++
	}
	s.wire.add(a.Wire)
	if a.Kind == adapters.Malformed && (a.Reason == adapters.ReasonOtherPerson || a.Reason == adapters.ReasonOtherRequest) {
		r.otherPerson = now
	}
}

// told sums up the slots that are not older than the span.
func (r *recent) told(n name, now time.Time) Recent {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := Recent{Registry: n.registry, Lookup: n.lookup, OtherPerson: r.otherPerson, Slots: make([]RecentCount, RecentSlots)}
	var own, wire spread
	last := slotOf(now)
	for i := range r.slots {
		s := &r.slots[i]
		back := last - s.number
		if back < 0 || back >= RecentSlots {
			continue
		}
		t.Asked, t.Cached, t.Failed, t.Mistaken = t.Asked+s.asked, t.Cached+s.cached, t.Failed+s.failed, t.Mistaken+s.mistaken
		t.Closed, t.Good, t.Slow, t.Bad = t.Closed+s.closed, t.Good+s.good, t.Slow+s.slow, t.Bad+s.bad
		t.OurGood, t.OurBad, t.Found, t.NotFound = t.OurGood+s.ourGood, t.OurBad+s.ourBad, t.Found+s.found, t.NotFound+s.notFound
		t.Attempts, t.FailedAttempts = t.Attempts+s.attempts, t.FailedAttempts+s.failedAttempts
		own.join(&s.own)
		wire.join(&s.wire)
		t.Slots[RecentSlots-1-back] = RecentCount{s.asked, s.failed}
	}
	t.Own, t.Wire = own.quantiles(), wire.quantiles()
	t.UsualFound, t.UsualNotFound = r.found-t.Found, r.notFound-t.NotFound
	return t
}

// lastFailed remembers the last failures in a ring.
type lastFailed struct {
	ring [recentFailures]FailedLookup
	n    int // ever added
}

func (f *lastFailed) add(one FailedLookup) {
	f.ring[f.n%len(f.ring)] = one
	f.n++
}

func (f *lastFailed) all() []FailedLookup { return f.ring[:min(f.n, len(f.ring))] }

// spread counts durations by their length, each step a quarter longer than the one before, from a millisecond to about two minutes.
type spread [53]uint32

const spreadStep = 1.25

func (s *spread) add(d time.Duration) {
	i := math.Ceil(math.Log(max(1, float64(d)/float64(time.Millisecond))) / math.Log(spreadStep))
	s[min(int(i), len(s)-1)]++
}

func (s *spread) join(other *spread) {
	for i, n := range other {
		s[i] += n
	}
}

func (s *spread) quantiles() Quantiles {
	var all uint32
	for _, n := range s {
		all += n
	}
	const median, high = 0.5, 0.95
	return Quantiles{s.under(all, median), s.under(all, high)}
}

// under returns what that share of all does not exceed.
func (s *spread) under(all uint32, share float64) time.Duration {
	if all == 0 {
		return 0
	}
	want, seen := uint32(math.Ceil(share*float64(all))), uint32(0)
	for i, n := range s {
		if seen += n; seen >= want {
			return time.Duration(math.Pow(spreadStep, float64(i)) * float64(time.Millisecond))
		}
	}
	return 0
}

// Recent returns what each lookup did in the last minutes, by registry and lookup. It is safe for concurrent use once every lookup
// has been added, as FailedLookups is.
func (m *Metrics) Recent() []Recent {
	now := time.Now()
	span := min(now.Sub(m.recents.started), RecentSlot*RecentSlots)
	all := make([]Recent, 0, len(m.recents.by))
	for n, r := range m.recents.by {
		told := r.told(n, now)
		told.Span = span
		if s := m.lookups[n]; s != nil {
			told.Target, told.Objective, told.OurTarget = s.target, s.objective, m.slos.ourPart
		}
		all = append(all, told)
	}
	slices.SortFunc(all, func(a, b Recent) int {
		return cmp.Or(cmp.Compare(a.Registry, b.Registry), cmp.Compare(a.Lookup, b.Lookup))
	})
	return all
}

// FailedLookups returns the lookups that failed last, the latest first: of each lookup some by whose doing it was.
func (m *Metrics) FailedLookups() []FailedLookup {
	var all []FailedLookup
	for _, r := range m.recents.by {
		r.mu.Lock()
		for _, f := range r.failures {
			all = append(all, f.all()...)
		}
		r.mu.Unlock()
	}
	slices.SortFunc(all, func(a, b FailedLookup) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	return all
}
