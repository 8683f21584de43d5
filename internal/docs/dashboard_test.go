package docs_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/grafana"
)

// labelsOf returns the labels that the alert has in each test in which it fires.
func labelsOf(t *testing.T, alert string) (always []string) {
	t.Helper()
	for i, labels := range fired(t)[alert] {
		if i == 0 {
			always = slices.Sorted(maps.Keys(labels))
		}
		always = slices.DeleteFunc(always, func(name string) bool { return labels[name] == "" })
	}
	return always
}

// dashboardOf returns where the alert's annotation leads within Grafana: to the registry in depth if it is of one, with what it is about chosen.
// Of a registry's trouble it is left open on which instance: whether others have it too is the next question.
func dashboardOf(t *testing.T, alert string) string {
	t.Helper()
	labels := labelsOf(t, alert)
	showing := grafana.Showing(alert)
	if len(showing) == 0 {
		return ""
	}
	d := showing[0]
	if len(showing) > 1 && !slices.Contains(labels, "registry") {
		d = showing[1]
	}
	var chosen []string
	for _, name := range d.Variables() {
		if slices.Contains(labels, name) && (name != "instance" || d.UID() == "sverka-gateway") {
			chosen = append(chosen, "var-"+name+"={{ $labels."+name+" }}")
		}
	}
	if chosen == nil {
		return "/d/" + d.UID()
	}
	return "/d/" + d.UID() + "?" + strings.Join(chosen, "&")
}

// Whoever has nothing but the alert's text is one click away from the panels: Grafana's address before the annotation.
func TestEveryAlertLeadsToItsDashboard(t *testing.T) {
	for _, r := range rules(t, "alerts.yaml") {
		if want := dashboardOf(t, r.Alert); want == "" || r.Annotations["dashboard"] != want {
			t.Errorf("%s: its dashboard is %q, want %q", r.Alert, r.Annotations["dashboard"], want)
		}
	}
}

// seenIn are the sentences of an alert's page that say which panels show what it is about.
func seenIn(t *testing.T, alert string) (sentences []string) {
	t.Helper()
	labels := labelsOf(t, alert)
	for _, d := range grafana.Showing(alert) {
		where := "`/d/" + d.UID() + "`"
		if d.UID() == "sverka-registry" && slices.Contains(labels, "registry") {
			where = "`/d/" + d.UID() + "?var-registry=tax` (the registry of the alert in place of tax)"
		}
		sentences = append(sentences, fmt.Sprintf("In Grafana, %s: *%s*", where, strings.Join(d.About(alert), "* *")))
	}
	return sentences
}

// A page names the panels by their questions, as internal/grafana has them.
func TestTheRunbookLeadsToPanels(t *testing.T) {
	for name, page := range runbook(t) {
		look, _, _ := strings.Cut(page[strings.Index(page, "## First look"):], "\n## ")
		want := seenIn(t, name)
		for _, sentence := range want {
			if !strings.Contains(look, "\n\n"+sentence+"\n") {
				t.Errorf("runbook/%s.md does not say under First look: %s", name, sentence)
			}
		}
		if n := strings.Count(page, "In Grafana, "); n != len(want) {
			t.Errorf("runbook/%s.md leads to %d dashboards, want %d", name, n, len(want))
		}
	}
}
