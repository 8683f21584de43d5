package resilience

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
)

func TestTheDefaultIsTheDesignsAndValid(t *testing.T) {
	cfg := Default()
	wantNone(t, cfg.Validate())
	same(t, "waiting", cfg.Waiting, 200)
	same(t, "in flight", cfg.InFlight, 20)
	same(t, "share", cfg.LookupShare, 60)
	same(t, "exchange", cfg.ExchangeLimit, 8*time.Second)
	same(t, "slow", cfg.SlowAfter, 2*time.Second)
	same(t, "trip", cfg.Trip, Trip{Rate: 50, Minimum: 20, Window: time.Minute, InARow: 5})
	same(t, "open", cfg.Open, OpenTimes{First: 30 * time.Second, Max: 5 * time.Minute, Jitter: 10})
	same(t, "retries", cfg.Retry.Retries, 2)
}

func TestValidateNamesTheKey(t *testing.T) {
	for key, change := range map[string]func(*Config){
		"waiting:":                   func(c *Config) { c.Waiting = 0 },
		"in_flight:":                 func(c *Config) { c.InFlight = -1 },
		"lookup_share:":              func(c *Config) { c.LookupShare = 101 },
		"in_flight times":            func(c *Config) { c.InFlight, c.LookupShare = 1, 60 },
		"waiting times":              func(c *Config) { c.Waiting = 1 },
		"exchange_limit:":            func(c *Config) { c.ExchangeLimit = 0 },
		"slow_after: must be long":   func(c *Config) { c.SlowAfter = 0 },
		"slow_after: must be at":     func(c *Config) { c.SlowAfter = c.ExchangeLimit + 1 },
		"retry.retries:":             func(c *Config) { c.Retry.Retries = -1 },
		"retry.backoff:":             func(c *Config) { c.Retry.Backoff = 0 },
		"retry.backoff_max:":         func(c *Config) { c.Retry.BackoffMax = c.Retry.Backoff - 1 },
		"retry.budget.ratio:":        func(c *Config) { c.Retry.Budget.Ratio = -1 },
		"retry.budget.bucket:":       func(c *Config) { c.Retry.Budget.Bucket = -1 },
		"retry.budget.bucket_gain:":  func(c *Config) { c.Retry.Budget.BucketGain = 0 },
		"retry.budget.reserve:":      func(c *Config) { c.Retry.Budget.Reserve = 101 },
		"trip.rate:":                 func(c *Config) { c.Trip.Rate = 0 },
		"trip.minimum:":              func(c *Config) { c.Trip.Minimum = 0 },
		"trip.window:":               func(c *Config) { c.Trip.Window = 4*c.ExchangeLimit - 1 },
		"trip.in_a_row:":             func(c *Config) { c.Trip.InARow = 0 },
		"open.first:":                func(c *Config) { c.Open.First = 0 },
		"open.max:":                  func(c *Config) { c.Open.Max = c.Open.First - 1 },
		"open.jitter:":               func(c *Config) { c.Open.Jitter = -1 },
		"gate.throttled_default:":    func(c *Config) { c.Gate.ThrottledDefault = 0 },
		"gate.throttled_max:":        func(c *Config) { c.Gate.ThrottledMax = 0 },
		"gate.denied_in_a_row:":      func(c *Config) { c.Gate.DeniedInARow = 0 },
		"gate.denied_steps:":         func(c *Config) { c.Gate.DeniedSteps = nil },
		"gate.denied_steps[1]:":      func(c *Config) { c.Gate.DeniedSteps = []time.Duration{1, 0} },
		"gate.trouble_in_a_row:":     func(c *Config) { c.Gate.TroubleInARow = 0 },
		"gate.trouble_first:":        func(c *Config) { c.Gate.TroubleFirst = 0 },
		"gate.trouble_max:":          func(c *Config) { c.Gate.TroubleMax = 0 },
		"quota.share:":               func(c *Config) { c.Quota.Share = Fraction{} },
		"quota.limits[0]: must":      limits(Limit{Count: 1}),
		"quota.limits[1]: must":      limits(Limit{Count: 1, Window: 1}, Limit{Count: 1, Window: 1, Day: "UTC"}),
		"quota.limits[0].day:":       limits(Limit{Count: 1, Day: "Moscow"}),
		"quota.limits[0].count: mu":  limits(Limit{Count: maxSliding + 1, Window: time.Hour}),
		"quota.limits[0].window: mu": limits(Limit{Count: 1, Window: maxWindow + 1}),
		"quota.limits[0].count: 0 ":  limits(Limit{Window: time.Hour}),
		"quota.limits[0].count: 3 ": func(c *Config) {
			c.Quota = Quota{Share: Fraction{Part: 1, Whole: 4}, Limits: []Limit{{Count: 3, Day: "UTC"}}}
		},
	} {
		cfg := Default()
		change(&cfg)
		err := cfg.Validate()
		if err == nil || !strings.HasPrefix(err.Error(), key) && !strings.Contains(err.Error(), "\n"+key) {
			t.Errorf("want an error for %q, got %v", key, err)
		}
		if _, err := NewRegistry("pension", cfg, taking(0), nil); err == nil {
			t.Errorf("%q: NewRegistry took a wrong configuration", key)
		}
	}
}

func limits(l ...Limit) func(*Config) { return func(c *Config) { c.Quota.Limits = l } }

func TestEveryKeyIsReadFromYAML(t *testing.T) {
	text, err := os.ReadFile("testdata/config.yaml")
	wantNone(t, err)
	var got Config
	wantNone(t, yaml.UnmarshalWithOptions(text, &got, yaml.Strict()))
	wantNone(t, got.Validate())
	want := Config{
		Waiting: 100, InFlight: 10, LookupShare: 70, ExchangeLimit: 4 * time.Second, SlowAfter: time.Second, Observe: true,
		Retry: Retry{
			Retries: 1, Backoff: 100 * time.Millisecond, BackoffMax: time.Second,
			Budget: Budget{Ratio: 10, Bucket: 2, BucketGain: 20 * time.Second, Reserve: 5},
		},
		Trip: Trip{Rate: 40, Minimum: 10, Window: 30 * time.Second, InARow: 4},
		Open: OpenTimes{First: 10 * time.Second, Max: time.Minute, Jitter: 5},
		Gate: Gate{
			ThrottledDefault: 3 * time.Second, ThrottledMax: time.Minute, DeniedInARow: 3,
			DeniedSteps:   []time.Duration{2 * time.Minute, 10 * time.Minute},
			TroubleInARow: 4, TroubleFirst: 2 * time.Second, TroubleMax: 2 * time.Minute,
		},
		Quota: Quota{Share: Fraction{Part: 1, Whole: 4}, Limits: []Limit{
			{Operation: "taxpayer", Count: 8, Window: time.Minute}, {Count: 10000, Day: "Europe/Moscow"},
		}},
	}
	again, err := yaml.Marshal(got)
	wantNone(t, err)
	wanted, err := yaml.Marshal(want)
	wantNone(t, err)
	same(t, "read", string(again), string(wanted))
	var round Config
	wantNone(t, yaml.UnmarshalWithOptions(again, &round, yaml.Strict()))
	wantNone(t, round.Validate())
}

func TestUnits(t *testing.T) {
	for text, want := range map[string]Percent{"20%": 20, "0%": 0, "100 %": 100, "-5%": -5} {
		var p Percent
		wantNone(t, p.UnmarshalText([]byte(text)))
		same(t, text, p, want)
	}
	for _, text := range []string{"", "20", "%", "x%", "1.5%", "20%%"} {
		if err := new(Percent).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is no percentage", text)
		}
	}
	for text, want := range map[string]Fraction{"1/4": {1, 4}, "1": {1, 1}, " 2 / 3 ": {2, 3}} {
		var f Fraction
		wantNone(t, f.UnmarshalText([]byte(text)))
		same(t, text, f, want)
	}
	for _, text := range []string{"", "2", "1/", "/4", "a/b", "1/4/2", "25%"} {
		if err := new(Fraction).UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is no fraction", text)
		}
	}
}

func FuzzUnits(f *testing.F) {
	for _, seed := range []string{"20%", "1/4", "1", "%", "", "9999999999999999999%", "1/0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var p, again Percent
		if p.UnmarshalText([]byte(text)) == nil {
			wantNone(t, again.UnmarshalText([]byte(p.String())))
			same(t, "percent", again, p)
		}
		var part, twice Fraction
		if part.UnmarshalText([]byte(text)) == nil {
			wantNone(t, twice.UnmarshalText([]byte(part.String())))
			same(t, "fraction", twice, part)
			cfg := Default()
			cfg.Quota.Share = part
			if cfg.Validate() == nil && (part.of(1000) < 0 || part.of(1000) > 1000) {
				t.Errorf("%s of 1000 is %d", part, part.of(1000))
			}
		}
	})
}
