package mock

import (
	"slices"
	"sync"
	"time"
)

// An Exchange is one entry of a namespace's journal: what was asked, whom it was about, what befell it and what was sent. The people
// of a mock are fiction, so it holds bodies whole, as far as they are kept.
type Exchange struct {
	ID       uint64    `json:"id"`   // counted from 1 within the namespace, never given twice
	Time     time.Time `json:"time"` // by the namespace's clock
	Registry string    `json:"registry"`
	Path     string    `json:"path"`              // below the registry's own
	Lookup   string    `json:"lookup,omitempty"`  // "pension/snils-check", as far as the request tells
	On       string    `json:"on,omitempty"`      // ask, poll, token
	Persona  string    `json:"persona,omitempty"` // who was asked about; "": nobody who is known
	Fault    string    `json:"fault,omitempty"`   // "fault" or "fault:case" that befell it
	ChosenBy string    `json:"chosen_by,omitempty"`
	Delay    string    `json:"delay,omitempty"` // that a rule drew before the reply
	Status   int       `json:"status"`          // of the reply; 0: none was sent, the fault is on the wire
	// Violation is how the request breaks the contract, by element and position.
	Violation string `json:"violation,omitempty"`
	// Denied is set where the asking system was not admitted, by its name, password, token, key or quota, so that who was asked about made
	// no difference.
	Denied bool `json:"denied,omitempty"`
	// Scenario is what was wrong with the fault that somebody chose for the exchange, so that it had no reply of the registry.
	Scenario string `json:"scenario,omitempty"`
	// Nearest is who comes nearest, where nobody who is known was asked about.
	Nearest *Miss `json:"nearest,omitempty"`

	Request *Message `json:"request,omitempty"` // in GET /admin/journal/{id} only
	Reply   *Message `json:"reply,omitempty"`   // as chosen; what of it reached the client, a fault on the wire decides
}

// A Message is a body as the journal keeps it.
type Message struct {
	Bytes int    `json:"bytes"` // of the whole
	Text  string `json:"text"`  // its beginning
	Cut   bool   `json:"cut,omitempty"`
}

// JournalConfig bounds what each namespace keeps of its exchanges.
type JournalConfig struct {
	Entries int `yaml:"entries"` // the last so many exchanges
	Body    int `yaml:"body"`    // bytes of each body; 0 is written -1
	Bytes   int `yaml:"bytes"`   // bytes of all bodies together
}

// message keeps the beginning of body.
func (c JournalConfig) message(body []byte) *Message {
	kept := body[:min(len(body), max(0, c.Body))]
	return &Message{Bytes: len(body), Text: string(kept), Cut: len(kept) < len(body)}
}

// A journal is the last exchanges of a namespace. It is safe for concurrent use.
type journal struct {
	bounds JournalConfig

	mu      sync.Mutex
	entries []Exchange // oldest first
	bytes   int        // of their bodies
	last    uint64     // id of the newest that ever was
	dropped uint64     // exchanges that are no longer here, by the bounds; those somebody cleared do not count
	more    chan struct{}
}

// add keeps e under an id of its own, and drops the oldest beyond the bounds.
func (j *journal) add(e Exchange) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	e.ID = j.last
	j.entries = append(j.entries, e)
	j.bytes += e.size()
	drop := 0
	for len(j.entries)-drop > j.bounds.Entries || j.bytes > j.bounds.Bytes && len(j.entries)-drop > 1 {
		j.bytes -= j.entries[drop].size()
		drop++
	}
	if drop > 0 {
		j.dropped += uint64(drop)
		clear(j.entries[:drop]) // append takes a new array when it comes to the end of this one
		j.entries = j.entries[drop:]
	}
	if j.more != nil {
		close(j.more)
		j.more = nil
	}
}

func (e *Exchange) size() int {
	n := 0
	for _, m := range []*Message{e.Request, e.Reply} {
		if m != nil {
			n += len(m.Text)
		}
	}
	return n
}

// after returns the exchanges kept with an id above id, oldest first, and a channel that is closed when there is one more.
func (j *journal) after(id uint64) (entries []Exchange, more <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.more == nil {
		j.more = make(chan struct{})
	}
	first, _ := slices.BinarySearchFunc(j.entries, id+1, func(e Exchange, id uint64) int {
		if e.ID < id {
			return -1
		}
		return 1
	})
	return slices.Clone(j.entries[first:]), j.more
}

// all returns what is kept, and how many exchanges are not there any more.
func (j *journal) all() (entries []Exchange, dropped uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries), j.dropped
}

// clear begins anew; ids go on.
func (j *journal) clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries, j.bytes, j.dropped = nil, 0, 0
}
