package resilience

import "time"

// A State is what of a registry's policy is to survive a restart. It holds no personal data. Its JSON is meant for a
// versioned file.
type State struct {
	Gate     GateRecord               `json:"gate"`
	Breakers map[string]BreakerRecord `json:"breakers"` // by lookup
	Days     []DayRecord              `json:"days"`
}

// A GateRecord is a gate's hold, and how far it has got.
type GateRecord struct {
	Hold     *Hold    `json:"hold,omitempty"`
	Denied   int      `json:"denied"`
	Trouble  int      `json:"trouble"`
	Override Override `json:"override,omitzero"`
}

// A BreakerRecord is a breaker that is not closed, and how far it has got.
type BreakerRecord struct {
	Open      bool      `json:"open"` // or half open
	OpenUntil time.Time `json:"open_until,omitzero"`
	Reopened  int       `json:"reopened"`
	Trip      Tripped   `json:"trip,omitzero"`
	Override  Override  `json:"override,omitzero"`
}

// A DayRecord is what a calendar day's limit has counted.
type DayRecord struct {
	Operation string `json:"operation"`
	Zone      string `json:"zone"`
	Day       string `json:"day"` // 2006-01-02
	Sent      int    `json:"sent"`
	// Reserved is at least Sent. Who finds the record counts so many as sent: they may have been, before another was written.
	Reserved int `json:"reserved"`
}

// WithKeeper has changed called whenever State has changed in a way that is worth writing down at once: for a gate's or a
// breaker's change, an operator's word, and when a day's count comes near what StateAhead reserved last. changed is called on the
// goroutine of the question, under locks: it must neither wait nor call back.
func WithKeeper(changed func()) Option {
	return func(r *Registry) { r.keep, r.gate.keep, r.quotas.keep = changed, changed, changed }
}

// State returns what is to survive a restart.
func (r *Registry) State() State { return r.stateBy((*day).exactly) }

// StateAhead is State for a record that is to be true until the next one is written, although exchanges are sent
// meanwhile: the day's counts have a reserve.
func (r *Registry) StateAhead() State { return r.stateBy((*day).ahead) }

func (r *Registry) stateBy(reserved func(*day, int) int) State {
	now := time.Now()
	s := State{Gate: r.gate.record(now), Breakers: make(map[string]BreakerRecord), Days: r.quotas.record(now, reserved)}
	for _, l := range r.all() {
		s.Breakers[l.name] = l.breaker.record(now)
	}
	return s
}

// Restore puts the registry into the state s, for the lookups that exist by now. It is to be called before the first
// question. What s knows of other lookups and limits is left aside; times that lie further ahead than the configuration
// allows (a clock was set) are brought within it.
func (r *Registry) Restore(s State) {
	now := time.Now()
	r.gate.restore(s.Gate, now)
	for _, l := range r.all() {
		if record, ok := s.Breakers[l.name]; ok {
			l.breaker.restore(record, now)
		}
	}
	r.quotas.restore(s.Days)
}

func (g *gate) record(now time.Time) GateRecord {
	g.mu.Lock()
	defer g.mu.Unlock()
	return GateRecord{Hold: g.hold, Denied: g.denied, Trouble: g.trouble, Override: g.override.standing(now)}
}

func (g *gate) restore(s GateRecord, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !s.Override.Until.IsZero() {
		g.override = s.Override.within(now).over(g.override)
	}
	g.denied, g.trouble = s.Denied, s.Trouble
	if s.Hold == nil {
		return
	}
	hold := *s.Hold
	most := max(g.cfg.ThrottledMax, g.cfg.TroubleMax)
	if hold.Cause == HoldDenied {
		most = g.cfg.DeniedSteps[len(g.cfg.DeniedSteps)-1]
	}
	hold.Until = earlier(hold.Until, now.Add(most))
	g.hold = &hold
	g.turn++
}

func (b *breaker) record(now time.Time) BreakerRecord {
	b.mu.Lock()
	defer b.unlock()
	s := BreakerRecord{Override: b.override.standing(now)}
	if b.state(now) != Closed {
		s.Open, s.OpenUntil, s.Reopened, s.Trip = true, b.openUntil, b.reopened, b.tripped
	}
	return s
}

// restore opens gobreaker, which cannot be told to, by a failure after which readyToTrip says yes. It will be half open
// when openUntil has passed.
func (b *breaker) restore(s BreakerRecord, now time.Time) {
	b.mu.Lock()
	defer b.unlock()
	if !s.Override.Until.IsZero() {
		b.override = s.Override.within(now).over(b.override)
	}
	if !s.Open {
		return
	}
	b.reopened, b.tripped = s.Reopened, s.Trip
	b.openUntil = earlier(s.OpenUntil, now.Add(b.opens.Max))
	done, err := b.lib.Allow()
	if err != nil {
		return // it is open already
	}
	b.restoring = true
	done(errFailed)
	b.restoring = false
}

func (q *quotas) record(now time.Time, reserved func(*day, int) int) []DayRecord {
	q.mu.Lock()
	defer q.mu.Unlock()
	var all []DayRecord
	for _, r := range q.rows {
		if d, ok := r.meter.(*day); ok {
			sent := d.used(now)
			all = append(all, DayRecord{
				Operation: r.limit.Operation, Zone: r.limit.Day, Day: d.today.String(), Sent: sent, Reserved: reserved(d, r.count),
			})
		}
	}
	return all
}

func (q *quotas) restore(days []DayRecord) {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := time.Now()
	for _, r := range q.rows {
		d, ok := r.meter.(*day)
		if !ok {
			continue
		}
		d.used(now)
		for _, s := range days {
			if s.Operation == r.limit.Operation && s.Zone == r.limit.Day {
				d.restore(s)
			}
		}
	}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
