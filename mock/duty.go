package mock

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// A Duty is a cycle on which a rule strikes. The zero Duty is always. It is a comparable value.
type Duty struct {
	strike, of     int           // the first so many of each so many exchanges
	struck, period time.Duration // or for so long at the beginning of each so long, by the namespace's clock
}

var errDuty = errors.New("expected a duty cycle such as 1/2 (the first of each two exchanges), or 5s/20s (five seconds of each twenty), the first part less than the second")

// ParseDuty reads "1/2", the first of each two exchanges, or "5s/20s", five seconds of each twenty by the namespace's clock.
func ParseDuty(text string) (Duty, error) {
	first, second, two := strings.Cut(text, "/")
	if !two {
		return Duty{}, errDuty
	}
	strike, err1 := strconv.Atoi(first)
	of, err2 := strconv.Atoi(second)
	if err1 == nil && err2 == nil {
		if strike < 1 || strike >= of {
			return Duty{}, errDuty
		}
		return Duty{strike: strike, of: of}, nil
	}
	struck, err1 := time.ParseDuration(first)
	period, err2 := time.ParseDuration(second)
	if err1 != nil || err2 != nil || struck <= 0 || struck >= period {
		return Duty{}, errDuty
	}
	return Duty{struck: struck, period: period}, nil
}

// IsZero reports whether d is always.
func (d Duty) IsZero() bool { return d == Duty{} }

// strikes reports whether d is on for the exchange, counted from 0, that comes so long after the cycle began.
func (d Duty) strikes(exchange int, since time.Duration) bool {
	switch {
	case d.of > 0:
		return exchange%d.of < d.strike
	case d.period > 0:
		return ((since%d.period)+d.period)%d.period < d.struck // a clock can be set back
	default:
		return true
	}
}

// String returns what ParseDuty reads, "" for always.
func (d Duty) String() string {
	switch {
	case d.of > 0:
		return strconv.Itoa(d.strike) + "/" + strconv.Itoa(d.of)
	case d.period > 0:
		return d.struck.String() + "/" + d.period.String()
	default:
		return ""
	}
}

// MarshalText implements encoding.TextMarshaler.
func (d Duty) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler: it reads what ParseDuty does, and nothing as always.
func (d *Duty) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		*d = Duty{}
		return nil
	}
	*d, err = ParseDuty(string(text))
	return err
}
