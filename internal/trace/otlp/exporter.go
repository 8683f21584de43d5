package otlp

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v4"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport"
)

// A Counter counts what became of spans. *telemetry.Metrics is one.
type Counter interface {
	TracesExported(spans int)
	TracesDropped(why telemetry.TraceDrop, spans int)
}

// An Exporter is where spans go when they end: it puts them into its queue, and sends them one batch at a time. The SDK's own batch
// processor is not used: it does not tell what it drops, and reports to a handler that the whole process shares.
type Exporter struct {
	cfg    Config
	count  Counter
	log    *slog.Logger
	client *transport.Client
	sender *otlptrace.Exporter
	queue  chan sdk.ReadOnlySpan

	closing chan struct{}      // closed when nothing more is to be waited for
	cut     context.CancelFunc // breaks off what is being sent
	within  context.Context    //nolint:containedctx // of what is sent in the background, which no caller's is about
	running sync.WaitGroup
	closed  sync.Once

	failing complaint
}

var _ sdk.SpanProcessor = (*Exporter)(nil)

// New returns an Exporter as c says, which must be valid and not off. headers, which may be nil, is what lies in c.HeadersFile. It sends
// nothing until Run is called.
func New(c Config, headers *secret.Word, version string, count Counter, log *slog.Logger) (*Exporter, error) {
	client, err := transport.New(c.transport(), transport.WithLog(log))
	if err != nil {
		return nil, err
	}
	instance := c.Instance
	if instance == "" {
		instance, _ = os.Hostname()
	}
	e := &Exporter{
		cfg: c, count: count, log: log, client: client, queue: make(chan sdk.ReadOnlySpan, c.Queue), closing: make(chan struct{}),
		failing: complaint{log: log},
	}
	e.sender = otlptrace.NewUnstarted(&uploader{
		endpoint: c.Endpoint, timeout: c.Timeout, client: client, headers: headers, resource: resourceOf(version, instance),
	})
	e.within, e.cut = context.WithCancel(context.Background())
	return e, nil
}

// AcceptHeaders returns nil for a text of c.HeadersFile that can be used: a secret.Open's accept.
func AcceptHeaders(text string) error { return acceptHeaders(text) }

// Files says how the files of Config.TLS stand.
func (e *Exporter) Files() (status secret.Status, named bool) {
	st := e.client.Standing()
	return st.Files, st.Named
}

// OnStart implements sdk.SpanProcessor.
func (*Exporter) OnStart(context.Context, sdk.ReadWriteSpan) {}

// OnEnd implements sdk.SpanProcessor. It never waits: a span for which there is no room is dropped.
func (e *Exporter) OnEnd(s sdk.ReadOnlySpan) {
	if !s.SpanContext().IsSampled() {
		return
	}
	select {
	case <-e.closing:
		e.count.TracesDropped(telemetry.TraceShutdown, 1)
		return
	default:
	}
	select {
	case e.queue <- s:
	default:
		e.count.TracesDropped(telemetry.TraceQueue, 1)
	}
}

// ForceFlush implements sdk.SpanProcessor. Nobody calls it: Shutdown is what sends the rest.
func (*Exporter) ForceFlush(context.Context) error { return nil }

// Run sends in the background until Shutdown. It is to be called once.
func (e *Exporter) Run() { e.running.Go(e.run) }

// Shutdown implements sdk.SpanProcessor: it sends what waits, until ctx ends and for a request's Timeout at most, and counts the rest as
// dropped. Spans that end afterwards are dropped.
func (e *Exporter) Shutdown(ctx context.Context) error {
	e.closed.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, e.cfg.Timeout)
		defer cancel()
		close(e.closing)
		defer context.AfterFunc(ctx, e.cut)()
		e.running.Wait()
		e.cut()
		for batch := e.rest(); len(batch) > 0; batch = e.rest() {
			e.drop(telemetry.TraceShutdown, len(batch))
		}
		e.client.Close()
	})
	return nil
}

func (e *Exporter) run() {
	for e.within.Err() == nil {
		batch := e.gather()
		if batch == nil {
			return
		}
		e.send(batch)
	}
}

// gather waits for spans: as many as a batch has, or those that came within Every of the first. It returns what there is when closing, nil
// if that is nothing.
func (e *Exporter) gather() []sdk.ReadOnlySpan {
	var batch []sdk.ReadOnlySpan
	select {
	case s := <-e.queue:
		batch = append(batch, s)
	case <-e.closing:
		return e.rest()
	}
	over := time.NewTimer(e.cfg.Every)
	defer over.Stop()
	for len(batch) < e.cfg.Batch {
		select {
		case s := <-e.queue:
			batch = append(batch, s)
		case <-over.C:
			return batch
		case <-e.closing:
			return append(batch, e.rest()...)
		}
	}
	return batch
}

// rest returns what waits, a batch of it at most.
func (e *Exporter) rest() (batch []sdk.ReadOnlySpan) {
	for len(batch) < e.cfg.Batch {
		select {
		case s := <-e.queue:
			batch = append(batch, s)
		default:
			return batch
		}
	}
	return batch
}

// Of a batch that does not arrive: how often it is sent at most, and the pauses between.
const (
	tries        = 3
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// send sends a batch, and again after what may pass. Meanwhile the queue fills, and then what does not fit is dropped.
func (e *Exporter) send(batch []sdk.ReadOnlySpan) {
	pauses := backoff.NewExponentialBackOff(backoff.WithInitialInterval(firstPause), backoff.WithMaxElapsedTime(0))
	for try := 1; ; try++ {
		var s *setback
		if err := e.sender.ExportSpans(e.within, batch); !errors.As(err, &s) {
			e.count.TracesExported(len(batch))
			e.failing.over()
			return
		}
		if e.within.Err() != nil {
			e.drop(telemetry.TraceShutdown, len(batch))
			return
		}
		e.failing.about(s.why)
		if try == tries || !s.again || !e.pause(max(s.after, pauses.NextBackOff())) {
			e.lose(s, len(batch))
			return
		}
	}
}

// lose counts what of a batch did not arrive.
func (e *Exporter) lose(s *setback, batch int) {
	lost := batch
	if s.rejected > 0 {
		lost = min(s.rejected, batch)
		e.count.TracesExported(batch - lost)
	}
	e.drop(s.drop, lost)
}

func (e *Exporter) drop(why telemetry.TraceDrop, spans int) {
	if spans > 0 {
		e.count.TracesDropped(why, spans)
	}
}

// pause waits; it is false when closing, for then there is no time for another try.
func (e *Exporter) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-e.closing:
		return false
	}
}

// A complaint says in the log that spans do not arrive: at once, then once a minute for as long as they do not, and when they do again.
type complaint struct {
	log  *slog.Logger
	last time.Time // when it was said; zero: all is well
	kept int       // times that it was not said since
}

const complainEvery = time.Minute

func (c *complaint) about(why string) {
	if !c.last.IsZero() && time.Since(c.last) < complainEvery {
		c.kept++
		return
	}
	c.log.Warn("traces do not reach the collector; lookups go on as ever", "why", why, "besides", c.kept)
	c.last, c.kept = time.Now(), 0
}

func (c *complaint) over() {
	if !c.last.IsZero() {
		c.log.Info("traces reach the collector again")
		c.last, c.kept = time.Time{}, 0
	}
}
