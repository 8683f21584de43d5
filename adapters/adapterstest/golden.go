package adapterstest

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/sverka/sverka/adapters"
)

// A Room is a driver and what its tests share.
type Room[R any] struct {
	// Query is the question, as the API writes it, where a golden has none of its own.
	Query string
	// New returns the driver for a registry at baseURL.
	New func(t testing.TB, baseURL string) adapters.Driver[R]
	// Mask takes out of a request what differs each time: nonces, times, digests. It may be nil.
	Mask func(request string) string
}

// update is the environment variable that makes Goldens write what the driver did in place of comparing it. Read what it wrote.
const update = "SVERKA_UPDATE_GOLDENS"

// Goldens runs every *.txtar of dir: `query` (else r.Query), `ticket` (then Collect is called in place of Fetch), then `request` and
// `reply` as often as exchanges are made, and `want`.
//
// A request is "POST /path", its headers as far as they are to be compared, an empty line and the body. A reply is the status, its
// headers, an empty line and the body. In both $ID stands for the identifier that the driver gave its request.
//
// Then it runs Mutants over them.
func Goldens[R any](t *testing.T, dir string, r Room[R]) {
	t.Helper()
	for _, file := range goldenFiles(t, dir) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := r.play(t, readGolden(t, archive, r.Query))
			if os.Getenv(update) != "" {
				writeGolden(t, file, archive, got)
				return
			}
			compareGolden(t, archive, got)
		})
	}
	if os.Getenv(update) == "" {
		t.Run("mutants", func(t *testing.T) { Mutants(t, dir, r) })
	}
}

// goldenFiles returns the goldens of dir: there is at least one.
func goldenFiles(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens in %s: %v", dir, err)
	}
	return files
}

// play asks the driver the golden's question, with a registry that answers with the golden's replies.
func (r Room[R]) play(t *testing.T, g golden) played {
	script := &script{replies: g.replies, mask: r.Mask, listed: g.headers}
	server := httptest.NewServer(script)
	defer server.Close()
	driver := r.New(t, server.URL)
	reply, err := ask(t.Context(), driver, g.query, g.ticket, NewExchanger(t, server.URL))
	Sound(t, driver.Spec(), reply, err)
	return played{requests: script.requests(), want: Describe(reply, err)}
}

// ask calls Collect when there is a ticket, and Fetch otherwise.
func ask[R any](
	ctx context.Context, d adapters.Driver[R], q adapters.Query, t adapters.Ticket, x adapters.Exchanger,
) (adapters.Reply[R], error) {
	if t == "" {
		return d.Fetch(ctx, q, x)
	}
	c, ok := d.(adapters.Collector[R])
	if !ok {
		return adapters.Reply[R]{}, errors.New("a ticket for a driver that is no Collector")
	}
	return c.Collect(ctx, q, t, x)
}

// played is what came of a golden.
type played struct {
	requests []string
	want     string
}

func compareGolden(t *testing.T, archive *txtar.Archive, got played) {
	t.Helper()
	asked := 0
	for _, f := range archive.Files {
		switch f.Name {
		case "request":
			if asked >= len(got.requests) {
				t.Fatalf("%d requests were sent", len(got.requests))
			}
			if want := strings.TrimSpace(string(f.Data)); got.requests[asked] != want {
				t.Errorf("request %d:\n%s\nwant:\n%s", asked, got.requests[asked], want)
			}
			asked++
		case "want":
			if got.want != string(f.Data) {
				t.Errorf("got:\n%s\nwant:\n%s", got.want, f.Data)
			}
		}
	}
	if asked != len(got.requests) {
		t.Errorf("%d requests were sent, want %d", len(got.requests), asked)
	}
}

func writeGolden(t *testing.T, file string, archive *txtar.Archive, got played) {
	t.Helper()
	asked := 0
	for i := range archive.Files {
		f := &archive.Files[i]
		switch {
		case f.Name == "request" && asked < len(got.requests):
			f.Data = []byte(got.requests[asked] + "\n")
			asked++
		case f.Name == "want":
			f.Data = []byte(got.want)
		}
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}
