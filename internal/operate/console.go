package operate

import (
	"cmp"
	"fmt"
	"time"

	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// A console is all that is shown of the gateway at one moment.
type console struct {
	Now        when
	Headline   string
	Aloud      string // what the headline counts
	Troubles   []trouble
	Registries []registryPanel
	Overrides  []standing
	Failures   []failureRow
	Facts      []Fact
}

// A registryPanel shows one registry.
type registryPanel struct {
	resilience.Snapshot
	Holding bool
	Why     string
	Since   when
	Until   when // the next probe may go then
	Gate    steeredPanel
	Closed  *windowPanel
	Next    *windowPanel
	Quotas  []quotaPanel
	Pending int
	Lookups []lookupPanel
	now     time.Time
}

type lookupPanel struct {
	resilience.LookupSnapshot
	Name    string // with the registry's
	Trip    *tripPanel
	Breaker steeredPanel
	Recent  *recentPanel
	Pending int
}

// A steeredPanel is a gate or breaker as something that can be overridden.
type steeredPanel struct {
	Of       string // as a person names it
	ID       string // in the page
	Path     string // of the API
	Override *standing
}

// A standing is an override that stands.
type standing struct {
	Of, Path, ID string
	Mode         resilience.Mode
	Reason, By   string
	Until        when
}

type tripPanel struct {
	Rule        string
	Counts      string
	Cause       string
	Slowest     string
	Since, At   when
	Next        when // zero: the next question is the probe
	Reopened    int
	LastFailure string
}

type windowPanel struct{ From, Until when }

type quotaPanel struct {
	Of    string
	Left  int
	Limit int
	Per   string
	Low   bool
}

type recentPanel struct {
	telemetry.Recent
	PerMinute   string
	FailedShare int // in a hundred of those that were asked
	CachedShare int
	Nobody      string // the share of not_found in the answers that were given anew
	Wire, Own   string
	Bars        []bar
}

// A bar is a slot of the trend, in the units of its drawing.
type bar struct{ X, Asked, AskedY, Failed, FailedY int }

type failureRow struct {
	telemetry.FailedLookup
	When when
}

// look reads how all stands.
func (o *operator) look(now time.Time) console {
	c := console{Now: when{now, now}, Facts: read(o.Sources.Facts)}
	recent := make(map[string]telemetry.Recent)
	for _, r := range read(o.Sources.Recent) {
		recent[r.Registry+"/"+r.Lookup] = r
	}
	pending := make(map[string]int)
	for _, s := range read(o.Sources.Stock) {
		pending[s.Registry+"/"+s.Lookup] = s.Tickets
	}
	for _, r := range o.Gateway.Registries() {
		p := panelOf(r.Snapshot(), recent, pending, now)
		c.Registries = append(c.Registries, p)
		c.Overrides = append(c.Overrides, p.overrides()...)
		c.Troubles = append(c.Troubles, p.troubles()...)
	}
	for _, f := range read(o.Sources.Failed) {
		if len(c.Failures) == shownFailures {
			break
		}
		c.Failures = append(c.Failures, failureRow{f, when{f.At, now}})
	}
	if ok, why := o.Gateway.Ready(); !ok {
		c.Troubles = append(c.Troubles, trouble{"the gateway is not ready: " + why, "gateway", true})
	}
	if o.Sources.Strangers != nil {
		c.strange(o.Sources.Strangers())
	}
	for _, f := range c.Facts {
		if f.Wrong {
			c.Troubles = append(c.Troubles, trouble{f.Name + ": " + f.Text, "gateway", true})
		}
	}
	c.Headline, c.Aloud = headline(c.Troubles)
	return c
}

// strange says who it is, if many come in who are not known, in words that stand as long as they come.
func (c *console) strange(s telemetry.Strangers) {
	f := Fact{Name: "Callers who are not known", Text: "few or none in the last 10 minutes"}
	if s.Many {
		f.Wrong = true
		f.Text = fmt.Sprintf("many in the last 10 minutes (%s: %s), most of them from %s", s.By, s.Cause, cmp.Or(s.From, "nobody knows where"))
	}
	c.Facts = append(c.Facts, f)
}

const shownFailures = 50

func panelOf(s resilience.Snapshot, recent map[string]telemetry.Recent, pending map[string]int, now time.Time) registryPanel {
	p := registryPanel{
		now: now, Snapshot: s, Holding: s.Gate.State == resilience.Holding, Why: s.Gate.Why(now),
		Since: when{s.Gate.Hold.Since, now}, Until: when{s.Gate.Hold.Until, now},
		Gate:   steer("the gate of "+s.Registry, "gate-"+s.Registry, "v1/registries/"+s.Registry+"/override", s.Gate.Override, now),
		Closed: windowOf(s.Gate.Closed, now), Next: windowOf(s.Gate.Next, now),
	}
	for _, q := range s.Quotas {
		per := "day of " + q.Zone
		if q.Window > 0 {
			per = short(q.Window)
		}
		low := q.Left == 0 || q.Window == 0 && q.Left*100 < int(resilience.QuotaLow)*q.Limit
		p.Quotas = append(p.Quotas, quotaPanel{cmp.Or(q.Operation, "all exchanges"), q.Left, q.Limit, per, low})
	}
	for _, l := range s.Lookups {
		one := lookupPanelOf(s.Registry, l, now)
		if r, ok := recent[one.Name]; ok {
			one.Recent = recentOf(r)
		}
		one.Pending = pending[one.Name]
		p.Pending += one.Pending
		p.Lookups = append(p.Lookups, one)
	}
	return p
}

func lookupPanelOf(registry string, l resilience.LookupSnapshot, now time.Time) lookupPanel {
	name := registry + "/" + l.Lookup
	return lookupPanel{
		LookupSnapshot: l, Name: name, Trip: tripOf(l.Breaker, now),
		Breaker: steer("the breaker of "+name, "breaker-"+registry+"--"+l.Lookup,
			"v1/registries/"+registry+"/lookups/"+l.Lookup+"/override", l.Breaker.Override, now),
	}
}

func steer(of, id, path string, o resilience.Override, now time.Time) steeredPanel {
	p := steeredPanel{Of: of, ID: id, Path: path}
	if o.Mode != "" {
		p.Override = &standing{Of: of, Path: path, ID: id, Mode: o.Mode, Reason: o.Reason, By: o.By, Until: when{o.Until, now}}
		if o.Until.IsZero() {
			p.Override.By = "the configuration"
		}
	}
	return p
}

func tripOf(b resilience.BreakerSnapshot, now time.Time) *tripPanel {
	if b.State == resilience.Closed {
		return nil
	}
	t := b.Trip
	p := &tripPanel{
		Rule: t.Why(), Counts: fmt.Sprintf("%d failed, %d succeeded, %d failed in a row", t.Failures, t.Successes, t.InARow),
		Cause: t.Cause.String(), Since: when{t.Since, now}, At: when{t.At, now}, Next: when{b.OpenUntil, now},
		Reopened: b.Reopened, LastFailure: b.LastFailure.String(),
	}
	if t.Slowest > 0 {
		p.Slowest = short(t.Slowest)
	}
	return p
}

func windowOf(w resilience.Window, now time.Time) *windowPanel {
	if w.From.IsZero() {
		return nil
	}
	return &windowPanel{when{w.From, now}, when{w.Until, now}}
}

func recentOf(r telemetry.Recent) *recentPanel {
	p := &recentPanel{Recent: r, PerMinute: "0", Wire: quantiles(r.Wire), Own: quantiles(r.Own)}
	if r.Asked > 0 {
		p.PerMinute = fmt.Sprintf("%.1f", float64(r.Asked)/max(r.Span, telemetry.RecentSlot).Minutes())
		p.FailedShare, p.CachedShare = percent(r.Failed, r.Asked), percent(r.Cached, r.Asked)
	}
	if fresh := r.Found + r.NotFound; fresh > 0 {
		p.Nobody = fmt.Sprintf("%d %%", percent(r.NotFound, fresh))
	}
	p.Bars = bars(r.Slots)
	return p
}

// percent rounds up, so that what is not nothing does not look so.
func percent(part, all int) int { return (part*100 + all - 1) / all }

// The drawing of a trend.
const (
	barHeight = 20
	barStep   = 4
)

func bars(slots []telemetry.RecentCount) []bar {
	most := 1
	for _, s := range slots {
		most = max(most, s.Asked)
	}
	all := make([]bar, len(slots))
	for i, s := range slots {
		asked, failed := scaled(s.Asked, most), scaled(s.Failed, most)
		all[i] = bar{i * barStep, asked, barHeight - asked, failed, barHeight - failed}
	}
	return all
}

func scaled(n, most int) int { return (n*barHeight + most - 1) / most }

func quantiles(q telemetry.Quantiles) string {
	if q.P95 == 0 {
		return ""
	}
	return short(q.Median) + " / " + short(q.P95)
}

func (p registryPanel) overrides() (all []standing) {
	if o := p.Gate.Override; o != nil {
		all = append(all, *o)
	}
	for _, l := range p.Lookups {
		if o := l.Breaker.Override; o != nil {
			all = append(all, *o)
		}
	}
	return all
}
