package resilience

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

// restarted returns a registry that got the state of r through a file.
func restarted(t *testing.T, r *Registry, change func(*Config), lookups ...string) *Registry {
	t.Helper()
	text, err := json.Marshal(r.State())
	wantNone(t, err)
	var s State
	wantNone(t, json.Unmarshal(text, &s))
	again, _ := newRegistry(t, nil, change)
	for _, name := range lookups {
		again.Lookup(name)
	}
	again.Restore(s)
	return again
}

func TestABreakersOpenUntilSurvivesARestart(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, steady)
		l := r.Lookup("inn")
		tripInARow(t, l)
		time.Sleep(30 * time.Second)
		_ = once(t, l, returning(down())) // open for 60 s now
		time.Sleep(10 * time.Second)

		again := restarted(t, r, steady, "inn", "taxpayer").Lookup("inn")
		same(t, "state", stateOfBreaker(again), Open)
		refusedByBreaker(t, again, 50*time.Second)
		trip := again.breaker.snapshot(time.Now()).Trip
		same(t, "reason", trip.Cause, seen.breakers[0].Trip.Cause)
		same(t, "rule", trip.Rule, TripRow)
		same(t, "at", trip.At.Equal(seen.breakers[0].Trip.At), true)
		wantNone(t, once(t, again.registry.Lookup("taxpayer"), returning(nil)))
		time.Sleep(50 * time.Second)
		same(t, "due", stateOfBreaker(again), HalfOpen)
		_ = once(t, again, returning(down()))
		refusedByBreaker(t, again, 2*time.Minute) // doubling goes on
		time.Sleep(2 * time.Minute)
		wantNone(t, once(t, again, returning(nil)))
		same(t, "one probe closes", stateOfBreaker(again), Closed)
	})
}

func TestABreakerThatWasDueIsProbedFirst(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, steady)
		tripInARow(t, r.Lookup("inn"))
		state := r.State()
		time.Sleep(time.Hour)
		again, _ := newRegistry(t, nil, steady)
		l := again.Lookup("inn")
		again.Restore(state)
		time.Sleep(2) // gobreaker's own open time is one nanosecond
		same(t, "state", stateOfBreaker(l), HalfOpen)
		_ = once(t, l, returning(down())) // one is enough
		refusedByBreaker(t, l, time.Minute)
	})
}

func TestAClosedBreakerStaysClosed(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		_ = once(t, r.Lookup("inn"), returning(down()))
		again := restarted(t, r, nil, "inn").Lookup("inn")
		same(t, "state", stateOfBreaker(again), Closed)
		same(t, "row", again.breaker.row, 0)
	})
}

func TestAClockThatWasSetDoesNotHoldForLonger(t *testing.T) {
	inTime(t, func(t *testing.T) {
		far := time.Now().AddDate(1, 0, 0)
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("inn")
		r.Restore(State{
			Breakers: map[string]BreakerRecord{"inn": {Open: true, OpenUntil: far}, "unknown": {Open: true, OpenUntil: far}},
			Gate:     GateRecord{Hold: &Hold{Cause: HoldDenied, Until: far}, Denied: 3},
		})
		same(t, "gate", time.Until(r.Snapshot().Gate.Hold.Until), 30*time.Minute)
		same(t, "breaker", time.Until(l.breaker.snapshot(time.Now()).OpenUntil), 5*time.Minute)
		r.Restore(State{Gate: GateRecord{Hold: &Hold{Cause: HoldThrottled, Until: far}}})
		same(t, "gate", time.Until(r.Snapshot().Gate.Hold.Until), 5*time.Minute)
	})
}

func TestAHoldSurvivesARestartWithItsSteps(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("inn")
		_ = once(t, l, returning(denied()))
		_ = once(t, l, returning(denied()))
		time.Sleep(20 * time.Second)
		again := restarted(t, r, nil, "inn")
		refusedByGate(t, again.Lookup("inn"), 40*time.Second)
		same(t, "cause", again.Snapshot().Gate.Hold.Cause, HoldDenied)
		time.Sleep(40 * time.Second)
		_ = once(t, again.Lookup("inn"), returning(denied()))
		refusedByGate(t, again.Lookup("inn"), 5*time.Minute)
	})
}

func TestOverridesSurviveARestart(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		force(t, r.Override, Observe, time.Time{})
		force(t, r.Lookup("inn").Override, Refuse, time.Now().Add(time.Hour))
		again := restarted(t, r, nil, "inn")
		same(t, "gate", again.Snapshot().Gate.Override.Mode, Observe)
		f := want(t, once(t, again.Lookup("inn"), returning(nil)), adapters.Refused, adapters.ReasonForced)
		same(t, "until", f.RetryAfter, time.Hour)
	})
	inTime(t, func(t *testing.T) { // what the configuration says is the new one's to say
		r, _ := newRegistry(t, nil, func(c *Config) { c.Observe = true })
		r.Lookup("inn")
		again := restarted(t, r, nil, "inn")
		same(t, "gate", again.Snapshot().Gate.Override, Override{})
		same(t, "breaker", again.Snapshot().Lookups[0].Breaker.Override, Override{})
	})
}

func TestADaysCountSurvivesARestartOfThatDay(t *testing.T) {
	inTime(t, func(t *testing.T) {
		rows := limits(Limit{Count: 5, Day: "UTC"}, Limit{Operation: "inn", Count: 3, Day: "Europe/Moscow"}, Limit{Count: 9, Window: time.Hour})
		r, _ := newRegistry(t, nil, rows)
		wantNone(t, once(t, r.Lookup("inn"), exchanging))
		wantNone(t, once(t, r.Lookup("inn"), exchanging))
		again := restarted(t, r, rows, "inn")
		same(t, "all", again.Snapshot().Quotas[0].Left, 3)
		same(t, "one", again.Snapshot().Quotas[1].Left, 1)
		state := r.State()
		narrow, _ := newRegistry(t, nil, limits(Limit{Count: 1, Day: "UTC"}))
		narrow.Restore(state)
		same(t, "under a narrower limit", narrow.Snapshot().Quotas[0].Left, 0)
		want(t, once(t, narrow.Lookup("inn"), exchanging), adapters.Refused, adapters.ReasonQuota)
		time.Sleep(24 * time.Hour)
		next, _ := newRegistry(t, nil, rows)
		next.Restore(state)
		same(t, "the next day", next.Snapshot().Quotas[0].Left, 5)
	})
}

func TestWhatIsWorthWritingDownIsSaidOnce(t *testing.T) {
	said := 0
	wanted := func(t *testing.T, what string, n int) {
		t.Helper()
		same(t, what, said, n)
		said = 0
	}
	inTime(t, func(t *testing.T) {
		cfg := Default()
		cfg.Quota.Limits = []Limit{{Count: 1000, Day: "UTC"}, {Count: 100, Window: time.Hour}}
		r, err := NewRegistry("tax", cfg, taking(0), nil, WithKeeper(func() { said++ }))
		wantNone(t, err)
		l := r.Lookup("inn")
		wantNone(t, once(t, l, returning(nil)))
		wanted(t, "an answer", 0)
		wantNone(t, once(t, l, exchanging))
		wanted(t, "the first exchange: nothing is reserved", 1)
		r.StateAhead() // 20 are
		for range 9 {
			wantNone(t, once(t, l, exchanging))
		}
		wanted(t, "those that are reserved", 0)
		wantNone(t, once(t, l, exchanging))
		wanted(t, "half of the reserve", 1)
		r.StateAhead()
		_ = once(t, l, returning(denied()))
		wanted(t, "a denial", 1)
		_ = once(t, l, returning(tooMany(time.Second)))
		wanted(t, "a hold", 1)
		time.Sleep(time.Second)
		wantNone(t, once(t, l, returning(nil)))
		wanted(t, "its end", 1)
		tripInARow(t, l)
		wanted(t, "a trip", 1)
		for _, steered := range []interface {
			Override(Override) (Override, error)
			Lift()
		}{r, l} {
			force(t, steered.Override, Observe, time.Time{})
			wanted(t, "an override", 1)
			steered.Lift()
			wanted(t, "its end", 1)
		}
		r.Arm()
		wanted(t, "arming gate and breaker", 2)
	})
}

// Whoever is killed has counted every exchange that was sent before he wrote last, and those of the reserve.
func TestARecordAheadCountsWhatMayBeSentBeforeTheNext(t *testing.T) {
	inTime(t, func(t *testing.T) {
		rows := limits(Limit{Count: 100, Day: "UTC"})
		r, _ := newRegistry(t, nil, rows)
		l := r.Lookup("inn")
		ahead := func() DayRecord { return r.StateAhead().Days[0] }
		send := func(n int) {
			for range n {
				wantNone(t, once(t, l, exchanging))
			}
		}
		same(t, "nothing sent", ahead().Reserved, 0)
		send(1)
		same(t, "a fiftieth", ahead().Reserved, 3)
		same(t, "again", ahead().Reserved, 3)
		send(1)
		same(t, "moved on", ahead().Reserved, 4)
		send(10)
		same(t, "twice what was sent", ahead(), DayRecord{Zone: "UTC", Day: "2000-01-01", Sent: 12, Reserved: 32})
		same(t, "exactly", r.State().Days[0].Reserved, 12)
		state := r.StateAhead()
		again, _ := newRegistry(t, nil, rows)
		again.Lookup("inn")
		again.Restore(state)
		same(t, "after a crash", again.Snapshot().Quotas[0].Left, 68)
		same(t, "who starts and asks nothing spends nothing", again.StateAhead().Days[0].Reserved, 32)
		send(80)
		same(t, "never beyond the limit", ahead().Reserved, 100)
		time.Sleep(24 * time.Hour)
		same(t, "the next day", ahead(), DayRecord{Zone: "UTC", Day: "2000-01-02"})
	})
}

// A clock that is put back over midnight gives no day's quota twice; one that was a year ahead locks nobody out.
func TestADayThatIsToComeIsCountedIfItIsTomorrow(t *testing.T) {
	inTime(t, func(t *testing.T) {
		for day, left := range map[string]int{"2000-01-01": 3, "2000-01-02": 3, "2000-01-03": 5, "1999-12-31": 5, "2001-01-01": 5} {
			r, _ := newRegistry(t, nil, limits(Limit{Count: 5, Day: "UTC"}))
			r.Restore(State{Days: []DayRecord{{Zone: "UTC", Day: day, Sent: 1, Reserved: 2}}})
			same(t, day, r.Snapshot().Quotas[0].Left, left)
		}
		r, _ := newRegistry(t, nil, limits(Limit{Count: 2, Day: "UTC"}))
		r.Restore(State{Days: []DayRecord{{Zone: "UTC", Day: "2000-01-02", Sent: 2, Reserved: 2}}})
		time.Sleep(36 * time.Hour)
		same(t, "on that day", r.Snapshot().Quotas[0].Left, 0)
		time.Sleep(12 * time.Hour)
		same(t, "and after it", r.Snapshot().Quotas[0].Left, 2)
	})
}

func TestAnOverrideOfAFarFutureIsBroughtWithinItsBound(t *testing.T) {
	inTime(t, func(t *testing.T) {
		far := Override{Mode: Refuse, Reason: "the clock was wrong", Until: time.Now().AddDate(1, 0, 0)}
		r, _ := newRegistry(t, nil, nil)
		l := r.Lookup("inn")
		r.Restore(State{Gate: GateRecord{Override: far}, Breakers: map[string]BreakerRecord{"inn": {Override: far}}})
		same(t, "gate", time.Until(r.Snapshot().Gate.Override.Until), OverrideMost)
		same(t, "breaker", time.Until(l.breaker.snapshot(time.Now()).Override.Until), OverrideMost)
		time.Sleep(OverrideMost)
		wantNone(t, once(t, l, returning(nil)))
	})
}

func TestADenialSurvivesARestart(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, nil)
		_ = once(t, r.Lookup("inn"), returning(denied()))
		again := restarted(t, r, nil, "inn")
		_ = once(t, again.Lookup("inn"), returning(denied()))
		refusedByGate(t, again.Lookup("inn"), time.Minute) // accounts lock, whoever asks
	})
}

func TestAStateThatCannotBeIsRefused(t *testing.T) {
	now := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	hold := func(change func(*Hold)) State {
		h := Hold{Cause: HoldThrottled, What: Cause{Kind: adapters.Throttled, Reason: adapters.ReasonRate}, Since: now, Until: now}
		change(&h)
		return State{Gate: GateRecord{Hold: &h}}
	}
	breaker := func(b BreakerRecord) State { return State{Breakers: map[string]BreakerRecord{"inn": b}} }
	same(t, "what can be", hold(func(*Hold) {}).Validate(), nil)
	same(t, "nothing", State{}.Validate(), nil)
	long := make([]byte, 1001)
	for name, s := range map[string]State{
		"cause":             hold(func(h *Hold) { h.Cause = "bored" }),
		"calendar":          hold(func(h *Hold) { h.Cause = HoldMaintenance }),
		"kind":              hold(func(h *Hold) { h.What.Kind = "bored" }),
		"reason":            hold(func(h *Hold) { h.What.Reason = "bored" }),
		"reason of no kind": hold(func(h *Hold) { h.What.Kind = "" }),
		"until":             hold(func(h *Hold) { h.Until = time.Time{} }),
		"denied":            {Gate: GateRecord{Denied: -1}},
		"trouble":           {Gate: GateRecord{Trouble: -1}},
		"mode":              {Gate: GateRecord{Override: Override{Mode: "dance", Reason: "x"}}},
		"no reason":         {Gate: GateRecord{Override: Override{Mode: Pass}}},
		"long reason":       {Gate: GateRecord{Override: Override{Mode: Pass, Reason: string(long)}}},
		"reopened":          breaker(BreakerRecord{Reopened: -1}),
		"rule":              breaker(BreakerRecord{Trip: Tripped{Rule: "bored"}}),
		"counts":            breaker(BreakerRecord{Trip: Tripped{Failures: -1}}),
		"trip's cause":      breaker(BreakerRecord{Trip: Tripped{Cause: Cause{Kind: "bored"}}}),
		"breaker's mode":    breaker(BreakerRecord{Override: Override{Mode: "dance", Reason: "x"}}),
		"day":               {Days: []DayRecord{{Day: "2026-02-30"}}},
		"sent":              {Days: []DayRecord{{Day: "2026-02-28", Sent: -1}}},
		"reserved":          {Days: []DayRecord{{Day: "2026-02-28", Sent: 2, Reserved: 1}}},
		"too many":          {Days: make([]DayRecord, 1001)},
	} {
		if s.Validate() == nil {
			t.Errorf("%s passes", name)
		}
	}
}
