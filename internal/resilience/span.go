package resilience

import (
	"context"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/trace"
)

// beginAttempt begins the span of an attempt that gate and breaker have let through, if its lookup is traced.
func (l *Lookup) beginAttempt(ctx context.Context, p pass, number int) (context.Context, *trace.Span) {
	ctx, span := trace.Attempt(ctx, number == poll)
	if span == nil {
		return ctx, nil
	}
	span.Word(trace.Breaker, string(l.breaker.stateNow()))
	if number != poll {
		span.Number(trace.Number, number)
	}
	if p.probe {
		span.Is(trace.Probe, true)
	}
	return ctx, span
}

// endAttempt ends the span of an attempt that r came of.
func (l *Lookup) endAttempt(span *trace.Span, r result) {
	if span == nil {
		return
	}
	if _, slow := r.health(l.registry.cfg.SlowAfter); slow {
		span.Is(trace.Slow, true)
	}
	switch {
	case r.lost:
		span.Failed(adapters.Fail(adapters.Internal, "", "")) // it panicked
	case r.failure != nil:
		span.Failed(r.failure)
	case r.pending != nil:
		span.Pending()
	default:
		span.Answered()
	}
	span.End()
}

// endExchange ends the span of an exchange. Whatever the status of a response, it is one: what it means may be personal.
func endExchange(span *trace.Span, err error) {
	if span == nil {
		return
	}
	if err != nil {
		span.Failed(adapters.AsFailure(err))
	} else {
		span.Answered()
	}
	span.End()
}

// The phases of an exchange, in their order.
const (
	phaseDNS     = "dns"
	phaseConnect = "connect"
	phaseTLS     = "tls"
	phaseWait    = "wait"
	phaseRead    = "read"
)

// Phases returns the names of the phases of an exchange as its span tells of them.
func Phases() []string { return []string{phaseDNS, phaseConnect, phaseTLS, phaseWait, phaseRead} }

// phases says when each of the phases began that the exchange went through, from when it had its place in flight.
func phases(span *trace.Span, from time.Time, t Timing) {
	if span == nil {
		return
	}
	span.Is(trace.Reused, t.Reused)
	at := from.Add(t.Queued)
	for _, part := range [...]struct {
		name string
		took time.Duration
	}{{phaseDNS, t.DNS}, {phaseConnect, t.Connect}, {phaseTLS, t.TLS}, {phaseWait, t.FirstByte}, {phaseRead, t.Read}} {
		if part.took > 0 {
			span.Phase(part.name, at)
			at = at.Add(part.took)
		}
	}
}
