package trace

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/propagation"
	otel "go.opentelemetry.io/otel/trace"
)

// A Parent is the span of a caller's that a request is within. The zero Parent is none.
type Parent struct{ context otel.SpanContext }

// Parent returns what the header traceparent (W3C Trace Context, level 1) says; of several, or of one that does not hold, none.
// tracestate and baggage are not read: they are a caller's own words, and go nowhere from here.
func (t *Tracer) Parent(h http.Header) Parent {
	if t == nil || !t.follow {
		return Parent{}
	}
	said := h.Values(traceparent)
	if len(said) != 1 {
		return Parent{}
	}
	within := propagation.TraceContext{}.Extract(context.Background(), propagation.MapCarrier{traceparent: said[0]})
	return Parent{otel.SpanContextFromContext(within)}
}

const traceparent = "traceparent"

// IDs returns the ids that the caller has chosen, as they are written and as bytes; none of the zero Parent.
func (p Parent) IDs() []string {
	if !p.context.IsValid() {
		return nil
	}
	trace, span := p.context.TraceID(), p.context.SpanID()
	return []string{trace.String() + span.String(), string(trace[:]) + string(span[:])}
}

// Within returns a context whose lookup is within p.
func (p Parent) Within(ctx context.Context) context.Context {
	if !p.context.IsValid() {
		return ctx
	}
	return otel.ContextWithRemoteSpanContext(ctx, p.context)
}
