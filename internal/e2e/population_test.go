package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/mock"
)

const populace = 1_000_000

func populated(_ *app.Config, m *mock.Config) { m.Population, m.Seed = populace, 20261122 }

// inhabitants returns people of the population among whom everything is met that chance decides between, several times where it can be.
func inhabitants(t *testing.T, w *world) []entry {
	t.Helper()
	const looked, each = 2500, 3
	met := map[string]int{}
	var chosen []entry
	for i := range looked {
		n := 1 + i*(populace-1)/(looked-1) // the first and the last among them
		var e entry
		text := do(t, http.MethodGet, fmt.Sprintf("%s/population/%d", w.MockURL(), n), nil).body
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatalf("%d: %v: %s", n, err, text)
		}
		wanted := i == 0 || i == looked-1
		for trait := range strings.SplitSeq(e.Story, "; ") {
			wanted = wanted || met[trait] < each
			met[trait]++
		}
		if wanted {
			chosen = append(chosen, e)
		}
	}
	return chosen
}

// The population cannot rot: the real gateway is asked everything about people of every kind that there is in it, and answers what it is
// said to.
func TestThePopulationGetsWhatItSays(t *testing.T) {
	w := newWorld(t, observing, unlimited, populated)
	people := inhabitants(t, w)
	if len(people) < 100 {
		t.Errorf("only %d people are asked about", len(people))
	}
	replies := w.askEverything(t, people)
	met := map[expectation]bool{}
	for _, p := range people {
		for lookup, l := range p.Lookups {
			r := replies[p.ID+"/"+lookup]
			got := r.met()
			if got != l.Expect {
				t.Errorf("%s of %s (%s): got %+v, want %+v\n%s\n%s", lookup, p.ID, p.Story, got, l.Expect, l.Query, r.body)
			}
			checkStatus(t, r)
			met[expectation{Outcome: got.Outcome, Verdict: got.Verdict, Reason: got.Reason}] = true
		}
	}
	if len(met) < 25 {
		t.Errorf("only %d kinds of answer are met: %v", len(met), met)
	}
}
