package lookup

import (
	"encoding/binary"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/cache"
)

// key names the question: two queries with one key differ in nothing that the registry is asked or that is compared.
// Caller and purpose belong to it, so that nobody shares what another one may not see or was not told for that purpose.
// What it is made of is personal data, and does not outlive the call.
func (l *Lookup[R]) key(q adapters.Query) cache.Key {
	var buf [512]byte
	text := buf[:0]
	for _, part := range [...]string{l.spec.Registry, l.spec.Lookup, q.Caller, string(q.Purpose), q.ServiceCode} {
		text = binary.AppendUvarint(text, uint64(len(part))) // so that no two lists of parts read alike
		text = append(text, part...)
	}
	return l.house.Keyer.Key(l.reads.Append(text, q.Subject.Stated()))
}
