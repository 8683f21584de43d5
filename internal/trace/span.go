package trace

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	otel "go.opentelemetry.io/otel/trace"

	"github.com/sverka/sverka/adapters"
)

// A Span is one that has begun. It is safe for concurrent use; nil is of what is not traced.
type Span struct {
	tracer           otel.Tracer
	span             otel.Span
	registry, lookup string
}

// begin begins a span within s.
func (s *Span) begin(ctx context.Context, name string, kind otel.SpanKind, more ...attribute.KeyValue) (context.Context, *Span) {
	within, span := s.tracer.Start(ctx, name, otel.WithSpanKind(kind), otel.WithAttributes(append(more, attribute.String(string(Registry), s.registry))...))
	child := &Span{tracer: s.tracer, span: span, registry: s.registry, lookup: s.lookup}
	return context.WithValue(within, spanKey{}, child), child
}

// Answered says that a registry answered, or that what it had answered was kept; never what.
func (s *Span) Answered() { s.Word(Result, ResultAnswered) }

// Pending says that the registry has taken the question.
func (s *Span) Pending() { s.Word(Result, ResultPending) }

// Failed says what kind of failure it was, and why. What is not the caller's doing is an error of the span.
func (s *Span) Failed(f *adapters.Failure) {
	if s == nil {
		return
	}
	kind, reason := string(f.Kind), string(f.Reason)
	if !slices.Contains(adapters.Kinds(), f.Kind) {
		kind = other
	}
	s.Word(Result, kind)
	s.Word(Origin, string(f.Origin()))
	if reason != "" {
		if !slices.Contains(f.Kind.Rule().Reasons, f.Reason) {
			reason = other
		}
		s.Word(Reason, reason)
		kind += "/" + reason
	}
	if f.Origin() != adapters.OriginCaller {
		s.span.SetStatus(codes.Error, kind)
	}
}

// Word gives the span an attribute whose value is of its closed list.
func (s *Span) Word(k Key, word string) {
	if s != nil {
		s.span.SetAttributes(attribute.String(string(k), word))
	}
}

// Number gives the span an attribute that counts something.
func (s *Span) Number(k Key, n int) {
	if s != nil {
		s.span.SetAttributes(attribute.Int(string(k), n))
	}
}

// Is gives the span an attribute that is so or not.
func (s *Span) Is(k Key, so bool) {
	if s != nil {
		s.span.SetAttributes(attribute.Bool(string(k), so))
	}
}

// Phase says that a phase of the exchange began at a time.
func (s *Span) Phase(name string, at time.Time) {
	if s != nil {
		s.span.AddEvent(name, otel.WithTimestamp(at))
	}
}

// Decided says what was decided on asking again after a failed attempt.
func (s *Span) Decided(decision string) {
	if s != nil {
		s.span.AddEvent(EventRetry, otel.WithAttributes(attribute.String(string(Decision), decision)))
	}
}

// Join says that s waits for what leader has begun: the two are linked, though they are of different traces.
func (s *Span) Join(leader *Span) {
	if s != nil && leader != nil && s != leader {
		s.span.AddLink(otel.Link{SpanContext: leader.span.SpanContext()})
	}
}

// End ends the span, which goes to whoever exports it. It is to be called once.
func (s *Span) End() {
	if s != nil {
		s.span.End()
	}
}

// Log returns what a log event of the span's lookup bears, so that one can be found by the other.
func (s *Span) Log() []slog.Attr {
	if s == nil {
		return nil
	}
	return []slog.Attr{slog.String("trace_id", s.span.SpanContext().TraceID().String())}
}
