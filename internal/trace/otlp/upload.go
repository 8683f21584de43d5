package otlp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport"
)

// mostReply bounds what of a collector's reply is read.
const mostReply = 64 << 10

// An uploader makes one request of a batch. It is the client that otlptrace, which knows the form of spans, is written for.
type uploader struct {
	endpoint string
	timeout  time.Duration
	client   *transport.Client
	headers  *secret.Word // nil: none
	resource *resource.Resource
}

var _ otlptrace.Client = (*uploader)(nil)

// Start implements otlptrace.Client.
func (*uploader) Start(context.Context) error { return nil }

// Stop implements otlptrace.Client.
func (u *uploader) Stop(context.Context) error {
	u.client.Close()
	return nil
}

// UploadTraces implements otlptrace.Client. Its error is a *setback. The resource is ours alone: the SDK's would have what the
// environment says.
func (u *uploader) UploadTraces(ctx context.Context, spans []*trace.ResourceSpans) error {
	for _, s := range spans {
		s.Resource = u.resource
	}
	response, err := u.put(ctx, &trace.TracesData{ResourceSpans: spans})
	if err != nil {
		return unsent(err)
	}
	return received(response)
}

// put makes one request. Its error is an *adapters.Failure.
func (u *uploader) put(ctx context.Context, spans *trace.TracesData) (adapters.Response, error) {
	// TracesData is of one form with ExportTraceServiceRequest, whose package brings all of gRPC along.
	body, err := proto.Marshal(spans)
	if err != nil {
		return adapters.Response{}, adapters.Fail(adapters.Internal, "", "the spans make no message")
	}
	ctx, cancel := context.WithTimeoutCause(ctx, u.timeout, adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, "the collector did not answer in time"))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.endpoint, bytes.NewReader(body))
	if err != nil {
		return adapters.Response{}, adapters.Fail(adapters.Internal, "", "the endpoint makes no request")
	}
	if u.headers != nil {
		r.Header, _ = headersOf(u.headers.Current().Reveal()) // accepted when it was read
	}
	r.Header.Set("Content-Type", "application/x-protobuf")
	response, _, err := u.client.Do(ctx, r)
	return response, err
}

// A setback says why spans of a batch did not arrive.
type setback struct {
	drop     telemetry.TraceDrop
	why      string        // fit for a log
	again    bool          // the same batch may arrive later,
	after    time.Duration // not before that; 0: the collector does not say
	rejected int           // so many of the batch; 0: all of it
}

// Error implements error.
func (s *setback) Error() string { return s.why }

func unsent(err error) *setback {
	f := adapters.AsFailure(err)
	s := &setback{drop: telemetry.TraceUnreachable, why: f.Error(), again: true}
	switch {
	case errors.Is(f, adapters.TimedOut):
		s.drop = telemetry.TraceTimeout
	case errors.Is(f, adapters.Internal): // it makes no request, and will not later
		s.drop, s.again = telemetry.TraceRefused, false
	}
	return s
}

// received says what a reply means (OTLP 1.9, "OTLP/HTTP response"). Its text is the collector's own and goes nowhere.
func received(r adapters.Response) error {
	switch {
	case r.Status >= 200 && r.Status < 300:
		if n := rejectedOf(r.Body); n > 0 {
			return &setback{drop: telemetry.TraceRejected, why: fmt.Sprintf("the collector rejects %d spans of a batch", n), rejected: n}
		}
		return nil
	case r.Status == http.StatusTooManyRequests, r.Status == http.StatusBadGateway, r.Status == http.StatusServiceUnavailable,
		r.Status == http.StatusGatewayTimeout:
		return &setback{drop: telemetry.TraceRefused, why: fmt.Sprintf("the collector answers with status %d", r.Status), again: true, after: retryAfter(r.Header)}
	default:
		return &setback{drop: telemetry.TraceRefused, why: fmt.Sprintf("the collector answers with status %d", r.Status)}
	}
}

func retryAfter(h http.Header) time.Duration {
	seconds, err := time.ParseDuration(h.Get("Retry-After") + "s")
	if err != nil {
		return 0
	}
	return min(max(seconds, 0), longestPause)
}

// rejectedOf reads ExportTraceServiceResponse.partial_success.rejected_spans: how many of the batch were not taken.
func rejectedOf(body []byte) int {
	n, _ := protowire.ConsumeVarint(field(field(body, 1, protowire.BytesType), 1, protowire.VarintType))
	return int(min(n, mostBatch))
}

// field returns the value of a message's first field of this number and type, nil if there is none or the message is malformed.
func field(message []byte, number protowire.Number, kind protowire.Type) []byte {
	for len(message) > 0 {
		is, of, n := protowire.ConsumeTag(message)
		if n < 0 {
			return nil
		}
		length := protowire.ConsumeFieldValue(is, of, message[n:])
		if length < 0 {
			return nil
		}
		value := message[n : n+length]
		if is == number && of == kind {
			if kind == protowire.BytesType {
				value, _ = protowire.ConsumeBytes(value)
			}
			return value
		}
		message = message[n+length:]
	}
	return nil
}

func resourceOf(version, instance string) *resource.Resource {
	attribute := func(key, value string) *common.KeyValue {
		return &common.KeyValue{Key: key, Value: &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: value}}}
	}
	return &resource.Resource{Attributes: []*common.KeyValue{
		attribute("service.name", "sverka"), attribute("service.version", version), attribute("service.instance.id", instance),
	}}
}
