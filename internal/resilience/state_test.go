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
