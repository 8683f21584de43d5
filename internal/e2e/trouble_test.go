package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/mock"
)

// brisk makes gate and breaker hold for so short that a test can wait for them to pass again.
func brisk(c *app.Config, _ *mock.Config) {
	for _, l := range []*resilience.Config{&c.Registries.Pension.Limits, &c.Registries.Migration.Limits} {
		l.Open.First, l.Open.Max = 300*time.Millisecond, 600*time.Millisecond
		l.Gate.TroubleFirst, l.Gate.TroubleMax = 300*time.Millisecond, 600*time.Millisecond
	}
}

// uncached lets every question go to its registry.
func uncached(c *app.Config, _ *mock.Config) { c.Cache.Entries = 0 }

const known = "patent-worker" // somebody whom all registries know

// A registry that is stopped, hangs or is replaced by garbage gives the failure of the table, within the limits; its
// siblings notice nothing; and when it is back, the gateway recovers by itself.
func TestATroubledRegistryFailsAsTheTableSaysAndTheGatewayRecovers(t *testing.T) {
	for _, tc := range []struct {
		name   string
		mode   mode
		kind   adapters.Kind
		reason adapters.Reason
	}{
		{"stopped", gone, adapters.Unavailable, adapters.ReasonConnect},
		{"hung", hangs, adapters.TimedOut, adapters.ReasonExchange},
		{"replaced by garbage", garbage, adapters.Unavailable, adapters.ReasonReset},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, reach := between(t, "pension")
			w := newWorldThrough(t, reach, hasty, brisk, uncached)
			query, sibling := w.query(t, known, "pension/snils-check"), w.query(t, known, "migration/status")
			ask := func() reply { return w.ask(t, "pension/snils-check", query, "Prefer", "wait=4") }
			if r := ask(); r.doc.Outcome == "" {
				t.Fatalf("before: %d %s", r.status, r.body)
			}
			p.become(tc.mode)
			r := ask()
			if r.doc.Kind != string(tc.kind) || r.doc.Reason != string(tc.reason) {
				t.Errorf("got %s/%s, want %s/%s\n%s", r.doc.Kind, r.doc.Reason, tc.kind, tc.reason, r.body)
			}
			checkStatus(t, r)
			refused := false
			for range 8 {
				r := ask()
				refused = refused || r.doc.Kind == string(adapters.Refused)
				checkStatus(t, r)
			}
			if !refused {
				t.Error("nothing holds back a registry that fails every time")
			}
			if r := w.ask(t, "migration/status", sibling); r.doc.Outcome != "match" {
				t.Errorf("another registry suffers: %d %s", r.status, r.body)
			}
			if r := do(t, "GET", "http://"+w.Gateway().Observe().String()+"/readyz", nil); r.status != 200 {
				t.Errorf("the gateway is unready for one registry: %s", r.body)
			}
			p.become(passes)
			eventually(t, "the registry is asked again and answers", func() bool { return ask().doc.Outcome != "" })
			if log := w.log.String(); !strings.Contains(log, "gate holds") && !strings.Contains(log, "breaker open") {
				t.Error("the log does not say that it was held back")
			}
		})
	}
}
