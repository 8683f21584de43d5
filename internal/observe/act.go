package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// An act is something bad that happens, and what is due for it.
type act struct {
	name  string
	at    string // the registry that it is about; empty: the gateway itself
	story string
	begin deed
	// lasts returns when it has lasted long enough; nil: when all that is due has fired, and who is to be woken has been.
	lasts deed
	end   deed
	due   []selector // alerts that must fire
	may   []excuse   // alerts that may
	wakes []string   // the names of the alerts by which somebody is woken, by one page; none: nobody is
}

// A selector says which labels an alert has, as PromQL does: Name{label="value",label=~"one|other"}. It has these and no others, but
// for those that all have.
type selector string

var (
	selectorName  = regexp.MustCompile(`^\w+`)
	selectorLabel = regexp.MustCompile(`(\w+)(=~?)"([^"]*)"`)
)

// name is the alert's.
func (s selector) name() string { return selectorName.FindString(string(s)) }

// selects reports whether the labels are those of s.
func (s selector) selects(labels map[string]string) bool {
	if s.name() != labels["alertname"] {
		return false
	}
	all := selectorLabel.FindAllStringSubmatch(string(s), -1)
	for _, m := range all {
		values := []string{m[3]}
		if m[2] == "=~" {
			values = strings.Split(m[3], "|")
		}
		if !slices.Contains(values, labels[m[1]]) {
			return false
		}
	}
	return len(all) == len(labels)-1
}

// An excuse is an alert that may fire, and why it need not.
type excuse struct {
	selector
	why string
}

// errStayed is how an exercise ends: by whoever is done with it.
var errStayed = errors.New("the exercise is over")

// A played act is one of which it is known when what was.
type played struct {
	act
	began, lifted, over time.Time
	looks               []look // what the runbook's queries showed while it was on
}

// At most so long may pass until alerts fire, and until they have resolved: far more than is needed, for machines are busy.
const (
	firesWithin    = 2 * time.Minute
	resolvesWithin = 3 * time.Minute
)

// play plays one act, from a calm to the next.
func (d *day) play(ctx context.Context, a act) (err error) {
	if err := d.wait(ctx, resolvesWithin, func() bool { return d.calm(a.at) }); err != nil {
		return fmt.Errorf("%s: it does not become calm before: %w", a.name, err)
	}
	p := &played{act: a, began: time.Now()}
	d.add(p)
	if d.stay {
		d.say(a.at, "the act begins; what it is, is told at the end")
	} else {
		d.say(a.at, "%s begins: %s", a.name, a.story)
	}
	if err := a.begin(ctx, d); err != nil {
		return fmt.Errorf("%s: %w", a.name, err)
	}
	if a.lasts != nil {
		err = a.lasts(ctx, d)
	} else {
		err = d.wait(ctx, firesWithin, func() bool { return d.allOut(p) })
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		d.say(a.at, "%s: not all that is due has fired: %v", a.name, err) // judge says what
	}
	d.firstLook(ctx, p)
	d.note(ctx, p)
	if d.stay {
		d.exercise(ctx, p)
		<-ctx.Done()
		d.say(a.at, "%s was: %s", a.name, a.story)
		return errStayed
	}
	p.lifted = time.Now()
	if err := a.end(ctx, d); err != nil {
		return fmt.Errorf("%s: %w", a.name, err)
	}
	d.say(a.at, "%s is over at its source", a.name)
	if err := d.wait(ctx, resolvesWithin, func() bool { return d.calm(a.at) }); err != nil {
		d.say(a.at, "%s: not all has resolved: %v", a.name, err)
	}
	p.over = time.Now()
	d.say(a.at, "%s has resolved", a.name)
	return nil
}

// allOut reports whether all that is due for p has fired, and who is to be woken has been.
func (d *day) allOut(p *played) bool {
	for _, s := range p.due {
		if !d.seen(p.began, s) {
			return false
		}
	}
	return len(p.wakes) == 0 || slices.ContainsFunc(d.alertmanager.called(), func(c call) bool {
		return c.receiver == awake && c.at.After(p.began) && slices.ContainsFunc(c.alerts, func(labels map[string]string) bool { return labels["registry"] == p.at })
	})
}
