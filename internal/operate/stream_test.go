package operate_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sverka/sverka/adapters"
	"github.com/sverka/sverka/internal/operate"
	"github.com/sverka/sverka/internal/resilience"
	"github.com/sverka/sverka/internal/telemetry"
)

// turning is a token that a test changes while streams look at it.
type turning struct{ word atomic.Value }

func (t *turning) Current() adapters.Secret {
	word, _ := t.word.Load().(string)
	return adapters.NewSecret(word)
}

// An inner is an operate listener without sockets, for virtual time.
type inner struct {
	*gateway
	http.Handler
	token  *turning
	ending chan struct{}
}

func newInner(t *testing.T) *inner {
	t.Helper()
	in := &inner{gateway: newGateway(t), token: &turning{}, ending: make(chan struct{})}
	in.token.word.Store(ivanova)
	in.Handler = operate.Operate(operate.Deps{
		Gateway: in.gateway, Log: telemetry.NewLogger(t.Output(), "json", slog.LevelError), Operators: []operate.Operator{{Name: "ivanova", Token: in.token}},
		Ending: in.ending,
	})
	return in
}

// request is one of a browser's, with a session's cookie where there is one.
func (in *inner) request(ctx context.Context, method, path, body, cookie string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, method, "http://127.0.0.1"+path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	return r
}

func (in *inner) signIn(t *testing.T) (cookie string) {
	t.Helper()
	w := httptest.NewRecorder()
	in.ServeHTTP(w, in.request(t.Context(), http.MethodPost, "/v1/session", `{"token": "`+ivanova+`"}`, ""))
	cookie, _, _ = strings.Cut(w.Header().Get("Set-Cookie"), ";")
	if w.Code != http.StatusOK || cookie == "" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return cookie
}

// A reader is who reads a stream: a ResponseWriter that can be looked at meanwhile.
type reader struct {
	mu     sync.Mutex
	header http.Header
	status int
	text   strings.Builder
	done   bool
}

func (r *reader) Header() http.Header { return r.header }
func (r *reader) WriteHeader(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}
func (r *reader) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}
func (r *reader) Flush() {}

// read returns what has come since the last time.
func (r *reader) read() string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	text := r.text.String()
	r.text.Reset()
	return text
}

func (r *reader) ended() bool {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.done
}

// open begins a stream.
func (in *inner) open(ctx context.Context, cookie string) *reader {
	r := &reader{header: http.Header{}}
	request := in.request(ctx, http.MethodGet, "/v1/stream", "", cookie)
	if cookie == "" {
		request.Header.Set("Authorization", "Bearer "+ivanova)
	}
	go func() {
		in.ServeHTTP(r, request)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.done = true
	}()
	return r
}

func TestAStreamTellsAllAtFirstAndThenWhatChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newInner(t)
		ctx, leave := context.WithCancel(t.Context())
		r := in.open(ctx, in.signIn(t))
		first := r.read()
		for _, id := range []string{"overview", "r-pension", "overrides", "failures", "calendar", "gateway"} {
			if !strings.Contains(first, `"id":"`+id+`"`) {
				t.Errorf("the first of it lacks %s", id)
			}
		}
		if r.header.Get("Content-Type") != "text/event-stream" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("it comes as %v", r.header)
		}
		time.Sleep(9 * time.Second)
		if text := r.read(); text != "" {
			t.Errorf("nothing has changed, and told is %s", text)
		}
		time.Sleep(2 * time.Second)
		if text := r.read(); !strings.HasPrefix(text, "event: beat\n") {
			t.Errorf("after a silence comes %q", text)
		}
		if _, err := in.policies[0].Override(resilience.Override{Mode: resilience.Refuse, Reason: "a\u2028b <script>", By: "petrov"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		text := r.read()
		if !strings.Contains(text, `"id":"overrides"`) || !strings.Contains(text, "petrov") || strings.Contains(text, `"id":"calendar"`) || strings.Contains(text, "<script>") {
			t.Errorf("told is %s", text)
		}
		for line := range strings.Lines(text) {
			if line != "\n" && !strings.HasPrefix(line, "event: ") && !strings.HasPrefix(line, "data: {") {
				t.Errorf("a line of the stream is %q", line)
			}
		}
		leave()
		if !r.ended() {
			t.Error("its reader has gone, and it goes on")
		}
	})
}

func TestAStreamDoesNotOutliveItsSession(t *testing.T) {
	for name, tc := range map[string]struct {
		end   func(t *testing.T, in *inner, cookie string)
		after time.Duration
	}{
		"signed out": {func(t *testing.T, in *inner, cookie string) {
			in.ServeHTTP(httptest.NewRecorder(), in.request(t.Context(), http.MethodDelete, "/v1/session", "", cookie))
		}, time.Second},
		"the token has changed": {func(_ *testing.T, in *inner, _ string) { in.token.word.Store(petrov) }, time.Second},
		"left alone":            {func(*testing.T, *inner, string) {}, 15 * time.Minute},
		"used, but for an hour": {func(t *testing.T, in *inner, cookie string) {
			for range 5 {
				time.Sleep(10 * time.Minute)
				in.ServeHTTP(httptest.NewRecorder(), in.request(t.Context(), http.MethodGet, "/v1/session", "", cookie))
			}
		}, 10 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				in := newInner(t)
				cookie := in.signIn(t)
				r := in.open(t.Context(), cookie)
				r.read()
				tc.end(t, in, cookie)
				if r.ended() {
					t.Fatal("it ends too early")
				}
				r.read()
				time.Sleep(tc.after - time.Second/2)
				if tc.after > time.Second && r.ended() {
					t.Fatal("it ends before its session")
				}
				if _, err := in.policies[0].Override(resilience.Override{Mode: resilience.Pass, Reason: "told to nobody"}); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
				text := r.read()
				if !r.ended() || !strings.HasSuffix(text, "event: ended\ndata: {}\n\n") || tc.after == time.Second && strings.Contains(text, "told to nobody") {
					t.Errorf("ended: %v, after %s", r.ended(), text)
				}
				again := in.open(t.Context(), cookie)
				if again.read(); again.status != http.StatusUnauthorized {
					t.Errorf("coming back: %d", again.status)
				}
			})
		})
	}
}

// A page that is left open comes back after each break of the network. That is no use of its session.
func TestComingBackIsNoUseOfASession(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newInner(t)
		cookie := in.signIn(t)
		for range 14 {
			time.Sleep(time.Minute)
			ctx, leave := context.WithCancel(t.Context())
			if r := in.open(ctx, cookie); r.read() == "" {
				t.Fatal("it has ended")
			}
			leave()
			synctest.Wait()
		}
		time.Sleep(time.Minute)
		if r := in.open(t.Context(), cookie); r.read() == "" || r.status != http.StatusUnauthorized {
			t.Errorf("after a quarter of an hour: %d", r.status)
		}
	})
}

func TestStreamsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newInner(t)
		ctx, leave := context.WithCancel(t.Context())
		var all []*reader
		for range 6 {
			cookie := in.signIn(t)
			for range 6 {
				all = append(all, in.open(ctx, cookie))
				synctest.Wait()
			}
		}
		statuses := map[int]int{}
		for _, r := range all {
			r.read()
			statuses[r.status]++
		}
		if fmt.Sprint(statuses) != "map[0:20 503:16]" { // 0: 200, by its first byte
			t.Errorf("of 36 streams of 6 sessions: %v", statuses)
		}
		leave()
		synctest.Wait()
		r := in.open(t.Context(), in.signIn(t))
		if !strings.Contains(r.read(), "event: section") {
			t.Errorf("after they have gone: %d", r.status)
		}
		close(in.ending)
		if !r.ended() {
			t.Error("the gateway waits for streams")
		}
	})
}

// A script may watch by its token, and until it changes.
func TestAStreamByTokenEndsWithTheToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := newInner(t)
		r := in.open(t.Context(), "")
		time.Sleep(2 * time.Hour)
		if !strings.Contains(r.read(), "event: section") || r.ended() {
			t.Fatal("it has ended")
		}
		in.token.word.Store(petrov)
		time.Sleep(time.Second)
		if text := r.read(); !r.ended() || !strings.HasSuffix(text, "event: ended\ndata: {}\n\n") {
			t.Errorf("it goes on after its token: %s", text)
		}
	})
}
