package mock

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// A stream is the journal as one reader sees it happen: server-sent events (HTML Living Standard, 9.2).
type stream struct {
	w    http.ResponseWriter
	want Want
}

// eventID is the id of the event that tells of an exchange. It names the journal too, for ids of exchanges begin at 1 in each.
func (j *journal) eventID(exchange string) string { return j.name + "-" + exchange }

// streamJournal sends each exchange as it comes, until the reader goes. It begins behind Last-Event-ID or after; without either, with all
// that is kept. Of a namespace that is forgotten meanwhile it goes on with the one that has its name then.
func (m *Mock) streamJournal(w http.ResponseWriter, r *http.Request) {
	space := spaceOf(r)
	want, err := m.wantOf(r)
	from, err2 := space.journal.position(r)
	if err := cmp.Or(err, err2); err != nil {
		badScenario(w, err)
		return
	}
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(m.ctx, cancel)()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	s := stream{w, want}
	for s.follow(ctx, space, from) {
		if space, err = m.spaces.named(space.name); err != nil {
			return // whoever asks again is told
		}
		from = 0
	}
}

// follow sends which journal a namespace has, then its exchanges behind an id as they come. It returns true when the namespace was
// forgotten, and false when nobody listens any more.
func (s *stream) follow(ctx context.Context, space *namespace, id uint64) (forgotten bool) {
	defer space.watch()()
	journal := &space.journal
	if s.begin(journal, id) != nil {
		return false
	}
	for {
		entries, more := journal.watch(id)
		for i := range entries {
			id = entries[i].ID
			if s.want.fits(&entries[i]) && s.send(journal, id, "exchange", &entries[i]) != nil {
				return false
			}
		}
		if http.NewResponseController(s.w).Flush() != nil {
			return false
		}
		if more == nil {
			return true
		}
		select {
		case <-more:
		case <-ctx.Done():
			return false
		}
	}
}

// begin says which journal the exchanges are of that follow: a reader who had those of another has to tell them apart.
func (s *stream) begin(j *journal, id uint64) error {
	_, dropped := j.newest()
	return s.send(j, id, "journal", struct {
		Journal string `json:"journal"`
		Dropped uint64 `json:"dropped"`
	}{j.name, dropped})
}

// send sends one event, behind which a reader who comes again has all up to id.
func (s *stream) send(j *journal, id uint64, name string, data any) error {
	text, err := json.Marshal(data)
	if err == nil {
		_, err = fmt.Fprintf(s.w, "id: %s\nevent: %s\ndata: %s\n\n", j.eventID(strconv.FormatUint(id, 10)), name, text)
	}
	return err
}
