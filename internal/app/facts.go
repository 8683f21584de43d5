package app

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/internal/operate"
)

// reloads remember what came of the last reading again.
type reloads struct{ last atomic.Pointer[reload] }

type reload struct {
	at  time.Time
	err error
}

func (r *reloads) note(err error) { r.last.Store(&reload{time.Now(), err}) }

func (r *reloads) fact() operate.Fact {
	last := r.last.Load()
	switch {
	case last == nil:
		return operate.Fact{Name: "Reload", Text: "none since the start"}
	case last.err != nil:
		return operate.Fact{Name: "Reload", Text: "refused at " + last.at.UTC().Format(time.RFC3339) + ": " + last.err.Error(), Wrong: true}
	}
	return operate.Fact{Name: "Reload", Text: "taken at " + last.at.UTC().Format(time.RFC3339)}
}

// facts are what the console says of the gateway itself.
func (a *App) facts() []operate.Fact {
	_, why := a.Ready()
	all := []operate.Fact{{Name: "Serving", Text: "yes"}, {Name: "Version", Text: a.version}, {Name: "Up since", Text: a.began.UTC().Format(time.RFC3339)}}
	if why != "" {
		all[0].Text = why
	}
	all = append(all, a.accessFact(), a.auditFact(), a.reloads.fact(), operate.Fact{Name: "State", Text: a.cfg.StateText()})
	for _, f := range a.secrets.files() {
		if f.Refused {
			all = append(all, operate.Fact{Name: f.Key, Text: "what lies there now cannot be used; the one before is in use", Wrong: true})
		}
	}
	for _, w := range a.secrets.outbound() {
		all = append(all, endFacts(w.Registry, w.OurEnd, w.TheirEnd)...)
		if w.ClockKnown && w.ClockOffset.Abs() > clockOff {
			all = append(all, operate.Fact{Name: "Clock of " + w.Registry, Text: fmt.Sprintf("ahead of ours by %s", w.ClockOffset.Round(time.Second)), Wrong: true})
		}
	}
	return all
}

// What is said as wrong: a clock that is off by so much, and a certificate that ends so soon.
const (
	clockOff = 30 * time.Second
	endSoon  = 14 * 24 * time.Hour
)

func endFacts(registry string, ours, theirs time.Time) (all []operate.Fact) {
	for _, end := range []struct {
		name string
		at   time.Time
	}{{"Our certificate for " + registry, ours}, {"The certificate of " + registry, theirs}} {
		if !end.at.IsZero() {
			all = append(all, operate.Fact{Name: end.name, Text: "ends " + end.at.UTC().Format(time.DateOnly), Wrong: time.Until(end.at) < endSoon})
		}
	}
	return all
}

func (a *App) accessFact() operate.Fact {
	if a.cfg.Access.IsOff() {
		return operate.Fact{Name: "Access", Text: "off: everybody on this machine may ask everything, as caller anonymous"}
	}
	return operate.Fact{Name: "Access", Text: "callers are told apart"}
}

func (a *App) auditFact() operate.Fact {
	f := operate.Fact{Name: "Audit"}
	if a.audit == nil {
		f.Text = "off: who asked what about whom is not written down"
		return f
	}
	if f.Text = a.auditStops(); f.Text != "" {
		f.Wrong = true
		return f
	}
	h := a.audit.Health()
	f.Text = fmt.Sprintf("%d records, %d of %d places waiting, %d failures; %s free; last checkpoint ", h.Records, h.Waiting, h.Most, h.Failures, bytesText(h.FreeBytes))
	if h.Checkpoint.IsZero() {
		f.Text += "not yet"
	} else {
		f.Text += "at " + h.Checkpoint.UTC().Format(time.RFC3339)
	}
	return f
}

func bytesText(n uint64) string {
	const gib, mib = 1 << 30, 1 << 20
	if n >= gib {
		return fmt.Sprintf("%.1f GiB", float64(n)/gib)
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/mib)
}
