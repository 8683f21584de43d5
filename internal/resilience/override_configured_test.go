package resilience

import (
	"testing"
	"testing/synctest"
	"time"
)

// An operator's override goes over the configured one and does not take its place: what was configured must not be armed
// by the clock.
func TestAConfiguredObserveStandsAgainAfterAnOverride(t *testing.T) {
	for name, end := range map[string]func(*Registry){
		"its end":  func(*Registry) { time.Sleep(2 * time.Minute) },
		"its lift": func(r *Registry) { r.Lift(); r.Lookups()[0].Lift() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cfg := Default()
				cfg.Observe = true
				r, err := NewRegistry("r", cfg, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				l := r.Lookup("l")
				modes := func() [2]Mode {
					s := r.Snapshot()
					return [2]Mode{s.Gate.Override.Mode, s.Lookups[0].Breaker.Override.Mode}
				}
				o := Override{Mode: Refuse, Reason: "x", Until: time.Now().Add(time.Minute)}
				if _, err := r.Override(o); err != nil {
					t.Fatal(err)
				}
				if _, err := l.Override(o); err != nil {
					t.Fatal(err)
				}
				if got := modes(); got != [2]Mode{Refuse, Refuse} {
					t.Fatalf("overridden: %q", got)
				}
				again, err := NewRegistry("r", cfg, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				again.Lookup("l")
				again.Restore(r.State())
				end(r)
				if got := modes(); got != [2]Mode{Observe, Observe} {
					t.Errorf("after %s: %q, want what was configured", name, got)
				}
				time.Sleep(2 * time.Minute)
				if s := again.Snapshot(); s.Gate.Override.Mode != Observe || s.Lookups[0].Breaker.Override.Mode != Observe {
					t.Errorf("restored, and ended: %q, want what was configured", s.Gate.Override.Mode)
				}
				r.Arm()
				if got := modes(); got != [2]Mode{} {
					t.Errorf("armed: %q", got)
				}
			})
		})
	}
}
