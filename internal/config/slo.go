package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Ratio is a part of a whole, written "99.95%".
type Ratio float64

// MarshalText writes r as "99.95%".
func (r Ratio) MarshalText() ([]byte, error) {
	return []byte(strconv.FormatFloat(math.Round(float64(r)*1e6)/1e4, 'f', -1, 64) + "%"), nil
}

// UnmarshalText reads "99.95%"; a space before the sign is allowed.
func (r *Ratio) UnmarshalText(text []byte) error {
	digits, found := strings.CutSuffix(string(text), "%")
	n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if !found || err != nil || math.IsNaN(n) {
		return fmt.Errorf("want a percentage like 99.95%%, got %d characters that are none", len(text))
	}
	*r = Ratio(n / 100)
	return nil
}

// SLO is what the gateway itself is measured by, over 28 days. It is exported as metrics, which the alert rules read.
type SLO struct {
	// Target is the part of lookups that the gateway is not to fail, and not to hold up.
	Target Ratio `yaml:"target"`
	// OwnTime is how long a lookup may take of the gateway's own time: on no wire, and waiting for no registry.
	OwnTime time.Duration `yaml:"own_time"`
}

// An Objective is what a lookup of a registry is measured by, over 28 days. Zero members are the registry's.
type Objective struct {
	// Target is the part of lookups that the registry is to answer.
	Target Ratio `yaml:"target,omitempty"`
	// Objective is the time in which it is to: a caller that gives up after it counts against the registry, and an answer that
	// comes after it is counted as slow.
	Objective time.Duration `yaml:"objective,omitempty"`
}

// Objectives are those of a registry's lookups.
type Objectives struct {
	Target    Ratio         `yaml:"target"`
	Objective time.Duration `yaml:"objective"`
	// Pending is the Objective of lookups that may be pending.
	Pending time.Duration `yaml:"objective_pending"`
	// Lookups are those, by name, for which it is another.
	Lookups map[string]Objective `yaml:"lookups"`
}

// DefaultObjectives returns 99 % in 3 s, in 30 s where an answer may come by ticket.
func DefaultObjectives() Objectives {
	return Objectives{Target: 0.99, Objective: 3 * time.Second, Pending: 30 * time.Second, Lookups: map[string]Objective{}}
}

// Of returns the objective of a lookup; pends says that it may be pending.
func (o Objectives) Of(lookup string, pends bool) Objective {
	all := Objective{Target: o.Target, Objective: o.Objective}
	if pends {
		all.Objective = o.Pending
	}
	own := o.Lookups[lookup]
	if own.Target != 0 {
		all.Target = own.Target
	}
	if own.Objective != 0 {
		all.Objective = own.Objective
	}
	return all
}

// Validate returns nil, or errors "key: what it must be". Whether the lookups exist, whoever builds them knows.
func (o Objectives) Validate() error {
	errs := []error{o.Target.validate("target"), atLeast("objective", o.Objective, time.Millisecond), atLeast("objective_pending", o.Pending, time.Millisecond)}
	for name, own := range o.Lookups {
		if own.Target != 0 {
			errs = append(errs, At("lookups."+name, own.Target.validate("target")))
		}
		if own.Objective != 0 {
			errs = append(errs, At("lookups."+name, atLeast("objective", own.Objective, time.Millisecond)))
		}
	}
	return errors.Join(errs...)
}

func (s SLO) validate() error {
	return errors.Join(s.Target.validate("target"), atLeast("own_time", s.OwnTime, time.Millisecond))
}

// validate: a target of 100 % leaves no budget, which the burn rates divide by.
func (r Ratio) validate(key string) error {
	if r < 0.5 || r >= 1 {
		return fmt.Errorf("%s: must be from 50%% to below 100%%", key)
	}
	return nil
}
