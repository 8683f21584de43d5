package resilience

import (
	"context"
	"math/big"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func twoAMinute(c *Config) {
	c.Quota.Limits = []Limit{{Operation: "taxpayer", Count: 2, Window: time.Minute}}
}

func TestASpentQuotaRefusesUntilAPlaceInTheWindowFrees(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, twoAMinute)
		l := r.Lookup("taxpayer")
		wantNone(t, once(t, l, exchanging))
		time.Sleep(20 * time.Second)
		wantNone(t, once(t, l, exchanging))
		time.Sleep(10 * time.Second)
		f := want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, 30*time.Second)
		same(t, "left", r.Snapshot().Quotas[0].Left, 0)
		wantNone(t, once(t, r.Lookup("inn"), exchanging)) // another operation
		time.Sleep(30*time.Second - 1)
		want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		time.Sleep(1)
		wantNone(t, once(t, l, exchanging))
		f = want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, 20*time.Second)
		same(t, "on the wire", len(seen.exchanges), 4)
		same(t, "no failure", r.Snapshot().Lookups[0].Breaker.Failures, 0)
	})
}

func TestANamedOperationHasItsOwnQuotaAndCountsForAll(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, limits(
			Limit{Operation: "token", Count: 1, Window: time.Minute}, Limit{Count: 3, Window: time.Minute}))
		l := r.Lookup("inn")
		withToken := func(ctx context.Context, x adapters.Exchanger) error {
			if err := exchanging(adapters.WithOperation(ctx, "token"), x); err != nil {
				return err
			}
			return exchanging(ctx, x)
		}
		wantNone(t, once(t, l, withToken))
		same(t, "operation", seen.exchanges[0].Operation, "token")
		want(t, once(t, l, withToken), adapters.Refused, adapters.ReasonQuota)
		same(t, "nothing taken of the other limit", r.Snapshot().Quotas[1].Left, 1)
		wantNone(t, once(t, l, exchanging))
		want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
	})
}

func TestADaysQuotaEndsWithTheDayOfItsZone(t *testing.T) {
	inTime(t, func(t *testing.T) {
		moscow, err := time.LoadLocation("Europe/Moscow")
		wantNone(t, err)
		time.Sleep(time.Until(time.Date(2026, 3, 1, 22, 0, 0, 0, moscow))) // already tomorrow in Vladivostok
		r, _ := newRegistry(t, nil, limits(Limit{Count: 2, Day: "Europe/Moscow"}))
		l := r.Lookup("inn")
		wantNone(t, once(t, l, exchanging))
		wantNone(t, once(t, l, exchanging))
		f := want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, 2*time.Hour)
		time.Sleep(2*time.Hour - 1)
		want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		time.Sleep(1)
		wantNone(t, once(t, l, exchanging))
		same(t, "left", r.Snapshot().Quotas[0].Left, 1)
	})
}

func TestADayOfAZoneWithSummerTimeHas23Hours(t *testing.T) {
	inTime(t, func(t *testing.T) {
		berlin, err := time.LoadLocation("Europe/Berlin")
		wantNone(t, err)
		time.Sleep(time.Until(time.Date(2026, 3, 29, 0, 0, 0, 0, berlin)))
		r, _ := newRegistry(t, nil, limits(Limit{Count: 1, Day: "Europe/Berlin"}))
		l := r.Lookup("inn")
		wantNone(t, once(t, l, exchanging))
		f := want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, 23*time.Hour)
	})
}

func TestAClockSetBackGivesNoSecondDay(t *testing.T) {
	noon := time.Date(2026, 5, 2, 12, 0, 0, 0, time.UTC)
	d := &day{zone: time.UTC}
	d.send(noon)
	same(t, "yesterday", d.used(noon.AddDate(0, 0, -1)), 1)
	same(t, "today", d.used(noon), 1)
	same(t, "tomorrow", d.used(noon.AddDate(0, 0, 1)), 0)
	same(t, "next month", d.used(noon.AddDate(0, 1, -1)), 0)
}

func TestAReplicaAsksItsShare(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) {
			c.Quota = Quota{Share: Fraction{Part: 1, Whole: 4}, Limits: []Limit{{Count: 11, Window: time.Minute}}}
		})
		l := r.Lookup("inn")
		wantNone(t, once(t, l, exchanging))
		wantNone(t, once(t, l, exchanging))
		want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "limit", r.Snapshot().Quotas[0].Limit, 2)
	})
}

// A quarter of two a minute is one in two minutes: each replica may ask, and together they keep to the rate.
func TestAPartOfLessThanOneExchangeStretchesTheWindow(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, func(c *Config) { twoAMinute(c); c.Quota.Share = Fraction{Part: 1, Whole: 4} })
		l := r.Lookup("taxpayer")
		wantNone(t, once(t, l, exchanging))
		time.Sleep(90 * time.Second)
		f := want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, 30*time.Second)
		same(t, "limit", r.Snapshot().Quotas[0].Limit, 1)
		same(t, "window", r.Snapshot().Quotas[0].Window, 2*time.Minute)
		time.Sleep(30 * time.Second)
		wantNone(t, once(t, l, exchanging))
	})
}

// Whatever the share: a replica may ask, and all replicas together never faster in the long run than the limit.
func TestThePartsOfALimitNeverExceedItsRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.IntRange(1, maxReplicas).Draw(t, "whole")
		q := Quota{Share: Fraction{Part: rapid.IntRange(1, whole).Draw(t, "part"), Whole: whole}}
		l := Limit{Count: rapid.IntRange(1, 50).Draw(t, "count"), Window: time.Duration(rapid.Int64Range(1, int64(maxWindow)).Draw(t, "window"))}
		count, window := q.part(l)
		if count < 1 || window < l.Window {
			t.Fatalf("%s of %d in %s is %d in %s", q.Share, l.Count, l.Window, count, window)
		}
		mine := new(big.Rat).SetFrac64(int64(count), int64(window))
		share := new(big.Rat).Mul(new(big.Rat).SetFrac64(int64(l.Count), int64(l.Window)), new(big.Rat).SetFrac64(int64(q.Share.Part), int64(whole)))
		if mine.Cmp(share) > 0 {
			t.Fatalf("%s of %d in %s is %d in %s: too fast", q.Share, l.Count, l.Window, count, window)
		}
	})
}

// The registry counts an exchange when it comes, which may be long after it was queued for a place in flight.
func TestAnExchangeCountsFromWhenItIsSent(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, taking(5*time.Second), func(c *Config) {
			twoAMinute(c)
			c.InFlight, c.LookupShare = 1, 100
		})
		l := r.Lookup("taxpayer")
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() { wantNone(t, once(t, l, exchanging)) })
		}
		synctest.Wait()
		f := want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "the queued one keeps a place", f.RetryAfter, time.Minute)
		all.Wait() // sent at 0 and at 5
		time.Sleep(50 * time.Second)
		all.Go(func() { wantNone(t, once(t, l, exchanging)) }) // at 60
		synctest.Wait()
		f = want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, 5*time.Second) // not before that of 5 has left the window
		all.Wait()
		same(t, "on the wire", len(seen.exchanges), 3)
	})
}

func TestAPlaceThatIsNotUsedIsGivenBack(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, taking(5*time.Second), func(c *Config) {
			twoAMinute(c)
			c.InFlight, c.LookupShare = 1, 100
		})
		l := r.Lookup("taxpayer")
		go func() { _ = once(t, l, exchanging) }()
		synctest.Wait()
		_, err := l.Do(within(t, time.Second), in(time.Second), exchanging)
		want(t, err, adapters.Refused, adapters.ReasonBusy)
		time.Sleep(5 * time.Second)
		wantNone(t, once(t, l, exchanging))
	})
}

func TestOfSeveralSpentLimitsTheLatestSaysWhenToComeAgain(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, limits(
			Limit{Count: 1, Window: time.Minute}, Limit{Count: 1, Window: time.Hour}, Limit{Count: 1, Window: time.Second}))
		l := r.Lookup("inn")
		wantNone(t, once(t, l, exchanging))
		f := want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, time.Hour)
	})
}

func TestWhereAllPlacesAreKeptAWindowIsTheBound(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, taking(5*time.Second), func(c *Config) {
			c.Quota.Limits = []Limit{{Operation: "taxpayer", Count: 1, Window: time.Minute}}
			c.InFlight, c.LookupShare = 1, 100
		})
		l := r.Lookup("taxpayer")
		for _, l := range []*Lookup{r.Lookup("inn"), l} {
			go func() { _ = once(t, l, exchanging) }()
			synctest.Wait()
		}
		f := want(t, once(t, l, exchanging), adapters.Refused, adapters.ReasonQuota)
		same(t, "retry after", f.RetryAfter, time.Minute)
		time.Sleep(time.Minute)
	})
}

// A sliding limit is exact: an exchange is let through if and only if fewer than count were within the window before it.
func TestASlidingLimitIsExact(t *testing.T) {
	anyHistory(t, func(t *rapid.T) {
		limit := Limit{Count: rapid.IntRange(1, 6).Draw(t, "count"), Window: 10 * time.Second}
		q, err := newQuotas(Quota{Share: Fraction{Part: 1, Whole: 1}, Limits: []Limit{limit}})
		if err != nil {
			t.Fatal(err)
		}
		var sent []time.Time
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			time.Sleep(time.Duration(rapid.IntRange(0, 6000).Draw(t, "ms")) * time.Millisecond)
			within := 0
			for _, at := range sent {
				if time.Since(at) < limit.Window {
					within++
				}
			}
			refusal := q.reserve("any")
			if (refusal == nil) != (within < limit.Count) {
				t.Fatalf("%d within the window of %d: refused %v", within, limit.Count, refusal != nil)
			}
			if refusal == nil {
				q.send("any")
				sent = append(sent, time.Now())
			} else if frees := sent[len(sent)-limit.Count].Add(limit.Window); refusal.RetryAfter != time.Until(frees) {
				t.Fatalf("retry after %s, want %s", refusal.RetryAfter, time.Until(frees))
			}
		}
	})
}

func TestTheReserveOfADaysQuotaIsKeptForFirstAttempts(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, func(c *Config) {
			c.Quota.Limits = []Limit{{Operation: "other", Count: 1, Day: "UTC"}, {Operation: "inn", Count: 100, Day: "UTC"}, {Operation: "inn", Count: 100, Window: time.Hour}}
			c.Retry.Budget.Bucket = 100
		})
		l := r.Lookup("inn")
		wantNone(t, once(t, r.Lookup("other"), exchanging)) // its own day is spent
		for range 90 {
			wantNone(t, once(t, l, exchanging))
		}
		attempts, _ := l.Do(t.Context(), in(time.Minute), series(down()))
		same(t, "10 left", attempts, 2)
		wantNone(t, once(t, l, exchanging))
		attempts, err := l.Do(t.Context(), in(time.Minute), series(down()))
		want(t, err, adapters.Unavailable, adapters.ReasonStatus)
		same(t, "9 left", attempts, 1)
		same(t, "decision", decisions(seen)[RetryReserve], 1)
		wantNone(t, once(t, l, exchanging)) // first attempts go on
	})
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, limits(Limit{Count: 1, Window: time.Hour}))
		l := r.Lookup("inn")
		wantNone(t, once(t, l, exchanging))
		attempts, err := l.Do(t.Context(), in(time.Minute), series(down()))
		wantNone(t, err)
		same(t, "of a sliding limit nothing is kept back", attempts, 2)
	})
}
