package mock

import (
	"crypto/rand"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/sverka/sverka/mock/fault"
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
	Delay    string    `json:"delay,omitempty"` // that a rule or the fault slow drew before the reply
	Status   int       `json:"status"`          // of the reply; 0: none was sent, or not whole: the fault is on the wire
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
	// Bytes is how long the whole is. A reply that is packed while it is sent (gzip_bomb) is told of as it is before.
	Bytes int `json:"bytes"`
	// Text is its beginning. JSON has no place for bytes that are no UTF-8: there each is U+FFFD.
	Text string `json:"text"`
	// Base64 is the same beginning byte for byte, where it is not UTF-8; in JSON by RFC 4648, section 4.
	Base64 []byte `json:"base64,omitempty"`
	Cut    bool   `json:"cut,omitempty"` // Text is less than the whole
}

// JournalConfig bounds what each namespace keeps of its exchanges.
type JournalConfig struct {
	Entries int `yaml:"entries"` // the last so many exchanges
	Body    int `yaml:"body"`    // bytes of each body; 0 is written -1
	Bytes   int `yaml:"bytes"`   // bytes of all bodies together, which take up to a quarter more room
}

// A body is the beginning of one, as it was read or sent: nobody writes to it any more, so it is no copy but where a part is kept.
type body struct {
	there bool
	whole int // bytes
	kept  []byte
}

// body keeps as much of a body as is to be kept, in no more than a quarter more room than that.
func (c JournalConfig) body(of []byte) body {
	kept := of[:wholeCharacters(of, c.Body)]
	if cap(kept) > len(kept)+len(kept)/4 {
		kept = append(make([]byte, 0, len(kept)), kept...)
	}
	return body{true, len(of), kept}
}

// wholeCharacters returns how many of the first most bytes of a body end no character of UTF-8 in its middle.
func wholeCharacters(of []byte, most int) int {
	if most >= len(of) {
		return len(of)
	}
	most = max(0, most)
	for start := most; start >= 0 && start > most-utf8.UTFMax; start-- {
		if !utf8.RuneStart(of[start]) {
			continue
		}
		if _, length := utf8.DecodeRune(of[start:]); length > 1 && start+length > most {
			return start
		}
		break
	}
	return most
}

// reply keeps the beginning of a reply, and how long it gets while it is sent.
func (c JournalConfig) reply(r *fault.Reply) body {
	if r.Pad == (fault.Padding{}) {
		return c.body(r.Body)
	}
	b := c.body(r.Body[:r.Pad.At])
	b.whole = r.Length()
	return b
}

func (b *body) message() *Message {
	if !b.there {
		return nil
	}
	m := &Message{Bytes: b.whole, Text: string(b.kept), Cut: len(b.kept) < b.whole}
	if !utf8.Valid(b.kept) {
		m.Base64 = b.kept
	}
	return m
}

// An entry is an exchange as a journal keeps it.
type entry struct {
	Exchange // without its bodies

	request, reply body
}

func (e *entry) size() int { return len(e.request.kept) + len(e.reply.kept) }

// whole returns the exchange with its bodies.
func (e *entry) whole() Exchange {
	x := e.Exchange
	x.Request, x.Reply = e.request.message(), e.reply.message()
	return x
}

// A journal is the last exchanges of a namespace. It is safe for concurrent use.
type journal struct {
	bounds JournalConfig
	name   string // tells it from any other there ever was: ids begin at 1 in each

	mu      sync.Mutex
	ring    []entry // grows up to the bound; the oldest is at first, and so many follow
	first   int
	count   int
	bytes   int    // of their bodies
	last    uint64 // id of the newest that ever was
	dropped uint64 // exchanges that are no longer here, by the bounds or with a namespace that made room; those somebody cleared do not count
	more    chan struct{}
	ended   bool // its namespace was forgotten
}

// newJournal returns a journal that keeps so much, after so many exchanges that were dropped before it began.
func newJournal(bounds JournalConfig, dropped uint64) journal {
	const enough = 13 // letters of five bits
	return journal{bounds: bounds, name: rand.Text()[:enough], dropped: dropped}
}

// add keeps e under an id of its own, and drops the oldest beyond the bounds.
func (j *journal) add(e *entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	if j.count == j.bounds.Entries {
		j.drop()
	}
	j.makeRoom()
	newest := j.at(j.count)
	*newest = *e
	newest.ID = j.last
	j.count++
	j.bytes += e.size()
	for j.bytes > j.bounds.Bytes && j.count > 1 {
		j.drop()
	}
	j.wake()
}

// wake tells whoever watches. Its caller holds the lock.
func (j *journal) wake() {
	if j.more != nil {
		close(j.more)
		j.more = nil
	}
}

// end says that the namespace was forgotten, so that whoever watches need not wait for more. It returns how many exchanges there were,
// those that somebody cleared aside.
func (j *journal) end() (exchanges uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ended = true
	j.wake()
	return j.dropped + uint64(j.count) //nolint:gosec // a count is not negative
}

// at returns the place of an entry, counted from the oldest.
func (j *journal) at(i int) *entry { return &j.ring[(j.first+i)%len(j.ring)] }

// makeRoom sees to it that one more entry has a place.
func (j *journal) makeRoom() {
	if j.count < len(j.ring) {
		return
	}
	const few = 16
	ring := make([]entry, min(max(few, 2*len(j.ring)), j.bounds.Entries))
	for i := range j.count {
		ring[i] = *j.at(i)
	}
	j.ring, j.first = ring, 0
}

// drop drops the oldest entry.
func (j *journal) drop() {
	oldest := j.at(0)
	j.bytes -= oldest.size()
	*oldest = entry{}
	j.first = (j.first + 1) % len(j.ring)
	j.count--
	j.dropped++
}

// all returns what is kept, oldest first, and how many exchanges are not there any more.
func (j *journal) all() (all []Exchange, dropped uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	all = make([]Exchange, j.count)
	for i := range all {
		all[i] = j.at(i).whole()
	}
	return all, j.dropped
}

// find returns the exchange with an id; ok is false where there is none, or no longer.
func (j *journal) find(id uint64) (one Exchange, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	i := j.behind(id - 1)
	if id == 0 || i == j.count || j.at(i).ID != id {
		return Exchange{}, false
	}
	return j.at(i).whole(), true
}

// behind returns the place of the first entry with an id above id. Ids have no gaps.
func (j *journal) behind(id uint64) int {
	if before := j.last - uint64(j.count); id > before { //nolint:gosec // a count is not negative
		return int(min(id-before, uint64(j.count))) //nolint:gosec // it is at most the count
	}
	return 0
}

// after returns the exchanges with an id above id, oldest first and without bodies, and how many there are not any more.
func (j *journal) after(id uint64) (all []Exchange, dropped uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.brief(id), j.dropped
}

func (j *journal) brief(id uint64) []Exchange {
	from := j.behind(id)
	all := make([]Exchange, j.count-from)
	for i := range all {
		all[i] = j.at(from + i).Exchange
	}
	return all
}

// watch is after, with a channel that is closed when there is one more, or nil if there will be none since the namespace was forgotten.
func (j *journal) watch(id uint64) (all []Exchange, more <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.more == nil && !j.ended {
		j.more = make(chan struct{})
	}
	return j.brief(id), j.more
}

// newest returns the id of the newest exchange that there ever was, 0 if there was none, and how many are not there any more.
func (j *journal) newest() (id, dropped uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.last, j.dropped
}

// clear begins anew; ids go on.
func (j *journal) clear() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.ring, j.first, j.count, j.bytes, j.dropped = nil, 0, 0, 0, 0
}
