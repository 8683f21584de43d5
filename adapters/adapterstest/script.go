package adapterstest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sverka/sverka/adapters"
)

// golden is one file, read.
type golden struct {
	name    string // the file's, without its ending
	query   adapters.Query
	ticket  adapters.Ticket
	headers [][]string // of each request, the headers to compare
	replies []scripted
}

// scripted is a reply as a golden has it.
type scripted struct {
	status int
	header http.Header
	body   string
}

func readGolden(t testing.TB, archive *txtar.Archive, standard string) golden {
	t.Helper()
	g, query := golden{}, standard
	for _, f := range archive.Files {
		switch f.Name {
		case "query":
			query = string(f.Data)
		case "ticket":
			g.ticket = adapters.Ticket(strings.TrimSpace(string(f.Data)))
		case "request":
			g.headers = append(g.headers, headersOf(string(f.Data)))
		case "reply":
			g.replies = append(g.replies, readReply(t, f.Data))
		case "want":
		default:
			t.Fatalf("a golden has no section %q", f.Name)
		}
	}
	var err error
	if g.query, err = ParseQuery([]byte(query)); err != nil {
		t.Fatal(err)
	}
	return g
}

func readReply(t testing.TB, data []byte) scripted {
	t.Helper()
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(data)))
	line, err := r.ReadLine()
	status, convErr := strconv.Atoi(line) //nolint:forbidigo // a golden's own text
	header, headErr := r.ReadMIMEHeader()
	body, bodyErr := io.ReadAll(r.R)
	if err != nil || convErr != nil || headErr != nil || bodyErr != nil {
		t.Fatalf("a reply is a status, headers, an empty line and a body: %v %v %v", convErr, headErr, bodyErr)
	}
	return scripted{status: status, header: http.Header(header), body: strings.TrimSuffix(string(body), "\n")}
}

// headersOf returns the names of the headers that a golden's request has.
func headersOf(request string) []string {
	head, _, _ := strings.Cut(request, "\n\n")
	var names []string
	for i, line := range strings.Split(head, "\n") {
		if name, _, ok := strings.Cut(line, ":"); ok && i > 0 {
			names = append(names, name)
		}
	}
	return names
}

// A script answers with a golden's replies in their order, and keeps what was asked.
type script struct {
	replies []scripted
	mask    func(string) string
	listed  [][]string

	mu    sync.Mutex
	asked []string
}

func (s *script) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// ServeHTTP implements http.Handler.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, "unreadable", http.StatusTeapot)
		return
	}
	id := RequestID(body)
	s.mu.Lock()
	n := len(s.asked)
	s.asked = append(s.asked, s.written(n, r, strings.ReplaceAll(string(body), id, "$ID")))
	s.mu.Unlock()
	if n >= len(s.replies) {
		http.Error(w, "no reply is left", http.StatusTeapot)
		return
	}
	reply := s.replies[n]
	maps.Copy(w.Header(), reply.header)
	w.WriteHeader(reply.status)
	_, _ = io.WriteString(w, strings.ReplaceAll(reply.body, "$ID", id))
}

// written is a request as a golden has it.
func (s *script) written(n int, r *http.Request, body string) string {
	var b strings.Builder
	b.WriteString(r.Method + " " + r.URL.RequestURI() + "\n")
	if n < len(s.listed) {
		for _, name := range s.listed[n] {
			b.WriteString(name + ": " + r.Header.Get(name) + "\n")
		}
	}
	b.WriteString("\n" + indented(body))
	text := strings.TrimSpace(b.String())
	if s.mask != nil {
		text = s.mask(text)
	}
	return text
}

// indented breaks a body into lines, so that a golden's difference is a line's: JSON by its structure, XML at its tags.
func indented(body string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(body), "", "  ") == nil {
		return out.String()
	}
	return strings.ReplaceAll(body, "><", ">\n<")
}

var requestID = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// RequestID finds the identifier that a driver gave its request, a UUIDv7; a text that no body holds when there is none.
func RequestID(body []byte) string {
	if id := requestID.Find(body); id != nil {
		return string(id)
	}
	return "\x00"
}
