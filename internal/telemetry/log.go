package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/sverka/sverka/adapters"
)

// NewLogger returns a logger that writes to w, as JSON or as text, from level up, through Redact.
func NewLogger(w io.Writer, format string, level slog.Leveler) *slog.Logger {
	options := &slog.HandlerOptions{Level: level, ReplaceAttr: Redact}
	if format == "text" {
		return slog.New(slog.NewTextHandler(w, options))
	}
	return slog.New(slog.NewJSONHandler(w, options))
}

// Redact is a slog.HandlerOptions.ReplaceAttr. It lets through what is plain (strings, numbers, times; a duration as
// "key_seconds", with a fraction), and of errors the text of a *adapters.Failure, which is fit for a log; of any other
// value just its type. A value that hides itself shows adapters.Redacted. Byte slices, maps and structs could hold
// anything, so nothing of them is shown.
func Redact(_ []string, a slog.Attr) slog.Attr {
	switch a.Value.Kind() {
	case slog.KindAny:
		return redactAny(a)
	case slog.KindDuration:
		return slog.Float64(a.Key+"_seconds", a.Value.Duration().Seconds())
	default:
		return a
	}
}

func redactAny(a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case nil, *slog.Source:
	case slog.Level: // as text, or slog's JSON handler would go through encoding/json for each event
		a.Value = slog.StringValue(v.String())
	case error:
		a.Value = slog.StringValue(errorText(v))
	case []string:
		a.Value = slog.StringValue(fmt.Sprint(v))
	default:
		a.Value = slog.StringValue(fmt.Sprintf("[%T]", v))
	}
	return a
}

// errorText returns what of err may be logged. Parsers' errors quote their input, so a foreign error's text is not.
func errorText(err error) string {
	var f *adapters.Failure
	if errors.As(err, &f) {
		return f.Error()
	}
	return fmt.Sprintf("[%T]", err)
}

type correlationKey struct{}

// WithCorrelation returns a context whose log events bear the caller's correlation id.
func WithCorrelation(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, correlationKey{}, id)
}

// Correlation returns the context's correlation id as a log attribute; none if it has none.
func Correlation(ctx context.Context) []slog.Attr {
	if id, ok := ctx.Value(correlationKey{}).(string); ok {
		return []slog.Attr{slog.String("correlation_id", id)}
	}
	return nil
}
