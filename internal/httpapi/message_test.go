package httpapi

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/mvd"
	"github.com/sverka/sverka/internal/gen/api"
)

// TestTheContractHasEveryCode: the words of MessageCode are the catalogue's codes, each described as the catalogue does, and
// every action is one of Action.
func TestTheContractHasEveryCode(t *testing.T) {
	var want []docWord
	for _, text := range texts().Texts() {
		want = append(want, docWord{text.Code, strings.ToLower(text.When[:1]) + text.When[1:]})
		if !slices.Contains(api.Action("").AllValues(), api.Action(text.Action)) {
			t.Errorf("%s: no action %s", text.Code, text.Action)
		}
	}
	if got := theSpec().words("MessageCode"); !slices.Equal(got, want) {
		t.Errorf("document  %q\n catalogue %q", got, want)
	}
}

// TestEveryRefusalHasItsText: those of the front door itself, besides the table's, which the catalogue's own test goes
// through.
func TestEveryRefusalHasItsText(t *testing.T) {
	for _, reason := range ownReasons() {
		p := problemOf(texts(), &refusal{status: http.StatusNotFound, reason: reason})
		if p.Message.Code != api.MessageCodeNotOffered || p.Action != api.ActionNone {
			t.Errorf("%s: %s, %s", reason, p.Message.Code, p.Action)
		}
	}
}

// TestAdverseAnswersLookAlike: beyond what the caller may see of the answer, nothing tells who was on a list from whose
// reply was not explicit: not the status, no header, no text and no action.
func TestAdverseAnswersLookAlike(t *testing.T) {
	disclosed := []string{"outcome", "verdict", "reason", "fields", "record", "state_more"}
	src := source("mvd", day(t, "2026-11-22"), adapters.Date{})
	listed := convict(t)
	listed.Source = src
	answers := map[string]adapters.Answer[mvd.CriminalRecord]{
		"listed":   listed,
		"possible": {LookupID: someID, Outcome: adapters.Possible, Record: &mvd.CriminalRecord{ManualReview: true}, Source: src},
		"bare":     {LookupID: someID, Outcome: adapters.Possible, Source: src},
		"tomorrow": {LookupID: someID, Outcome: adapters.Match, Verdict: adapters.ReportedLost, Source: src},
	}
	seen := make(map[string]string)
	for name, a := range answers {
		g := open(t, Deps{Lookups: Lookups{MVDCriminalRecord: answering(a)}}).ask("mvd/criminal-record", stated(t, "mvd/criminal-record"), "X-Correlation-ID", "1")
		var body map[string]any
		if err := json.Unmarshal([]byte(g.body), &body); err != nil {
			t.Fatal(err)
		}
		for _, member := range disclosed {
			delete(body, member)
		}
		rest, _ := json.Marshal(body)
		seen[http.StatusText(g.status)+"\n"+receivedText(g.header)+string(rest)] += name + " "
	}
	if len(seen) != 1 {
		t.Errorf("%d ways to look: %q", len(seen), seen)
	}
}

func TestEveryKindHasItsOwnTitle(t *testing.T) {
	titles := make(map[string]adapters.Kind)
	for _, k := range adapters.Kinds() {
		title := titleOf(k)
		if other, twice := titles[title]; twice {
			t.Errorf("%s and %s are both %q", k, other, title)
		}
		titles[title] = k
	}
}
