package telemetry_test

import (
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

func ended(caller string, r telemetry.Result) telemetry.Asked {
	return telemetry.Asked{Registry: "mvd", Lookup: "criminal-record", Caller: caller, Result: r, Took: time.Second}
}

func TestItIsCountedWhomItHurts(t *testing.T) {
	m := newMetrics()
	m.NameCallers("portal", "mobile")
	timeout := telemetry.Failed(adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, ""))
	m.Looked(ended("portal", timeout))
	m.Looked(ended("somebody whom the configuration does not name", timeout))
	m.NameCallers("portal", "kiosk") // read again
	m.Looked(ended("portal", timeout))
	m.Looked(ended("mobile", telemetry.Answered(adapters.Clear, "")))
	for _, tc := range []struct {
		caller, class, origin string
		want                  float64
	}{
		{"portal", "failed", "registry", 2},
		{"portal", "answered", "", 0},
		{"other", "failed", "registry", 1},
		{"mobile", "answered", "", 1},
		{"kiosk", "failed", "gateway", 0},
	} {
		labels := map[string]string{"caller": tc.caller, "registry": "mvd", "class": tc.class, "origin": tc.origin}
		if got := value(t, m, "sverka_caller_lookups_total", labels); got != tc.want {
			t.Errorf("%v is %v, want %v", labels, got, tc.want)
		}
	}
}

func TestAPhaseThatWasNotGoneThroughIsNotObserved(t *testing.T) {
	m := newMetrics()
	m.Exchanged(resilience.Exchange{Registry: "mvd", Lookup: "criminal-record", Status: 200,
		Timing: resilience.Timing{Reused: true, FirstByte: 40 * time.Millisecond, Read: time.Millisecond}})
	m.Attempted(resilience.Attempt{Registry: "mvd", Lookup: "criminal-record", Own: 2 * time.Millisecond})
	want := map[string]uint64{"dns": 0, "connect": 0, "tls": 0, "wait": 1, "read": 1, "decode": 1}
	for _, s := range gather(t, m)["sverka_attempt_phase_seconds"].GetMetric() {
		phase := s.GetLabel()[0].GetValue()
		if got := s.GetHistogram().GetSampleCount(); got != want[phase] {
			t.Errorf("%s was observed %d times, want %d", phase, got, want[phase])
		}
	}
}

func TestNativeHistogramsAreOffUnlessAskedFor(t *testing.T) {
	for _, tc := range []struct {
		m      *telemetry.Metrics
		native bool
	}{{telemetry.New("v0"), false}, {telemetry.New("v0", telemetry.WithNativeHistograms()), true}} {
		tc.m.Add(adapters.Spec{Registry: "mvd", Lookup: "criminal-record"}, false)
		tc.m.Looked(ended("portal", telemetry.Answered(adapters.Clear, "")))
		for _, s := range gather(t, tc.m)["sverka_lookup_duration_seconds"].GetMetric() {
			h := s.GetHistogram()
			if (h.Schema != nil) != tc.native || len(h.GetBucket()) == 0 {
				t.Errorf("native: %t, classic buckets: %d; want native: %t, and both", h.Schema != nil, len(h.GetBucket()), tc.native)
			}
		}
	}
}

// A word of the front door that is on no list must not become a series of its own: whoever sends requests could make as many as he likes.
func TestARefusedRequestMakesNoLabelOfItsOwn(t *testing.T) {
	m := newMetrics()
	for _, word := range []string{"a", "b", "c"} {
		m.RefusedRequest(t.Context(), "mvd/"+word, 200+int(word[0]), word)
	}
	if n := testutil.CollectAndCount(m.Registry(), "sverka_http_refused_total"); n != 2 {
		t.Errorf("%d series, want two: that of what is shed, and one for all that is on no list", n)
	}
	m.RefusedRequest(t.Context(), "mvd/criminal-record", 422, "field")
	if v := value(t, m, "sverka_http_refused_total", map[string]string{"lookup": "mvd/criminal-record", "status": "422", "reason": "field"}); v != 1 {
		t.Errorf("%v, want 1", v)
	}
}
