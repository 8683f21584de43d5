package transport

import (
	"errors"
	"io"
	"runtime"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// TestABodyCostsTwoOfItsBound: whatever the bound, and however much longer the body is, the buffers that it is read into are no more than
// that in all; of a body within the bound nothing is lost.
func TestABodyCostsTwoOfItsBound(t *testing.T) {
	const sent = 64 << 20
	for _, limit := range []int64{1 << 10, 100_000, 1<<20 - 1, 1 << 20, 3<<20 + 7, 10_000_000} {
		rd := newReader(limit)
		taken, body, err := reads(rd, sent)
		var failure *adapters.Failure
		if !errors.As(err, &failure) || failure.Reason != adapters.ReasonSize || int64(len(body)) != limit+1 {
			t.Errorf("bound %d: %d bytes are read, and it ends in %v", limit, len(body), err)
		}
		const rounding = 32 << 10 // the sizes of the allocator
		if most := 2*limit + rounding; taken > most {
			t.Errorf("bound %d: %d bytes were allocated, at most %d may be", limit, taken, most)
		}
		if _, body, err := reads(rd, limit); err != nil || int64(len(body)) != limit {
			t.Errorf("bound %d: of a body as long as it %d bytes are read: %v", limit, len(body), err)
		}
	}
}

// reads reads a body of so many bytes, and returns what was allocated for it.
func reads(rd reader, sent int64) (taken int64, body []byte, err error) {
	from := io.LimitReader(endless{}, sent)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	body, err = rd.all(from, nil, -1)
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc), body, err
}

// endless reads for ever.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
