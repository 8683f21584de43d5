package fault

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Faults on the connection. They take it over from net/http, so they need HTTP/1: a server for them switches HTTP/2 off.

type wireFunc = func(w http.ResponseWriter, r *http.Request, c Case)

func onWire(act func(in *Input) wireFunc) func(*Input) []Case {
	return func(in *Input) []Case { return []Case{{Reply: in.Reply, wire: act(in)}} }
}

// take hijacks the connection; where that cannot be, it ends the exchange as a broken connection all the same.
func take(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	return conn
}

// reset closes conn with RST in place of FIN. Under TLS it is the socket that is reset: no close_notify goes out.
func reset(conn net.Conn) {
	if secured, ok := conn.(*tls.Conn); ok {
		conn = secured.NetConn()
	}
	if tcp, ok := conn.(interface{ SetLinger(int) error }); ok {
		_ = tcp.SetLinger(0) // a socket that is gone already has been reset
	}
	_ = conn.Close()
}

func resetBefore(*Input) wireFunc {
	return func(w http.ResponseWriter, _ *http.Request, _ Case) { reset(take(w)) }
}

func resetDuring(*Input) wireFunc {
	return func(w http.ResponseWriter, _ *http.Request, c Case) {
		conn := take(w)
		half(conn, c.Reply)
		reset(conn)
	}
}

func truncatedHTTP(*Input) wireFunc {
	return func(w http.ResponseWriter, _ *http.Request, c Case) {
		conn := take(w)
		half(conn, c.Reply)
		_ = conn.Close()
	}
}

// half writes the head of r, which promises the whole body, and half of it.
func half(conn net.Conn, r Reply) {
	header := r.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Length", strconv.Itoa(len(r.Body)))
	_, _ = fmt.Fprintf(conn, "HTTP/1.1 %d %s\r\n", r.status(), http.StatusText(r.status()))
	_ = header.Write(conn)
	_, _ = conn.Write(append([]byte("\r\n"), r.Body[:len(r.Body)/2]...))
}

// garbage never begins like HTTP, nor like a TLS record.
func garbage(in *Input) wireFunc {
	random := in.random()
	noise := make([]byte, 512)
	for i := range noise {
		noise[i] = byte(random.UintN(256)) //nolint:gosec // below 256
	}
	copy(noise, "\x00\xff")
	return func(w http.ResponseWriter, _ *http.Request, _ Case) {
		conn := take(w)
		_, _ = conn.Write(noise)
		_ = conn.Close()
	}
}

// drain reads the rest of the request: net/http notices that a client has gone only behind the end of its body.
func drain(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }

func hang(*Input) wireFunc {
	return func(_ http.ResponseWriter, r *http.Request, _ Case) {
		drain(r)
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
}

// Pause waits for d, and reports whether it went by before ctx ended.
func Pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func slow(in *Input) []Case {
	return []Case{{
		Reply: in.Reply, Answers: true, Delay: in.Slow.Sample(in.random()),
		wire: func(w http.ResponseWriter, r *http.Request, c Case) {
			drain(r)
			if !Pause(r.Context(), c.Delay) {
				panic(http.ErrAbortHandler)
			}
			c.Reply.Send(w)
		},
	}}
}

func drip(in *Input) []Case {
	every := in.Drip
	return []Case{{Reply: in.Reply, Answers: true, wire: func(w http.ResponseWriter, r *http.Request, c Case) {
		drain(r)
		maps.Copy(w.Header(), c.Reply.Header)
		w.Header().Set("Content-Length", strconv.Itoa(len(c.Reply.Body)))
		w.WriteHeader(c.Reply.status())
		out := http.NewResponseController(w)
		for i := range c.Reply.Body {
			_, _ = w.Write(c.Reply.Body[i : i+1])
			if out.Flush() != nil || !Pause(r.Context(), every) {
				panic(http.ErrAbortHandler)
			}
		}
	}}}
}
