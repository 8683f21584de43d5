package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// awake is the receiver who is woken, as the shipped routes call him.
const awake = "awake"

// judge says what was not as it is due: alerts that did not fire, that fired and were not due, or that still do, pages, and pages of the
// runbook that lead nowhere. The list is
// empty after a good bad day. end is when it ended.
func judge(acts []*played, fired []firing, calls []call, end time.Time) (wrong []string) {
	for _, f := range fired {
		p := during(acts, f.labels["registry"], f.from)
		if p == nil || !p.expects(f.labels) {
			wrong = append(wrong, fmt.Sprintf("%s fired for %s and was not due%s", written(f.labels), f.until.Sub(f.from), named(p)))
		}
		if end.Sub(f.until) < 3*scrapeEvery {
			wrong = append(wrong, written(f.labels)+" still fires at the end of the day"+named(p))
		}
	}
	for _, p := range acts {
		for _, s := range p.due {
			if !slices.ContainsFunc(fired, func(f firing) bool { return s.selects(f.labels) && during(acts, p.at, f.from) == p }) {
				wrong = append(wrong, string(s)+" did not fire"+named(p))
			}
		}
		wrong = append(wrong, paged(acts, p, calls)...)
		wrong = append(wrong, p.unled()...)
	}
	return wrong
}

// during returns the act about the registry that had begun by then, nil: none had.
func during(acts []*played, registry string, at time.Time) (found *played) {
	for _, p := range acts {
		if p.at == registry && !p.began.After(at) && (found == nil || p.began.After(found.began)) {
			found = p
		}
	}
	return found
}

func (p *played) expects(labels map[string]string) bool {
	return slices.ContainsFunc(p.due, func(s selector) bool { return s.selects(labels) }) ||
		slices.ContainsFunc(p.may, func(e excuse) bool { return e.selects(labels) })
}

// paged says what was wrong with who was woken in p: by something that is no reason, not at all, or by more than one page.
func paged(acts []*played, p *played, calls []call) (wrong []string) {
	pages := make(map[string]bool)
	for _, c := range calls {
		for _, labels := range c.alerts {
			if c.receiver != awake || during(acts, labels["registry"], c.at) != p {
				continue
			}
			pages[c.group] = true
			if !slices.Contains(p.wakes, labels["alertname"]) {
				wrong = append(wrong, fmt.Sprintf("somebody was woken by %s%s", written(labels), named(p)))
			}
		}
	}
	if most := min(len(p.wakes), 1); len(pages) != most {
		wrong = append(wrong, fmt.Sprintf("%d pages, want %d: %s%s", len(pages), most, strings.Join(slices.Sorted(maps.Keys(pages)), ", "), named(p)))
	}
	slices.Sort(wrong)
	return slices.Compact(wrong)
}

func named(p *played) string {
	if p == nil {
		return ", in the calm before"
	}
	return ", in " + p.name
}
