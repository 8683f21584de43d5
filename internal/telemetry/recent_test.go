package telemetry_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// counting returns metrics with one lookup.
func counting() *telemetry.Metrics {
	m := telemetry.New("test")
	m.Add(adapters.Spec{Registry: "tax", Lookup: "inn", Outcomes: []adapters.Outcome{adapters.Match}}, true)
	return m
}

func ofINN(r telemetry.Result, took time.Duration) telemetry.Asked {
	return telemetry.Asked{ID: "an-id", Registry: "tax", Lookup: "inn", Caller: "portal", Result: r, Took: took}
}

func TestTheLastMinutesAreToldAndForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := counting()
		answered, cached := telemetry.Answered(adapters.Match, ""), telemetry.Answered(adapters.Match, "")
		cached.Class = telemetry.ClassCached
		timeout := telemetry.Failed(adapters.Fail(adapters.TimedOut, "", ""))
		mistake := telemetry.Failed(adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, ""))
		for range 90 {
			m.Looked(ofINN(answered, 100*time.Millisecond))
			m.Attempted(resilience.Attempt{Registry: "tax", Lookup: "inn", Wire: 80 * time.Millisecond})
		}
		for range 10 {
			m.Looked(ofINN(timeout, 10*time.Second))
			m.Attempted(resilience.Attempt{Registry: "tax", Lookup: "inn", Wire: 9 * time.Second, Kind: adapters.TimedOut})
			m.Looked(ofINN(cached, time.Millisecond))
			m.Looked(ofINN(mistake, time.Microsecond))
		}
		m.Looked(telemetry.Asked{Registry: "no such registry"})
		time.Sleep(2 * time.Minute)
		m.Looked(ofINN(timeout, 10*time.Second))
		r := m.Recent()[0]
		got := fmt.Sprint(len(m.Recent()), r.Span, r.Asked, r.Cached, r.Failed, r.Mistaken, r.Attempts, r.FailedAttempts)
		if got != "1 2m0s 121 10 11 10 100 10" {
			t.Errorf("told is %s", got)
		}
		within(t, "median", r.Own.Median, 100*time.Millisecond)
		within(t, "p95", r.Own.P95, 10*time.Second)
		within(t, "the wire's median", r.Wire.Median, 80*time.Millisecond)
		within(t, "the wire's p95", r.Wire.P95, 9*time.Second)
		last := len(r.Slots) - 1
		if r.Slots[last] != (telemetry.RecentCount{Asked: 1, Failed: 1}) || r.Slots[last-8] != (telemetry.RecentCount{Asked: 120, Failed: 10}) {
			t.Errorf("slots are %v", r.Slots)
		}
		time.Sleep(4 * time.Minute)
		if r := m.Recent()[0]; r.Asked != 1 || r.Span != 5*time.Minute {
			t.Errorf("after four minutes: %+v", r)
		}
		time.Sleep(24 * time.Hour)
		if r := m.Recent()[0]; r.Asked != 0 || r.Own != (telemetry.Quantiles{}) {
			t.Errorf("after a day: %+v", r)
		}
	})
}

// within holds a quantile to its promise: not below, and at most a quarter above.
func within(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got < want || got > want+want/4 {
		t.Errorf("%s is %s, of %s", what, got, want)
	}
}

func TestDurationsBeyondAllBoundsAreCounted(t *testing.T) {
	m := counting()
	for _, d := range []time.Duration{-time.Second, 0, time.Nanosecond, 1000 * time.Hour} {
		m.Looked(ofINN(telemetry.Answered(adapters.Match, ""), d))
	}
	if r := m.Recent()[0]; r.Asked != 4 || r.Own.Median != time.Millisecond || r.Own.P95 < time.Minute {
		t.Errorf("told is %+v", r)
	}
}

// However many fail, so many are remembered; and a caller's mistakes push out no failure of a registry's.
func TestFailuresAreRememberedWithinBounds(t *testing.T) {
	m := counting()
	m.Looked(ofINN(telemetry.Answered(adapters.Match, ""), time.Second))
	a := ofINN(telemetry.Failed(adapters.Fail(adapters.Malformed, adapters.ReasonContract, "never shown")), time.Second)
	a.ID = "the-one"
	m.Looked(a)
	for range 1000 {
		m.Looked(ofINN(telemetry.Failed(adapters.Fail(adapters.InvalidQuery, adapters.ReasonField, "")), 0))
	}
	a.ID = "a-resumed-one"
	m.Resumed(a)
	all := m.FailedLookups()
	var registrys []string
	for i, f := range all {
		if f.Origin != string(adapters.OriginCaller) {
			registrys = append(registrys, f.ID+" "+f.Kind+"/"+f.Reason)
		}
		if i > 0 && f.At.After(all[i-1].At) {
			t.Error("they are not told the latest first")
		}
	}
	if strings.Join(registrys, ", ") != "a-resumed-one malformed/contract, the-one malformed/contract" || len(all) != 22 {
		t.Errorf("remembered are %d: %v", len(all), registrys)
	}
	if strings.Contains(fmt.Sprint(all), "never shown") {
		t.Error("a failure's text is told")
	}
}

// The last minutes tell too what lookups count as in the objectives, whom they find, and for longer that a reply was about somebody else.
func TestTheLastMinutesAreJudged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := telemetry.New("test")
		m.Add(adapters.Spec{Registry: "tax", Lookup: "inn", Outcomes: []adapters.Outcome{adapters.Match, adapters.NotFound}}, true)
		m.Promise("tax", "inn", 0.99, time.Second)
		m.PromiseOwn(0.9995, 100*time.Millisecond)
		nobody := telemetry.Answered(adapters.NotFound, adapters.NotFoundReasons()[0])
		m.Looked(ofINN(nobody, time.Millisecond))
		time.Sleep(10 * time.Minute)
		m.Looked(ofINN(telemetry.Answered(adapters.Match, ""), time.Millisecond))
		m.Looked(ofINN(telemetry.Answered(adapters.Match, ""), 2*time.Second))
		m.Looked(ofINN(nobody, time.Millisecond))
		m.Looked(ofINN(telemetry.Answered(adapters.InProgress, ""), time.Millisecond))
		m.Looked(ofINN(telemetry.Failed(adapters.Fail(adapters.TimedOut, "", "")), time.Second))
		m.Looked(ofINN(telemetry.Failed(adapters.Fail(adapters.Refused, adapters.ReasonMaintenance, "")), time.Millisecond))
		m.Looked(ofINN(telemetry.Failed(adapters.Fail(adapters.Internal, "", "")), time.Millisecond))
		probe := ofINN(telemetry.Failed(adapters.Fail(adapters.TimedOut, "", "")), time.Second)
		probe.Caller = telemetry.CallerProbe
		m.Looked(probe)
		m.Attempted(resilience.Attempt{Registry: "tax", Lookup: "inn", Kind: adapters.Malformed, Reason: adapters.ReasonContract})
		r := m.Recent()[0]
		got := fmt.Sprint(r.Target, r.Objective, r.OurTarget, " theirs ", r.Good, r.Slow, r.Bad, " ours ", r.OurGood, r.OurBad,
			" found ", r.Found, r.NotFound, r.UsualFound, r.UsualNotFound, " closed ", r.Closed, r.OtherPerson.IsZero())
		if want := "0.99 1s 0.9995 theirs 3 1 1 ours 5 1 found 2 1 0 1 closed 1 true"; got != want {
			t.Errorf("told is %s, want %s", got, want)
		}
		for _, f := range m.FailedLookups() {
			if f.Reason == string(adapters.ReasonMaintenance) {
				t.Errorf("what a calendar refuses is among the failures: %+v", f)
			}
		}
		m.Attempted(resilience.Attempt{Registry: "tax", Lookup: "inn", Kind: adapters.Malformed, Reason: adapters.ReasonOtherPerson})
		at := time.Now()
		time.Sleep(time.Hour)
		if got := m.Recent()[0].OtherPerson; !got.Equal(at) {
			t.Errorf("a reply about somebody else came at %s, told is %s", at, got)
		}
	})
}

func TestStrangersAreToldByWhereMostComeFrom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := counting()
		if got := m.Strangers(); got.Many || got.From != "" {
			t.Errorf("of nobody it is %+v", got)
		}
		for range telemetry.StrangersMany {
			m.Denied(telemetry.ByKey, telemetry.DeniedUnknown, "203.0.113.7")
		}
		for range 20 {
			m.Denied(telemetry.ByToken, telemetry.DeniedExpired, "10.0.0.1")
		}
		if got := m.Strangers(); got.Many {
			t.Errorf("as many as are none are %+v", got)
		}
		m.Denied(telemetry.ByKey, telemetry.DeniedUnknown, "10.0.0.1")
		if got, want := m.Strangers(), (telemetry.Strangers{By: telemetry.ByKey, Cause: telemetry.DeniedUnknown, Many: true, From: "203.0.113.7"}); got != want {
			t.Errorf("it is %+v, want %+v", got, want)
		}
		for range 1000 {
			m.Denied(telemetry.ByToken, telemetry.DeniedExpired, "10.0.0.1")
		}
		if got := m.Strangers(); got.Cause != telemetry.DeniedExpired || !got.Many {
			t.Errorf("of more than are remembered it is %+v", got)
		}
		time.Sleep(telemetry.StrangersSpan + time.Second)
		if got := m.Strangers(); got.Many {
			t.Errorf("after a while it is %+v", got)
		}
	})
}
