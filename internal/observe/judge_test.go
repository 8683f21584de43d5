package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// at is a second of a day.
func at(second int) time.Time { return time.Unix(1_800_000_000+int64(second), 0) }

func labelled(name string, more ...string) map[string]string {
	labels := map[string]string{"alertname": name, "severity": "critical"}
	for i := 0; i < len(more); i += 2 {
		labels[more[i]] = more[i+1]
	}
	return labels
}

func TestASelectorWantsAllLabelsAndNoOther(t *testing.T) {
	s := selector(`SverkaDown{registry="tax",cause=~"slow|other",severity="critical"}`)
	for _, tc := range []struct {
		labels map[string]string
		want   bool
	}{
		{labelled("SverkaDown", "registry", "tax", "cause", "slow"), true},
		{labelled("SverkaDown", "registry", "tax", "cause", "other"), true},
		{labelled("SverkaDown", "registry", "tax", "cause", "others"), false},
		{labelled("SverkaDown", "registry", "mvd", "cause", "slow"), false},
		{labelled("SverkaDown", "registry", "tax"), false},
		{labelled("SverkaDown", "registry", "tax", "cause", "slow", "lookup", "inn"), false},
		{labelled("SverkaDenied", "registry", "tax", "cause", "slow"), false},
	} {
		if got := s.selects(tc.labels); got != tc.want {
			t.Errorf("%v: %t, want %t", tc.labels, got, tc.want)
		}
	}
}

func TestJudge(t *testing.T) {
	denied, slow := labelled("SverkaDenied", "registry", "tax"), labelled("SverkaSlow", "registry", "tax")
	acts := []*played{
		{act: act{name: "denial", at: "tax", due: []selector{`SverkaDenied{registry="tax",severity="critical"}`}, wakes: []string{"SverkaDenied"},
			may: []excuse{{`SverkaSlow{registry="tax",severity="critical"}`, "a reason"}}}, began: at(10)},
		{act: act{name: "other", at: "mvd"}, began: at(12)},
		{act: act{name: "after", at: "tax"}, began: at(30)},
	}
	fires := firing{denied, at(11), at(20)}
	rings := call{at: at(12), receiver: awake, group: "tax", alerts: []map[string]string{denied}}
	for _, tc := range []struct {
		name  string
		fired []firing
		calls []call
		want  string // what is wrong; empty: nothing
	}{
		{"as it is due", []firing{fires}, []call{rings}, ""},
		{"and what may fire", []firing{fires, {slow, at(12), at(13)}}, []call{rings}, ""},
		{"told again, and told that it is over", []firing{fires}, []call{rings, rings, {at: at(20), receiver: awake, group: "tax"}}, ""},
		{"somebody else is told of something", []firing{fires}, []call{rings, {at: at(12), receiver: "day", group: "tax", alerts: []map[string]string{slow}}}, ""},
		{"nothing fires", nil, nil, "did not fire"},
		{"another registry's", []firing{fires, {labelled("SverkaDenied", "registry", "mvd"), at(13), at(14)}}, []call{rings}, "was not due, in other"},
		{"before anything has begun", []firing{fires, {denied, at(9), at(9)}}, []call{rings}, "was not due, in the calm before"},
		{"of the act before", []firing{fires, {denied, at(31), at(32)}}, []call{rings}, "was not due, in after"},
		{"it does not end", []firing{{denied, at(11), at(59)}}, []call{rings}, "still fires"},
		{"nobody is woken", []firing{fires}, nil, "0 pages, want 1"},
		{"by another alert", []firing{fires}, []call{{at: at(12), receiver: awake, group: "tax", alerts: []map[string]string{denied, slow}}}, "woken by SverkaSlow"},
		{"twice", []firing{fires}, []call{rings, {at: at(12), receiver: awake, group: "other", alerts: []map[string]string{denied}}}, "2 pages, want 1"},
		{"for nothing", []firing{fires}, []call{rings, {at: at(31), receiver: awake, group: "tax", alerts: []map[string]string{denied}}}, "1 pages, want 0"},
	} {
		wrong := judge(acts, tc.fired, tc.calls, at(60))
		found := slices.ContainsFunc(wrong, func(w string) bool { return strings.Contains(w, tc.want) })
		if tc.want == "" && len(wrong) > 0 || tc.want != "" && !found {
			t.Errorf("%s: %q, want %q", tc.name, wrong, tc.want)
		}
	}
}

func TestEachReceiverCanBeReached(t *testing.T) {
	got := reachable("receivers:\n  - name: awake # a pager\n  - name: day\n\ninhibit_rules:\n", "http://x")
	want := "receivers:\n  - name: awake # a pager\n    webhook_configs: [{url: \"http://x/awake\"}]\n" +
		"  - name: day\n    webhook_configs: [{url: \"http://x/day\"}]\n\ninhibit_rules:\n"
	if got != want {
		t.Errorf("got %s", got)
	}
}

// In an exercise somebody is told what he would be: not what another alert silences, and not what it is all about.
func TestAnExerciseTellsWhatWhoeverIsOnCallGets(t *testing.T) {
	silent, err := suppressed([]byte(`[
		{"labels": {"alertname": "SverkaNoSuccess", "severity": "critical", "registry": "tax", "job": "sverka"}, "status": {"state": "suppressed"}},
		{"labels": {"alertname": "SverkaDenied", "severity": "critical", "registry": "tax", "job": "sverka"}, "status": {"state": "active"}}]`))
	if err != nil {
		t.Fatal(err)
	}
	p := &played{act: act{name: "denial", at: "tax", story: "tax refuses the gateway"}, began: at(0)}
	d := &day{first: make(map[string]time.Time), told: make(map[string]alert)}
	if got := d.handed(p, nil); !strings.Contains(got, "Nobody is told anything.") {
		t.Errorf("of a calm he is told %s", got)
	}
	for _, name := range []string{"SverkaNoSuccess", "SverkaDenied"} {
		a := alert{labels: labelled(name, "registry", "tax"), annotations: map[string]string{"summary": "the summary of " + name}}
		d.first[written(a.labels)], d.told[written(a.labels)] = at(1), a
	}
	got := d.handed(p, silent)
	if !strings.Contains(got, "the summary of SverkaDenied") || strings.Contains(got, "the summary of SverkaNoSuccess") ||
		!strings.Contains(got, "silent, for another says the same: SverkaNoSuccess") || !strings.Contains(got, "[15s] for [15m]") || strings.Contains(got, p.story) {
		t.Errorf("he is told %s", got)
	}
}
