package adapters_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
)

func TestFailureErrorNeverShowsTheCause(t *testing.T) {
	_, cause := strconv.Atoi(canaryNumber) // quotes its input, in an exported member too
	f := adapters.Fail(adapters.Malformed, adapters.ReasonContract, "Person/SNILS: 9 bytes").Because(cause)
	const want = "malformed/contract: Person/SNILS: 9 bytes"
	if f.Error() != want {
		t.Errorf("got %q", f.Error())
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q", "%z", "%p"} {
		for _, v := range []any{f, *f, fmt.Errorf("asking: %w", f), []error{f}, struct{ Err error }{f}, struct{ err error }{f}} {
			if text := fmt.Sprintf(verb, v); strings.Contains(text, canaryNumber) && verb != "%p" {
				t.Errorf("%s of %T shows the cause: %s", verb, v, text)
			}
		}
	}
	if text, err := json.Marshal(f); err != nil || strings.Contains(string(text), canaryNumber) {
		t.Errorf("json shows the cause: %s, %v", text, err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Error("m", "err", f)
	slog.New(slog.NewTextHandler(&log, nil)).Error("m", "err", f, "value", *f)
	if strings.Contains(log.String(), canaryNumber) || strings.Count(log.String(), want) < 2 {
		t.Errorf("a log holds %s", log.String())
	}
}

func TestFailureErrorLeavesOutWhatItDoesNotHave(t *testing.T) {
	for want, f := range map[string]*adapters.Failure{
		"internal":             adapters.Fail(adapters.Internal, "", ""),
		"internal: a bug":      adapters.Fail(adapters.Internal, "", "a bug"),
		"refused/busy":         adapters.Fail(adapters.Refused, adapters.ReasonBusy, ""),
		"refused/gate: closed": adapters.Fail(adapters.Refused, adapters.ReasonGate, "closed"),
	} {
		if got := f.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestFailureAfterIsClamped(t *testing.T) {
	for asked, want := range map[time.Duration]time.Duration{
		-time.Second: 0, 0: 0, 30 * time.Second: 30 * time.Second, 5 * time.Minute: 5 * time.Minute,
		5*time.Minute + 1: 5 * time.Minute, 7 * 24 * time.Hour: 5 * time.Minute,
	} {
		if got := adapters.Fail(adapters.Throttled, adapters.ReasonRate, "").After(asked).RetryAfter; got != want {
			t.Errorf("%v: got %v, want %v", asked, got, want)
		}
	}
}

func TestAsFailure(t *testing.T) {
	if f := adapters.AsFailure(nil); f != nil {
		t.Errorf("no error: got %v", f)
	}
	cause := errors.New(canaryName)
	f := adapters.AsFailure(cause)
	if f.Kind != adapters.Internal || !errors.Is(f, cause) || strings.Contains(f.Error(), canaryName) {
		t.Errorf("an error without a kind: got %v", f)
	}
	inner := adapters.Fail(adapters.TimedOut, adapters.ReasonExchange, "")
	if got := adapters.AsFailure(errors.Join(cause, fmt.Errorf("x: %w", inner))); got != inner {
		t.Errorf("got %v, want the failure in the chain", got)
	}
}

func TestPendingIsAnError(t *testing.T) {
	var err error = fmt.Errorf("asking: %w", &adapters.Pending{Ticket: canaryNumber})
	var p *adapters.Pending
	if !errors.As(err, &p) || strings.Contains(err.Error(), canaryNumber) {
		t.Errorf("got %v", err)
	}
}

func TestValueErrorIsASentence(t *testing.T) {
	err := &adapters.ValueError{Code: adapters.CodeFormat, Expected: "12 digits"}
	if got := err.Error(); got != "expected 12 digits" {
		t.Errorf("got %q", got)
	}
}

func TestKindIsAnErrorByItsWord(t *testing.T) {
	f := adapters.Fail(adapters.Throttled, adapters.ReasonRate, "")
	if got := adapters.Throttled.Error(); got != "throttled" || !errors.Is(f, adapters.Throttled) || errors.Is(f, adapters.Denied) {
		t.Errorf("got %q", got)
	}
}

func TestSpecName(t *testing.T) {
	if got := (adapters.Spec{Registry: "pension", Lookup: "snils-check"}).Name(); got != "pension/snils-check" {
		t.Errorf("got %q", got)
	}
}
