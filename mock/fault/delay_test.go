package fault_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

func TestADelayIsReadAndWrittenAlike(t *testing.T) {
	for _, text := range []string{"2s", "250ms", "uniform(1s,3s)", "uniform(0s,1ms)", "lognormal(800ms,0.6)", "lognormal(1s,0)"} {
		d, err := fault.ParseDelay(text)
		if err != nil || d.String() != text || d.IsZero() {
			t.Errorf("%s: %v, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "0s", "2", "-1s", "2h", "uniform(3s,1s)", "uniform(1s)", "uniform(1s,2s", "uniform(0s,0s)",
		"lognormal(0s,1)", "lognormal(1s,-1)", "lognormal(1s,NaN)", "lognormal(1s,6)", "gauss(1s,1)", "2s,3s"} {
		if d, err := fault.ParseDelay(text); err == nil {
			t.Errorf("%q was read as %v", text, d)
		}
	}
	var none fault.Delay
	if text, err := none.MarshalText(); err != nil || len(text) > 0 || none.UnmarshalText(nil) != nil || !none.IsZero() {
		t.Errorf("none at all: %q %v", text, err)
	}
}

// Each distribution stays within what it says, has its middle where it says, and is decided by the seed.
func TestADelayIsDrawnFromItsDistribution(t *testing.T) {
	draw := func(text string, seed uint64) []time.Duration {
		d, err := fault.ParseDelay(text)
		if err != nil {
			t.Fatal(err)
		}
		random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // replayable on purpose
		all := make([]time.Duration, 1001)
		for i := range all {
			all[i] = d.Sample(random)
		}
		return all
	}
	for _, c := range []struct {
		text                          string
		least, middle, off, most, far time.Duration
	}{
		{"2s", 2 * time.Second, 2 * time.Second, 0, 2 * time.Second, 2 * time.Second},
		{"uniform(1s,3s)", time.Second, 2 * time.Second, 200 * time.Millisecond, 3 * time.Second, 2900 * time.Millisecond},
		{"lognormal(1s,0.5)", 1, time.Second, 100 * time.Millisecond, time.Hour, 2 * time.Second},
		{"lognormal(1h,5)", 1, time.Hour, 0, time.Hour, time.Hour},
	} {
		all := draw(c.text, 1)
		if !slices.Equal(all, draw(c.text, 1)) || c.least < c.most && slices.Equal(all, draw(c.text, 2)) {
			t.Errorf("%s: the seed does not decide", c.text)
		}
		slices.Sort(all)
		least, middle, most := all[0], all[500], all[1000]
		if least < c.least || most > c.most || most < c.far || (middle-c.middle).Abs() > c.off && c.off > 0 {
			t.Errorf("%s: %v … %v … %v", c.text, least, middle, most)
		}
	}
}

func FuzzParseDelay(f *testing.F) {
	for _, text := range []string{"2s", "uniform(1s,3s)", "lognormal(800ms,0.6)", "uniform(", ")"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := fault.ParseDelay(text)
		if err != nil {
			return
		}
		again, err := fault.ParseDelay(d.String())
		if err != nil || again.String() != d.String() {
			t.Errorf("%v is written as %s, which is %v", d, d, err)
		}
		if drawn := d.Sample(rand.New(rand.NewPCG(1, 1))); drawn < 0 || drawn > time.Hour { //nolint:gosec // any will do
			t.Errorf("%v draws %v", d, drawn)
		}
	})
}
