package fault

import (
	"bytes"
	"cmp"
	"io"
	"maps"
	"net/http"
	"strconv"
)

// A Reply is an HTTP reply as a server sends it.
type Reply struct {
	Status int // 0: 200
	// Header may hold a key with no values, which keeps net/http from filling it in. Replies share it: see Headed.
	Header http.Header
	Body   []byte
	Pad    Padding
}

// Padding makes a reply long without holding it in memory: Count times Fill is sent between Body[:At] and Body[At:].
type Padding struct {
	At    int
	Count int64
	Fill  byte
	Gzip  bool // the reply is packed while it is sent, and says so
}

// Clone returns a copy that shares nothing with r.
func (r Reply) Clone() Reply {
	r.Header = r.Header.Clone()
	r.Body = append([]byte(nil), r.Body...)
	return r
}

// with returns r with another body; the header is shared, and copied by whoever changes it.
func (r Reply) with(body []byte) Reply {
	r.Body = body
	return r
}

// Headed returns r with one header set, in a Header of its own; no value leaves the key without any.
func (r Reply) Headed(key string, values ...string) Reply {
	header := http.Header{}
	maps.Copy(header, r.Header)
	header[http.CanonicalHeaderKey(key)] = values
	r.Header = header
	return r
}

// Length returns how many bytes of body Send writes, before they are packed.
func (r Reply) Length() int { return len(r.Body) + int(r.Pad.Count) }

// Send writes r. What the peer no longer takes is dropped silently, as servers do.
func (r Reply) Send(w http.ResponseWriter) {
	maps.Copy(w.Header(), r.Header)
	if r.Pad == (Padding{}) {
		w.Header().Set("Content-Length", strconv.Itoa(len(r.Body)))
		w.WriteHeader(r.status())
		_, _ = w.Write(r.Body)
		return
	}
	r.sendPadded(w)
}

func (r Reply) status() int {
	if r.Status == 0 {
		return http.StatusOK
	}
	return r.Status
}

func (r Reply) sendPadded(w http.ResponseWriter) {
	if r.Pad.Gzip {
		w.Header().Set("Content-Encoding", "gzip")
	}
	w.WriteHeader(r.status())
	_ = r.writePadded(w) // a peer that has gone away is no error of the server
}

func (r Reply) writePadded(w io.Writer) error {
	if r.Pad.Gzip {
		packed, err := newPacker(w)
		if err != nil {
			return err
		}
		return cmp.Or(r.writeAround(packed, packed.repeat), packed.Close())
	}
	return r.writeAround(w, func(chunk []byte, n int64) error {
		for range n {
			if _, err := w.Write(chunk); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeAround writes the body with the padding in its place.
func (r Reply) writeAround(w io.Writer, repeat func(chunk []byte, n int64) error) error {
	if _, err := w.Write(r.Body[:r.Pad.At]); err != nil {
		return err
	}
	chunk := bytes.Repeat([]byte{r.Pad.Fill}, 64<<10)
	if err := repeat(chunk, r.Pad.Count/int64(len(chunk))); err != nil {
		return err
	}
	if _, err := w.Write(chunk[:r.Pad.Count%int64(len(chunk))]); err != nil {
		return err
	}
	_, err := w.Write(r.Body[r.Pad.At:])
	return err
}
