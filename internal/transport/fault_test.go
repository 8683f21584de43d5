package transport_test

import (
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport"
)

const limit = 4 << 10

func small(c *transport.Config) { c.MaxBodyBytes, c.MaxHeaderBytes = limit, 2<<10 }

// The rows of failures.md that the wire decides; TLS has a table of its own.
func TestWhatBreaksOnTheWireHasItsName(t *testing.T) {
	after := func(end func(net.Conn)) func(net.Conn) {
		return func(conn net.Conn) {
			readRequest(newRequests(conn))
			end(conn)
		}
	}
	saying := func(reply string) func(net.Conn) {
		return after(func(conn net.Conn) { _, _ = io.WriteString(conn, reply) })
	}
	for _, c := range []struct {
		fault  string
		serve  func(net.Conn)
		kind   adapters.Kind
		reason adapters.Reason
		phase  transport.Phase
	}{
		{"reset_before", after(reset), adapters.Unavailable, adapters.ReasonReset, transport.PhaseWait},
		{"reset_during", after(func(conn net.Conn) {
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsecret")
			reset(conn)
		}), adapters.Unavailable, adapters.ReasonReset, 0},
		{"closed without a reply", after(func(net.Conn) {}), adapters.Unavailable, adapters.ReasonReset, transport.PhaseWait},
		{"garbage", saying("\x16\x03\x01secret\xff\x00\n\n\r\nmore secret"), adapters.Unavailable, adapters.ReasonReset, transport.PhaseRead},
		{"garbage, unended", saying("secret secret"), adapters.Unavailable, adapters.ReasonReset, transport.PhaseRead},
		{"bad header", saying("HTTP/1.1 200 OK\r\nsecret: \x00\r\nsecret\r\n\r\n"), adapters.Unavailable, adapters.ReasonReset, transport.PhaseRead},
		{"truncated_http", saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsecret"), adapters.Unavailable, adapters.ReasonReset, transport.PhaseRead},
		{"truncated chunk", saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nsecret"), adapters.Unavailable, adapters.ReasonReset, transport.PhaseRead},
		{"bad chunk", saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nsecret\r\n"), adapters.Unavailable, adapters.ReasonReset, transport.PhaseRead},
		{"truncated gzip over HTTP", saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 100\r\n\r\n\x1f\x8b\x08"),
			adapters.Unavailable, adapters.ReasonReset, transport.PhaseRead},
		{"redirect", saying("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/secret\r\nContent-Length: 0\r\n\r\n"),
			adapters.Malformed, adapters.ReasonRedirect, transport.PhaseRead},
		{"308", saying("HTTP/1.1 308 P\r\nLocation: /secret\r\nContent-Length: 0\r\n\r\n"), adapters.Malformed, adapters.ReasonRedirect, transport.PhaseRead},
		{"101", saying("HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: secret\r\n\r\n"), adapters.Malformed, adapters.ReasonSyntax, transport.PhaseRead},
		{"unknown coding", saying("HTTP/1.1 200 OK\r\nContent-Encoding: secret\r\nContent-Length: 1\r\n\r\nx"), adapters.Malformed, adapters.ReasonSyntax, transport.PhaseRead},
		{"packed twice", saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 1\r\n\r\nx"), adapters.Malformed, adapters.ReasonSyntax, transport.PhaseRead},
		{"not gzip", saying("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\nsecret"), adapters.Malformed, adapters.ReasonSyntax, transport.PhaseRead},
		{"announced too long", saying("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nsecret"), adapters.Malformed, adapters.ReasonSize, transport.PhaseRead},
		{"many headers", saying("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-Secret: secret\r\n", 1000) + "\r\n"), adapters.Malformed, adapters.ReasonSize, 0},
	} {
		t.Run(c.fault, func(t *testing.T) {
			_, wire, err := ask(t, small, c.serve)
			failed(t, err, c.kind, c.reason)
			if c.phase != 0 && wire.Phase != c.phase {
				t.Errorf("in phase %s, want %s", wire.Phase, c.phase)
			}
		})
	}
}

func TestRefusedConnectionIsNamedWithItsAddress(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	_, wire, err := client(t, "http://"+address, nil).Do(t.Context(), question(t, "http://"+address))
	f := failed(t, err, adapters.Unavailable, adapters.ReasonConnect)
	if want := "connecting to " + address + ": connection refused"; f.Detail != want {
		t.Errorf("got %q, want %q", f.Detail, want)
	}
	if wire.Phase != transport.PhaseConnect {
		t.Errorf("got %+v", wire)
	}
}

// Hang and drip end with the context, and leave no connection: the registry's side waits for the client to close it.
func TestHangAndDripEndWithTheContext(t *testing.T) {
	for _, c := range []struct {
		name  string
		reply string
	}{
		{"hang", ""},
		{"drip of headers", "HTTP/1.1 200 OK\r\nContent-Le"},
		{"drip of a body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ns"},
		{"drip of chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\ns\r\n"},
	} {
		for _, end := range []struct {
			cause  error
			kind   adapters.Kind
			reason adapters.Reason
		}{
			{adapters.TimedOut, adapters.TimedOut, adapters.ReasonExchange},
			{adapters.Canceled, adapters.Canceled, ""},
			{adapters.DeadlineEnded, adapters.DeadlineEnded, ""},
		} {
			t.Run(fmt.Sprintf("%s, %s", c.name, end.kind), func(t *testing.T) {
				wire, err := askUntil(t, end.cause, func(conn net.Conn, over func()) {
					readRequest(newRequests(conn))
					_, _ = io.WriteString(conn, c.reply)
					over()
					leave(conn)
				})
				failed(t, err, end.kind, end.reason)
				if wire.Phase != transport.PhaseWait && wire.Phase != transport.PhaseRead {
					t.Errorf("in phase %s", wire.Phase)
				}
			})
		}
	}
}

// A reply past the cap is dropped with its connection: the registry cannot get rid of the rest.
func TestHugeReplyIsCutOff(t *testing.T) {
	const huge = 50 << 20
	for _, c := range []struct{ name, head, before, after string }{
		{"until close", "HTTP/1.1 200 OK\r\n\r\n", "", ""},
		{"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "10000\r\n", "\r\n"},
		{"announced", "HTTP/1.1 200 OK\r\nContent-Length: " + strconv.Itoa(huge) + "\r\n\r\n", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			written := make(chan int, 1)
			piece := c.before + strings.Repeat("x", 64<<10) + c.after
			_, wire, err := ask(t, nil, func(conn net.Conn) {
				readRequest(newRequests(conn))
				_, err := io.WriteString(conn, c.head)
				n := 0
				for ; n < huge && err == nil; n += len(piece) {
					_, err = io.WriteString(conn, piece)
				}
				written <- n
			})
			failed(t, err, adapters.Malformed, adapters.ReasonSize)
			if limit := transport.Default().MaxBodyBytes; wire.Received > limit+1 {
				t.Errorf("%d bytes were read, at most %d should be", wire.Received, limit+1)
			}
			if n := <-written; n >= huge {
				t.Error("the whole reply was taken from the registry")
			}
		})
	}
}

func TestEveryStatusIsAResponse(t *testing.T) {
	for _, status := range []int{200, 201, 204, 304, 300, 400, 401, 403, 404, 422, 429, 500, 502, 503, 599} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			got, wire, err := ask(t, nil, replying(fmt.Sprintf("HTTP/1.1 %d X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", status)))
			if err != nil || got.Status != status || len(got.Body) != 0 || got.Header.Get("Retry-After") != "7" {
				t.Errorf("got %+v, %v", got, err)
			}
			if wire.Phase != transport.PhaseDone {
				t.Errorf("phase %s", wire.Phase)
			}
		})
	}
}

func TestBodyOfEachFraming(t *testing.T) {
	exact := strings.Repeat("x", limit)
	for name, c := range map[string]struct{ head, body, want string }{
		"announced":         {"Content-Length: 5\r\n", "hello", "hello"},
		"announced, at cap": {"Content-Length: 4096\r\n", exact, exact},
		"chunked":           {"Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n", "hello"},
		"chunked, at cap":   {"Transfer-Encoding: chunked\r\n", "1000\r\n" + exact + "\r\n0\r\n\r\n", exact},
		"to the end":        {"", "hello", "hello"},
		"identity":          {"Content-Length: 5\r\nContent-Encoding: identity\r\n", "hello", "hello"},
		"no gzip in it":     {"Content-Length: 0\r\nContent-Encoding: gzip\r\n", "", ""},
		"early hints":       {"X: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "hello", "hello"},
	} {
		t.Run(name, func(t *testing.T) {
			status := "HTTP/1.1 200 OK\r\n"
			if name == "early hints" {
				status = "HTTP/1.1 103 Early Hints\r\n"
			}
			got, wire, err := ask(t, small, func(conn net.Conn) {
				readRequest(newRequests(conn))
				_, _ = io.WriteString(conn, status+c.head+"\r\n"+c.body)
			})
			if err != nil || string(got.Body) != c.want || wire.Received != int64(len(c.want)) {
				t.Errorf("got %d %q, %+v, %v", got.Status, got.Body, wire, err)
			}
		})
	}
}
