package resilience

import "time"

// A Config is one registry's policy. The zero value is not usable: begin with Default. All limits are per process.
type Config struct {
	// Waiting is how many lookups of the registry are held at a time; one more is refused as busy at once.
	Waiting int `yaml:"waiting"`
	// InFlight is how many exchanges with the registry are under way at a time; one more waits in a fair queue.
	InFlight int `yaml:"in_flight"`
	// LookupShare is how much of Waiting and of InFlight one lookup may take where the registry has several, so that one
	// that hangs never starves its siblings.
	LookupShare Percent `yaml:"lookup_share"`
	// ExchangeLimit is how long one exchange may take, from its dialing to the last byte of its reply.
	ExchangeLimit time.Duration `yaml:"exchange_limit"`
	// SlowAfter is the time on the wire from which on an attempt counts against the breaker though it succeeded, and an
	// abandoned one counts at all.
	SlowAfter time.Duration `yaml:"slow_after"`
	// Observe starts the gate and every breaker on observe, without an end: they measure and never hold, until somebody
	// lifts that.
	Observe bool      `yaml:"observe"`
	Retry   Retry     `yaml:"retry"`
	Trip    Trip      `yaml:"trip"`
	Open    OpenTimes `yaml:"open"`
	Gate    Gate      `yaml:"gate"`
	Quota   Quota     `yaml:"quota"`
}

// Retry says how often and how soon a failed attempt is made again by the house.
type Retry struct {
	// Retries is how many attempts may follow the first one of a lookup.
	Retries int `yaml:"retries"`
	// Backoff is the first interval between attempts; it doubles up to BackoffMax, with jitter.
	Backoff    time.Duration `yaml:"backoff"`
	BackoffMax time.Duration `yaml:"backoff_max"`
	Budget     Budget        `yaml:"budget"`
}

// Budget bounds the retries of a registry as a whole, so that a failing one is not asked twice as often as a healthy
// one. Over any time: retries <= Ratio of the first attempts + Bucket + one for each BucketGain.
type Budget struct {
	// Ratio is how many retries the first attempts of the last minute allow.
	Ratio Percent `yaml:"ratio"`
	// Bucket is how many retries are allowed besides, where there is little traffic.
	Bucket int `yaml:"bucket"`
	// BucketGain is how long it takes to gain one of them back.
	BucketGain time.Duration `yaml:"bucket_gain"`
	// Reserve is the part of a calendar day's quota that retries may not touch.
	Reserve Percent `yaml:"reserve"`
}

// Trip says when a lookup's breaker opens.
type Trip struct {
	// Rate is the part of failed and slow attempts among the successes and failures of the Window, if there were at
	// least Minimum of these.
	Rate    Percent `yaml:"rate"`
	Minimum int     `yaml:"minimum"`
	// Window is at least four times the ExchangeLimit: a result counts for the moment at which its attempt began, and
	// one that began before the window is forgotten.
	Window time.Duration `yaml:"window"`
	// InARow failures open it whatever the rate, however far apart (traffic at night).
	InARow int `yaml:"in_a_row"`
}

// OpenTimes says for how long a tripped breaker refuses.
type OpenTimes struct {
	// First is the time after a trip; it doubles up to Max with each probe that fails, and when the breaker trips again
	// within a Trip.Window of its closing.
	First time.Duration `yaml:"first"`
	Max   time.Duration `yaml:"max"`
	// Jitter shortens each of these times by up to so much, lest the replicas probe together.
	Jitter Percent `yaml:"jitter"`
}

// Gate says when and for how long a registry as a whole is left alone.
type Gate struct {
	// ThrottledDefault is how long it holds when a registry that says "too many" does not say for how long; ThrottledMax
	// bounds what it does say.
	ThrottledDefault time.Duration `yaml:"throttled_default"`
	ThrottledMax     time.Duration `yaml:"throttled_max"`
	// DeniedInARow is how many denials make it hold, without an answer between them. Accounts lock: one is probed after
	// the first of DeniedSteps, then the second, and so on; the last one stays.
	DeniedInARow int             `yaml:"denied_in_a_row"`
	DeniedSteps  []time.Duration `yaml:"denied_steps"`
	// TroubleInARow is how many attempts in a row that could not connect (dns, connect, handshake) make it hold, for
	// TroubleFirst, doubling up to TroubleMax.
	TroubleInARow int           `yaml:"trouble_in_a_row"`
	TroubleFirst  time.Duration `yaml:"trouble_first"`
	TroubleMax    time.Duration `yaml:"trouble_max"`
}

// Quota is what the registry allows the gateway to ask.
type Quota struct {
	// Share is this replica's part of every limit. Of less than one exchange in a window, it is one exchange in a longer window.
	Share  Fraction `yaml:"share"`
	Limits []Limit  `yaml:"limits"`
}

// A Limit is so many exchanges in a sliding window or in a calendar day.
type Limit struct {
	// Operation is the exchanges it counts: a lookup's name, or what the driver named by adapters.WithOperation. Empty:
	// all of the registry's exchanges, polls and token requests too.
	Operation string `yaml:"operation"`
	Count     int    `yaml:"count"`
	// Window is the sliding window. It and Day exclude each other.
	Window time.Duration `yaml:"window"`
	// Day is the IANA name of the time zone of the calendar day, "Europe/Moscow".
	Day string `yaml:"day"`
}

// Default returns the policy of the design's section 5, without quotas.
func Default() Config {
	return Config{
		Waiting:       200,
		InFlight:      20,
		LookupShare:   60,
		ExchangeLimit: 8 * time.Second,
		SlowAfter:     2 * time.Second,
		Retry: Retry{
			Retries: 2, Backoff: 200 * time.Millisecond, BackoffMax: 2 * time.Second,
			Budget: Budget{Ratio: 20, Bucket: 3, BucketGain: 10 * time.Second, Reserve: 10},
		},
		Trip: Trip{Rate: 50, Minimum: 20, Window: time.Minute, InARow: 5},
		Open: OpenTimes{First: 30 * time.Second, Max: 5 * time.Minute, Jitter: 10},
		Gate: Gate{
			ThrottledDefault: 5 * time.Second, ThrottledMax: 5 * time.Minute,
			DeniedInARow: 2, DeniedSteps: []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute},
			TroubleInARow: 3, TroubleFirst: time.Second, TroubleMax: 5 * time.Minute,
		},
		Quota: Quota{Share: Fraction{Part: 1, Whole: 1}},
	}
}
