package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/demo"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/internal/telemetry"
	"github.com/sverka/sverka/mock"
)

// A world is mocks and a gateway on them, gone with the test.
type world struct {
	*demo.Demo
	log  *buffer
	stop func() error // ends it as SIGTERM would; nil if it went cleanly
}

// buffer is a log that can be read while it is written.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// newWorld starts a world. change may alter its configuration: what is not altered is configs/gateway.yaml on port 0.
func newWorld(t testing.TB, change ...func(*app.Config, *mock.Config)) *world {
	t.Helper()
	return newWorldThrough(t, nil, change...)
}

// newWorldThrough is newWorld with something between the gateway and its registries.
func newWorldThrough(t testing.TB, reach func(registry, url string) string, change ...func(*app.Config, *mock.Config)) *world {
	t.Helper()
	registries := mock.Defaults()
	registries.Addr = "127.0.0.1:0"
	cfg := configured(t, registries)
	for _, c := range change {
		c(&cfg, &registries)
	}
	log := &buffer{}
	d, err := demo.New(demo.Options{Mock: registries, Gateway: cfg, Log: telemetry.NewLogger(log, "json", slog.LevelDebug), Version: "test", Reach: reach})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	stop := sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("it did not go cleanly: %v", err)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	select {
	case <-d.Started():
	case err := <-ended:
		t.Fatalf("it did not start: %v", err)
	}
	return &world{d, log, stop}
}

// here is the package's directory: a world lives in another one.
var here, _ = os.Getwd()

// configured returns configs/gateway.yaml, with secrets in a directory of the test's, on port 0.
func configured(t testing.TB, registries mock.Config) app.Config {
	t.Helper()
	file := filepath.Join(here, "..", "..", "configs", "gateway.yaml")
	t.Chdir(t.TempDir())
	if err := secret.Write("run", registries); err != nil {
		t.Fatal(err)
	}
	cfg, err := app.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	cfg.API.Listen, cfg.Observe.Listen, cfg.Operate.Listen = "127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"
	return demo.Quick(cfg)
}

// replace writes a file by rename, as a whole: nobody reads half of it.
func replace(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := errors.Join(os.WriteFile(file+".new", text, 0o600), os.Rename(file+".new", file)); err != nil {
		t.Fatal(err)
	}
}

// observing is what the catalogue is asked under: one persona's trouble must not become another's.
func observing(c *app.Config, _ *mock.Config) { *c = demo.Observing(*c) }

// unlimited lets everybody be asked about in turn.
func unlimited(c *app.Config, m *mock.Config) { *c, *m = demo.Unlimited(*c), m.Unlimited() }

// A reply is what came over HTTP.
type reply struct {
	status int
	header http.Header
	body   []byte
	doc    document
}

// document is an answer or a problem, as far as tests look at it.
type document struct {
	LookupID  string            `json:"lookup_id"`
	Outcome   string            `json:"outcome"`
	Reason    string            `json:"reason"`
	Verdict   string            `json:"verdict"`
	Fields    map[string]string `json:"fields"`
	Record    json.RawMessage   `json:"record"`
	Kind      string            `json:"kind"`
	Title     string            `json:"title"`
	Origin    string            `json:"origin"`
	Retryable bool              `json:"retryable"`
	Errors    []struct {
		Pointer, Code, Detail string
	} `json:"errors"`
	Source struct {
		AsOf     string `json:"as_of"`
		Cached   bool   `json:"cached"`
		Attempts int    `json:"attempts"`
	} `json:"source"`
}

func do(t testing.TB, method, url string, body []byte, headers ...string) reply {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := reply{status: response.StatusCode, header: response.Header, body: text}
	if strings.Contains(response.Header.Get("Content-Type"), "json") && bytes.HasPrefix(text, []byte("{")) {
		if err := json.Unmarshal(text, &out.doc); err != nil {
			t.Fatalf("%s %s: not JSON: %v", method, url, err)
		}
	}
	return out
}

func (w *world) ask(t testing.TB, lookup string, query []byte, headers ...string) reply {
	t.Helper()
	return do(t, http.MethodPost, w.APIURL()+"/v1/lookups/"+lookup, query, headers...)
}

// query returns the ready query of a persona for a lookup.
func (w *world) query(t testing.TB, persona, lookup string) []byte {
	t.Helper()
	r := do(t, http.MethodGet, w.MockURL()+"/personas/"+persona+"/"+lookup, nil)
	if r.status != http.StatusOK {
		t.Fatalf("the mock has no query for %s and %s: %d", persona, lookup, r.status)
	}
	return r.body
}

func (w *world) metrics(t testing.TB) string {
	t.Helper()
	return string(do(t, http.MethodGet, "http://"+w.Gateway().Observe().String()+"/metrics", nil).body)
}

// operate asks something of the operate listener, with the token.
func (w *world) operate(t testing.TB, method, path, body string) reply {
	t.Helper()
	token, err := os.ReadFile("run/operate.token")
	if err != nil {
		t.Fatal(err)
	}
	return do(t, method, "http://"+w.Gateway().Operate().String()+path, []byte(body), "Authorization", "Bearer "+strings.TrimSpace(string(token)))
}

// eventually tries until ok or the time is over.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	const most = 2 * time.Minute // of a machine that does ten other things
	for began := time.Now(); time.Since(began) < most; {
		if ok() {
			return
		}
		<-time.After(50 * time.Millisecond)
	}
	t.Fatalf("not within %s: %s", most, what)
}
