package operate

import (
	"cmp"
	"fmt"
	"strings"
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

// A trouble is one thing that wants attention.
type trouble struct {
	Text string
	At   string // the id of the panel that says more
	Bad  bool   // else it is as somebody wants it to be
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

// headline says how much is wrong, and aloud what, in words that change only when something begins or ends.
func headline(all []trouble) (seen, aloud string) {
	var bad []string
	for _, t := range all {
		if t.Bad {
			bad = append(bad, t.Text)
		}
	}
	switch {
	case len(all) == 0:
		return "Nothing is held back, and nothing misses its target.", ""
	case len(bad) == 0:
		return "Nothing misses its target; not everything is as it was built to be.", ""
	case len(bad) == 1:
		return "1 thing wants attention.", " " + bad[0]
	}
	return fmt.Sprintf("%d things want attention.", len(bad)), " " + strings.Join(bad, "; ")
}

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

// A lookup fails, at night and of a few, when at least so many of so many in a hundred did; else when it misses its target.
const (
	failingShare = 50
	failingAsked = 5
)

// What is told of answers: slow are more than one in twenty beyond the objective, and a registry finds nobody any more that finds fewer
// than one in ten, of whom it usually finds four. Fewer answers than enough say nothing.
const (
	slowShare     = 5
	nobodyShare   = 90
	somebodyShare = 60
	enough        = 20
)

// lately is said of what is so over the last minutes, and may be over: telemetry.RecentSlots times RecentSlot.
const lately = " (last 5 minutes)"

// otherPersonFor is for how long it is told that a reply was about somebody else: as long as the runbook waits for the next.
const otherPersonFor = 24 * time.Hour

// misses reports whether so many bad ones are more than the target allows, and not few.
func misses(target float64, bad, all int) bool {
	return bad >= telemetry.FewBad && float64(bad) > (1-target)*float64(all)
}

// troubles are what the last minutes of a lookup show.
func (r *recentPanel) troubles(name string, now time.Time) (all []string) {
	measured := r.Good + r.Slow + r.Bad
	if !r.OtherPerson.IsZero() && now.Sub(r.OtherPerson) < otherPersonFor {
		all = append(all, name+" gave a reply about somebody else within the last day")
	}
	failed, asked := r.Failed-r.Closed, r.Asked-r.Closed
	switch {
	case misses(r.Target, r.Bad, measured):
		all = append(all, name+" fails more than its target allows"+lately)
	case asked >= failingAsked && failed*100 >= failingShare*asked:
		all = append(all, name+" fails"+lately)
	}
	if misses(r.OurTarget, r.OurBad, r.OurGood+r.OurBad) {
		all = append(all, name+" is failed or held up by the gateway itself"+lately)
	}
	if measured >= enough && r.Slow*100 > slowShare*measured {
		all = append(all, name+" is slower than its objective, "+short(r.Objective)+lately)
	}
	fresh, usual := r.Found+r.NotFound, r.UsualFound+r.UsualNotFound
	if fresh >= enough && r.NotFound*100 > nobodyShare*fresh && usual >= enough && r.UsualNotFound*100 < somebodyShare*usual {
		all = append(all, name+" finds nobody any more"+lately)
	}
	return all
}

// troubles are what of the registry wants attention.
func (p registryPanel) troubles() (all []trouble) {
	at := "r-" + p.Registry
	say := func(bad bool, text string) { all = append(all, trouble{text, at, bad}) }
	switch {
	case p.Holding && p.Snapshot.Gate.Hold.Cause == resilience.HoldMaintenance:
		say(false, p.Registry+" is closed by its calendar")
	case p.Holding:
		say(true, p.Registry+" gate holds, "+string(p.Snapshot.Gate.Hold.Cause))
	}
	for _, q := range p.Quotas {
		switch {
		case q.Left == 0:
			say(true, p.Registry+" quota is spent ("+q.Of+")")
		case q.Low:
			say(true, fmt.Sprintf("%s has less than %d %% of its quota left (%s)", p.Registry, resilience.QuotaLow, q.Of))
		}
	}
	if p.BudgetLeft == 0 {
		say(true, p.Registry+" retry budget is spent")
	}
	for _, l := range p.Lookups {
		if state := l.LookupSnapshot.Breaker.State; state != resilience.Closed {
			say(true, l.Name+" breaker "+strings.ReplaceAll(string(state), "_", " "))
		}
		if l.Recent != nil {
			for _, text := range l.Recent.troubles(l.Name, p.now) {
				say(true, text)
			}
		}
	}
	for _, o := range p.overrides() {
		say(false, strings.TrimPrefix(o.Of, "the ")+" is put on "+string(o.Mode)+" by "+cmp.Or(o.By, "an operator"))
	}
	return all
}

// A when is a moment that is shown, and the moment at which it is.
type when struct{ at, now time.Time }

// Known reports whether there is one.
func (w when) Known() bool { return !w.at.IsZero() }

// Ahead reports whether it is yet to come.
func (w when) Ahead() bool { return w.at.After(w.now) }

// ISO is for machines, and for who wants all of it.
func (w when) ISO() string { return w.at.UTC().Format(time.RFC3339) }

// Clock is the time of the day, with the day if it is another. Times are UTC.
func (w when) Clock() string {
	at, now := w.at.UTC(), w.now.UTC()
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format(time.TimeOnly)
	}
	return at.Format("2006-01-02 15:04")
}

// Away says how far it is.
func (w when) Away() string {
	switch d := w.at.Sub(w.now); {
	case d > 0:
		return "in " + short(d)
	case d > -time.Second:
		return "now"
	default:
		return short(-d) + " ago"
	}
}

// short leaves of a duration what a person reads.
func short(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	case d < 10*time.Second:
		return d.Round(100 * time.Millisecond).String()
	case d < time.Minute:
		return d.Round(time.Second).String()
	case d < time.Hour:
		return zeroless(d.Round(time.Second))
	case d < day:
		return zeroless(d.Round(time.Minute))
	}
	days, rest := d/day, (d % day).Round(time.Hour)
	return strings.TrimSuffix(fmt.Sprintf("%dd%dh", days, rest/time.Hour), "0h")
}

func zeroless(d time.Duration) string {
	text := d.String()
	for _, none := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, none) {
			text = strings.TrimSuffix(text, none[1:])
		}
	}
	return text
}
