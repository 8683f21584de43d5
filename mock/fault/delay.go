package fault

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// A Delay is a distribution of delays. The zero Delay is none at all. It is a comparable value, safe for concurrent use.
type Delay struct {
	shape         delayShape
	first, second time.Duration // of fixed: first; of uniform: from, to; of lognormal: the median first
	sigma         float64
}

type delayShape byte

const (
	noDelay delayShape = iota
	fixedDelay
	uniformDelay
	logNormalDelay
)

// maxDelay bounds what somebody can ask for by mistake, the tail of a distribution included.
const maxDelay = time.Hour

// ErrDelay says what ParseDelay reads.
var ErrDelay = errors.New("expected a delay such as 2s, uniform(1s,3s) or lognormal(800ms,0.6), of at most 1h and with a sigma of at most 5")

// ParseDelay reads "2s", "uniform(1s,3s)" or "lognormal(800ms,0.6)": always so long, evenly between two, or as services are slow,
// by median and sigma. The error says so, and does not quote.
func ParseDelay(text string) (Delay, error) {
	name, rest, called := strings.Cut(strings.TrimSpace(text), "(")
	if !called {
		d, ok := duration(name)
		if !ok || d == 0 {
			return Delay{}, ErrDelay
		}
		return Delay{shape: fixedDelay, first: d}, nil
	}
	inner, closed := strings.CutSuffix(rest, ")")
	first, second, two := strings.Cut(inner, ",")
	from, ok := duration(first)
	if !closed || !two || !ok {
		return Delay{}, ErrDelay
	}
	switch name {
	case "uniform":
		if to, ok := duration(second); ok && from <= to && to > 0 {
			return Delay{shape: uniformDelay, first: from, second: to}, nil
		}
	case "lognormal":
		const maxSigma = 5
		sigma, err := strconv.ParseFloat(strings.TrimSpace(second), 64)
		if err == nil && sigma >= 0 && sigma <= maxSigma && from > 0 {
			return Delay{shape: logNormalDelay, first: from, sigma: sigma}, nil
		}
	}
	return Delay{}, ErrDelay
}

func duration(text string) (time.Duration, bool) {
	d, err := time.ParseDuration(strings.TrimSpace(text))
	return d, err == nil && d >= 0 && d <= maxDelay
}

// IsZero reports whether d is no delay at all.
func (d Delay) IsZero() bool { return d.shape == noDelay }

// Sample draws one delay, at most an hour.
func (d Delay) Sample(r *rand.Rand) time.Duration {
	switch d.shape {
	case fixedDelay:
		return d.first
	case uniformDelay:
		return d.first + time.Duration(r.Int64N(int64(d.second-d.first)+1))
	case logNormalDelay:
		return LogNormal{Median: d.first, Sigma: d.sigma}.Sample(r)
	default:
		return 0
	}
}

// String returns what ParseDelay reads, "" for none.
func (d Delay) String() string {
	switch d.shape {
	case fixedDelay:
		return d.first.String()
	case uniformDelay:
		return fmt.Sprintf("uniform(%s,%s)", d.first, d.second)
	case logNormalDelay:
		return fmt.Sprintf("lognormal(%s,%g)", d.first, d.sigma)
	default:
		return ""
	}
}

// MarshalText implements encoding.TextMarshaler.
func (d Delay) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler: it reads what ParseDelay does, and nothing as none.
func (d *Delay) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Delay{}
		return nil
	}
	*d, err = ParseDelay(string(text))
	return err
}
