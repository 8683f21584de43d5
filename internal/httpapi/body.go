package httpapi

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"mime"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/transport/strictjson"
)

// newChecker returns the strict pass over a request's document. What the contract allows is far below its bounds.
func newChecker(maxBody int) *strictjson.Checker {
	return strictjson.New(strictjson.Limits{Bytes: maxBody, Depth: 16, Values: 4096, Members: 256, KeyBytes: 64})
}

// bodies keeps the room that requests are read into. What is decoded from it is copied out.
type bodies struct{ pool sync.Pool }

// keptBody is the room worth keeping: a usual question is below 2 KiB.
const keptBody = 16 << 10

func (b *bodies) get() *bytes.Buffer {
	if buffer, ok := b.pool.Get().(*bytes.Buffer); ok {
		return buffer
	}
	return new(bytes.Buffer)
}

func (b *bodies) put(buffer *bytes.Buffer) {
	if buffer.Cap() > keptBody {
		return
	}
	clear(buffer.Bytes()) // a question is about a person: it does not lie about
	buffer.Reset()
	b.pool.Put(buffer)
}

// question reads what r asks.
func (s *server) question(w http.ResponseWriter, r *http.Request) (q adapters.Query, err error) {
	err = s.withDocument(w, r, func(document []byte) (err error) {
		q, err = s.contract.query(document)
		q.Digest = adapters.Hide(sha256.Sum256(document))
		return err
	})
	return q, err
}

// withDocument reads r's body, one well-formed JSON document, and gives it to do, which must not hold on to it.
func (s *server) withDocument(w http.ResponseWriter, r *http.Request, do func(document []byte) error) error {
	if err := declaredJSON(r.Header); err != nil {
		return err
	}
	if r.ContentLength > int64(s.deps.MaxBody) {
		return tooLarge(s.deps.MaxBody)
	}
	buffer := s.bodies.get()
	defer s.bodies.put(buffer)
	if err := s.read(w, r, buffer); err != nil {
		return err
	}
	document, err := s.checker.Check(buffer.Bytes())
	if err != nil {
		return notOneDocument(err)
	}
	return do(document)
}

// declaresLength refuses a body in a transfer coding. One that has a Content-Length too is how requests are smuggled past a
// proxy (RFC 9112, 6.1); net/http drops that length, so that the two cannot be told apart here, and a question is short enough
// to be measured before it is sent. The connection is closed, for what follows may be another's.
func declaresLength(w http.ResponseWriter, r *http.Request) error {
	if len(r.TransferEncoding) == 0 {
		return nil
	}
	w.Header().Set("Connection", "close")
	return noLength()
}

// read reads the whole body. How long that may take is the http.Server's to say.
func (s *server) read(w http.ResponseWriter, r *http.Request, into *bytes.Buffer) error {
	_, err := into.ReadFrom(http.MaxBytesReader(w, r.Body, int64(s.deps.MaxBody)))
	var over *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &over):
		return tooLarge(s.deps.MaxBody)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return tooSlow()
	default:
		return badBody("The body ends before its declared length, or its chunks are broken.")
	}
}

// declaredJSON reports what a body is not: JSON in UTF-8, as it is.
func declaredJSON(h http.Header) error {
	kind, parameters, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return wrongMediaType("The body must be declared as Content-Type: application/json.")
	}
	if charset, ok := parameters["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return wrongMediaType("JSON is UTF-8 (RFC 8259): declare no other charset.")
	}
	if encoding := h.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return wrongMediaType("The body must not be compressed: send no Content-Encoding.")
	}
	return nil
}

// accepts reports whether Accept header lines leave room for application/json (RFC 9110, 12.5.1). Problem documents
// are sent whatever they say: a caller must be able to read why.
func accepts(lines []string) error {
	if len(lines) == 0 {
		return nil
	}
	for _, line := range lines {
		for item := range unquotedSplit(line, ',') {
			if takesJSON(item) {
				return nil
			}
		}
	}
	return notAcceptable()
}

func takesJSON(item string) bool {
	kind, parameters, _ := strings.Cut(item, ";")
	switch strings.ToLower(strings.TrimSpace(kind)) {
	case "application/json", "application/*", "*/*":
		return !refusedByWeight(parameters)
	default:
		return false
	}
}

// refusedByWeight reports whether parameters hold q=0.
func refusedByWeight(parameters string) bool {
	for parameter := range unquotedSplit(parameters, ';') {
		name, value, _ := strings.Cut(strings.ReplaceAll(parameter, " ", ""), "=")
		if strings.EqualFold(name, "q") {
			return strings.Trim(value, "0.") == "" && value != ""
		}
	}
	return false
}
