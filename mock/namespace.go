package mock

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sverka/sverka/mock/fault"
)

// A namespace is one tree of registries with a state of its own. The unnamed one is that of paths without /ns/. It is safe for
// concurrent use.
type namespace struct {
	name    string
	seed    uint64
	nonces  nonces
	tokens  tokens
	tickets tickets
	// taxpayers are the questions that tax answers so many of in a while.
	taxpayers limit
	clock     clock
	journal   journal

	// asked is when something below its path was last asked for, or a reader of its stream went, in milliseconds of Unix time, by no clock of
	// the registries.
	asked    atomic.Int64
	watchers atomic.Int64 // readers of its stream

	mu      sync.Mutex
	rules   []*rule
	added   int                       // how many rules there ever were
	counts  map[string]int            // exchanges, by what chose their fault
	earlier map[operation]fault.Reply // the last good reply of each
}

// An operation is what an exchange is for, of one lookup.
type operation struct{ lookup, name string }

// prefix is what stands before every path of the namespace.
func (s *namespace) prefix() string {
	if s.name == "" {
		return ""
	}
	return "/ns/" + s.name
}

// use says that something below its path is asked for.
func (s *namespace) use() { s.asked.Store(time.Now().UnixMilli()) }

// watch says that somebody reads its stream, until done: so long it is in use.
func (s *namespace) watch() (done func()) {
	s.watchers.Add(1)
	return func() {
		s.use()
		s.watchers.Add(-1)
	}
}

// leftAlone reports whether nobody has used it since then.
func (s *namespace) leftAlone(then time.Time) bool {
	return s.asked.Load() < then.UnixMilli() && s.watchers.Load() == 0
}

// remember keeps the reply of a where it is an answer, and returns the answer before it.
func (s *namespace) remember(a answer) fault.Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := operation{a.lookup, a.operation}
	before := s.earlier[key]
	if a.reply.Status < 300 {
		s.earlier[key] = a.reply
	}
	return before
}

// count returns how often key was counted before.
func (s *namespace) count(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.counts[key]
	s.counts[key] = n + 1
	return n
}

// namespaces are made when they are first addressed, up to maxNamespaces.
type namespaces struct {
	seed    uint64
	journal JournalConfig

	mu     sync.RWMutex
	byName map[string]*namespace
	lost   losses // with those that made room
}

// maxNamespaces bounds what tests that forget to clean up can make a mock keep. Beyond it the namespace that has been left alone longest makes room, if
// that is as long as abandoned.
const (
	maxNamespaces = 1024
	abandoned     = 10 * time.Minute
)

var (
	errNamespace = fmt.Errorf("a namespace cannot be called so, but by 1 to %d of A-Z, a-z, 0-9, _, - and . (and . or .. alone are none)", longestNamespace)
	errFull      = fmt.Errorf("there are %d namespaces, all used within %s: DELETE /ns/{name} forgets one", maxNamespaces, abandoned)
)

const longestNamespace = 64

// isNamespace reports whether a namespace can be called so.
func isNamespace(name string) bool {
	return name != "" && name != "." && name != ".." && len(name) <= longestNamespace && !strings.ContainsFunc(name, func(r rune) bool { return !inNamespace(r) })
}

func inNamespace(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' || r == '-'
}

// of returns the namespace of a path and the path within it. The error is errNamespace or errFull.
func (n *namespaces) of(path string) (s *namespace, within string, err error) {
	name, within, named := splitNamespace(path)
	if named && !isNamespace(name) {
		return nil, "", errNamespace
	}
	if s = n.known(name); s == nil {
		s = n.open(name)
	}
	if s == nil {
		return nil, "", errFull
	}
	return s, within, nil
}

// known returns the namespace called name, or nil. It is in use from before the lock is free, so that it does not make room just then.
func (n *namespaces) known(name string) *namespace {
	n.mu.RLock()
	defer n.mu.RUnlock()
	s := n.byName[name]
	if s != nil {
		s.use()
	}
	return s
}

// noNamespace answers whoever asked for what of returned an error for. It is no registry's reply.
func noNamespace(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if errors.Is(err, errFull) {
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("X-Mock-Error", "namespace")
	http.Error(w, err.Error(), status)
}

// splitNamespace returns the name of the namespace that a path begins with, "/ns/{name}", and the path within it. Without one the whole
// path is within.
func splitNamespace(path string) (name, within string, named bool) {
	rest, named := strings.CutPrefix(path, "/ns/")
	if !named {
		return "", path, false
	}
	name, within, _ = strings.Cut(rest, "/")
	return name, "/" + within, true
}

// named returns the namespace called name, "" being the unnamed one; the error is as for of.
func (n *namespaces) named(name string) (s *namespace, err error) {
	path := "/"
	if name != "" {
		path = "/ns/" + name + "/"
	}
	s, _, err = n.of(path)
	return s, err
}

func (n *namespaces) open(name string) *namespace {
	n.mu.Lock()
	defer n.mu.Unlock()
	if s := n.byName[name]; s != nil {
		s.use()
		return s
	}
	if len(n.byName) > maxNamespaces && !n.makeRoom(time.Now().Add(-abandoned)) {
		return nil
	}
	if n.byName == nil {
		n.byName = map[string]*namespace{}
	}
	s := &namespace{
		name: name, seed: n.seed, journal: newJournal(n.journal, n.lost.take(name)), counts: map[string]int{}, earlier: map[operation]fault.Reply{},
	}
	s.use()
	n.byName[name] = s
	return s
}

// makeRoom forgets the namespace that has been left alone longest, if that was before then. The unnamed one stays. Its caller holds the lock.
func (n *namespaces) makeRoom(then time.Time) bool {
	var oldest *namespace
	for name, s := range n.byName {
		if name != "" && s.leftAlone(then) && (oldest == nil || s.asked.Load() < oldest.asked.Load()) {
			oldest = s
		}
	}
	if oldest == nil {
		return false
	}
	n.lost.note(oldest.name, n.drop(oldest))
	return true
}

// drop drops a namespace, and returns how many exchanges go with it. Its caller holds the lock.
func (n *namespaces) drop(s *namespace) (exchanges uint64) {
	delete(n.byName, s.name)
	return s.journal.end()
}

// forget drops a namespace with all it keeps, as somebody wants it: none of it counts as lost. The unnamed one begins anew.
func (n *namespaces) forget(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if s := n.byName[name]; s != nil {
		n.drop(s)
	}
}

func (n *namespaces) names() []string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return slices.Sorted(maps.Keys(n.byName))
}

type spaceKey struct{}

// within returns r as it looks from inside a namespace, which spaceOf finds again.
func within(r *http.Request, s *namespace, path string) *http.Request {
	inner := r.WithContext(context.WithValue(r.Context(), spaceKey{}, s))
	u := *r.URL
	u.Path, u.RawPath = path, ""
	inner.URL = &u
	return inner
}

func spaceOf(r *http.Request) *namespace {
	s, _ := r.Context().Value(spaceKey{}).(*namespace)
	return s
}
