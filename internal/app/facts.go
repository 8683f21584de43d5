package app

import (
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/secret"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/internal/transport"
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
	all = append(all, a.accessFact(), a.auditFact(), a.reloads.fact(), a.stateFact(), a.tracesFact())
	for _, f := range a.secrets.files() {
		if f.Refused {
			all = append(all, operate.Fact{Name: f.Key, Text: "what lies there now cannot be used; the one before is in use", Wrong: true})
		}
	}
	for _, e := range a.endings() {
		all = append(all, e.fact())
	}
	for _, w := range a.secrets.outbound() {
		if w.ClockKnown && w.ClockOffset.Abs() >= transport.ClockOff {
			all = append(all, operate.Fact{Name: "Clock of " + w.Registry, Text: fmt.Sprintf("ahead of ours by %s", w.ClockOffset.Round(time.Second)), Wrong: true})
		}
	}
	return all
}

// An ending is something that ends, and how long before that it is said as wrong.
type ending struct {
	name   string
	at     time.Time // zero: not known
	margin secret.Margin
}

func (e ending) fact() operate.Fact {
	left := time.Until(e.at)
	return operate.Fact{Name: e.name, Text: fmt.Sprintf("ends %s (%d days)", e.at.UTC().Format(time.DateOnly), int(left.Hours()/24)), Wrong: left < e.margin.Soon}
}

// endings are all that ends of what the gateway goes by.
func (a *App) endings() (all []ending) {
	for _, o := range a.secrets.own {
		all = append(all, ending{ownNames()[o.of], o.end(), secret.Ours()})
	}
	for _, w := range a.secrets.outbound() {
		all = append(all, ending{"Our certificate for " + w.Registry, w.OurEnd, secret.Ours()}, ending{"The certificate of " + w.Registry, w.TheirEnd, secret.Theirs()},
			ending{"Our credential for " + w.Registry, w.CredentialEnd, secret.Ours()})
	}
	return slices.DeleteFunc(all, func(e ending) bool { return e.at.IsZero() })
}

func ownNames() map[string]string {
	return map[string]string{
		telemetry.OwnAPI: "The certificate of the API", telemetry.OwnOperate: "The certificate of this listener",
		telemetry.OwnAuthority: "The authority of callers' certificates",
	}
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
