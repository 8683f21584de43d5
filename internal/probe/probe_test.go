package probe_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/probe"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// A night is a registry in virtual time that is asked by a probe, and by citizens as a test wants.
type night struct {
	policy *resilience.Registry
	lookup *resilience.Lookup
	probe  *probe.Probe
	told   *telemetry.Metrics

	mu    sync.Mutex
	fails bool
	asked []time.Time // by the probe, and let through
}

// begins forgets what was asked, and lets all that is asked from now on fail or not.
func (n *night) begins(failing bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fails, n.asked = failing, nil
}

func (n *night) failing() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.fails
}

func (n *night) note() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked = append(n.asked, time.Now())
}

// noticing tells the probe of changes, as the program does.
type noticing struct {
	resilience.Observer
	night *night
}

func (n noticing) BreakerChanged(resilience.BreakerChange) { n.night.probe.Changed() }
func (n noticing) GateChanged(resilience.GateChange)       { n.night.probe.Changed() }

// closedFrom is a calendar with one window, of a day.
type closedFrom struct{ from time.Time }

func (c closedFrom) Window(time.Time) (from, until time.Time, ok bool) {
	return c.from, c.from.Add(24 * time.Hour), true
}

func newNight(t *testing.T, change func(*resilience.Config), options ...resilience.Option) *night {
	t.Helper()
	n := &night{}
	cfg := resilience.Default()
	cfg.Retry.Retries = 0
	if change != nil {
		change(&cfg)
	}
	metrics := telemetry.New("")
	metrics.AddProbe("pension", "snils", 10*time.Minute)
	var err error
	n.policy, err = resilience.NewRegistry("pension", cfg, nil, noticing{telemetry.NewObserver(metrics, nil), n}, options...)
	if err != nil {
		t.Fatal(err)
	}
	n.lookup, n.told = n.policy.Lookup("snils"), metrics
	n.probe = probe.New(probe.Probe{
		Registry: "pension", Lookup: "snils", Every: 10 * time.Minute, Wait: 10 * time.Second, Reserve: 10, Operations: []string{"snils"},
		Ask: func(ctx context.Context) error {
			return n.ask(ctx, n.note)
		},
		Snapshot: n.policy.Snapshot, Metrics: metrics,
	})
	return n
}

func (n *night) ask(ctx context.Context, through func()) error {
	_, err := n.lookup.Do(ctx, func() time.Time { return time.Now().Add(time.Minute) }, func(context.Context, adapters.Exchanger) error {
		through()
		if n.failing() {
			return adapters.Fail(adapters.Unavailable, adapters.ReasonStatus, "")
		}
		return nil
	})
	return err
}

// sleep lets the night go on while the probe runs.
func (n *night) sleep(t *testing.T, d time.Duration, meanwhile func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); n.probe.Run(ctx) }()
	if meanwhile != nil {
		meanwhile()
	}
	time.Sleep(d)
	synctest.Wait()
	cancel()
	<-done
}

func TestANightIsWatched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, nil)
		start := time.Now()
		n.sleep(t, 8*time.Hour, nil)
		if len(n.asked) < 43 || len(n.asked) > 54 {
			t.Errorf("in 8 hours it asked %d times, want about 48", len(n.asked))
		}
		if first := n.asked[0].Sub(start); first > time.Minute {
			t.Errorf("it asked first after %s", first)
		}
		for i := 1; i < len(n.asked); i++ {
			if d := n.asked[i].Sub(n.asked[i-1]); d < 9*time.Minute || d > 11*time.Minute {
				t.Errorf("between two askings are %s", d)
			}
		}
	})
}

// A breaker that citizens' failures have opened lets its probe through at open-until: it is the test subject, and no citizen.
func TestTheTestSubjectIsTheProbeOfABreaker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, nil)
		var until time.Time
		n.sleep(t, 3*time.Minute, func() {
			time.Sleep(2 * time.Minute) // the first probe is over
			n.begins(true)
			for range 5 {
				_ = n.ask(t.Context(), func() {})
			}
			n.begins(false)
			until = n.policy.Snapshot().Lookups[0].Breaker.OpenUntil
		})
		if until.IsZero() || len(n.asked) != 1 || !n.asked[0].Equal(until) {
			t.Fatalf("asked at %v, want once at %v", n.asked, until)
		}
		if s := n.policy.Snapshot().Lookups[0].Breaker.State; s != resilience.Closed {
			t.Errorf("the breaker is %s", s)
		}
	})
}

func TestAnOpenBreakerIsNotAskedInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, func(c *resilience.Config) { c.Open.First, c.Open.Max = time.Hour, time.Hour })
		n.sleep(t, 50*time.Minute, func() {
			time.Sleep(2 * time.Minute)
			n.begins(true)
			for range 5 {
				_ = n.ask(t.Context(), func() {})
			}
		})
		if len(n.asked) != 0 {
			t.Errorf("it asked %d times", len(n.asked))
		}
	})
}

func TestNothingIsAskedInMaintenanceNorOfTheReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, nil, resilience.WithCalendar(closedFrom{time.Now()}))
		n.sleep(t, 3*time.Hour, nil)
		if len(n.asked) != 0 {
			t.Errorf("in maintenance it asked %d times", len(n.asked))
		}
	})
	synctest.Test(t, func(t *testing.T) {
		// Of ten a day one may be the reserve's: whether a day is spent is told by restoring what was sent.
		n := newNight(t, func(c *resilience.Config) {
			c.Quota.Limits = []resilience.Limit{{Operation: "snils", Count: 20, Day: "UTC"}}
		})
		n.policy.Restore(resilience.State{Days: []resilience.DayRecord{
			{Operation: "snils", Zone: "UTC", Day: time.Now().UTC().Format(time.DateOnly), Sent: 19, Reserved: 19},
		}})
		n.sleep(t, 3*time.Hour, nil)
		if len(n.asked) != 0 {
			t.Errorf("of the reserve it asked %d times", len(n.asked))
		}
	})
}

// gauge returns the value of a metric of the probe.
func (n *night) gauge(t *testing.T, name string) float64 {
	t.Helper()
	families, err := n.told.Registry().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue()
		}
	}
	t.Fatalf("there is no %s", name)
	return 0
}

func TestItIsToldSinceWhenProbesFail(t *testing.T) {
	const since = "sverka_probe_failing_since_timestamp_seconds"
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, func(c *resilience.Config) { c.Trip.InARow = 1000 })
		if every := n.gauge(t, "sverka_probe_interval_seconds"); every != 600 {
			t.Errorf("it says it asks every %v s", every)
		}
		n.begins(true)
		n.sleep(t, time.Hour, nil)
		if first := float64(n.asked[0].UnixMilli()) / 1000; n.gauge(t, since) != first || len(n.asked) < 5 {
			t.Errorf("after %d failures it fails since %v, want %v", len(n.asked), n.gauge(t, since), first)
		}
		if n.gauge(t, "sverka_probe_last_success_timestamp_seconds") != 0 {
			t.Error("it has succeeded")
		}
		n.begins(false)
		n.sleep(t, time.Hour, nil)
		if v := n.gauge(t, since); v != 0 {
			t.Errorf("it is answered, and fails since %v", v)
		}
	})
}

// What failed before the calendar closed the registry says nothing about how it will be when it opens again.
func TestInMaintenanceNoProbeFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNight(t, nil, resilience.WithCalendar(closedFrom{time.Now().Add(2 * time.Hour)}))
		n.begins(true)
		n.sleep(t, time.Hour, nil)
		if v := n.gauge(t, "sverka_probe_failing_since_timestamp_seconds"); v == 0 {
			t.Error("it does not fail")
		}
		n.sleep(t, 3*time.Hour, nil)
		if v := n.gauge(t, "sverka_probe_failing_since_timestamp_seconds"); v != 0 {
			t.Errorf("it is closed, and fails since %v", v)
		}
	})
}
