package mock

// losses are how many exchanges went with namespaces that made room, by name, until one has that name again: so that it does not vouch for
// what it cannot know. Of each name in turn lossesKept others that lost something may follow before it is forgotten. Since a namespace makes
// room when it was left alone for ten minutes, no more than maxNamespaces and one do in that time, so that nothing is forgotten within an
// hour. The zero value has none.
type losses struct {
	recent, older map[string]uint64
}

// lossesKept bounds the names in recent; older has as many at most.
const lossesKept = 8 * maxNamespaces

// note says that so many exchanges went with a name.
func (l *losses) note(name string, exchanges uint64) {
	if exchanges == 0 {
		return
	}
	if len(l.recent) >= lossesKept {
		l.older, l.recent = l.recent, nil
	}
	if l.recent == nil {
		l.recent = map[string]uint64{}
	}
	l.recent[name] = exchanges
}

// take returns how many exchanges went with a name, for the namespace that has it from now on.
func (l *losses) take(name string) uint64 {
	lost := l.recent[name] + l.older[name]
	delete(l.recent, name)
	delete(l.older, name)
	return lost
}
