package transport

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/sverka/sverka/adapters"
)

// A reader reads replies within a cap, packed or not.
type reader struct {
	limit   int64
	unpack  *sync.Pool // of *gzip.Reader: 40 KiB each
	scratch *sync.Pool // of *[]byte, for what is packed
}

func newReader(limit int64) reader {
	return reader{
		limit:   limit,
		unpack:  &sync.Pool{New: func() any { return new(gzip.Reader) }},
		scratch: &sync.Pool{New: func() any { return new([]byte) }},
	}
}

// read reads the reply to its end and returns how many bytes of body came. An error is a *adapters.Failure, or the
// connection's own. A reply that is not read to its end takes its connection along when it is closed.
func (rd reader) read(received *http.Response) (_ adapters.Response, n int64, err error) {
	defer received.Body.Close()
	if err := rd.refuse(received); err != nil {
		return adapters.Response{}, 0, err
	}
	response := adapters.Response{Status: received.StatusCode, Header: received.Header}
	switch coding := strings.ToLower(strings.Join(received.Header.Values("Content-Encoding"), ",")); coding {
	case "", "identity":
		response.Body, err = rd.all(received.Body, nil, received.ContentLength)
		return response, int64(len(response.Body)), err
	case "gzip", "x-gzip":
		response.Body, n, err = rd.gzip(received)
		response.Header.Del("Content-Encoding")
		response.Header.Del("Content-Length")
		return response, n, err
	default:
		return adapters.Response{}, 0, adapters.Fail(adapters.Malformed, adapters.ReasonSyntax, "a content coding other than gzip")
	}
}

// refuse names what is not to be read at all.
func (rd reader) refuse(received *http.Response) error {
	status := received.StatusCode
	switch {
	case status == http.StatusSwitchingProtocols:
		return adapters.Fail(adapters.Malformed, adapters.ReasonSyntax, "status 101: another protocol, unasked")
	case status/100 == 3 && received.Header.Get("Location") != "":
		return adapters.Fail(adapters.Malformed, adapters.ReasonRedirect, fmt.Sprintf("status %d with a Location", status))
	case received.ContentLength > rd.limit:
		return adapters.Fail(adapters.Malformed, adapters.ReasonSize,
			fmt.Sprintf("a body of %d bytes is announced, at most %d are read", received.ContentLength, rd.limit))
	}
	return nil
}

// gzip reads what is packed to its end before it unpacks any, so that a connection that breaks is told from bytes that
// make no sense.
func (rd reader) gzip(received *http.Response) (body []byte, n int64, err error) {
	scratch, _ := rd.scratch.Get().(*[]byte)
	defer rd.scratch.Put(scratch)
	packed, err := rd.all(received.Body, (*scratch)[:0], received.ContentLength)
	*scratch = packed
	if err != nil || len(packed) == 0 {
		return nil, int64(len(packed)), err
	}
	z, _ := rd.unpack.Get().(*gzip.Reader)
	defer rd.unpack.Put(z)
	if err = z.Reset(bytes.NewReader(packed)); err == nil {
		body, err = rd.all(z, nil, -1)
	}
	var failure *adapters.Failure
	if err != nil && !errors.As(err, &failure) {
		err = adapters.Fail(adapters.Malformed, adapters.ReasonSyntax,
			fmt.Sprintf("%d bytes that are announced as gzip and are not", len(packed))).Because(err)
	}
	return body, int64(len(packed)), err
}

// sizeUsual is what is made room for where the length is not announced: most replies are shorter.
const sizeUsual = 4 << 10

// all appends what comes to buffer, to its end, and refuses what is longer than the limit. expected is the announced
// length, or -1.
func (rd reader) all(from io.Reader, buffer []byte, expected int64) ([]byte, error) {
	if expected < 0 {
		expected = sizeUsual
	}
	buffer = grown(buffer, int(min(expected, rd.limit))+1)
	for {
		n, err := from.Read(buffer[len(buffer):min(cap(buffer), int(rd.limit)+1)])
		buffer = buffer[:len(buffer)+n]
		switch {
		case int64(len(buffer)) > rd.limit:
			return buffer, adapters.Fail(adapters.Malformed, adapters.ReasonSize, fmt.Sprintf("a body of more than %d bytes", rd.limit))
		case errors.Is(err, io.EOF):
			return buffer, nil
		case err != nil:
			return buffer, err
		}
		if len(buffer) == cap(buffer) {
			buffer = grown(buffer, rd.more(len(buffer)))
		}
	}
}

// grown returns b with room for n bytes more. slices.Grow takes no more memory but with the race detector, where it makes what it adds
// once more: the bound would not hold where it is tried.
func grown(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	return append(make([]byte, 0, len(b)+n), b...)
}

// more is by how much a buffer of n bytes that is full grows: it is doubled, and goes to the limit at once where it could not be doubled
// again. So all buffers of one reply together are at most two of the limit, and those that are held at a time one and a half.
func (rd reader) more(n int) int {
	if most := int(rd.limit); 4*n > most {
		return most - n + 1
	}
	return n + 1
}
