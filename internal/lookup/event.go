package lookup

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/audit"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/trace"
)

// asking is one caller's asking, from its beginning to what is written down of it.
type asking struct {
	event    string // "lookup" or "resume"
	id       string
	caller   string
	purpose  adapters.Purpose
	caseID   string
	started  time.Time
	attempts int
	cached   bool
	shared   bool
	away     *resilience.Away // nil of a resume: it is no lookup
	written  audit.Asking     // the intent, if there is one
	evidence audit.Evidence   // of the answer, for its outcome
	span     *trace.Span      // nil: it is not traced
}

func begin(event, id string, q adapters.Query) *asking {
	return &asking{event: event, id: id, caller: q.Caller, purpose: q.Purpose, caseID: q.CaseID, started: time.Now()}
}

// report writes the metrics and the one log event of an asking, and ends its span. None has personal data: the event's values are ids,
// words of closed lists, numbers, and a failure's own log text.
func (l *Lookup[R]) report(ctx context.Context, a *asking, answer adapters.Answer[R], err error) {
	took := time.Since(a.started)
	own := a.own(took)
	result := resultOf(answer.Outcome, answer.Reason, err)
	if a.cached {
		result.Class = telemetry.ClassCached
	}
	asked := telemetry.Asked{
		ID: a.id, Registry: l.spec.Registry, Lookup: l.spec.Lookup, Caller: a.caller, Result: result,
		Took: took, Own: own, Maintenance: l.guard.Closed(a.started, time.Now()),
	}
	if a.event == "lookup" {
		l.house.Metrics.Looked(asked)
	} else {
		l.house.Metrics.Resumed(asked)
	}
	a.trace(err)
	level := levelOf(result)
	if !l.house.Log.Enabled(ctx, level) {
		return
	}
	attrs := append(make([]slog.Attr, 0, usualAttrs),
		slog.String("lookup_id", a.id), slog.String("registry", l.spec.Registry), slog.String("lookup", l.spec.Lookup),
		slog.String("caller", a.caller), slog.String("purpose", string(a.purpose)), slog.String("case_id", a.caseID),
		slog.String("result", logged(result)), slog.Int("attempts", a.attempts), slog.Duration("took", took),
		slog.Bool("cached", a.cached), slog.Bool("shared", a.shared),
	)
	attrs = append(attrs, telemetry.Correlation(ctx)...)
	attrs = append(attrs, a.span.Log()...)
	l.house.Log.LogAttrs(ctx, level, a.event, append(attrs, detailOf(err)...)...)
}

// usualAttrs is how many attributes an event has at most unless it tells of a failure.
const usualAttrs = 16

// trace ends the span of an asking. It says no more than the log event does.
func (a *asking) trace(err error) {
	if a.span == nil {
		return
	}
	var pending *adapters.Pending
	switch {
	case err == nil:
		a.span.Answered()
	case errors.As(err, &pending):
		a.span.Pending()
	default:
		a.span.Failed(adapters.AsFailure(err))
	}
	a.span.Number(trace.Attempts, a.attempts)
	a.span.Is(trace.Cached, a.cached)
	a.span.Is(trace.Shared, a.shared)
	a.span.End()
}

// own returns the gateway's own part of the time that an asking took, or -1 where it is not known: who joins an equal question's
// flight waits for that one, whatever it does.
func (a *asking) own(took time.Duration) time.Duration {
	if a.shared || a.away == nil {
		return -1
	}
	return max(0, took-a.away.Total())
}

// logged is the word for a result in the log. What a registry said of a person is personal data, next to a case id above
// all, so an answer is just "answered" there: metrics count outcomes, the audit log holds them.
func logged(r telemetry.Result) string {
	if r.Class != telemetry.ClassFailed && r.Word != string(adapters.InProgress) {
		return string(telemetry.ClassAnswered)
	}
	return r.Word
}

func resultOf(o adapters.Outcome, reason adapters.NotFoundReason, err error) telemetry.Result {
	var pending *adapters.Pending
	switch {
	case err == nil:
		return telemetry.Answered(o, reason)
	case errors.As(err, &pending):
		return telemetry.Answered(adapters.InProgress, "")
	default:
		return telemetry.Failed(adapters.AsFailure(err))
	}
}

// levelOf: what asks for somebody's attention by itself is an error, what the registry did a warning; the rest is
// everyday business.
func levelOf(r telemetry.Result) slog.Level {
	switch adapters.Kind(r.Word) {
	case adapters.Internal, adapters.Rejected, adapters.Denied:
		return slog.LevelError
	case adapters.Malformed, adapters.Unavailable, adapters.TimedOut, adapters.Throttled, adapters.Refused:
		return slog.LevelWarn
	default:
		return slog.LevelInfo
	}
}

func detailOf(err error) []slog.Attr {
	var pending *adapters.Pending
	switch {
	case err == nil:
		return nil
	case errors.As(err, &pending):
		return []slog.Attr{slog.Duration("retry_after", pending.RetryAfter)}
	}
	f := adapters.AsFailure(err)
	attrs := []slog.Attr{slog.String("reason", string(f.Reason)), slog.String("origin", string(f.Origin())), slog.String("detail", f.Detail)}
	if f.RetryAfter > 0 {
		attrs = append(attrs, slog.Duration("retry_after", f.RetryAfter))
	}
	for _, e := range f.Errors {
		attrs = append(attrs, slog.String("error", e.Pointer+" "+e.Code))
	}
	return attrs
}
