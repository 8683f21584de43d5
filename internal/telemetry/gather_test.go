package telemetry_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/proto"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/telemetry"
)

// ours returns what of the families is ours, by name: the library's own change from one look to the next.
func ours(t *testing.T, g prometheus.Gatherer) (all []*dto.MetricFamily) {
	t.Helper()
	families, err := g.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range families {
		if i > 0 && families[i-1].GetName() >= f.GetName() {
			t.Errorf("%s stands behind %s", f.GetName(), families[i-1].GetName())
		}
		if strings.HasPrefix(f.GetName(), "sverka_") {
			all = append(all, f)
		}
	}
	if len(all) == len(families) {
		t.Error("nothing is there of Go and the process")
	}
	return all
}

func full() *telemetry.Metrics {
	m := telemetry.New("v0")
	for _, lookup := range []string{"taxpayer", "inn", "obligations"} {
		m.Add(adapters.Spec{Registry: "tax", Lookup: lookup, Outcomes: []adapters.Outcome{adapters.Match, adapters.NotFound}}, false)
	}
	m.NameCallers("portal", "bank", "other-bank")
	m.AddOutbound(func() []telemetry.Outbound {
		return []telemetry.Outbound{{Registry: "tax", ClockKnown: true, Token: &adapters.WorkingToken{Until: time.UnixMilli(1500)}}, {Registry: "mvd", ClockKnown: true}}
	}, func() []telemetry.File { return []telemetry.File{{Key: "b", Changes: 2}, {Key: "a", Refused: true}} })
	m.TracesDropped(telemetry.TraceQueue, 3)
	m.TracesExported(7)
	return m
}

// What a scrape gathers is what a Registry, which compares everything with everything, gathers of the same: names, texts, types, labels, values, and their
// order.
func TestAScrapeGathersWhatARegistryDoes(t *testing.T) {
	m := full()
	want, got := ours(t, m.Registry()), ours(t, m.Gatherer())
	if len(want) != len(got) {
		t.Fatalf("%d families, want %d", len(got), len(want))
	}
	for i, f := range want {
		if !proto.Equal(f, got[i]) {
			t.Errorf("%s differs: got %v, want %v", f.GetName(), got[i], f)
		}
	}
}

func TestManyMayGatherAtOnce(t *testing.T) {
	m := full()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := m.Gatherer().Gather(); err != nil {
				t.Error(err)
			}
		})
	}
	m.AddOwn(func() map[string]time.Time { return nil }) // as a program does that is scraped while it starts
	all.Wait()
}

// A collector that panics fails the scrape, and nothing else.
func TestACollectorThatPanicsFailsTheScrape(t *testing.T) {
	m := telemetry.New("v0")
	m.AddOwn(func() map[string]time.Time { panic("a bug") })
	if _, err := m.Gatherer().Gather(); err == nil || !strings.Contains(err.Error(), "panicked") {
		t.Errorf("got %v", err)
	}
}
