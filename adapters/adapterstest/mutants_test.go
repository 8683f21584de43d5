package adapterstest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/adapters/adapterstest"
)

// sloppy is a driver as one would write it in an hour: the last of two members wins, and what is missing is as it should be.
type sloppy struct{ strict bool }

type names struct {
	Until string
	Names []string
}

func (sloppy) Spec() adapters.Spec {
	return adapters.Spec{
		Registry: "test", Lookup: "sloppy",
		Outcomes: []adapters.Outcome{adapters.Match}, Verdicts: []adapters.Verdict{adapters.Active, adapters.Invalid},
	}
}

func (d sloppy) Fetch(ctx context.Context, _ adapters.Query, x adapters.Exchanger) (adapters.Reply[names], error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://127.0.0.1:1/", strings.NewReader("{}"))
	if err != nil {
		return adapters.Reply[names]{}, err
	}
	response, err := x.Exchange(ctx, r)
	if err != nil {
		return adapters.Reply[names]{}, err
	}
	var got struct {
		State, Until string
		Entries      []struct{ Name string }
	}
	decoder := json.NewDecoder(bytes.NewReader(response.Body))
	if decoder.Decode(&got) != nil || d.strict && got.State == "" {
		return adapters.Reply[names]{}, adapters.Fail(adapters.Malformed, adapters.ReasonContract, "no document")
	}
	record := &names{Until: got.Until}
	for _, e := range got.Entries {
		record.Names = append(record.Names, e.Name)
	}
	reply := adapters.Reply[names]{Outcome: adapters.Match, Verdict: adapters.Active, Record: record}
	if got.State == "bad" {
		reply.Verdict = adapters.Invalid
	}
	return reply, nil
}

func TestMutantsFindWhatASloppyDriverAccepts(t *testing.T) {
	r := &recorder{TB: t}
	adapterstest.Mutants(r, "testdata/sloppy", adapterstest.Room[names]{
		Query: `{"subject": {}}`,
		New:   func(testing.TB, string) adapters.Driver[names] { return sloppy{} },
	})
	for _, want := range []string{
		"doubled until (behind) is accepted with another answer", // the last one wins
		"taken until (state) is accepted with another answer",
		"nil until is accepted with another answer",
		"nil entries/[0]/name is accepted with another answer",
	} {
		if !slices.ContainsFunc(r.said, func(said string) bool { return strings.Contains(said, want) }) {
			t.Errorf("not found: %s", want)
		}
	}
	for _, said := range r.said {
		for _, legitimate := range []string{": removed ", ": renamed ", ": swapped ", ": replaced "} {
			if strings.Contains(said, legitimate) {
				t.Errorf("a legitimate change is called another answer: %s", said)
			}
		}
	}
}
