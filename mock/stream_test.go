package mock

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// An event is one of a stream, as a browser reads it.
type event struct{ id, name, data string }

// events is a stream of the journal that is being read.
type events struct {
	t     testing.TB
	lines *bufio.Scanner
}

// listen opens the journal's stream in a server's namespace.
func listen(t testing.TB, s *Server, query, last string) *events {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Registry("admin")+"/journal/live"+query, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = response.Body.Close() })
	if response.StatusCode != http.StatusOK {
		t.Fatalf("status %d", response.StatusCode)
	}
	return &events{t, bufio.NewScanner(response.Body)}
}

// next returns the next event, and fails the test if the stream ends before.
func (e *events) next() (next event) {
	e.t.Helper()
	for e.lines.Scan() {
		name, value, _ := strings.Cut(e.lines.Text(), ": ")
		switch name {
		case "id":
			next.id = value
		case "event":
			next.name = value
		case "data":
			next.data = value
		}
		if e.lines.Text() == "" && next.name != "" {
			return next
		}
	}
	e.t.Fatalf("the stream ended: %v", e.lines.Err())
	return event{}
}

// journal returns which journal the stream says that it goes on with.
func (e *events) journal() string {
	e.t.Helper()
	var begun struct{ Journal string }
	next := e.next()
	if err := json.Unmarshal([]byte(next.data), &begun); err != nil || next.name != "journal" || begun.Journal == "" {
		e.t.Fatalf("expected which journal it is, got %+v", next)
	}
	return begun.Journal
}

// exchange returns the id of the next exchange, and that of its event.
func (e *events) exchange() (id uint64, eventID string) {
	e.t.Helper()
	var x Exchange
	next := e.next()
	if err := json.Unmarshal([]byte(next.data), &x); err != nil || next.name != "exchange" {
		e.t.Fatalf("expected an exchange, got %+v", next)
	}
	return x.ID, next.id
}

// A reader of the stream misses nothing: what was there before comes first, then each exchange as it happens, and after a break it
// goes on where it was.
func TestTheJournalStreams(t *testing.T) {
	s, clock := started(t)
	s = s.In("stream")
	p := stated(t, "patent-worker", lookupSNILS)
	ask(t, s, clock.now(), lookupSNILS, p)
	stream := listen(t, s, "", "")
	journal := stream.journal()
	id, last := stream.exchange()
	if id != 1 {
		t.Fatalf("what was there: %d", id)
	}
	ask(t, s, clock.now(), lookupSNILS, p)
	if id, _ := stream.exchange(); id != 2 {
		t.Fatalf("what comes: %d", id)
	}
	for query, again := range map[string]*events{
		"a break": listen(t, s, "", last), "?after=1": listen(t, s, "?after=1", ""), "?after=" + last: listen(t, s, "?after="+last, ""),
	} {
		if again.journal() != journal {
			t.Errorf("%s: it is another journal", query)
		}
		if id, _ := again.exchange(); id != 2 {
			t.Errorf("%s: %d", query, id)
		}
	}
}

// An event's id is worth nothing in the journal of another process: ids begin at 1 there, and what it keeps comes all.
func TestAStreamGoesOnFromTheBeginningAfterARestart(t *testing.T) {
	before, clock := started(t)
	after, _ := started(t)
	p := stated(t, "patent-worker", lookupSNILS)
	for range 3 {
		ask(t, before, clock.now(), lookupSNILS, p)
	}
	ask(t, after, clock.now(), lookupSNILS, p)
	stream := listen(t, before, "", "")
	journal := stream.journal()
	_, _ = stream.exchange()
	_, _ = stream.exchange()
	_, last := stream.exchange()
	for _, last := range []string{last, "1", "no-id"} { // a bare number does not tell whose it is
		stream := listen(t, after, "?after=9", last) // the page asked so once, and how it goes on is what counts
		if stream.journal() == journal {
			t.Error("nobody can tell that it is another journal")
		}
		if id, _ := stream.exchange(); id != 1 {
			t.Errorf("behind %s: %d", last, id)
		}
	}
}

// A stream that has given an id before any exchange came goes on behind it too.
func TestAStreamOfAnEmptyJournalCanBeResumed(t *testing.T) {
	s, clock := started(t)
	first := listen(t, s, "", "").next()
	ask(t, s, clock.now(), lookupSNILS, stated(t, "patent-worker", lookupSNILS))
	again := listen(t, s, "", first.id)
	_ = again.journal()
	if id, _ := again.exchange(); first.id == "" || id != 1 {
		t.Errorf("behind %q: %d", first.id, id)
	}
}

// Whoever asks for what comes behind an exchange that there never was has an id of another journal, and is told.
func TestAfterAnExchangeThatThereNeverWasIsAnError(t *testing.T) {
	s, clock := started(t)
	p := stated(t, "patent-worker", lookupSNILS)
	for range 2 {
		ask(t, s, clock.now(), lookupSNILS, p)
	}
	if r, err := do(t, http.MethodDelete, s.URL+"/admin/journal", ""); err != nil || r.status != http.StatusNoContent { // ids go on
		t.Fatalf("%d %v", r.status, err)
	}
	for _, path := range []string{"/admin/journal", "/admin/journal/live"} {
		r := get(t, s.URL+path+"?after=3")
		if r.status != http.StatusBadRequest || !strings.Contains(r.body, "after: expected an id up to 2") {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
	var view journalView
	if r := get(t, s.URL+"/admin/journal?after=2"); json.Unmarshal([]byte(r.body), &view) != nil || len(view.Entries) > 0 || view.Journal == "" {
		t.Errorf("behind the newest: %d %s", r.status, r.body)
	}
	ask(t, s, clock.now(), lookupSNILS, p)
	for after, want := range map[string]int{view.Journal + "-2": 1, view.Journal + "-3": 0, "OTHER-3": 1} {
		var view journalView
		if r := get(t, s.URL+"/admin/journal?after="+after); json.Unmarshal([]byte(r.body), &view) != nil || len(view.Entries) != want {
			t.Errorf("%s: %d %s", after, r.status, r.body)
		}
	}
}

// Who watches a namespace that somebody forgets sees what happens in the one that comes after it.
func TestAStreamGoesOnInTheNamespaceThatFollows(t *testing.T) {
	s, clock := started(t)
	s = s.In("again")
	p := stated(t, "patent-worker", lookupSNILS)
	ask(t, s, clock.now(), lookupSNILS, p)
	ask(t, s, clock.now(), lookupSNILS, p)
	stream := listen(t, s, "?after=1", "")
	journal := stream.journal()
	_, _ = stream.exchange()
	if r, err := do(t, http.MethodDelete, s.URL+"/ns/again", ""); err != nil || r.status != http.StatusNoContent {
		t.Fatalf("%d %v", r.status, err)
	}
	if stream.journal() == journal {
		t.Error("nobody can tell that it is another journal")
	}
	ask(t, s, clock.now(), lookupSNILS, p)
	if id, _ := stream.exchange(); id != 1 {
		t.Errorf("got %d", id)
	}
}

// A namespace that somebody watches is not left alone, however long nothing happens in it; once nobody does, it is.
func TestAWatchedNamespaceIsNotAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := New(Config{})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://mock/ns/watched/admin/journal/live", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		go m.Handler().ServeHTTP(httptest.NewRecorder(), r)
		synctest.Wait()
		open := func(prefix string, many int) {
			for i := range many {
				if _, err := m.spaces.named(fmt.Sprint(prefix, i)); err != nil {
					t.Fatal(err)
				}
			}
		}
		first := m.spaces.known("watched")
		watched := func() bool {
			synctest.Wait()
			return m.spaces.byName["watched"] == first // one that made room is followed by another, in which the stream goes on
		}
		open("a", maxNamespaces)
		time.Sleep(2 * abandoned)
		if open("b", maxNamespaces); !watched() {
			t.Fatal("a watched namespace made room")
		}
		leave()
		synctest.Wait()
		time.Sleep(2 * abandoned)
		if open("c", maxNamespaces+1); watched() {
			t.Error("a namespace that nobody watches any more is never left alone")
		}
	})
}

// It is left alone from when its last reader went, not from when he came.
func TestANamespaceIsLeftAloneFromWhenItsReaderWent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &namespace{}
		done := s.watch()
		time.Sleep(2 * abandoned)
		done()
		if s.leftAlone(time.Now().Add(-time.Second)) || !s.leftAlone(time.Now().Add(time.Second)) {
			t.Error("expected its reader's going to count as use")
		}
	})
}
