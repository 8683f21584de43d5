package mock

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sverka/sverka/mock/population"
)

// Whoever asks here asks as a client would: each question keeps to its contract, is admitted, and is about the person.
func TestEverybodyCanBeAskedAboutWithoutAClient(t *testing.T) {
	s, _ := started(t)
	for _, p := range people(t) {
		for name, l := range p.Lookups {
			e := asked(t, s.In("ask-"+p.ID+"-"+name), p.ID, name)
			refusedBefore := l.Expect.Kind != "" && l.Fault == "" // by the gateway, which asks nobody then
			if e.Lookup != name || e.On != opAsk || e.Violation != "" && !refusedBefore {
				t.Errorf("%s %s: %s on %s: %s", p.ID, name, e.Lookup, e.On, e.Violation)
			}
			atOnce := l.Fault != "" && l.operation() == opAsk
			if atOnce != (e.Fault != "") {
				t.Errorf("%s %s: the fault %q befell it, want %q", p.ID, name, e.Fault, l.Fault)
			}
			if !atOnce && e.Status >= 300 && l.Expect.Outcome != "not_found" && l.Expect.Kind == "" {
				t.Errorf("%s %s: %d %s", p.ID, name, e.Status, e.Reply.Text)
			}
		}
	}
}

// So does whoever asks about the population, however a person writes his name.
func TestThePopulationCanBeAskedAboutWithoutAClient(t *testing.T) {
	m, err := New(Config{Seed: 7, Population: population.Max, Journal: JournalConfig{Body: -1}}.Unlimited())
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	journal, spaced := &m.spaces.open("").journal, 0
	questions := func(l *life) {
		if l.chance(ofWriting) == "spaced" {
			spaced++
		}
		for name := range m.crowd.inquired(l.Number).Lookups {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, fmt.Sprintf("/population/%d/%s", l.Number, name), http.NoBody)
			m.serve(&recorder{header: http.Header{}}, r)
		}
		all, _ := journal.all()
		for _, e := range all {
			if e.Violation != "" || e.Denied {
				t.Errorf("%d, %s: %s %s", l.Number, l.story(), e.Lookup, e.Violation)
			}
		}
		journal.clear()
	}
	livesOf(t, m, 2000, questions)
	for _, n := range []int{201059, 704687, 30053} {
		questions(m.crowd.life(m.crowd.must(t, n)))
	}
	if spaced < 25 {
		t.Errorf("%d write spaces round their names", spaced)
	}
}

// The answer to a ticket is collected of whoever writes spaces round his name, too.
func TestATicketIsFoundHoweverTheNameIsWritten(t *testing.T) {
	s, _ := populated(t)
	l := someone(t, s.Mock, func(l *life) bool { return l.chance(ofWriting) == "spaced" && l.mvd() != nil })
	path := s.URL + "/population/" + strconv.Itoa(l.Number) + "/" + lookupCriminal
	if r := post(t, path, ""); r.status != http.StatusAccepted {
		t.Fatalf("%d %s", r.status, r.body)
	}
	if r := post(t, path+"/collect", ""); r.status != http.StatusOK {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// asked returns what the journal has of a question, whether it is ever answered or not.
func asked(t *testing.T, s *Server, id, name string) Exchange {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var asking sync.WaitGroup
	asking.Go(func() { _, _, _ = s.Ask(ctx, id, name) })
	defer asking.Wait()
	defer cancel()
	for {
		if all, _ := s.Journal(); len(all) > 0 {
			return all[0]
		}
		runtime.Gosched()
	}
}

// A fault that breaks the connection breaks it, and a header chooses one.
func TestWhatIsAskedHereIsBefallenByFaults(t *testing.T) {
	s, _ := started(t)
	if _, _, err := s.Ask(t.Context(), "broken-line", lookupSNILS); err == nil {
		t.Error("a connection that breaks was answered")
	}
	r := post(t, s.Registry("personas")+"/patent-worker/"+lookupSNILS, "", "X-Mock-Fault", "fault_server")
	if r.status != 500 || !strings.Contains(r.body, ":Fault>") {
		t.Errorf("%d %s", r.status, r.body)
	}
}

func TestRequestsAreNumberedAsTheContractsWant(t *testing.T) {
	id := newRequestID(noon)
	wellFormed := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(id)
	if at := fmt.Sprintf("%012x", noon.UnixMilli()); !wellFormed || id == newRequestID(noon) || at[:8]+"-"+at[8:] != id[:13] {
		t.Error(id)
	}
}

// The answer to a ticket is collected as a client would: it is a poll in the journal, faults befall it, and a ticket is the namespace's own.
func TestTheAnswerToATicketIsCollected(t *testing.T) {
	clock := &watch{}
	s := Start(t, Config{Seed: 1, Now: clock.now, Population: 50}.Unlimited())
	of := func(s *Server, path string) reply { return post(t, s.Registry(path), "") }
	for _, who := range []string{"personas/two-days/", "personas/patent-worker/", "population/7/"} {
		path, here := who+lookupCriminal, s.In("collect-"+who)
		if r := of(here, path+"/collect"); r.status != 404 || !strings.Contains(r.body, "ask it first") {
			t.Errorf("%s, before it was asked: %d %s", who, r.status, r.body)
		}
		if r := of(here, path); r.status != 202 {
			t.Fatalf("%s: %d %s", who, r.status, r.body)
		}
		if who == "personas/two-days/" {
			here.Advance(48 * time.Hour)
		} else {
			here.Advance(time.Minute)
		}
		if r := of(here, path+"/collect"); r.status != 200 || !strings.Contains(r.body, `"answer"`) {
			t.Errorf("%s: %d %s", who, r.status, r.body)
		}
		if all, _ := here.Journal(); len(all) != 2 || all[1].On != opPoll || all[1].Persona != all[0].Persona {
			t.Errorf("%s: the journal has %v", who, all)
		}
		if r := of(s.In("elsewhere"), path+"/collect"); r.status != 404 {
			t.Errorf("%s, elsewhere: %d %s", who, r.status, r.body)
		}
	}
	if err := s.Fault(Rule{Fault: "ticket_lost", On: opPoll}); err != nil {
		t.Fatal(err)
	}
	of(s, "personas/two-days/"+lookupCriminal)
	if status, body, err := s.Collect(t.Context(), "two-days", lookupCriminal); status != 404 || err != nil || !strings.Contains(body, codeMVDTicket) {
		t.Errorf("%d %s %v", status, body, err)
	}
	if status, body, err := s.Collect(t.Context(), "two-days", lookupINN); status != 404 || err != nil || !strings.Contains(body, "no such lookup") && !strings.Contains(body, "only") {
		t.Errorf("%d %s %v", status, body, err)
	}
}

// A misspelt test must not pass for a registry that answers 404.
func TestWhoCannotBeAskedAboutIsAnError(t *testing.T) {
	s, _ := started(t)
	for _, c := range []struct{ persona, lookup, says string }{
		{"entry-baned", lookupSNILS, "entry-banned"}, {"entry-banned", "pension/snls", "pension/snils-check"}, {"population-1", lookupSNILS, "no such persona"},
	} {
		if status, body, err := s.Ask(t.Context(), c.persona, c.lookup); status != 404 || err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s %s: %d %s %v", c.persona, c.lookup, status, body, err)
		}
	}
}
