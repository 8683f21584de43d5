package mock

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"

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

	mu      sync.Mutex
	rules   []*rule
	added   int                    // how many rules there ever were
	counts  map[string]int         // exchanges, by what chose their fault
	earlier map[string]fault.Reply // the last good reply of each operation
}

// prefix is what stands before every path of the namespace.
func (s *namespace) prefix() string {
	if s.name == "" {
		return ""
	}
	return "/ns/" + s.name
}

// remember keeps the reply of a where it is an answer, and returns the answer before it.
func (s *namespace) remember(a answer) fault.Reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := a.lookup + " " + a.operation
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
}

// maxNamespaces bounds what tests that forget to clean up can make a mock keep.
const maxNamespaces = 1024

const longestNamespace = 64

// isNamespace reports whether a namespace can be called so.
func isNamespace(name string) bool {
	return name != "" && len(name) <= longestNamespace && !strings.ContainsFunc(name, func(r rune) bool { return !inNamespace(r) })
}

func inNamespace(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.' || r == '-'
}

// of returns the namespace of a path and the path within it; ok is false for a name that cannot be, or one too many.
func (n *namespaces) of(path string) (s *namespace, within string, ok bool) {
	name, within, named := splitNamespace(path)
	if named && !isNamespace(name) {
		return nil, "", false
	}
	n.mu.RLock()
	s = n.byName[name]
	n.mu.RUnlock()
	if s == nil {
		s = n.open(name)
	}
	return s, within, s != nil
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

// named returns the namespace called name, "" being the unnamed one; ok is as for of.
func (n *namespaces) named(name string) (s *namespace, ok bool) {
	path := "/"
	if name != "" {
		path = "/ns/" + name + "/"
	}
	s, _, ok = n.of(path)
	return s, ok
}

func (n *namespaces) open(name string) *namespace {
	n.mu.Lock()
	defer n.mu.Unlock()
	if s := n.byName[name]; s != nil {
		return s
	}
	if len(n.byName) > maxNamespaces {
		return nil
	}
	if n.byName == nil {
		n.byName = map[string]*namespace{}
	}
	s := &namespace{
		name: name, seed: n.seed, journal: journal{bounds: n.journal}, counts: map[string]int{}, earlier: map[string]fault.Reply{},
	}
	n.byName[name] = s
	return s
}

// forget drops a namespace with all it keeps; the unnamed one begins anew.
func (n *namespaces) forget(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.byName, name)
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
