package lookup_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
)

// What the gateway takes itself is told apart from what it waits for: here the driver works for a second, twice, and the house sleeps
// in between.
func TestOwnTimeIsWhatIsNotWaitedForTheRegistry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &driver{spec: spec(), fetch: []step{
			{takes: time.Second, err: adapters.Fail(adapters.Unavailable, adapters.ReasonStatus, "").After(20 * time.Second)},
			{takes: time.Second, reply: match()},
		}}
		b := newBench(t, d)
		started := time.Now()
		if _, err := b.Lookup(within(t, time.Minute), query()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(started); took < 22*time.Second {
			t.Fatalf("it took %v: nothing was slept for", took)
		}
		families, err := b.house.Metrics.Registry().Gather()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range families {
			if f.GetName() != "sverka_own_duration_seconds" {
				continue
			}
			if h := f.GetMetric()[0].GetHistogram(); h.GetSampleCount() != 1 || h.GetSampleSum() != 2 {
				t.Errorf("own time is %v s of %d lookups, want 2 s of 1", h.GetSampleSum(), h.GetSampleCount())
			}
			return
		}
		t.Error("own time is not there")
	})
}
