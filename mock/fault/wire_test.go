package fault_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/sverka/sverka/mock/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve answers on a real socket with one case, counted.
func serve(t *testing.T, c fault.Case) string {
	t.Helper()
	server := httptest.NewServer(c.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

// ask makes one exchange on a connection of its own.
func ask(ctx context.Context, url string) (status int, body []byte, err error) {
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader("question"))
	if err != nil {
		return 0, nil, err
	}
	resp, err := client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}

func TestResetsAreRealOnes(t *testing.T) {
	for _, name := range []string{"reset_before", "reset_during"} {
		_, _, err := ask(t.Context(), serve(t, cases(t, name, fault.SOAP11)[0]))
		if !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: got %v, want a reset by the peer", name, err)
		}
	}
}

func TestTruncatedHTTPEndsBeforeItsLength(t *testing.T) {
	status, body, err := ask(t.Context(), serve(t, cases(t, "truncated_http", fault.REST)[0]))
	if status != 200 || len(body) == 0 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %d, %d bytes, %v", status, len(body), err)
	}
}

func TestGarbageIsNoHTTP(t *testing.T) {
	if status, _, err := ask(t.Context(), serve(t, cases(t, "garbage", fault.REST)[0])); err == nil {
		t.Errorf("garbage was read as HTTP, status %d", status)
	}
}

func TestFlapFailsEverySecondExchange(t *testing.T) {
	url := serve(t, cases(t, "flap", fault.SOAP12)[0])
	want := golden(t, fault.SOAP12).Reply.Body
	for i := range 4 {
		_, body, err := ask(t.Context(), url)
		if failed := err != nil; failed != (i%2 == 0) || !failed && !bytes.Equal(body, want) {
			t.Errorf("exchange %d: %v, %d bytes", i, err, len(body))
		}
	}
}

func TestTokenIsRefusedOnceAndThenAccepted(t *testing.T) {
	url := serve(t, cases(t, "401_once", fault.REST)[0])
	first, _, err1 := ask(t.Context(), url)
	second, _, err2 := ask(t.Context(), url)
	if first != 401 || second != 200 || err1 != nil || err2 != nil {
		t.Errorf("got %d then %d; %v, %v", first, second, err1, err2)
	}
}

func TestHangAnswersNothingAndEndsWithItsClient(t *testing.T) {
	server := httptest.NewServer(cases(t, "hang", fault.REST)[0])
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if status, _, err := ask(ctx, server.URL); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %d, %v", status, err)
	}
	server.Close() // returns only when no handler is left: goleak would see one
}

// inMemory asks a case through net.Pipe, in whose bubble time is virtual.
func inMemory(t *testing.T, c fault.Case) (body []byte, took time.Duration, err error) {
	t.Helper()
	ours, theirs := net.Pipe()
	conns := make(chan net.Conn, 1)
	conns <- theirs
	server := &http.Server{Handler: c}
	go func() { _ = server.Serve(&oneConn{conns: conns, done: make(chan struct{})}) }()
	defer server.Close()
	start := time.Now()
	client := &http.Client{Transport: &http.Transport{
		DialContext:       func(context.Context, string, string) (net.Conn, error) { return ours, nil },
		DisableKeepAlives: true,
	}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://registry/", strings.NewReader("question"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, time.Since(start), err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	return body, time.Since(start), err
}

type oneConn struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *oneConn) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}
func (l *oneConn) Close() error   { close(l.done); return nil }
func (l *oneConn) Addr() net.Addr { return &net.TCPAddr{} }

func TestDripSendsOneByteASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in := golden(t, fault.REST)
		in.Reply.Body = []byte(`{"id":1}`)
		f, _ := fault.Find("drip")
		found, err := f.Cases(in)
		if err != nil {
			t.Fatal(err)
		}
		body, took, err := inMemory(t, found[0])
		if err != nil || string(body) != `{"id":1}` || took != 8*time.Second && took != 7*time.Second {
			t.Errorf("%q in %s, %v; want 8 bytes, a second between each", body, took, err)
		}
	})
}

func TestSlowIsSeededAndAnswers(t *testing.T) {
	delay := func(seed uint64, exchange int) (took time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			in := golden(t, fault.REST)
			in.Seed, in.Exchange = seed, exchange
			f, _ := fault.Find("slow")
			found, err := f.Cases(in)
			if err != nil {
				t.Fatal(err)
			}
			body, d, err := inMemory(t, found[0])
			if err != nil || !bytes.Equal(body, in.Reply.Body) {
				t.Errorf("%d bytes, %v", len(body), err)
			}
			took = d
		})
		return took
	}
	if a, b := delay(1, 0), delay(1, 0); a != b || a == 0 {
		t.Errorf("one seed gave %s and %s", a, b)
	}
	if a, b := delay(1, 0), delay(2, 0); a == b {
		t.Errorf("two seeds gave %s", a)
	}
	if a, b := delay(1, 0), delay(1, 1); a == b {
		t.Errorf("two exchanges gave %s", a)
	}
}

func TestRedirectsLeadElsewhere(t *testing.T) {
	for _, c := range cases(t, "redirect", fault.SOAP11) {
		recorder := httptest.NewRecorder()
		c.ServeHTTP(recorder, nil)
		if recorder.Code/100 != 3 || recorder.Header().Get("Location") != "http://127.0.0.1:1/elsewhere" {
			t.Errorf("%s: %d to %q", c, recorder.Code, recorder.Header().Get("Location"))
		}
	}
}

func TestNoContentTypeIsNotFilledInByTheServer(t *testing.T) {
	resp, err := http.Post(serve(t, cases(t, "no_content_type", fault.SOAP11)[0]), "text/xml", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	if values, there := resp.Header["Content-Type"]; there {
		t.Errorf("Content-Type %q", values)
	}
}

// The long replies are made while they are sent: their memory does not grow with them.
func TestLongRepliesTakeFlatMemory(t *testing.T) {
	for _, name := range []string{"huge", "gzip_bomb"} {
		c := cases(t, name, fault.SOAP12)[0]
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		sink := &countingWriter{header: http.Header{}}
		c.ServeHTTP(sink, nil)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 4<<20 {
			t.Errorf("%s allocated %d bytes", name, grown)
		}
		if packed := name == "gzip_bomb"; packed != (sink.n < 1<<20) {
			t.Errorf("%s sent %d bytes", name, sink.n)
		}
	}
}

type countingWriter struct {
	header http.Header
	n      int64
}

func (w *countingWriter) Header() http.Header { return w.header }
func (w *countingWriter) WriteHeader(int)     {}
func (w *countingWriter) Write(p []byte) (int, error) {
	w.n += int64(len(p))
	return len(p), nil
}

func TestAGzipBombIsTheValidReplyForWhoeverUnpacksIt(t *testing.T) {
	in := golden(t, fault.REST)
	f, _ := fault.Find("gzip_bomb")
	found, err := f.Cases(in)
	if err != nil {
		t.Fatal(err)
	}
	c := found[0]
	c.Reply.Pad.Count = 1000 // fifty thousand times less, and the same to the eye
	server := httptest.NewServer(c)
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	body, err := io.ReadAll(resp.Body)
	if err != nil || !resp.Uncompressed || wellFormed(fault.REST, body) != nil || len(body) != len(in.Reply.Body)+1000 {
		t.Errorf("%d bytes, unpacked %v, %v", len(body), resp.Uncompressed, err)
	}
}

func TestRefusedConnectionsAreRefused(t *testing.T) {
	addr, free, err := fault.Refuse(fault.AnyPort)
	if err != nil {
		t.Fatal(err)
	}
	defer free()
	for range 3 {
		if conn, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("got %v, %v", conn, err)
		}
	}
	if l, err := net.Listen("tcp", addr); err == nil {
		l.Close()
		t.Error("the port is free for others")
	}
}
