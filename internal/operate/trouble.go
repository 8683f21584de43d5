package operate

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// A trouble is one thing that wants attention.
type trouble struct {
	Text string
	At   string // the id of the panel that says more
	Bad  bool   // else it is as somebody wants it to be
}

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
