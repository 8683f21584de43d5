package resilience

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
)

func TestTheBudgetIsAPartOfTheLastMinuteAndABucket(t *testing.T) {
	inTime(t, func(t *testing.T) {
		b := newBudget(Default().Retry.Budget)
		granted := func() (n int) {
			for {
				if _, ok := b.take(); !ok {
					return n
				}
				n++
			}
		}
		same(t, "without traffic", granted(), 3)
		time.Sleep(10*time.Second - 1)
		same(t, "before the gain", granted(), 0)
		time.Sleep(1)
		same(t, "one every 10 s", granted(), 1)
		time.Sleep(time.Hour)
		same(t, "never more than the bucket", granted(), 3)
		for range 100 {
			b.first()
		}
		same(t, "20 of 100", granted(), 20)
		time.Sleep(55 * time.Second)
		same(t, "nothing but the bucket", granted(), 3)
		for range 50 {
			b.first()
		}
		same(t, "10 of 50 more", granted(), 10)
		time.Sleep(6 * time.Second) // the hundred and their twenty have gone
		for range 50 {
			b.first()
		}
		same(t, "10 of 50 more again, and a gain", granted(), 10+1)
		time.Sleep(2 * time.Minute)
		same(t, "all forgotten", granted(), 3)
	})
}

func TestAGrantThatIsNotUsedIsGivenBack(t *testing.T) {
	inTime(t, func(t *testing.T) {
		b := newBudget(Default().Retry.Budget)
		for range 5 {
			b.first()
		}
		byRatio, _ := b.take()
		byBucket, _ := b.take()
		same(t, "taken", b.left(), 2)
		b.giveBack(byRatio)
		b.giveBack(byBucket)
		same(t, "given back", b.left(), 4)
		byRatio, _ = b.take()
		byBucket, _ = b.take()
		time.Sleep(10 * time.Second)
		b.giveBack(byBucket) // the bucket is full again
		b.giveBack(byRatio)
		same(t, "never more than the bucket", b.left(), 4)
		late, _ := b.take()
		time.Sleep(2 * time.Minute)
		b.giveBack(late) // forgotten with its minute
		same(t, "given back late", b.left(), 3)
		same(t, "none owed", b.retries, 0)
	})
}

// Over any history and any part of it, retries stay within ratio, bucket and gain.
func TestTheBudgetsBoundHoldsForAnyHistory(t *testing.T) {
	anyHistory(t, func(t *rapid.T) {
		cfg := Budget{
			Ratio:      Percent(rapid.IntRange(0, 100).Draw(t, "ratio")),
			Bucket:     rapid.IntRange(0, 5).Draw(t, "bucket"),
			BucketGain: time.Duration(rapid.IntRange(1, 30).Draw(t, "gain")) * time.Second,
		}
		b, start, firsts, retries := newBudget(cfg), time.Now(), 0, 0
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			time.Sleep(time.Duration(rapid.IntRange(0, 40_000).Draw(t, "ms")) * time.Millisecond)
			for range rapid.IntRange(0, 30).Draw(t, "firsts") {
				b.first()
				firsts++
			}
			for range rapid.IntRange(0, 30).Draw(t, "tries") {
				if _, ok := b.take(); ok {
					retries++
				}
			}
			gains := int(time.Since(start) / cfg.BucketGain)
			if bound := cfg.Ratio.of(firsts) + cfg.Bucket + gains; retries > bound {
				t.Fatalf("%d retries of %d first attempts after %s, want at most %d", retries, firsts, time.Since(start), bound)
			}
		}
	})
}

// The design's figure: every second exchange fails, the breaker observes, a thousand lookups at fifty a second.
func TestAFlappingRegistryIsAskedWithinTheBudget(t *testing.T) {
	inTime(t, func(t *testing.T) {
		var exchanges atomic.Int64
		wire := wireFunc(func(ctx context.Context, _ *http.Request) (adapters.Response, error) {
			n := exchanges.Add(1)
			pause(ctx, 50*time.Millisecond)
			if n%2 == 0 {
				return adapters.Response{}, adapters.Fail(adapters.Unavailable, adapters.ReasonReset, "")
			}
			return adapters.Response{Status: 200}, nil
		})
		r, seen := newRegistry(t, wire, func(c *Config) { c.Observe = true })
		l := r.Lookup("snils-check")
		const lookups = 1000
		var attempts, answers atomic.Int64
		var all sync.WaitGroup
		start := time.Now()
		for range lookups {
			all.Go(func() {
				n, err := l.Do(t.Context(), in(10*time.Second), exchanging)
				attempts.Add(int64(n))
				if err == nil {
					answers.Add(1)
				}
			})
			time.Sleep(time.Second / 50)
		}
		all.Wait()
		bound := 1.2*lookups + 3 + 0.1*time.Since(start).Seconds()
		if float64(exchanges.Load()) > bound || attempts.Load() != exchanges.Load() {
			t.Errorf("%d exchanges, %d attempts, want at most %.0f of each", exchanges.Load(), attempts.Load(), bound)
		}
		if attempts.Load() < 1190 {
			t.Errorf("%d attempts: the budget is not used", attempts.Load())
		}
		same(t, "denied by budget", decisions(seen)[RetryBudget] > 0, true)
		t.Logf("%d attempts for %d lookups (at most %.0f), %d answered", attempts.Load(), lookups, bound, answers.Load())
	})
}

func TestTheBudgetIsSharedByTheRegistrysLookups(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, seen := newRegistry(t, nil, nil)
		for _, name := range []string{"snils-check", "snils", "payments", "other"} {
			_, err := r.Lookup(name).Do(t.Context(), in(time.Second), series(down()))
			same(t, name, err == nil, name != "other")
		}
		same(t, "granted", decisions(seen)[RetryGranted], 3)
		same(t, "denied", decisions(seen)[RetryBudget], 1)
	})
}
