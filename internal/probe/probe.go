package probe

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// A Probe asks one registry about its test subject. Set it up, then Run it once.
type Probe struct {
	Registry, Lookup string
	Every            time.Duration
	// Wait bounds one asking.
	Wait time.Duration
	// Reserve is the part of a calendar day's quota, in percent, that is left to citizens.
	Reserve int
	// Operations are what an asking is counted as by quotas.
	Operations []string
	// Ask puts the question the whole way of every question, as Caller. Its error is a lookup's.
	Ask func(context.Context) error
	// Snapshot says how the registry stands.
	Snapshot func() resilience.Snapshot
	Metrics  *telemetry.Metrics

	changed chan struct{}
	failing time.Time // since when; zero: it does not fail
}

// New returns p, ready to be told of changes.
func New(p Probe) *Probe {
	p.changed = make(chan struct{}, 1)
	return &p
}

// Changed says that a breaker or gate of the registry may have changed. It neither waits nor calls back.
func (p *Probe) Changed() {
	select {
	case p.changed <- struct{}{}:
	default: // it will look anyway
	}
}

// soonest is within what time of the start the first probe comes: the replicas that start together do not ask together.
const soonest = time.Minute

// Run probes until ctx ends: each Every, and at the moment at which an open breaker or a gate that holds lets its probe through.
// Where a citizen's question comes in that very moment, one of the two is the probe.
func (p *Probe) Run(ctx context.Context) {
	next := time.Now().Add(rand.N(min(p.Every/10, soonest))) //nolint:gosec // chance that spreads load, not a secret
	for {
		due, held := p.due()
		at := next
		if held {
			at = due
		}
		timer := time.NewTimer(time.Until(at))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-p.changed:
			timer.Stop()
			continue
		case <-timer.C:
		}
		p.once(ctx)
		next = time.Now().Add(p.jittered())
	}
}

// jittered is Every, give or take a tenth.
func (p *Probe) jittered() time.Duration {
	tenth := max(p.Every/10, 1)
	return p.Every - tenth + rand.N(2*tenth) //nolint:gosec // chance that spreads load, not a secret
}

// due returns when breaker and gate let the next question through, if one of them holds now and says until when. Of a registry
// that is closed by its calendar it is not held: that ends without a probe.
func (p *Probe) due() (at time.Time, held bool) {
	s, now := p.Snapshot(), time.Now()
	if h := s.Gate.Hold; s.Gate.State == resilience.Holding && h.Cause != resilience.HoldMaintenance {
		at = h.Until
	}
	for _, l := range s.Lookups {
		if l.Lookup == p.Lookup && l.Breaker.State == resilience.Open && l.Breaker.OpenUntil.After(at) {
			at = l.Breaker.OpenUntil
		}
	}
	return at, at.After(now)
}

// once asks, unless something forbids it, and counts what came of it.
func (p *Probe) once(ctx context.Context) {
	began := time.Now()
	result := p.forbidden(p.Snapshot())
	if result == "" {
		asking, cancel := context.WithTimeoutCause(ctx, p.Wait, context.DeadlineExceeded)
		result = resultOf(p.Ask(asking))
		cancel()
		if ctx.Err() != nil {
			return // the gateway goes down: it says nothing of the registry
		}
	}
	p.note(telemetry.Probed{Registry: p.Registry, Lookup: p.Lookup, Result: result, Began: began, Ended: time.Now()})
}

// note counts what came of a probe. What is not asked does not fail: what was before a maintenance says nothing about after it.
func (p *Probe) note(of telemetry.Probed) {
	switch {
	case of.Result == telemetry.ProbeAnswered || !of.Result.Asked():
		p.failing = time.Time{}
	case p.failing.IsZero():
		p.failing = of.Ended
	}
	of.FailingSince = p.failing
	p.Metrics.Probed(of)
}

// forbidden says why nothing may be asked now; "": it may.
func (p *Probe) forbidden(s resilience.Snapshot) telemetry.ProbeResult {
	if !s.Gate.Closed.From.IsZero() {
		return telemetry.ProbeMaintenance
	}
	for _, q := range s.Quotas {
		if q.Zone != "" && p.counted(q.Operation) && q.Left*100 < p.Reserve*q.Limit {
			return telemetry.ProbeReserve
		}
	}
	return ""
}

func (p *Probe) counted(operation string) bool {
	return operation == "" || slices.Contains(p.Operations, operation)
}

func resultOf(err error) telemetry.ProbeResult {
	var pending *adapters.Pending
	if err == nil || errors.As(err, &pending) {
		return telemetry.ProbeAnswered
	}
	return telemetry.ProbeResult(adapters.AsFailure(err).Kind)
}
