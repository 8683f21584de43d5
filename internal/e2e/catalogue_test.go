package e2e_test

import (
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/mock"
)

// entry is one persona of GET /personas.
type entry struct {
	ID      string `json:"id"`
	Story   string `json:"story"`
	Lookups map[string]struct {
		Query  json.RawMessage `json:"query"`
		Expect expectation     `json:"expect"`
		Fault  string          `json:"fault"`
	} `json:"lookups"`
}

type expectation struct {
	Outcome string `json:"outcome"`
	Verdict string `json:"verdict"`
	Reason  string `json:"reason"`
	Kind    string `json:"kind"`
}

func catalogue(t testing.TB, w *world) []entry {
	t.Helper()
	var all []entry
	if err := json.Unmarshal(do(t, http.MethodGet, w.MockURL()+"/personas", nil).body, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// hasty shortens what personas take who hang or are slow.
func hasty(c *app.Config, m *mock.Config) {
	m.Faults.SlowMedian, m.Faults.SlowSigma = mock.Duration(20*time.Millisecond), 0.5
	c.Registries.Each(func(_ string, r *app.AnyRegistry) {
		r.Limits.ExchangeLimit, r.Limits.SlowAfter = time.Second, time.Second
	})
}

// met is what came, as a catalogue says what is to come.
func (r reply) met() expectation {
	return expectation{Outcome: r.doc.Outcome, Verdict: r.doc.Verdict, Reason: r.doc.Reason, Kind: r.doc.Kind}
}

// askEverything asks all that can be asked about people, sixteen questions at a time, for some stand for registries that take their time.
// The replies are by person and lookup, with a slash between.
func (w *world) askEverything(t *testing.T, people []entry) map[string]reply {
	t.Helper()
	replies := map[string]reply{}
	var guard sync.Mutex
	var asking errgroup.Group
	asking.SetLimit(16)
	for _, p := range people {
		for lookup, l := range p.Lookups {
			asking.Go(func() error {
				r := w.ask(t, lookup, l.Query, "Prefer", "wait=5")
				guard.Lock()
				defer guard.Unlock()
				replies[p.ID+"/"+lookup] = r
				return nil
			})
		}
	}
	_ = asking.Wait()
	return replies
}

// The catalogue cannot rot: the real gateway is asked every query of it.
func TestEveryPersonaGetsWhatTheCatalogueSays(t *testing.T) {
	w := newWorld(t, observing, unlimited, hasty)
	met := make(map[string]bool)
	people := catalogue(t, w)
	replies := w.askEverything(t, people)
	for _, p := range people {
		for lookup, l := range p.Lookups {
			name := p.ID + "/" + lookup
			t.Run(name, func(t *testing.T) {
				r := replies[name]
				if got := r.met(); got != l.Expect {
					t.Errorf("got %+v, want %+v\n%s", got, l.Expect, r.body)
				}
				checkStatus(t, r)
				checkText(t, r)
			})
			met[l.Expect.Outcome] = true
			met[l.Expect.Kind] = true
		}
	}
	for _, o := range adapters.Outcomes() {
		if !met[string(o)] {
			t.Errorf("no persona meets the outcome %s", o)
		}
	}
	for _, rule := range adapters.Rules() {
		if (rule.Origin == adapters.OriginRegistry || rule.Kind == adapters.Rejected) && !met[string(rule.Kind)] {
			t.Errorf("no persona meets the failure %s", rule.Kind)
		}
	}
}

// checkText: whoever has died, has become a citizen of Russia or has a record that was joined to another's is told that all is
// well by no answer.
func checkText(t *testing.T, r reply) {
	t.Helper()
	var told struct {
		Message struct{ Code string }
		Record  struct {
			PersonState string `json:"person_state"`
		}
	}
	if err := json.Unmarshal(r.body, &told); err != nil || told.Message.Code == "" {
		t.Errorf("no text: %v", err)
	}
	switch state := told.Record.PersonState; state {
	case "", "alive", "unknown":
	default:
		if told.Message.Code != "in_person" {
			t.Errorf("a person who is %s is told %s", state, told.Message.Code)
		}
	}
}

// checkStatus holds status and headers to the one table.
func checkStatus(t *testing.T, r reply) {
	t.Helper()
	want := http.StatusOK
	if r.doc.Outcome == string(adapters.InProgress) {
		want = http.StatusAccepted
	}
	rule := adapters.Kind(r.doc.Kind).Rule()
	if r.doc.Kind != "" {
		want = rule.Status
	}
	if r.status != want {
		t.Errorf("status %d, want %d", r.status, want)
	}
	if after := r.header.Get("Retry-After"); (after != "") != (want == http.StatusAccepted || r.doc.Kind != "" && rule.HasAfter) {
		t.Errorf("Retry-After is %q for %s%s", after, r.doc.Outcome, r.doc.Kind)
	}
	if r.doc.Kind != "" && r.doc.Origin != string(rule.Origin) {
		t.Errorf("origin %s, want %s", r.doc.Origin, rule.Origin)
	}
	if hasRecord := len(r.doc.Record) > 0; hasRecord && !adapters.Outcome(r.doc.Outcome).HasRecord() {
		t.Errorf("a record with %s%s", r.doc.Outcome, r.doc.Kind)
	}
	if r.doc.LookupID == "" {
		t.Error("no lookup id")
	}
}
