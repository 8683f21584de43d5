package mock

import (
	"strings"
	"testing"
	"time"
)

func TestALimitSlides(t *testing.T) {
	var l limit
	for i, step := range []struct{ at, wait time.Duration }{
		{0, 0}, {20 * time.Second, 0}, {30 * time.Second, 30 * time.Second}, {60*time.Second - 1, 1}, {60 * time.Second, 0},
		{61 * time.Second, 19 * time.Second}, {80 * time.Second, 0}, {time.Hour, 0},
	} {
		if wait := l.take(func() time.Time { return noon.Add(step.at) }, 2, time.Minute); wait != step.wait {
			t.Errorf("step %d: wait %s, want %s", i, wait, step.wait)
		}
	}
	for range 100 {
		if wait := l.take(func() time.Time { return noon }, 2, 0); wait != 0 {
			t.Fatal("a limit without a window holds back")
		}
	}
}

// limited is a mock with the limit that the real service has.
func limited(t *testing.T) (*Server, *watch) {
	t.Helper()
	c := &watch{}
	return Start(t, Config{Seed: 1, Now: c.now}), c
}

// The tax service answers two questions about taxpayers a minute, and says when to come again.
func TestTheThirdQuestionAboutTaxpayersIsRefused(t *testing.T) {
	s, clock := limited(t)
	p := stated(t, "patent-worker", lookupTaxpayer)
	for range 2 {
		if r := ask(t, s, clock.now(), lookupTaxpayer, p); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.body)
		}
		clock.pass(15500 * time.Millisecond)
	}
	r := ask(t, s, clock.now(), lookupTaxpayer, p)
	checkReply(t, lookupTaxpayer, "/taxpayer/search", r)
	if r.status != 422 || !strings.Contains(r.body, codeTaxLimited) || r.header.Get("Retry-After") != "29" {
		t.Errorf("%d %s, Retry-After %q", r.status, r.body, r.header.Get("Retry-After"))
	}
	if r := ask(t, s, clock.now(), lookupObligations, p); r.status != 200 {
		t.Errorf("another question: %d", r.status)
	}
	if r := ask(t, s.In("elsewhere"), clock.now(), lookupTaxpayer, p); r.status != 200 {
		t.Errorf("another namespace: %d", r.status)
	}
	clock.pass(29 * time.Second)
	if r := ask(t, s, clock.now(), lookupTaxpayer, p); r.status != 200 {
		t.Errorf("a minute after the first: %d", r.status)
	}
}

// Who is refused by the limit is not asked about: of his faults only a broken line comes before that.
func TestALimitComesBeforeAPersonasFault(t *testing.T) {
	s, clock := limited(t)
	p := stated(t, "rejected", lookupTaxpayer)
	for range 2 {
		ask(t, s, clock.now(), lookupTaxpayer, p)
	}
	if r := ask(t, s, clock.now(), lookupTaxpayer, p); !strings.Contains(r.body, codeTaxLimited) {
		t.Errorf("%s", r.body)
	}
}
