package mock

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// journalView is the journal as the admin API shows it.
type journalView struct {
	Entries []Exchange `json:"entries"` // oldest first, without bodies
	Dropped uint64     `json:"dropped"` // exchanges that are not here any more
}

// wantOf reads the filter of a query string.
func (m *Mock) wantOf(r *http.Request) (Want, error) {
	q := r.URL.Query()
	w := Want{Registry: q.Get("registry"), Lookup: q.Get("lookup"), On: q.Get("on"), Persona: q.Get("persona"), Fault: q.Get("fault")}
	for name := range q {
		switch name {
		case "registry", "lookup", "on", "persona", "fault", "after":
		default:
			return w, fmt.Errorf("expected registry, lookup, on, persona, fault or after as a filter")
		}
	}
	return w, m.wanted(w)
}

// after reads from which exchange on, by id, the reader wants to hear.
func after(r *http.Request) (uint64, error) {
	text := r.URL.Query().Get("after")
	if last := r.Header.Get("Last-Event-ID"); last != "" { // a stream that goes on where it broke off
		text = last
	}
	if text == "" {
		return 0, nil
	}
	id, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("after: expected the id of an exchange")
	}
	return id, nil
}

func (m *Mock) serveJournal(w http.ResponseWriter, r *http.Request) {
	want, err := m.wantOf(r)
	from, err2 := after(r)
	if err == nil {
		err = err2
	}
	if err != nil {
		badScenario(w, err)
		return
	}
	entries, dropped := spaceOf(r).journal.after(from)
	view := journalView{Entries: []Exchange{}, Dropped: dropped}
	for i := range entries {
		if want.fits(&entries[i]) {
			view.Entries = append(view.Entries, entries[i])
		}
	}
	writeJSON(w, view, nil)
}

func (m *Mock) serveExchange(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 64)
	if e, ok := spaceOf(r).journal.find(id); ok && err == nil {
		writeJSON(w, e, nil)
		return
	}
	http.Error(w, "the journal has no such exchange, or no longer", http.StatusNotFound)
}

func (m *Mock) clearJournal(w http.ResponseWriter, r *http.Request) {
	spaceOf(r).journal.clear()
	w.WriteHeader(http.StatusNoContent)
}

// streamJournal sends each exchange as it comes, as server-sent events (HTML Living Standard, 9.2), until the reader goes. It begins
// behind after, or Last-Event-ID; without either, with all that is kept.
func (m *Mock) streamJournal(w http.ResponseWriter, r *http.Request) {
	want, err := m.wantOf(r)
	id, err2 := after(r)
	if err == nil {
		err = err2
	}
	if err != nil {
		badScenario(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	out, journal := http.NewResponseController(w), &spaceOf(r).journal
	_, _ = w.Write([]byte(": the journal, as it comes\n\n"))
	for {
		entries, more := journal.watch(id)
		for i := range entries {
			e := &entries[i]
			id = e.ID
			if !want.fits(e) {
				continue
			}
			text, err := json.Marshal(e)
			if err != nil {
				return
			}
			_, _ = fmt.Fprintf(w, "id: %d\nevent: exchange\ndata: %s\n\n", e.ID, text)
		}
		if out.Flush() != nil {
			return
		}
		select {
		case <-more:
		case <-r.Context().Done():
			return
		case <-m.ctx.Done():
			return
		}
	}
}

// serveVerify answers 200 if there were as many exchanges as asked, and 409 with what came instead if there were not, or if nobody knows.
func (m *Mock) serveVerify(w http.ResponseWriter, r *http.Request) {
	var want Want
	err := readOrder(r, &want, `{"registry": "...", "lookup": "...", "on": "...", "persona": "...", "fault": "...", "status": 200, "times": 2}`)
	if err == nil {
		err = m.wanted(want)
	}
	if err != nil {
		badScenario(w, err)
		return
	}
	if err := spaceOf(r).journal.verify(want); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	_, _ = w.Write([]byte("ok\n"))
}
