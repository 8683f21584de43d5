package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// A look is a query of a runbook's page, put while its alert fired, and what it showed.
type look struct {
	alert, query string
	shown        []string
}

var asQuery = regexp.MustCompile("(?s)```promql\n(.*?)\n```")

// firstLook does what the page of each alert that is due says for a first look: it puts the queries, with the registry of the alert in
// place of tax, and with windows as compressed as the rules'.
func (d *day) firstLook(ctx context.Context, p *played) {
	for _, s := range p.due {
		page, err := os.ReadFile(filepath.Join(d.runbook, s.name()+".md"))
		if err != nil {
			d.looked(p, look{alert: s.name()})
			continue
		}
		for _, m := range asQuery.FindAllStringSubmatch(string(page), -1) {
			query, _ := compress(m[1])
			if p.at != "" {
				query = strings.ReplaceAll(query, `registry="tax"`, `registry="`+p.at+`"`)
			}
			shown, err := d.prometheus.shows(ctx, query)
			if err != nil {
				shown = nil // it is told as one that shows nothing
			}
			d.looked(p, look{s.name(), m[1], shown})
		}
	}
}

func (d *day) looked(p *played, l look) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p.looks = append(p.looks, l)
}

// shows returns what a query shows now, a line for each series.
func (p *prometheus) shows(ctx context.Context, query string) (lines []string, err error) {
	var reply struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Value  [2]json.RawMessage
			}
		}
	}
	if err := p.ask(ctx, "/api/v1/query?query="+url.QueryEscape(query), &reply); err != nil {
		return nil, err
	}
	for _, r := range reply.Data.Result {
		lines = append(lines, fmt.Sprintf("%v %s", bare(r.Metric), r.Value[1]))
	}
	return lines, nil
}

// unled says which alerts' pages led nowhere in p: whose queries all showed nothing.
func (p *played) unled() (wrong []string) {
	led := make(map[string]bool)
	for _, l := range p.looks {
		led[l.alert] = led[l.alert] || len(l.shown) > 0
	}
	for _, s := range p.due {
		if shown, looked := led[s.name()]; looked && !shown {
			wrong = append(wrong, "the runbook's queries for "+s.name()+" show nothing"+named(p))
			led[s.name()] = true
		}
	}
	return wrong
}

// lookText is what the queries showed, for people.
func (p *played) lookText() string {
	var b strings.Builder
	for _, l := range p.looks {
		fmt.Fprintf(&b, "%s\n  %s\n", l.alert, strings.ReplaceAll(l.query, "\n", "\n  "))
		for _, s := range l.shown {
			fmt.Fprintf(&b, "    %s\n", s)
		}
	}
	return b.String()
}
