package standin

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// A Registry answers on one listener until it is closed.
type Registry struct {
	listener  net.Listener
	exchanges atomic.Int64
	closed    chan struct{}

	mu    sync.Mutex
	conns map[net.Conn]struct{}
	wg    sync.WaitGroup
}

// Listen starts a registry on address (host:port, port 0 for any).
func Listen(address string) (*Registry, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("standin: %w", err)
	}
	r := &Registry{listener: listener, closed: make(chan struct{}), conns: make(map[net.Conn]struct{})}
	r.wg.Go(r.accept)
	return r, nil
}

// URL returns the registry's address, http://host:port.
func (r *Registry) URL() string { return "http://" + r.listener.Addr().String() }

// Exchanges returns how many questions have come.
func (r *Registry) Exchanges() int { return int(r.exchanges.Load()) }

// Close ends the registry and all its connections, and waits for them.
func (r *Registry) Close() {
	close(r.closed)
	_ = r.listener.Close()
	r.mu.Lock()
	for conn := range r.conns {
		_ = conn.Close()
	}
	r.mu.Unlock()
	r.wg.Wait()
}

func (r *Registry) accept() {
	for {
		conn, err := r.listener.Accept()
		if err != nil {
			return
		}
		if r.hold(conn) {
			r.wg.Go(func() { r.serve(conn) })
		}
	}
}

// hold notes conn as one to be closed with the registry; it is false when that has happened already.
func (r *Registry) hold(conn net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.closed:
		_ = conn.Close()
		return false
	default:
		r.conns[conn] = struct{}{}
		return true
	}
}

func (r *Registry) drop(conn net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.conns, conn)
	_ = conn.Close()
}

// serve answers the requests of one connection, in order. Whoever sends anything but HTTP/1.1 with a Content-Length is
// cut off.
func (r *Registry) serve(conn net.Conn) {
	defer r.drop(conn)
	in := bufio.NewReaderSize(conn, 16<<10)
	var path, body, out []byte
	for {
		var err error
		if path, body, err = readRequest(in, path[:0], body[:0]); err != nil {
			return
		}
		if bytes.HasSuffix(path, []byte("/hang")) {
			r.exchanges.Add(1)
			_, _ = in.ReadByte() // until the other side gives up
			return
		}
		if out, err = r.answer(out[:0], path, body); err != nil {
			return
		}
		if _, err := conn.Write(out); err != nil {
			return
		}
	}
}

// answer appends the whole HTTP reply to a request.
func (r *Registry) answer(out, path, body []byte) ([]byte, error) {
	if string(path) == "/exchanges" {
		return appendHTTP(out, http.StatusOK, "text/plain", strconv.AppendInt(nil, r.exchanges.Load(), 10)), nil
	}
	number := r.exchanges.Add(1)
	kind, rest, _ := bytes.Cut(bytes.TrimPrefix(path, []byte("/")), []byte("/"))
	if string(rest) == "flap" && number%2 == 1 {
		return appendHTTP(out, http.StatusServiceUnavailable, "text/plain", []byte("every second exchange fails")), nil
	}
	var reply reply
	switch string(kind) {
	case "migration":
		reply = migration
	case "pension":
		reply = pension
	default:
		return nil, errors.New("standin: an unknown path")
	}
	var room [4 << 10]byte
	envelope, ok := reply.appendTo(room[:0], body)
	if !ok {
		return nil, errors.New("standin: not a question of this registry")
	}
	return appendHTTP(out, http.StatusOK, reply.contentType, envelope), nil
}

func appendHTTP(out []byte, status int, contentType string, body []byte) []byte {
	out = append(out, "HTTP/1.1 "...)
	out = strconv.AppendInt(out, int64(status), 10)
	out = append(out, ' ')
	out = append(out, http.StatusText(status)...)
	out = append(out, "\r\nContent-Type: "...)
	out = append(out, contentType...)
	out = append(out, "\r\nContent-Length: "...)
	out = strconv.AppendInt(out, int64(len(body)), 10)
	out = append(out, "\r\n\r\n"...)
	return append(out, body...)
}

// readRequest appends the path and body of the next request.
func readRequest(in *bufio.Reader, path, body []byte) (_, _ []byte, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return path, body, err
	}
	_, target, _ := bytes.Cut(line, []byte(" "))
	target, _, _ = bytes.Cut(target, []byte(" "))
	path = append(path, target...)
	length, err := readHeader(in)
	if err != nil {
		return path, body, err
	}
	body = append(body, make([]byte, length)...)
	_, err = io.ReadFull(in, body)
	return path, body, err
}

// maxBody bounds what is read of a question.
const maxBody = 64 << 10

// readHeader reads to the end of the header and returns the Content-Length, 0 where there is none.
func readHeader(in *bufio.Reader) (length int, err error) {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		name, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte(":"))
		switch {
		case !ok:
			return length, nil
		case strings.EqualFold(string(name), "Content-Length"):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil || length < 0 || length > maxBody {
				return 0, errors.New("standin: a length that no question has")
			}
		}
	}
}
