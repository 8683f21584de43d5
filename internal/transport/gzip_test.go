package transport_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

func packed(t testing.TB, pieces ...[]byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		if _, err := z.Write(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func gzipped(body []byte, coding string) func(net.Conn) {
	return replying(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n%s", coding, len(body), body))
}

// gzip_unasked: nothing of the request asked for it, and the driver sees a plain reply.
func TestGzipIsUnpackedUnasked(t *testing.T) {
	body := packed(t, []byte("hello, hello, hello"))
	for _, coding := range []string{"gzip", "x-gzip", "GZip"} {
		t.Run(coding, func(t *testing.T) {
			got, wire, err := ask(t, nil, gzipped(body, coding))
			if err != nil || string(got.Body) != "hello, hello, hello" || wire.Received != int64(len(body)) {
				t.Fatalf("got %q, %+v, %v", got.Body, wire, err)
			}
			if h := got.Header; h.Get("Content-Encoding") != "" || h.Get("Content-Length") != "" || h.Get("Content-Type") != "text/xml" {
				t.Errorf("headers of what was packed are left: %v", h)
			}
		})
	}
}

func TestGzipBombIsRefusedInFlatMemory(t *testing.T) {
	zeros := make([]byte, 1<<20)
	pieces := make([][]byte, 50)
	for i := range pieces {
		pieces[i] = zeros
	}
	bomb := packed(t, pieces...)
	r := listen(t, gzipped(bomb, "gzip"))
	c := client(t, r.url("http"), nil)
	exchange := func() {
		_, wire, err := c.Do(t.Context(), question(t, r.url("http")))
		failed(t, err, adapters.Malformed, adapters.ReasonSize)
		if wire.Received != int64(len(bomb)) {
			t.Errorf("%d bytes received", wire.Received)
		}
	}
	exchange()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	exchange()
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 8<<20 {
		t.Errorf("%d bytes allocated for %d of bomb", grown, len(bomb))
	}
}

// The cap holds for what comes packed too: a body that is too long packed is not unpacked to look.
func TestGzipLongerThanTheCapIsRefusedPacked(t *testing.T) {
	noise := make([]byte, 2*limit)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	_, wire, err := ask(t, small, gzipped(packed(t, noise), "gzip"))
	failed(t, err, adapters.Malformed, adapters.ReasonSize)
	if wire.Received != 0 {
		t.Errorf("%d bytes read of a body that was announced too long", wire.Received)
	}
}

func TestGzipThatIsDamagedIsMalformed(t *testing.T) {
	whole := packed(t, []byte("secret, secret, secret"))
	damaged := bytes.Clone(whole)
	damaged[len(damaged)-5] ^= 1 // of the checksum
	for name, body := range map[string][]byte{
		"cut":            whole[:len(whole)-3],
		"head only":      whole[:5],
		"damaged":        damaged,
		"trailing bytes": append(bytes.Clone(whole), "secret"...),
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := ask(t, nil, gzipped(body, "gzip"))
			failed(t, err, adapters.Malformed, adapters.ReasonSyntax)
		})
	}
}

// Whatever is packed within the cap comes out as it was, however the readers are used again.
func TestGzipComesOutAsItWentIn(t *testing.T) {
	var body []byte
	r := listen(t, func(conn net.Conn) { serveEach(conn, func() []byte { return body }) })
	c := client(t, r.url("http"), small)
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.SliceOfN(rapid.Byte(), 0, limit+200).Draw(rt, "body")
		members := packed(t, want)
		if rapid.Bool().Draw(rt, "two members") {
			half := len(want) / 2
			members = append(packed(t, want[:half]), packed(t, want[half:])...)
		}
		body = members
		got, _, err := c.Do(t.Context(), question(t, r.url("http")))
		if len(want) > limit || len(members) > limit {
			failed(t, err, adapters.Malformed, adapters.ReasonSize)
		} else if err != nil || !bytes.Equal(got.Body, want) {
			rt.Fatalf("got %d bytes, want %d, %v", len(got.Body), len(want), err)
		}
	})
}

// serveEach answers each request with what body then is, as gzip.
func serveEach(conn net.Conn, body func() []byte) {
	requests := newRequests(conn)
	for readRequest(requests) {
		b := body()
		head := "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + strconv.Itoa(len(b)) + "\r\n\r\n"
		if _, err := conn.Write(append([]byte(head), b...)); err != nil {
			return
		}
	}
}

func FuzzReply(f *testing.F) {
	const head = "HTTP/1.1 200 OK\r\n"
	whole := packed(f, []byte("hello"))
	for _, seed := range [][]byte{
		[]byte(head + "Content-Length: 5\r\n\r\nhello"), []byte(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
		append([]byte(head+"Content-Encoding: gzip\r\n\r\n"), whole...), []byte("HTTP/1.1 302 F\r\nLocation: /\r\n\r\n"),
		[]byte("HTTP/1.0 200 OK\r\n\r\nx"), []byte("\x15\x03\x01\x00\x02\x02\x28"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, reply []byte) {
		c := client(t, "http://127.0.0.1", small, transport.WithDial(pipes(0, func(conn net.Conn) {
			readRequest(newRequests(conn))
			_, _ = conn.Write(reply)
		})))
		got, wire, err := c.Do(t.Context(), post("q"))
		if len(got.Body) > limit || wire.Received > limit+1 {
			t.Fatalf("%d bytes of body, %d received", len(got.Body), wire.Received)
		}
		if err != nil {
			f := adapters.AsFailure(err)
			if f.Kind != adapters.Unavailable && f.Kind != adapters.Malformed {
				t.Fatalf("%v of %q", f, reply)
			}
		}
	})
}
