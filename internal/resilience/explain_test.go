package resilience

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

// says checks what a snapshot says of itself. The bubble's time begins at 2000-01-01T00:00:00Z.
func says(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("it says\n%s\nwant\n%s", got, want)
	}
}

func TestABreakerSaysWhyItIsNotClosed(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, taking(2500*time.Millisecond), steady)
		l := r.Lookup("snils-check")
		why := func() string { return r.Snapshot().Lookups[0].Breaker.Why(time.Now()) }
		says(t, why(), "")
		wantNone(t, once(t, l, exchanging)) // slow, and the first in a row
		for range 4 {
			_ = once(t, l, returning(adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, "")))
		}
		time.Sleep(12500 * time.Millisecond)
		says(t, why(), "since 2000-01-01T00:00:02Z (12.5s): 5 attempts in a row failed, most often timeout/exchange, the slowest after 2.5s on the wire; "+
			"the next probe may go at 2000-01-01T00:00:32Z (in 17.5s)")
		time.Sleep(18 * time.Second)
		says(t, why(), "since 2000-01-01T00:00:02Z (30.5s): 5 attempts in a row failed, most often timeout/exchange, the slowest after 2.5s on the wire; "+
			"the next question is the probe")
		_ = once(t, l, returning(down()))
		says(t, why(), "since 2000-01-01T00:00:02Z (30.5s): 5 attempts in a row failed, most often timeout/exchange, the slowest after 2.5s on the wire; "+
			"the next probe may go at 2000-01-01T00:01:33Z (in 1m0s), its time has doubled 1 times, last for unavailable/status")
		if _, err := l.Override(Override{Mode: Pass, Reason: "they are up again", Until: time.Now().Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
		if got := why(); !strings.HasSuffix(got, "; put on pass until 2000-01-01T01:00:33Z (in 1h0m0s): they are up again") {
			t.Errorf("it does not say what an operator made of it: %s", got)
		}
	})
}

func TestABreakerThatTrippedByItsRateSaysOfHowMany(t *testing.T) {
	trip := Tripped{Rule: TripRate, Failures: 11, Successes: 9, Cause: Cause{Kind: adapters.Malformed, Reason: adapters.ReasonContract}}
	says(t, trip.Why(), "11 of 20 attempts in the window failed or were slow, most often malformed/contract")
	says(t, Tripped{Rule: TripProbe, Cause: Cause{Slow: true}, Slowest: 3 * time.Second}.Why(), "the probe failed, most often slow, the slowest after 3s on the wire")
	says(t, Tripped{}.Why(), "it was open before the restart")
}

func TestAGateSaysWhyItHolds(t *testing.T) {
	inTime(t, func(t *testing.T) {
		r, _ := newRegistry(t, nil, steady)
		l := r.Lookup("snils-check")
		why := func() string { return r.Snapshot().Gate.Why(time.Now()) }
		says(t, why(), "")
		_ = once(t, l, returning(tooMany(90*time.Second)))
		time.Sleep(30 * time.Second)
		says(t, why(), "since 2000-01-01T00:00:00Z (30s): the registry says that we ask too much (throttled/rate); the next probe may go at 2000-01-01T00:01:30Z (in 1m0s)")
		time.Sleep(time.Minute)
		says(t, why(), "since 2000-01-01T00:00:00Z (1m30s): the registry says that we ask too much (throttled/rate); the next question is the probe")
		probing, end := make(chan struct{}), make(chan struct{})
		ended := make(chan error)
		go func() {
			ended <- once(t, l, func(context.Context, adapters.Exchanger) error {
				close(probing)
				<-end
				return denied()
			})
		}()
		<-probing
		if got := why(); !strings.HasSuffix(got, "; a probe is on its way") {
			t.Errorf("it says %s", got)
		}
		close(end)
		<-ended
		_ = once(t, l, returning(denied()))
		says(t, why(), "since 2000-01-01T00:01:30Z (0s): the registry refuses this gateway (denied/access); the next probe may go at 2000-01-01T00:02:30Z (in 1m0s)")
	})
}

func TestAGateInMaintenanceSaysUntilWhen(t *testing.T) {
	at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	night := GateSnapshot{State: Holding, Hold: Hold{Cause: HoldMaintenance, Since: at, Until: at.Add(time.Hour)}}
	says(t, night.Why(at.Add(time.Minute)), "since 2000-01-01T00:00:00Z (1m0s): closed by its calendar; it opens at 2000-01-01T01:00:00Z (in 59m0s)")
	night.Hold.Until = time.Time{}
	says(t, night.Why(at), "since 2000-01-01T00:00:00Z (0s): closed by its calendar; nobody knows until when")
	observed := GateSnapshot{State: Passing, Override: Override{Mode: Observe}}
	says(t, observed.Why(at), "put on observe by the configuration")
}
