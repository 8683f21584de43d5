package lookup

import (
	"encoding/binary"
	"slices"
	"sync"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
	"github.com/sverka/sverka/internal/person"
)

// mostGuesses is how many answers other than match are given about one identifier in a day.
const mostGuesses = 5

// Guesses counts, over all lookups and callers, the answers other than match about each identifier (a number, a document, a name
// with its birth date), and lets no more than five a day be given: who tries numbers to a name, or names to a number, learns
// from each answer. Days are Moscow's. Where statements are counted, one and the same statement about a person that is put to
// several lookups is one guess, lest a mistyped name use up the day at its first round through the registries; putting it to one
// lookup again is another.
//
// An identifier is held as a keyed hash under a key that the process makes and never writes down. Memory is bounded: entries
// beyond exactly are counted in common cells, which may count too much and never too little. Guesses is safe for concurrent use;
// nil counts nothing.
type Guesses struct {
	keyer      *cache.Keyer
	entries    int  // counted one by one
	statements bool // are counted, not answers

	mu      sync.Mutex
	lookups []string // by their bits in a claim
	ends    time.Time
	tries   map[identifier]*tries
	cells   cells
}

// guessEntries is how many identifiers are counted one by one: 40 MiB when all of them are needed.
const guessEntries = 1 << 18

// NewGuesses returns Guesses of a process's own key, that count each answer, or statements.
func NewGuesses(statements bool) *Guesses { return newGuesses(guessEntries, statements) }

func newGuesses(entries int, statements bool) *Guesses {
	return &Guesses{keyer: cache.NewKeyer(), entries: entries, statements: statements}
}

// An identifier is the keyed hash of one, cut to 128 bits.
type identifier [16]byte

// A claim is one statement about the person of an identifier: who he is said to be.
type claim struct {
	sum     uint32
	lookups uint32 // that have answered it, by their bits
	asking  uint16 // on their way
	counted bool
}

// tries are the claims about one identifier today.
type tries struct {
	counted int // answers other than match
	claims  []claim
}

// A guess is a question on its way. The zero guess is none.
type guess struct {
	of     *Guesses
	day    time.Time
	bit    uint32
	sum    uint32
	keys   []identifier
	common []identifier // of them, those that are counted in common cells
}

// begin lets a question be put, or returns the *adapters.Failure limited. The guess is to be ended.
func (g *Guesses) begin(lookup string, reads person.Key, stated *adapters.Stated) (guess, error) {
	if g == nil {
		return guess{}, nil
	}
	b := guess{of: g}
	b.sum = g.claimed(stated)
	for _, text := range reads.Identifiers(stated) {
		whole := g.key('i', text)
		b.keys = append(b.keys, identifier(whole[:len(identifier{})]))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	g.turn(now)
	b.day, b.bit = g.ends, g.bitOf(lookup)
	for _, key := range b.keys {
		if wait := g.held(key, b.sum, now); wait > 0 {
			return guess{}, tooManyGuesses(wait)
		}
	}
	for _, key := range b.keys {
		g.take(&b, key)
	}
	return b, nil
}

func tooManyGuesses(wait time.Duration) error {
	f := adapters.Fail(adapters.Limited, adapters.ReasonGuesses, "too many answers other than match about one identifier today")
	f.RetryAfter = wait // until the day ends: longer than a registry may have anybody wait
	return f
}

// claimed is the hash of all that tells who the person is said to be, whatever the lookup reads.
func (g *Guesses) claimed(stated *adapters.Stated) uint32 {
	key := g.key('c', person.AppendClaim(nil, stated))
	return binary.BigEndian.Uint32(key[:])
}

func (g *Guesses) key(kind byte, text []byte) cache.Key { return g.keyer.Key(append(text, kind)) }

// turn begins a new day.
func (g *Guesses) turn(now time.Time) {
	if now.Before(g.ends) && g.tries != nil {
		return
	}
	g.ends, g.tries, g.cells = adapters.EndOfDay(now), make(map[identifier]*tries), nil
}

func (g *Guesses) bitOf(lookup string) uint32 {
	i := slices.Index(g.lookups, lookup)
	if i < 0 {
		i, g.lookups = len(g.lookups), append(g.lookups, lookup)
	}
	return 1 << (i % 32)
}

// soon is after what time a question may come again that only others on their way hold back.
const soon = time.Second

// held returns for how long a question about key with that claim is to wait: 0, it may be put. The caller holds mu.
func (g *Guesses) held(key identifier, sum uint32, now time.Time) time.Duration {
	t := g.tries[key]
	switch {
	case t == nil && g.cells.count(key) < mostGuesses:
		return 0
	case t == nil || t.counted >= mostGuesses:
		return g.ends.Sub(now)
	case t.find(sum) == nil && t.counted+t.undecided() >= mostGuesses:
		return soon
	default:
		return 0
	}
}

// find returns the claim of that sum, or nil.
func (t *tries) find(sum uint32) *claim {
	i := slices.IndexFunc(t.claims, func(c claim) bool { return c.sum == sum })
	if i < 0 {
		return nil
	}
	return &t.claims[i]
}

// undecided counts the claims of which no answer has counted yet: each may be a guess.
func (t *tries) undecided() (n int) {
	for _, c := range t.claims {
		if !c.counted {
			n++
		}
	}
	return n
}

// take notes that a question about key is on its way. Where the map is full that counts at once, and is taken back if it turns
// out a match. The caller holds mu.
func (g *Guesses) take(b *guess, key identifier) {
	t := g.tries[key]
	if t == nil && len(g.tries) >= g.entries {
		if g.cells == nil {
			g.cells = newCells()
		}
		g.cells.add(key, 1)
		b.common = append(b.common, key)
		return
	}
	if t == nil {
		t = &tries{}
		g.tries[key] = t
	}
	c := t.find(b.sum)
	if c == nil {
		t.claims = append(t.claims, claim{sum: b.sum})
		c = &t.claims[len(t.claims)-1]
	}
	c.asking++
}

// end notes what came of the question: it told something, other than a match, or it did not. The error is the *adapters.Failure
// limited of an answer that is one too many, and must not be given: one statement may be put to many lookups at a time, and is told
// no more often than one lookup after the other.
func (b *guess) end(told bool) error {
	if b.of == nil {
		return nil
	}
	g := b.of
	g.mu.Lock()
	defer g.mu.Unlock()
	now, over := time.Now(), false
	g.turn(now)
	if !b.day.Equal(g.ends) { // it was asked yesterday: its places are gone, and what it told counts today
		if told {
			b.again()
		}
		return nil
	}
	for _, key := range b.keys {
		switch {
		case !slices.Contains(b.common, key):
			g.settle(b, key, told)
			over = over || g.tries[key].over()
		case told:
			over = over || g.cells.count(key) > mostGuesses
		default:
			g.cells.add(key, -1)
		}
	}
	if told && over {
		return tooManyGuesses(g.ends.Sub(now))
	}
	return nil
}

// over reports whether more was told than may be. nil is nothing that was told.
func (t *tries) over() bool { return t != nil && t.counted > mostGuesses }

// again counts what was told in another day than it was asked in.
func (b *guess) again() {
	g := b.of
	b.day, b.common = g.ends, nil
	for _, key := range b.keys {
		g.take(b, key)
		if !slices.Contains(b.common, key) {
			g.settle(b, key, true)
		}
	}
}

// settle gives back the place of a question about key, and counts what it told. The caller holds mu.
func (g *Guesses) settle(b *guess, key identifier, told bool) {
	t := g.tries[key]
	c := t.find(b.sum)
	c.asking--
	switch {
	case told && (!b.of.statements || !c.counted || c.lookups&b.bit != 0):
		t.counted++
		c.counted = true
		c.lookups |= b.bit
	case told:
		c.lookups |= b.bit
	case c.asking == 0 && !c.counted:
		t.claims = slices.DeleteFunc(t.claims, func(c claim) bool { return c.sum == b.sum })
	}
	if len(t.claims) == 0 {
		delete(g.tries, key)
	}
}

// cells count many identifiers in a fixed number of bytes (a count-min sketch of two rows): what an identifier has is at most the
// lesser of its two cells. nil holds nothing.
type cells []uint8

const cellsPerRow = 1 << 22

func newCells() cells { return make(cells, 2*cellsPerRow) }

// at returns where key counts. It is a keyed hash, so that nobody chooses with whom he shares a cell.
func (c cells) at(key identifier) (first, second *uint8) {
	index := func(b []byte) int { return (int(b[0])<<16 | int(b[1])<<8 | int(b[2])) % cellsPerRow }
	return &c[index(key[:3])], &c[cellsPerRow+index(key[3:6])]
}

func (c cells) count(key identifier) int {
	if c == nil {
		return 0
	}
	first, second := c.at(key)
	return int(min(*first, *second))
}

// add changes what key has by one, up or down. A cell that is full stays so: nobody knows any more what it holds.
func (c cells) add(key identifier, by int) {
	const full = 255
	first, second := c.at(key)
	for _, cell := range []*uint8{first, second} {
		if *cell < full {
			*cell = uint8(int(*cell) + by) //nolint:gosec // between 0 and 255: what is taken was added before
		}
	}
}
