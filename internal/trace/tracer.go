package trace

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	otel "go.opentelemetry.io/otel/trace"
)

// Options say how much is traced.
type Options struct {
	// Sample is the part of the lookups that is traced, of those whose caller tells of no trace: from 0 to 1.
	Sample float64
	// Follow is how many lookups a second are traced because their caller says that he traces them, for each caller. 0: none is.
	Follow int
}

// A Tracer begins the spans of lookups. It is safe for concurrent use; nil traces nothing.
type Tracer struct {
	tracer otel.Tracer
	follow bool
}

// New returns a Tracer whose spans go to p when they end.
func New(o Options, p sdk.SpanProcessor) *Tracer {
	// All that the SDK would read from the environment is given here, but for the resource, which internal/trace/otlp does not send.
	provider := sdk.NewTracerProvider(
		sdk.WithSampler(newSampler(o)), sdk.WithSpanProcessor(p), sdk.WithRawSpanLimits(sdk.SpanLimits{
			AttributeValueLengthLimit: longestValue, AttributeCountLimit: most, EventCountLimit: most, LinkCountLimit: most,
			AttributePerEventCountLimit: most, AttributePerLinkCountLimit: most, AttributeValueDepthLimit: 1,
		}),
	)
	return &Tracer{tracer: provider.Tracer(scope), follow: o.Follow > 0}
}

// scope is the name of what makes the spans (InstrumentationScope).
const scope = "github.com/sverka/sverka"

// Bounds of a span. A lookup has an event for each retry that was decided on, an exchange one for each of its phases.
const (
	longestValue = 256
	most         = 32
)

type spanKey struct{}

// Lookup begins the span of a lookup that a caller asks for; resumed says that he asks for its answer by its id. The context is the
// one to ask under. The span is nil if the lookup is not traced.
func (t *Tracer) Lookup(ctx context.Context, resumed bool, registry, lookup, caller string) (context.Context, *Span) {
	if t == nil {
		return ctx, nil
	}
	name := nameLookup
	if resumed {
		name = nameResume
	}
	within, span := t.tracer.Start(ctx, name+registry+"/"+lookup, otel.WithSpanKind(otel.SpanKindServer), otel.WithAttributes(
		attribute.String(string(Registry), registry), attribute.String(string(Lookup), lookup), attribute.String(string(Caller), caller)))
	if !span.IsRecording() {
		return ctx, nil
	}
	s := &Span{tracer: t.tracer, span: span, registry: registry, lookup: lookup}
	return context.WithValue(within, spanKey{}, s), s
}

// Current returns the span that ctx is under; nil: what it is about is not traced.
func Current(ctx context.Context) *Span {
	s, _ := ctx.Value(spanKey{}).(*Span)
	return s
}

// Attempt begins the span of an attempt of the lookup that ctx is about; poll says that it asks for the answer to a ticket.
func Attempt(ctx context.Context, poll bool) (context.Context, *Span) {
	of := Current(ctx)
	if of == nil {
		return ctx, nil
	}
	name := nameAttempt
	if poll {
		name = namePoll
	}
	return of.begin(ctx, name+of.registry+"/"+of.lookup, otel.SpanKindInternal, attribute.String(string(Lookup), of.lookup))
}

// Exchange begins the span of an exchange of the attempt that ctx is about.
func Exchange(ctx context.Context, operation string) (context.Context, *Span) {
	of := Current(ctx)
	if of == nil {
		return ctx, nil
	}
	return of.begin(ctx, nameExchange+of.registry, otel.SpanKindClient,
		attribute.String(string(Lookup), of.lookup), attribute.String(string(Operation), operation))
}
