package mock

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// journalView is the journal as the admin API shows it.
type journalView struct {
	Journal string     `json:"journal"` // its name, by which events' ids begin: another after a restart, and where the namespace was forgotten
	Entries []Exchange `json:"entries"` // oldest first, without bodies
	Dropped uint64     `json:"dropped"` // exchanges that are not here any more
}

// wantOf reads the filter of a query string.
func (m *Mock) wantOf(r *http.Request) (Want, error) {
	q := r.URL.Query()
	w := Want{Registry: q.Get("registry"), Lookup: q.Get("lookup"), On: q.Get("on"), Persona: q.Get("persona"), Fault: q.Get("fault")}
	for name := range q {
		switch name {
		case "registry", "lookup", "on", "persona", "fault", "status", "after":
		default:
			return w, errors.New("expected registry, lookup, on, persona, fault, status or after as a filter")
		}
	}
	if status := q.Get("status"); status != "" {
		var err error
		if w.Status, err = strconv.Atoi(status); err != nil || w.Status == 0 {
			return w, errNoStatus
		}
	}
	return w, m.wanted(w)
}

// position reads behind which exchange, by id, the reader wants to hear of j: by what an event stream says that it has (Last-Event-ID), else
// by after. An event of another journal, and what is no event's id, means from the beginning: the reader's browser has nothing better.
func (j *journal) position(r *http.Request) (uint64, error) {
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		number, _ := strings.CutPrefix(last, j.eventID(""))
		id, err := strconv.ParseUint(number, 10, 64)
		if newest, _ := j.newest(); err != nil || number == last || id > newest {
			return 0, nil //nolint:nilerr // it is no error of the reader
		}
		return id, nil
	}
	after := r.URL.Query().Get("after")
	if after == "" {
		return 0, nil
	}
	name, number, ofEvent := strings.Cut(after, "-")
	switch {
	case !ofEvent:
		number = after
	case name != j.name:
		return 0, nil
	}
	id, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return 0, errors.New("after: expected the id of an exchange, or of an event of the stream")
	}
	if newest, _ := j.newest(); id > newest {
		return 0, fmt.Errorf("after: expected an id up to %d, which is the newest here; a greater one is another journal's", newest)
	}
	return id, nil
}

func (m *Mock) serveJournal(w http.ResponseWriter, r *http.Request) {
	journal := &spaceOf(r).journal
	want, err := m.wantOf(r)
	from, err2 := journal.position(r)
	if err := cmp.Or(err, err2); err != nil {
		badScenario(w, err)
		return
	}
	entries, dropped := journal.after(from)
	view := journalView{Journal: journal.name, Entries: []Exchange{}, Dropped: dropped}
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
