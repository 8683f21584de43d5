package mock

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
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

func TestWhoCannotBeAskedAboutIsSaid(t *testing.T) {
	s, _ := started(t)
	for path, says := range map[string]string{
		"nobody/tax/inn": "no such persona", "patent-worker/tax/cards": "no such lookup",
	} {
		id, lookup, _ := strings.Cut(path, "/")
		if status, body, err := s.Ask(t.Context(), id, lookup); status != 404 || err != nil || !strings.Contains(body, says) {
			t.Errorf("%s: %d %s %v", path, status, body, err)
		}
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
