package operate

import (
	"testing"
	"time"

	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

type four []*resilience.Registry

func (f four) Registries() []*resilience.Registry { return f }
func (f four) Ready() (bool, string)              { return true, "" }

// BenchmarkShowing is what all streams together take at most twice a second: four registries of three lookups, fifty failures.
func BenchmarkShowing(b *testing.B) {
	var all four
	for _, name := range []string{"migration", "tax", "pension", "mvd"} {
		r, err := resilience.NewRegistry(name, resilience.Default(), nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, l := range []string{"one", "two", "three"} {
			r.Lookup(l)
		}
		all = append(all, r)
	}
	failed := make([]telemetry.FailedLookup, shownFailures)
	for i := range failed {
		failed[i] = telemetry.FailedLookup{At: time.Now(), ID: "id", Registry: "tax", Lookup: "one", Kind: "timeout", Origin: "registry"}
	}
	o := &operator{Deps: Deps{Gateway: all, Sources: Sources{Failed: func() []telemetry.FailedLookup { return failed }}}}
	b.ReportAllocs()
	for b.Loop() {
		o.shown = showing{}
		if parts, err := o.shown.parts(o.look); err != nil || len(parts) == 0 {
			b.Fatal(err)
		}
	}
}
