package operate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// streamPath is where a page is told what changes, as server-sent events:
//
//	event: section   {"id": …, "html": …}: a part of the page as it is now
//	event: beat      nothing has changed for a while
//	event: ended     the session has ended; nothing comes any more
//
// A stream begins with the whole page, so that whoever comes back after a break has missed nothing.
const streamPath = "/v1/stream"

const (
	streamsMost    = 20 // at a time
	streamsOfOne   = 4  // of a session, or of an operator's token: a browser has six connections to a host
	streamEvery    = time.Second
	streamBeat     = 10 * time.Second // the longest silence
	streamPatience = 10 * time.Second // with a reader who does not read
)

// streams bounds how many there are.
type streams struct {
	mu  sync.Mutex
	all int
	by  map[digest]int
}

// take returns nil if there are too many; else what gives the place back.
func (s *streams) take(of digest) (leave func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all >= streamsMost || s.by[of] >= streamsOfOne {
		return nil
	}
	s.all++
	s.by[of]++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.all--
		if s.by[of]--; s.by[of] == 0 {
			delete(s.by, of)
		}
	}
}

// stream tells a page what changes until the reader goes, the gateway ends, or what he has shown stands no more.
func (o *operator) stream(w http.ResponseWriter, r *http.Request) {
	holder, stands := o.standing(r)
	leave := o.streams.take(holder)
	if leave == nil {
		w.Header().Set("Retry-After", "10")
		problem(w, http.StatusServiceUnavailable, "streams", "too many pages are live at the moment; this one shows how things stand when it is loaded")
		return
	}
	defer leave()
	t := &telling{w: w, control: http.NewResponseController(w), sent: make(map[string]string)}
	_ = t.control.SetReadDeadline(time.Time{}) // the server's is for requests that come; where there is none, none is to be lifted
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // for who stands in front
	ticker := time.NewTicker(streamEvery)
	defer ticker.Stop()
	for {
		if !stands() {
			_ = t.event("ended", struct{}{}) // the reader has gone
			return
		}
		if parts, err := o.shown.parts(o.look); err != nil || t.tell(parts) != nil {
			return
		}
		select {
		case <-r.Context().Done():
			return
		case <-o.Ending:
			return
		case <-ticker.C:
		}
	}
}

// standing returns whose place a stream takes, and what reports whether the credential that began it still stands. A stream is no
// use of its session: who leaves a page open is signed out as if he had closed it.
func (o *operator) standing(r *http.Request) (holder digest, stands func() bool) {
	if _, ok := r.Header["Authorization"]; ok {
		token, name := digestOf(bearer(r)), operatorOf(r.Context())
		return token, func() bool { return o.has(name, token) }
	}
	return cookieDigest(r, o.Deps), func() bool { return o.sessions.look(r, o.Deps) != nil }
}

// A telling is one stream.
type telling struct {
	w       http.ResponseWriter
	control *http.ResponseController
	sent    map[string]string // by section, what the page has
	last    time.Time
	text    bytes.Buffer
}

// A part is a section as it is told.
type part struct{ id, html string }

// A showing is what all streams are told at one moment, so that many cost as much as one.
type showing struct {
	mu  sync.Mutex
	at  time.Time
	all []part
}

// parts returns the sections as they were a moment ago, or as look finds them.
func (s *showing) parts(look func(time.Time) console) ([]part, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if age := now.Sub(s.at); age >= 0 && age < streamEvery/2 {
		return s.all, nil
	}
	var all []part
	for _, one := range look(now).sections() {
		html, err := one.html()
		if err != nil {
			return nil, err
		}
		all = append(all, part{one.ID, html})
	}
	s.at, s.all = now, all
	return all, nil
}

// tell sends the sections that are not as the page has them.
func (t *telling) tell(all []part) error {
	for _, p := range all {
		if p.html == t.sent[p.id] {
			continue
		}
		if err := t.event("section", map[string]string{"id": p.id, "html": p.html}); err != nil {
			return err
		}
		t.sent[p.id] = p.html
	}
	if time.Since(t.last) >= streamBeat {
		return t.event("beat", struct{}{})
	}
	return nil
}

// event sends one event. JSON has no line breaks, which would end it.
func (t *telling) event(kind string, doc any) error {
	data, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	t.text.Reset()
	fmt.Fprintf(&t.text, "event: %s\ndata: %s\n\n", kind, data)
	_ = t.control.SetWriteDeadline(time.Now().Add(streamPatience)) // a writer without deadlines is a test's
	if _, err := t.w.Write(t.text.Bytes()); err != nil {
		return err
	}
	t.last = time.Now()
	return t.control.Flush()
}
