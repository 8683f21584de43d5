package docs_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/trace"
)

// tracesHead is what stands before the vocabulary in traces.md.
const tracesHead = `# Traces: where a lookup's time went

Lookups are traced by OpenTelemetry where ` + "`traces.endpoint`" + ` in the [configuration](../../configs/gateway.yaml) names a collector (OTLP/HTTP, binary
protobuf); without it nothing is. [ADR 36](adr/0036-a-span-says-no-more-than-the-log.md) has the reasons.

**Which.** Of lookups that come without a ` + "`traceparent`" + ` the part ` + "`sample`" + `. One that comes with a sampled ` + "`traceparent`" + ` is traced within its caller's trace, ` + "`follow`" + ` a
second at most for each caller; beyond that, and where the caller says that he does not trace it, it is not traced. It is not followed where its ids hold what the question states of the person, nor
by GET, where there is no question to compare with. ` + "`tracestate`" + ` and baggage are not read. Registries are sent nothing of all that.

**How to find one.** The log event of a traced lookup has ` + "`trace_id`" + `: from a ` + "`case_id`" + ` or ` + "`lookup_id`" + ` in the log to its trace, and from a slow trace to the log. Status is an error with ` + "`kind/reason`" + `
unless the failure is the caller's own doing. The resource is ` + "`service.name` = `sverka`, `service.version`, `service.instance.id`" + ` (` + "`traces.instance`" + `, or the host's name).

**When spans do not arrive.** Lookups go on as ever. ` + "`sverka_traces_dropped_spans_total`" + ` counts what is lost by its reason, and the log says why, once a minute. ` + "`gateway doctor`" + ` sends the
collector a request without spans and says what to do; [SverkaTracesLost](runbook/SverkaTracesLost.md) is the alert.

## Spans

Written by ` + "`make generate`" + ` from internal/trace; a test drives the whole program through every persona and every fault and fails at a name, an attribute or a value that is not here. Attributes are there where they say
something. Times are the only numbers besides counts.

`

func tracesPage(all []trace.Description) string {
	var b strings.Builder
	b.WriteString(tracesHead)
	for _, d := range all {
		fmt.Fprintf(&b, "### `%s`\n\n%s\n\n", strings.Join(d.Prefixes, " "+d.Names+"`, `")+" "+d.Names, d.Means)
		for _, a := range d.Attributes {
			fmt.Fprintf(&b, "- `%s`: %s; %s\n", a.Key, a.Means, closedBy(a))
		}
		for _, e := range d.Events {
			fmt.Fprintf(&b, "- event `%s`: %s", e.Name, e.Means)
			for _, a := range e.Attributes {
				fmt.Fprintf(&b, " `%s`: %s; %s", a.Key, a.Means, closedBy(a))
			}
			b.WriteString("\n")
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

func closedBy(a trace.Attribute) string {
	if a.Values == nil {
		return string(a.Of)
	}
	return "`" + strings.Join(a.Values, "`, `") + "`"
}

func plain[S ~string](all []S) (words []string) {
	for _, w := range all {
		words = append(words, string(w))
	}
	return words
}

func TestTheTracesPageIsWhatTheCodeSays(t *testing.T) {
	want := tracesPage(trace.Vocabulary(plain(resilience.BreakerStates()), plain(resilience.Decisions()), resilience.Phases()))
	if *update {
		if err := os.WriteFile("traces.md", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("traces.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("traces.md says other than the code: run make generate")
	}
}
