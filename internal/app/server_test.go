package app

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/config"
)

// serving runs a server of the API's bounds with short patience, and returns where it is.
func serving(t *testing.T, most int) string {
	t.Helper()
	s := newServer("api", "127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			w.WriteHeader(http.StatusRequestTimeout)
			return
		}
		_, _ = io.WriteString(w, "read")
	}), slog.New(slog.DiscardHandler))
	s.limit(config.API{Ceiling: time.Second, MaxConnections: most})
	s.http.ReadHeaderTimeout, s.http.ReadTimeout, s.http.IdleTimeout = 50*time.Millisecond, 100*time.Millisecond, 50*time.Millisecond
	if err := s.listen(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.serve() }()
	t.Cleanup(func() {
		if err := errors.Join(s.shutdown(context.WithoutCancel(t.Context())), <-ended); err != nil {
			t.Error(err)
		}
	})
	return s.addr().String()
}

func dial(t *testing.T, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// TestWhoOnlyHoldsAConnectionLosesIt: who says nothing, half a head, half a body, or nothing more.
func TestWhoOnlyHoldsAConnectionLosesIt(t *testing.T) {
	address := serving(t, 100)
	for name, said := range map[string]string{
		"nothing":           "",
		"half a head":       "POST / HTTP/1.1\r\nHost: gate",
		"a head, no end":    "POST / HTTP/1.1\r\nHost: gateway\r\nX-A: b\r\n",
		"half a body":       "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 100\r\n\r\n{",
		"nothing more":      "POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 2\r\n\r\n{}",
		"a head of 1 MiB":   "POST / HTTP/1.1\r\nHost: gateway\r\nX-A: " + strings.Repeat("a", 1<<20),
		"100,000 lines":     "POST / HTTP/1.1\r\nHost: gateway\r\n" + strings.Repeat("X-A: b\r\n", 100_000),
		"another protocol":  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
		"a very long path":  "GET /" + strings.Repeat("a", 100<<10) + " HTTP/1.1\r\nHost: gateway\r\n\r\n",
		"lines without end": strings.Repeat("a", 64<<10),
	} {
		conn := dial(t, address)
		_, _ = io.WriteString(conn, said) // the server may have hung up by now
		_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%s: the connection is still open", name)
		}
	}
}

// TestNoMoreConnectionsAreServedThanMay: one more waits, and is served when another has gone.
func TestNoMoreConnectionsAreServedThanMay(t *testing.T) {
	address := serving(t, 3)
	ask := func(conn net.Conn) {
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 0\r\n\r\n")
	}
	for range 20 { // the connections before lose theirs for being idle, one after the other
		conn := dial(t, address)
		ask(conn)
		_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
		response, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
}

// TestTheLimitOnFilesIsLookedAtBeforeItIsMet: at the start, by a sentence that names the key.
func TestTheLimitOnFilesIsLookedAtBeforeItIsMet(t *testing.T) {
	c := Config{Program: config.DefaultProgram()}
	for _, tc := range []struct {
		limit uint64
		ok    bool
	}{{0, true}, {1024, false}, {1 << 20, true}} {
		err := enoughFiles(&c, tc.limit)
		if (err == nil) != tc.ok {
			t.Errorf("%d: %v", tc.limit, err)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "api.max_connections: ") {
			t.Errorf("%v does not name its key", err)
		}
	}
}
