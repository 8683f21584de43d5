package telemetry

import (
	"context"
	"log/slog"
	"time"

	"github.com/sverka/sverka/internal/resilience"
)

// observer counts and, where an operator would want to know by himself, logs what resilience tells.
type observer struct {
	*Metrics
	log *slog.Logger
}

// NewObserver returns a resilience.Observer that counts in m and logs each change of a gate or breaker.
func NewObserver(m *Metrics, log *slog.Logger) resilience.Observer { return observer{m, log} }

// GateChanged implements resilience.Observer.
func (o observer) GateChanged(c resilience.GateChange) {
	o.Metrics.GateChanged(c)
	if c.State == resilience.Passing {
		o.log.Info("gate passes again", "registry", c.Registry, "held_for", c.At.Sub(c.Hold.Since))
		return
	}
	level := slog.LevelWarn
	if c.Hold.Cause == resilience.HoldMaintenance {
		level = slog.LevelInfo // as it was announced
	}
	o.log.Log(context.Background(), level, "gate holds", "registry", c.Registry, "cause", string(c.Hold.Cause), "what", c.Hold.What.String(),
		"since", c.Hold.Since, "until", c.Hold.Until, "why", c.Hold.Why())
}

// nextProbe is when a breaker may let somebody through: an open one at its end, any other now.
func nextProbe(c resilience.BreakerChange) time.Time {
	if c.To == resilience.Open {
		return c.Until
	}
	return c.At
}

// BreakerChanged implements resilience.Observer.
func (o observer) BreakerChanged(c resilience.BreakerChange) {
	o.Metrics.BreakerChanged(c)
	level, t := slog.LevelInfo, c.Trip
	if c.To == resilience.Open {
		level = slog.LevelWarn
	}
	o.log.Log(context.Background(), level, "breaker "+string(c.To), "registry", c.Registry, "lookup", c.Lookup,
		"from", string(c.From), "why", t.Why(), "rule", string(t.Rule), "cause", t.Cause.String(), "failures", t.Failures,
		"successes", t.Successes, "in_a_row", t.InARow, "slowest", t.Slowest, "failing_since", t.Since, "tripped_at", t.At,
		"next_probe", nextProbe(c), "reopened", c.Reopened)
}
