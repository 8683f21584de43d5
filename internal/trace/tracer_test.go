package trace_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/trace"
)

func tracing(o trace.Options) (*trace.Tracer, *tracetest.SpanRecorder) {
	seen := tracetest.NewSpanRecorder()
	return trace.New(o, seen), seen
}

// said returns the header of a request within the nth trace, sampled or not.
func said(n int, flags string) http.Header {
	h := make(http.Header)
	h.Set("Traceparent", fmt.Sprintf("00-%032x-00f067aa0ba902b7-%s", n+1, flags))
	return h
}

// ask begins and ends the span of a lookup, and reports whether it was traced.
func ask(t *trace.Tracer, h http.Header, caller string) bool {
	_, span := t.Lookup(t.Parent(h).Within(context.Background()), false, "pension", "snils-check", caller)
	span.End()
	return span != nil
}

// Off, all of it does nothing and allocates nothing: it is in the way of every lookup.
func TestOffAllocatesNothing(t *testing.T) {
	var off *trace.Tracer
	h, ctx, failure := said(1, "01"), t.Context(), adapters.Fail(adapters.Unavailable, adapters.ReasonDNS, "")
	at := time.Now()
	way := func() {
		asked := off.Parent(h).Within(ctx)
		asked, lookup := off.Lookup(asked, false, "pension", "snils-check", "portal")
		lookup.Join(trace.Current(asked))
		tried, attempt := trace.Attempt(asked, false)
		attempt.Word(trace.Breaker, "closed")
		_, exchange := trace.Exchange(tried, "snils-check")
		exchange.Phase("wait", at)
		exchange.Failed(failure)
		exchange.End()
		attempt.Number(trace.Number, 1)
		attempt.Pending()
		attempt.End()
		lookup.Decided("granted")
		lookup.Is(trace.Cached, true)
		lookup.Answered()
		lookup.End()
		if lookup.Log() != nil || attempt != nil || exchange != nil {
			t.Fatal("it traces")
		}
	}
	if n := testing.AllocsPerRun(100, way); n != 0 {
		t.Errorf("it allocates %v times", n)
	}
}

func BenchmarkOff(b *testing.B) {
	var off *trace.Tracer
	b.ReportAllocs()
	for b.Loop() {
		ctx, lookup := off.Lookup(b.Context(), false, "pension", "snils-check", "portal")
		ctx, attempt := trace.Attempt(ctx, false)
		_, exchange := trace.Exchange(ctx, "snils-check")
		exchange.End()
		attempt.End()
		lookup.End()
	}
}

func BenchmarkTraced(b *testing.B) {
	for _, sample := range []float64{0, 1} {
		b.Run(fmt.Sprintf("sample=%v", sample), func(b *testing.B) {
			on := trace.New(trace.Options{Sample: sample}, nowhere{})
			b.ReportAllocs()
			for b.Loop() {
				ctx, lookup := on.Lookup(b.Context(), false, "pension", "snils-check", "portal")
				ctx, attempt := trace.Attempt(ctx, false)
				_, exchange := trace.Exchange(ctx, "snils-check")
				exchange.End()
				attempt.End()
				lookup.End()
			}
		})
	}
}

// nowhere is where spans of a benchmark go.
type nowhere struct{}

func (nowhere) OnStart(context.Context, sdk.ReadWriteSpan) {}
func (nowhere) OnEnd(sdk.ReadOnlySpan)                     {}
func (nowhere) Shutdown(context.Context) error             { return nil }
func (nowhere) ForceFlush(context.Context) error           { return nil }

// A caller who says that he traces everything is followed so many times a second, and no caller at another's expense. What is beyond is
// not traced at all: not by the part either, which is taken by an id that he has chosen.
func TestACallerCannotHaveEverythingTraced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		on, _ := tracing(trace.Options{Sample: 0.5, Follow: 3})
		count := func(caller string) (traced int) {
			for n := range 100 { // small ids are within any part
				if ask(on, said(n, "01"), caller) {
					traced++
				}
			}
			return traced
		}
		if a, b := count("portal"), count("bank"); a != 3 || b != 3 {
			t.Errorf("%d and %d lookups are traced, want 3 each", a, b)
		}
		time.Sleep(time.Second)
		if n := count("portal"); n != 3 {
			t.Errorf("a second later %d are, want 3 more", n)
		}
	})
}

func TestWhatACallerDoesNotTraceIsNotTraced(t *testing.T) {
	on, _ := tracing(trace.Options{Sample: 1, Follow: 100})
	if ask(on, said(1, "00"), "portal") {
		t.Error("he says that he does not")
	}
	if !ask(on, nil, "portal") {
		t.Error("of one who says nothing the configured part is, here all")
	}
}

// Nobody is followed where it is not configured: the part holds for all.
func TestTraceparentIsNotLookedAtWhereNobodyIsFollowed(t *testing.T) {
	on, seen := tracing(trace.Options{Sample: 1})
	if !ask(on, said(1, "00"), "portal") || seen.Ended()[0].Parent().IsValid() {
		t.Error("it is looked at")
	}
}

func TestOnlyAWholeTraceparentIsFollowed(t *testing.T) {
	on, seen := tracing(trace.Options{Follow: 100})
	const id = "0af7651916cd43dd8448eb211c80319c"
	for _, value := range []string{
		"", "00", "00-" + id, "00-" + id + "-b7ad6b7169203331", "ff-" + id + "-b7ad6b7169203331-01", "00-" + strings.Repeat("0", 32) + "-b7ad6b7169203331-01",
		"00-" + id + "-0000000000000000-01", "00-" + strings.ToUpper(id) + "-b7ad6b7169203331-01", "00-" + id + "-b7ad6b7169203331-01-more", "каримов",
	} {
		if h := (http.Header{"Traceparent": {value}}); ask(on, h, "portal") {
			t.Errorf("%q is followed", value)
		}
	}
	if h := (http.Header{"Traceparent": {"00-" + id + "-b7ad6b7169203331-01", "00-" + id + "-b7ad6b7169203332-01"}}); ask(on, h, "portal") {
		t.Error("of two none is the one")
	}
	h := http.Header{"Traceparent": {"00-" + id + "-b7ad6b7169203331-01"}, "Tracestate": {"portal=112-233-445-95"}, "Baggage": {"snils=112-233-445-95"}}
	if !ask(on, h, "portal") {
		t.Fatal("a whole one is not followed")
	}
	if s := seen.Ended()[0]; s.SpanContext().TraceState().Len() != 0 || s.Parent().TraceState().Len() != 0 {
		t.Error("tracestate is carried on")
	}
}

// What is no word of the table of failures is not told: it might be anything.
func TestAWordThatNobodyForesawIsNotTold(t *testing.T) {
	on, seen := tracing(trace.Options{Sample: 1})
	_, span := on.Lookup(t.Context(), false, "pension", "snils-check", "portal")
	span.Failed(adapters.Fail(adapters.Unavailable, "Каримов", "Каримов"))
	span.End()
	s := seen.Ended()[0]
	for _, a := range s.Attributes() {
		if strings.Contains(a.Value.AsString(), "Каримов") {
			t.Errorf("%v", a)
		}
	}
	if got := s.Status().Description; got != "unavailable/other" {
		t.Errorf("its status says %q", got)
	}
}

// What the caller did is no error of the gateway's; the rest is, with its kind and reason.
func TestAFailureIsAnErrorUnlessItIsTheCallers(t *testing.T) {
	on, seen := tracing(trace.Options{Sample: 1})
	for _, rule := range adapters.Rules() {
		for _, reason := range append(rule.Reasons, "") {
			_, span := on.Lookup(t.Context(), false, "pension", "snils-check", "portal")
			f := adapters.Fail(rule.Kind, reason, "what is for the log alone")
			span.Failed(f)
			span.End()
			want := ""
			if f.Origin() != adapters.OriginCaller {
				want = strings.TrimSuffix(string(rule.Kind)+"/"+string(reason), "/")
			}
			all := seen.Ended()
			if got := all[len(all)-1].Status().Description; got != want {
				t.Errorf("%s/%s: its status says %q, want %q", rule.Kind, reason, got, want)
			}
		}
	}
}
