package resilience

import (
	"reflect"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

// TestTheOutlookIsWhatAnAskingWouldFind: what would refuse it now, by whoever would.
func TestTheOutlookIsWhatAnAskingWouldFind(t *testing.T) {
	own := []adapters.Cost{{Operation: "taxpayer", AtLeast: 1, AtMost: 1}}
	for _, tc := range []struct {
		name   string
		change func(*Config)
		before func(t *testing.T, r *Registry, l *Lookup)
		reason adapters.Reason
		after  time.Duration
	}{
		{name: "nothing stands in the way", before: func(*testing.T, *Registry, *Lookup) {}},
		{name: "breaker", before: func(t *testing.T, _ *Registry, l *Lookup) {
			for range 5 {
				_ = once(t, l, returning(down()))
			}
		}, change: func(c *Config) { c.Open.Jitter = 0 }, reason: adapters.ReasonBreaker, after: 30 * time.Second},
		{name: "gate", before: func(t *testing.T, _ *Registry, l *Lookup) { _ = once(t, l, returning(tooMany(40*time.Second))) },
			reason: adapters.ReasonGate, after: 40 * time.Second},
		{name: "an operator at the gate", before: func(_ *testing.T, r *Registry, _ *Lookup) {
			_, _ = r.Override(Override{Mode: Refuse, Reason: "test"})
		}, reason: adapters.ReasonForced, after: OverrideFor},
		{name: "an operator at the breaker", before: func(_ *testing.T, _ *Registry, l *Lookup) {
			_, _ = l.Override(Override{Mode: Refuse, Reason: "test"})
		}, reason: adapters.ReasonForced, after: OverrideFor},
		{name: "an operator who lets everything through an open breaker", before: func(t *testing.T, _ *Registry, l *Lookup) {
			for range 5 {
				_ = once(t, l, returning(down()))
			}
			_, _ = l.Override(Override{Mode: Pass, Reason: "test"})
		}},
		{name: "waiting", change: func(c *Config) { c.Waiting = 2 }, before: func(t *testing.T, _ *Registry, l *Lookup) {
			for range 2 {
				_, err := l.Enter(t.Context())
				wantNone(t, err)
			}
		}, reason: adapters.ReasonBusy, after: time.Second},
		{name: "quota", change: twoAMinute, before: func(t *testing.T, _ *Registry, l *Lookup) {
			wantNone(t, once(t, l, exchanging))
			time.Sleep(20 * time.Second)
			wantNone(t, once(t, l, exchanging))
		}, reason: adapters.ReasonQuota, after: 40 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			inTime(t, func(t *testing.T) {
				r, _ := newRegistry(t, nil, tc.change)
				l := r.Lookup("taxpayer")
				tc.before(t, r, l)
				held := l.Outlook("", own).Held
				if tc.reason == "" {
					if held != nil {
						t.Errorf("held by %v", held)
					}
					return
				}
				if f := want(t, held, adapters.Refused, tc.reason); f.RetryAfter != tc.after {
					t.Errorf("retry after %v, want %v", f.RetryAfter, tc.after)
				}
				_, err := l.Enter(t.Context())
				if err == nil {
					err = once(t, l, exchanging)
				}
				want(t, err, adapters.Refused, tc.reason) // as it says
			})
		})
	}
}

// TestTheOutlookSeesTheProbe: while the one probe of a half-open breaker is on its way, everybody else is refused, and is told so; when it
// was for nothing, the next one may go.
func TestTheOutlookSeesTheProbe(t *testing.T) {
	own := []adapters.Cost{{Operation: "taxpayer", AtLeast: 1, AtMost: 1}}
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { c.Open.Jitter = 0 })
		l := r.Lookup("taxpayer")
		for range 5 {
			_ = once(t, l, returning(down()))
		}
		time.Sleep(30 * time.Second)
		if held := l.Outlook("", own).Held; held != nil {
			t.Errorf("a probe is due: held by %v", held)
		}
		probe, refusal := l.breaker.allow()
		if refusal != nil {
			t.Fatal(refusal)
		}
		if f := want(t, l.Outlook("", own).Held, adapters.Refused, adapters.ReasonBreaker); f.RetryAfter != soon {
			t.Errorf("retry after %v, want %v", f.RetryAfter, soon)
		}
		want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonBreaker) // as it says
		l.breaker.settle(probe, result{failure: adapters.Fail(adapters.Canceled, "", "")})
		if held := l.Outlook("", own).Held; held != nil {
			t.Errorf("the probe was given up: held by %v", held)
		}
		wantNone(t, once(t, l, exchanging))
		if held := l.Outlook("", own).Held; held != nil {
			t.Errorf("the breaker is closed: held by %v", held)
		}
	})
}

// TestToLookMovesNothing: however often one looks, gate, breaker and quotas stand as they stood, and the probe that is due is
// left to who asks.
func TestToLookMovesNothing(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, func(c *Config) {
			c.Quota.Limits = []Limit{{Count: 10, Window: time.Hour}, {Operation: "inn", Count: 10, Day: "Europe/Moscow"}}
		})
		l := r.Lookup("taxpayer")
		wantNone(t, once(t, l, exchanging))
		_ = once(t, l, returning(tooMany(time.Second)))
		for range 5 {
			_ = once(t, l, returning(down()))
		}
		time.Sleep(time.Second) // the gate's probe is due
		before, told := r.Snapshot(), len(seen.gates)+len(seen.breakers)+len(seen.exchanges)+len(seen.attempts)
		for range 100 {
			l.Outlook("", []adapters.Cost{{Operation: "taxpayer", AtLeast: 1}, {Operation: "inn", AtLeast: 1}})
		}
		if after := r.Snapshot(); !reflect.DeepEqual(before, after) {
			t.Errorf("before %+v\nafter  %+v", before, after)
		}
		same(t, "observed", len(seen.gates)+len(seen.breakers)+len(seen.exchanges)+len(seen.attempts), told)
		wantNone(t, once(t, l, exchanging)) // the probe
		same(t, "gate", r.Snapshot().Gate.State, Passing)
	})
}

// TestTheOutlookTellsWhatIsLeft: of each limit that counts what the question costs, and when there is more.
func TestTheOutlookTellsWhatIsLeft(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) {
			c.Quota.Share = Fraction{1, 2}
			c.Quota.Limits = []Limit{{Operation: "taxpayer", Count: 4, Window: time.Minute}, {Operation: "inn", Count: 2, Window: time.Minute}, {Count: 100, Window: time.Hour}}
		})
		l := r.Lookup("taxpayer")
		costs := []adapters.Cost{{Operation: "taxpayer", AtLeast: 1, AtMost: 2}, {Operation: "token", AtMost: 2}}
		rows := l.Outlook("", costs).Quotas
		if want := []adapters.QuotaLeft{{Operation: "taxpayer", Limit: 2, Window: time.Minute, Left: 2}, {Limit: 50, Window: time.Hour, Left: 50}}; !reflect.DeepEqual(rows, want) {
			t.Errorf("%+v", rows)
		}
		wantNone(t, once(t, l, exchanging))
		time.Sleep(10 * time.Second)
		rows = l.Outlook("", costs).Quotas
		if want := []adapters.QuotaLeft{{Operation: "taxpayer", Limit: 2, Window: time.Minute, Left: 1, Frees: 50 * time.Second}, {Limit: 50, Window: time.Hour, Left: 49, Frees: time.Hour - 10*time.Second}}; !reflect.DeepEqual(rows, want) {
			t.Errorf("%+v", rows)
		}
		same(t, "attempts", l.Outlook("", costs).Attempts, 3)
		if rows := l.Outlook("", []adapters.Cost{{Operation: "poll"}}).Quotas; len(rows) != 1 {
			t.Errorf("%+v", rows)
		}
	})
}
