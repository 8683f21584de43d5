package secret

import (
	"crypto/sha256"
	"io/fs"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A File is one that is watched: where the value of a _file key leads, and who may have access.
type File struct {
	Written string
	Care    Care
}

// A Maker makes of the files' contents, in their order, what is used of them. old is what would be replaced, the zero T at the
// start. Its error says what is wrong in words that quote nothing of the contents.
type Maker[T any] func(contents [][]byte, old T) (T, error)

// A Watched is what was made of one or several files, which belong together: a certificate and its key are taken as a pair
// or not at all. Each use looks whether one of the files has changed (a stat of each) and makes it anew if so; what cannot be
// read or used leaves what was there. It is safe for concurrent use.
type Watched[T any] struct {
	maker  Maker[T]
	places []Place
	cares  []Care
	notice func(Notice)

	current atomic.Pointer[taken[T]]
	refused atomic.Pointer[look] // what was found last and could not be used; nil: what is there is in use
	mu      sync.Mutex           // of whoever makes it anew
	told    string               // the last refusal that was noticed
	changes atomic.Int64
	refusal atomic.Int64
}

// A Notice tells that what lay in the files has changed: Why is empty if the new is in use, else what is wrong with it.
type Notice struct{ Why string }

// taken is what is in use and how it was found.
type taken[T any] struct {
	value T
	sums  [][sha256.Size]byte // of the contents, which are not kept
	at    look
}

// look is how the files were found at a moment.
type look struct {
	infos []fs.FileInfo // nil: some could not be read
	since time.Time
	why   string // of a refusal
}

const (
	// settled is how old a change must be for a file's time to tell it from the next: file systems keep times in ticks, of up to two
	// seconds. A younger one is read again at each use.
	settled = 2 * time.Second
	// again is how long what was refused is left alone while its file has not changed: a certificate may become valid.
	again = time.Second
)

// Watch reads the files and makes of them what is used. notice, which may be nil, is called when a change was taken, and once for
// each that was refused. Without files it is what the maker makes of nothing, for ever. The error is of the first reading; it
// begins with the place.
func Watch[T any](maker Maker[T], notice func(Notice), files ...File) (*Watched[T], error) {
	w := &Watched[T]{maker: maker, notice: notice}
	for _, f := range files {
		p, err := Find(f.Written)
		if err != nil {
			return nil, err
		}
		w.places, w.cares = append(w.places, p), append(w.cares, f.Care)
	}
	contents, at, err := w.read()
	if err != nil {
		return nil, err
	}
	var none T
	value, err := maker(contents, none)
	if err != nil {
		return nil, err
	}
	w.current.Store(&taken[T]{value, sums(contents), at})
	return w, nil
}

// Current returns what is in use now, after a look at the files.
func (w *Watched[T]) Current() T {
	if t := w.current.Load(); w.unchanged(t) {
		return t.value
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.renew()
	return w.current.Load().value
}

// unchanged reports whether the files are as they were when t was made, or as they were when they were refused a moment ago.
func (w *Watched[T]) unchanged(t *taken[T]) bool {
	if len(w.places) == 0 {
		return true
	}
	infos := w.stat()
	if refused := w.refused.Load(); refused != nil {
		return time.Since(refused.since) < again && refused.like(infos)
	}
	return t.at.like(infos)
}

// stat looks at the files without reading them; nil: one is not there.
func (w *Watched[T]) stat() []fs.FileInfo {
	infos := make([]fs.FileInfo, len(w.places))
	for i, p := range w.places {
		info, err := os.Stat(p.path)
		if err != nil {
			return nil
		}
		infos[i] = info
	}
	return infos
}

// like reports whether nothing can have changed since l.
func (l look) like(infos []fs.FileInfo) bool {
	if len(infos) != len(l.infos) {
		return false
	}
	for i, now := range infos {
		before := l.infos[i]
		if !os.SameFile(before, now) || before.Size() != now.Size() || before.Mode() != now.Mode() ||
			!before.ModTime().Equal(now.ModTime()) || l.since.Sub(now.ModTime()) < settled {
			return false
		}
	}
	return true
}

func (w *Watched[T]) read() ([][]byte, look, error) {
	contents, at := make([][]byte, len(w.places)), look{since: time.Now()}
	infos := make([]fs.FileInfo, len(w.places))
	for i, p := range w.places {
		var err error
		if contents[i], infos[i], err = p.read(w.cares[i]); err != nil {
			at.infos = w.stat()
			return nil, at, err
		}
	}
	at.infos = infos
	return contents, at, nil
}

// renew takes what lies in the files now, if it can be used. The caller holds mu.
func (w *Watched[T]) renew() {
	old := w.current.Load()
	contents, at, err := w.read()
	if err == nil && slices.Equal(sums(contents), old.sums) {
		w.settle(&taken[T]{old.value, old.sums, at})
		return
	}
	var value T
	if err == nil {
		value, err = w.maker(contents, old.value)
	}
	if err != nil {
		w.refuse(at, err.Error())
		return
	}
	w.settle(&taken[T]{value, sums(contents), at})
	w.changes.Add(1)
	w.tell(Notice{})
}

// settle puts t into use.
func (w *Watched[T]) settle(t *taken[T]) {
	w.current.Store(t)
	w.refused.Store(nil)
	w.told = ""
}

// refuse keeps what is in use, and says so once for each reason.
func (w *Watched[T]) refuse(at look, why string) {
	at.why = why
	w.refused.Store(&at)
	if w.told == why {
		return
	}
	w.told = why
	w.refusal.Add(1)
	w.tell(Notice{Why: why})
}

func (w *Watched[T]) tell(n Notice) {
	if w.notice != nil {
		w.notice(n)
	}
}

func sums(contents [][]byte) [][sha256.Size]byte {
	all := make([][sha256.Size]byte, len(contents))
	for i, c := range contents {
		all[i] = sha256.Sum256(c)
	}
	return all
}

// Status says how what is watched stands.
type Status struct {
	Key      string    // which it is, by the configuration
	Refused  string    // why what lies there now is not in use; empty: it is
	Read     time.Time // when what is in use was last seen to lie there
	Changes  int       // taken since the start
	Refusals int       // since the start
}

// Status looks at the files, as a use does, and returns how they stand. key is told as it is given.
func (w *Watched[T]) Status(key string) Status {
	w.Current()
	s := Status{Key: key, Changes: int(w.changes.Load()), Refusals: int(w.refusal.Load()), Read: w.current.Load().at.since}
	if refused := w.refused.Load(); refused != nil {
		s.Refused = refused.why
	}
	return s
}
