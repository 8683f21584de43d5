package cache_test

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
)

type flight = cache.Flight[int]

func within(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

// sleepOr answers n after d, or the context's end.
func sleepOr(d time.Duration, n int) func(context.Context, *flight) (int, error) {
	return func(ctx context.Context, _ *flight) (int, error) {
		select {
		case <-time.After(d):
			return n, nil
		case <-ctx.Done():
			return 0, cache.Ended(ctx)
		}
	}
}

func TestEqualQuestionsAreAskedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		runs, sharers := 0, 0
		results := make(chan bool, 10)
		for range 10 {
			go func() {
				n, shared, err := flights.Do(within(t, time.Minute), cache.Key{1}, time.Hour, func(ctx context.Context, f *flight) (int, error) {
					runs++
					return sleepOr(time.Second, 7)(ctx, f)
				})
				if n != 7 || err != nil {
					t.Errorf("got %d, %v", n, err)
				}
				results <- shared
			}()
		}
		for range 10 {
			if <-results {
				sharers++
			}
		}
		if runs != 1 || sharers != 9 || flights.Len() != 0 {
			t.Errorf("%d runs, %d sharers, %d flights left; want 1, 9, 0", runs, sharers, flights.Len())
		}
	})
}

func TestAFlightOutlivesItsLeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		run := sleepOr(5*time.Second, 7)
		leader, cancel := context.WithCancel(t.Context())
		led := make(chan error, 1)
		go func() {
			_, _, err := flights.Do(leader, cache.Key{}, time.Hour, run)
			led <- err
		}()
		synctest.Wait()
		joined := make(chan int, 1)
		go func() {
			n, _, _ := flights.Do(within(t, time.Minute), cache.Key{}, time.Hour, run)
			joined <- n
		}()
		synctest.Wait()
		cancel()
		if err := <-led; !errors.Is(err, adapters.Canceled) {
			t.Errorf("the leader who left got %v, want canceled", err)
		}
		if n := <-joined; n != 7 {
			t.Errorf("who stayed got %d, want 7", n)
		}
	})
}

func TestTheLastToLeaveEndsTheFlightWithHisCause(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(*testing.T) context.Context
		want adapters.Kind
	}{
		{"deadline", func(t *testing.T) context.Context { return within(t, time.Second) }, adapters.DeadlineEnded},
		{"cancel", func(t *testing.T) context.Context {
			ctx, cancel := context.WithCancel(t.Context())
			time.AfterFunc(time.Second, cancel)
			return ctx
		}, adapters.Canceled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				flights := cache.NewFlights[int]()
				ended := false
				_, _, err := flights.Do(tc.end(t), cache.Key{}, time.Hour, func(ctx context.Context, _ *flight) (int, error) {
					<-ctx.Done()
					// Who leaves last is given what the flight knows of its end.
					time.Sleep(time.Millisecond)
					ended = true
					return 0, cache.Ended(ctx)
				})
				if !errors.Is(err, tc.want) || !ended {
					t.Errorf("got %v (flight ended: %v), want %v after the flight's end", err, ended, tc.want)
				}
			})
		})
	}
}

func TestNobodyJoinsAFlightThatIsEnding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		go func() {
			_, _, _ = flights.Do(within(t, time.Second), cache.Key{}, time.Hour, func(ctx context.Context, _ *flight) (int, error) {
				<-ctx.Done()
				time.Sleep(time.Second) // slow to come back
				return 0, cache.Ended(ctx)
			})
		}()
		time.Sleep(1500 * time.Millisecond)
		n, shared, err := flights.Do(within(t, time.Minute), cache.Key{}, time.Hour, sleepOr(time.Second, 8))
		if n != 8 || shared || err != nil {
			t.Errorf("got %d, shared %v, %v; want a flight of its own that gives 8", n, shared, err)
		}
	})
}

func TestUntilIsTheLatestOfThePresentWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		started := time.Now()
		var seen []time.Duration
		run := func(_ context.Context, f *flight) (int, error) {
			for range 4 {
				seen = append(seen, f.Until().Sub(started))
				time.Sleep(time.Second)
			}
			return 0, nil
		}
		ask := func(d time.Duration) {
			go func() { _, _, _ = flights.Do(within(t, d), cache.Key{}, 20*time.Second, run) }()
		}
		ask(10 * time.Second)
		time.Sleep(500 * time.Millisecond)
		ask(2 * time.Second) // joins for less: changes nothing
		time.Sleep(time.Second)
		ask(10 * time.Second) // joins for longer
		time.Sleep(time.Second)
		ask(time.Hour) // joins for longer than the ceiling
		time.Sleep(10 * time.Second)
		synctest.Wait()
		want := []time.Duration{10 * time.Second, 10 * time.Second, 11500 * time.Millisecond, 20 * time.Second}
		for i := range want {
			if seen[i] != want[i] {
				t.Errorf("after %d s the deadline is at %v, want %v", i, seen[i], want[i])
			}
		}
	})
}

func TestUntilMovesBackWhenTheLastWaiterOfALateDeadlineLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		started := time.Now()
		var before, after time.Duration
		run := func(_ context.Context, f *flight) (int, error) {
			time.Sleep(time.Second)
			before = f.Until().Sub(started)
			time.Sleep(time.Second)
			after = f.Until().Sub(started)
			return 0, nil
		}
		go func() { _, _, _ = flights.Do(within(t, 5*time.Second), cache.Key{}, time.Hour, run) }()
		late, leave := context.WithTimeout(t.Context(), time.Minute)
		go func() { _, _, _ = flights.Do(late, cache.Key{}, time.Hour, run) }()
		time.Sleep(1500 * time.Millisecond)
		leave()
		time.Sleep(time.Second)
		synctest.Wait()
		if before != time.Minute || after != 5*time.Second {
			t.Errorf("the deadline stood at %v, then %v; want 1m, then 5s", before, after)
		}
	})
}

func TestTheCeilingEndsAFlightThatHasWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		started := time.Now()
		_, _, err := flights.Do(context.WithoutCancel(t.Context()), cache.Key{}, 30*time.Second, sleepOr(time.Hour, 1))
		if !errors.Is(err, adapters.DeadlineEnded) || time.Since(started) != 30*time.Second {
			t.Errorf("got %v after %v, want deadline at 30 s", err, time.Since(started))
		}
	})
}

func TestWhoLeavesEarlyIsGivenWhatStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		run := func(ctx context.Context, f *flight) (int, error) {
			f.Stand(&adapters.Pending{Ticket: "t"})
			return sleepOr(10*time.Second, 7)(ctx, f)
		}
		go func() { _, _, _ = flights.Do(within(t, time.Minute), cache.Key{}, time.Hour, run) }()
		synctest.Wait()
		_, _, err := flights.Do(within(t, time.Second), cache.Key{}, time.Hour, run)
		if p := (*adapters.Pending)(nil); !errors.As(err, &p) {
			t.Errorf("got %v, want pending: the registry has taken the question", err)
		}
	})
}

func TestAFlightThatEndsItsGoroutineIsAnInternalFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		flights := cache.NewFlights[int]()
		_, _, err := flights.Do(within(t, time.Minute), cache.Key{}, time.Hour, func(context.Context, *flight) (int, error) {
			runtime.Goexit()
			return 0, nil
		})
		if !errors.Is(err, adapters.Internal) {
			t.Errorf("got %v, want internal", err)
		}
	})
}
