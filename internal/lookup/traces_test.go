package lookup_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/lookup"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/trace"
)

func tracedBench(t *testing.T, d *driver) (bench, *tracetest.SpanRecorder) {
	seen := tracetest.NewSpanRecorder()
	return newBench(t, d, func(h *lookup.House, _ *resilience.Config) { h.Traces = trace.New(trace.Options{Sample: 1}, seen) }), seen
}

// spansOf returns the spans of a kind, in the order in which they ended.
func spansOf(seen *tracetest.SpanRecorder, kind string) (found []sdk.ReadOnlySpan) {
	for _, s := range seen.Ended() {
		if strings.HasPrefix(s.Name(), kind+" ") {
			found = append(found, s)
		}
	}
	return found
}

func said(s sdk.ReadOnlySpan, k trace.Key) string {
	for _, a := range s.Attributes() {
		if string(a.Key) == string(k) {
			return a.Value.String()
		}
	}
	return ""
}

// Whoever waits for an equal question's flight has a link to the lookup that began it, whether he waits to its end or not: the attempt is
// in that one's trace.
func TestWhoJoinsAFlightIsLinkedToIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, seen := tracedBench(t, &driver{spec: spec(), fetch: []step{{takes: 3 * time.Second, reply: match()}}})
		var asking sync.WaitGroup
		for i, patience := range []time.Duration{10 * time.Second, time.Second, 10 * time.Second} {
			asking.Go(func() {
				time.Sleep(time.Duration(i) * 100 * time.Millisecond)
				_, _ = b.Lookup(within(t, patience), query())
			})
		}
		asking.Wait()
		lookups, attempts := spansOf(seen, "lookup"), spansOf(seen, "attempt")
		if len(lookups) != 3 || len(attempts) != 1 {
			t.Fatalf("%d lookups and %d attempts", len(lookups), len(attempts))
		}
		leader := attempts[0].Parent().SpanID()
		linked := 0
		for _, s := range lookups {
			if s.SpanContext().SpanID() == leader {
				if len(s.Links()) != 0 {
					t.Error("who began it is linked to himself")
				}
				continue
			}
			if len(s.Links()) == 1 && s.Links()[0].SpanContext.SpanID() == leader {
				linked++
			}
		}
		if linked != 2 {
			t.Errorf("%d of two who joined are linked to who began it", linked)
		}
	})
}

// A failed attempt, what was decided on it, and the one after it are seen; the lookup ends as its caller was told.
func TestARetryIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, seen := tracedBench(t, &driver{spec: spec(), fetch: []step{{err: adapters.Fail(adapters.Unavailable, adapters.ReasonStatus, "503")}, {reply: match()}}})
		if _, err := b.Lookup(within(t, 10*time.Second), query()); err != nil {
			t.Fatal(err)
		}
		attempts, of := spansOf(seen, "attempt"), spansOf(seen, "lookup")[0]
		if len(attempts) != 2 || attempts[0].Status().Description != "unavailable/status" || said(attempts[0], trace.Number) != "1" || said(attempts[1], trace.Number) != "2" ||
			said(attempts[1], trace.Result) != "answered" {
			t.Errorf("the attempts are %v", attempts)
		}
		if events := of.Events(); len(events) != 1 || events[0].Name != trace.EventRetry || events[0].Attributes[0].Value.AsString() != "granted" {
			t.Errorf("the events are %v", of.Events())
		}
		if said(of, trace.Result) != "answered" || said(of, trace.Attempts) != "2" {
			t.Errorf("the lookup says %v", of.Attributes())
		}
	})
}

// Whatever a registry answers, and the house makes of it, the spans are the same but for their ids and times: what is known of a person
// does not go to whoever keeps traces.
func TestASpanDoesNotTellWhatWasAnswered(t *testing.T) {
	replies := map[string]adapters.Reply[record]{"match": match()}
	for _, o := range spec().Outcomes {
		reply := adapters.Reply[record]{Outcome: o, Told: match().Told}
		if o == adapters.NotFound {
			reply.Reason = adapters.NoRecord
		}
		replies[string(o)] = reply
	}
	var first string
	for name, reply := range replies {
		synctest.Test(t, func(t *testing.T) {
			b, seen := tracedBench(t, &driver{spec: spec(), fetch: []step{{reply: reply}}})
			if _, err := b.Lookup(within(t, 10*time.Second), query()); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			text := ""
			for _, s := range seen.Ended() {
				text += s.Name() + s.Status().Description
				for _, a := range s.Attributes() {
					text += " " + string(a.Key) + "=" + a.Value.String()
				}
				for _, e := range s.Events() {
					text += " " + e.Name
				}
			}
			if first == "" {
				first = text
			}
			if text != first {
				t.Errorf("%s: %s\nanother: %s", name, text, first)
			}
		})
	}
}

// A panic of a driver ends its spans.
func TestAPanicEndsItsSpans(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, seen := tracedBench(t, &driver{spec: spec(), fetch: []step{{panic: "Каримов"}}})
		if _, err := b.Lookup(within(t, 10*time.Second), query()); err == nil {
			t.Fatal("no error")
		}
		for _, kind := range []string{"attempt", "lookup"} {
			if s := spansOf(seen, kind); len(s) != 1 || said(s[0], trace.Result) != "internal" {
				t.Errorf("%s: %v", kind, s)
			}
		}
	})
}
