package adapterstest

import (
	"context"
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/mock/fault"
)

// said is a testing.TB that keeps what it is told.
type said struct {
	testing.TB
	errors []string
}

func (s *said) Helper()                      {}
func (s *said) Errorf(f string, args ...any) { s.errors = append(s.errors, fmt.Sprintf(f, args...)) }

func counted(t *testing.T, result error) *house {
	t.Helper()
	h := newHouse(t, adapters.Spec{Registry: "tax", Lookup: "inn"}, pipeURL, building{limits: hairTrigger})
	_, _ = h.lookup.Do(t.Context(), func() time.Time { return time.Now().Add(patience) },
		func(context.Context, adapters.Exchanger) error { return result })
	return h
}

// Whatever a question ends in: what breaker and gate counted fits that end, and no end that is charged otherwise.
func TestChargedTellsEachEndByTheTable(t *testing.T) {
	var ends []error
	for _, r := range adapters.Rules() {
		for _, reason := range append(r.Reasons, "") {
			if (reason == "") == (len(r.Reasons) == 0) {
				ends = append(ends, adapters.Fail(r.Kind, reason, ""))
			}
		}
	}
	ends = append(ends, nil, &adapters.Pending{Ticket: "T"})
	charge := func(err error) string {
		f := failureOf(err)
		switch {
		case f == nil:
			return "answered"
		case f.Charge() == adapters.ChargeSlow:
			return string(adapters.ChargeNone) // none of these was slow
		case f.Charge() == adapters.ChargeNone:
			return string(adapters.ChargeNone)
		default:
			return fmt.Sprint(f.Charge(), f.Kind, f.Reason)
		}
	}
	for _, end := range ends {
		h := counted(t, end)
		for _, claimed := range ends {
			s := &said{TB: t}
			h.charged(s, claimed)
			if same := charge(end) == charge(claimed); same != (len(s.errors) == 0) {
				t.Errorf("ended as %v, held to %v: %q", end, claimed, s.errors)
			}
		}
	}
}

// A connection that stays open, too many bytes, and a wait that no registry may ask for, are found.
func TestTheHouseFindsWhatIsLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := counted(t, nil)
		ours, theirs := net.Pipe()
		conn, err := h.traffic.over(func(context.Context, string, string) (net.Conn, error) { return ours, nil })(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		s := &said{TB: t}
		h.leave(s)
		if len(s.errors) != 1 {
			t.Errorf("an open connection: %q", s.errors)
		}
		go func() { _, _ = theirs.Write([]byte("four")) }()
		if n, err := conn.Read(make([]byte, 8)); err != nil || h.traffic.bytes() != int64(n) {
			t.Errorf("%d bytes were read, %d are counted, %v", n, h.traffic.bytes(), err)
		}
		s = &said{TB: t}
		h.within(s, fault.Case{}, nil) // in no exchange at all
		if len(s.errors) != 1 {
			t.Errorf("bytes without an exchange: %q", s.errors)
		}
		_, _ = conn.Close(), conn.Close()
		s = &said{TB: t}
		h.leave(s)
		if len(s.errors) != 0 {
			t.Errorf("a closed connection: %q", s.errors)
		}
		_ = theirs.Close()
	})
	for _, c := range []struct {
		name  string
		after time.Duration
		good  bool
	}{{"seconds", 2 * time.Second, true}, {"seconds", time.Second, false}, {"week", adapters.MaxRetryAfter, true},
		{"week", 7 * 24 * time.Hour, false}, {"word", 0, true}, {"word", -1, false}} {
		f := adapters.Fail(adapters.Throttled, adapters.ReasonRate, "")
		f.RetryAfter = c.after
		s := &said{TB: t}
		retryAfter(s, fault.Case{Fault: "429", Name: c.name}, f)
		if (len(s.errors) == 0) != c.good {
			t.Errorf("%s told as %s: %q", c.name, c.after, s.errors)
		}
	}
}

// A place and a probe that are kept are found.
func TestTheHouseFindsWhoStays(t *testing.T) {
	h := counted(t, nil)
	leave, err := h.lookup.Enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := &said{TB: t}
	h.leave(s)
	leave()
	if len(s.errors) != 1 {
		t.Errorf("somebody stays: %q", s.errors)
	}
}

func TestAReplyThatShowsWhatTheShapeDoesNotNameIsFound(t *testing.T) {
	for body, shape := range map[string]fault.Shape{
		`{"on":"2026-01-01"}`:  {Protocol: fault.REST},
		`{"sum":"12.50"}`:      {Protocol: fault.REST},
		`<a>2026-01-01</a>`:    {Protocol: fault.SOAP11},
		`<a><b>-1.00</b></a>`:  {Protocol: fault.SOAP12},
		`{"on":"2026-01-02"}`:  {Protocol: fault.REST, Elements: []fault.Element{{Path: "on", Is: fault.Date}}},
		`{"name":"1.00 days"}`: {Protocol: fault.REST, Elements: []fault.Element{{Path: "on", Is: fault.Date}}},
	} {
		s := &said{TB: t}
		Operation[struct{}]{Reply: fault.Reply{Body: []byte(body)}, Shape: shape}.declared(s)
		if (len(s.errors) == 0) != (len(shape.Elements) > 0) {
			t.Errorf("%s: %q", body, s.errors)
		}
	}
}
