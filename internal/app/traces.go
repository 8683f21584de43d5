package app

import (
	"context"
	"fmt"

	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/trace"
	"github.com/sverka/sverka/internal/trace/otlp"
)

// openTraces makes what traces lookups, unless nothing is to be traced.
func (a *App) openTraces() error {
	c := a.cfg.Traces
	if c.IsOff() {
		return nil
	}
	var headers *secret.Word
	if c.HeadersFile != "" {
		word, err := a.secrets.open("traces.headers_file", c.HeadersFile, otlp.AcceptHeaders)
		if err != nil {
			return err
		}
		headers = &word
	}
	exporter, err := otlp.New(c, headers, a.version, a.metrics, a.log.With("collector", "traces"))
	if err != nil {
		return fmt.Errorf("traces.%w", err)
	}
	a.traces = exporter
	a.secrets.others = append(a.secrets.others, func() (telemetry.File, bool) {
		st, named := exporter.Files()
		return telemetry.File{Key: "traces.tls", Refused: st.Refused != "", Changes: st.Changes, Refusals: st.Refusals}, named
	})
	a.house.Traces = trace.New(trace.Options{Sample: float64(c.Sample), Follow: c.Follow}, exporter)
	return nil
}

// sendTraces sends spans in the background, until they are flushed.
func (a *App) sendTraces() {
	if a.traces != nil {
		a.traces.Run()
	}
}

// flushTraces sends what spans wait, until ctx ends. Once is enough.
func (a *App) flushTraces(ctx context.Context) {
	if a.traces != nil {
		_ = a.traces.Shutdown(ctx) // what is not sent is counted
	}
}

// TracesText says in a sentence which lookups are traced, and where their spans go.
func (c Config) TracesText() string { return "traces: " + c.Traces.Text() }

func (a *App) tracesFact() operate.Fact {
	return operate.Fact{Name: "Traces", Text: a.cfg.Traces.Text()}
}
