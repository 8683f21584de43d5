package population

import (
	"maps"
	"sync/atomic"
)

// keys are what words come to, remembered: to work one out takes longer than all that is drawn by it. The zero value is ready for use, by several
// goroutines, and for one seed.
type keys struct {
	known atomic.Pointer[map[string]uint64]
}

// maxKeys bounds what is remembered. The words are those of the mock registries, less than a hundred.
const maxKeys = 1000

func (k *keys) of(seed uint64, word string) uint64 {
	known := k.known.Load()
	if known != nil {
		if key, ok := (*known)[word]; ok {
			return key
		}
	}
	key := mixed(seed, word)
	k.add(known, word, key)
	return key
}

// add remembers one more, unless another goroutine has just done so: then it is remembered the next time.
func (k *keys) add(known *map[string]uint64, word string, key uint64) {
	more := map[string]uint64{}
	if known != nil {
		if len(*known) >= maxKeys {
			return
		}
		maps.Copy(more, *known)
	}
	more[word] = key
	k.known.CompareAndSwap(known, &more)
}
