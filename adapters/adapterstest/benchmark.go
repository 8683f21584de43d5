package adapterstest

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"runtime"
	"slices"
	"testing"

	"github.com/sverka/sverka/adapters"
)

// Benchmark is what a driver itself costs, without transport and policy: to write a request, and to check and read the reply. It takes
// the shortest and the longest reply of the goldens of dir that end in an answer, and reports the allocations for each kilobyte
// of reply, so that what grows with the reply is told from what does not.
func Benchmark[R any](b *testing.B, dir string, r Room[R]) {
	b.Helper()
	m := breeder[R]{room: r}
	answered := slices.DeleteFunc(readGoldens(b, dir, r.Query), func(g golden) bool {
		return len(g.replies) == 0 || m.ask(b, g, nil).failed
	})
	if len(answered) == 0 {
		b.Fatal("no golden ends in an answer")
	}
	slices.SortFunc(answered, func(x, y golden) int { return cmp.Compare(x.length(), y.length()) })
	b.Run("small", func(b *testing.B) { r.measure(b, answered[0]) })
	b.Run("large", func(b *testing.B) { r.measure(b, answered[len(answered)-1]) })
}

// length is that of the reply that is the answer.
func (g golden) length() int { return len(g.replies[len(g.replies)-1].body) }

func (r Room[R]) measure(b *testing.B, g golden) {
	driver := r.New(b, nobody)
	if _, err := ask(b.Context(), driver, g.query, g.ticket, &canned{replies: g.replies}); err != nil && !isPending(err) {
		b.Fatal(err) // from now on a token is kept
	}
	x := newRepeating(g.replies[len(g.replies)-1])
	b.ReportAllocs()
	before := mallocs()
	for b.Loop() {
		if _, err := ask(b.Context(), driver, g.query, g.ticket, x); err != nil && !isPending(err) {
			b.Fatal(err)
		}
	}
	const kilobyte = 1 << 10
	each := float64(mallocs()-before) / float64(b.N)
	b.ReportMetric(each*kilobyte/float64(g.length()), "allocs/KB")
	b.ReportMetric(float64(g.length()), "reply-B")
}

func mallocs() uint64 {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.Mallocs
}

// repeating is an Exchanger that gives the same reply over and over, and allocates next to nothing itself.
type repeating struct {
	reply   scripted
	parts   [][]byte // of the reply, around the request's identifier
	request bytes.Buffer
	body    []byte
}

func newRepeating(reply scripted) *repeating {
	return &repeating{reply: reply, parts: bytes.Split([]byte(reply.body), []byte("$ID"))}
}

// Exchange implements adapters.Exchanger. The response is the caller's until the next one.
func (x *repeating) Exchange(_ context.Context, r *http.Request) (adapters.Response, error) {
	x.request.Reset()
	if _, err := io.Copy(&x.request, r.Body); err != nil {
		return adapters.Response{}, err
	}
	id := requestID.Find(x.request.Bytes())
	x.body = x.body[:0]
	for i, part := range x.parts {
		if i > 0 {
			x.body = append(x.body, id...)
		}
		x.body = append(x.body, part...)
	}
	return adapters.Response{Status: x.reply.status, Header: x.reply.header, Body: x.body}, nil
}
