package client_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sverka/sverka/internal/client"
)

// A question goes to the gateway that was named, and nowhere else.
func TestARedirectIsNotFollowed(t *testing.T) {
	elsewhere := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the question went elsewhere") })
	url := replying(t, http.StatusTemporaryRedirect, "", "Location", elsewhere+"/v1/lookups/tax/inn")
	got := run(t.Context(), url, stated, "tax/inn")
	if got.code != client.ExitNotTheAPI || !strings.Contains(got.failed, "status 307 with a Location") || strings.Contains(got.failed, elsewhere) {
		t.Errorf("%+v", got)
	}
}

func TestAReplyThatIsTooLargeIsNotRead(t *testing.T) {
	url := replying(t, 200, `"`+strings.Repeat("x", 4<<20)+`"`, "Content-Type", "application/json")
	got := run(t.Context(), url, stated, "tax/inn")
	if got.code != client.ExitNotTheAPI || !strings.Contains(got.failed, "a body of ") || len(got.failed) > 200 || got.out != "" {
		t.Errorf("exit code %d: %.300s", got.code, got.failed)
	}
}

func TestAGatewayThatIsNotThere(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	got := run(t.Context(), server.URL, stated, "tax/inn")
	if got.code != client.ExitUnreachable || !strings.Contains(got.failed, "connection refused") || strings.Contains(got.failed, canary) {
		t.Errorf("%+v", got)
	}
}

func TestAnInterruptEndsIt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // net/http sees the caller go once the body is read
		cancel()
		<-r.Context().Done()
	})
	if got := run(ctx, url, stated, "tax/inn"); got.code != client.ExitInterrupted || got.failed != "gateway lookup: interrupted\n" {
		t.Errorf("%+v", got)
	}
}

// What is sent is the question, the wait and the token; a token stands in a file.
func TestWhatIsSent(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("abc.def\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var got *http.Request
	var body []byte
	url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
	})
	run(t.Context(), url+"/behind/", `{"family_name": "Намунаев"}`, "tax/inn", "-token-file", token, "-wait", "7s",
		"-purpose", "complaint", "-basis", "public_service", "-actor", "system", "-case", "1")
	const want = `{"actor":{"kind":"system"},"basis":{"kind":"public_service"},"case_id":"1","purpose":"complaint","subject":{"family_name":"Намунаев"}}`
	if string(body) != want || got.URL.Path != "/behind/v1/lookups/tax/inn" || got.Method != http.MethodPost {
		t.Errorf("%s %s\n%s", got.Method, got.URL, body)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer abc.def", "Prefer": "wait=7", "Content-Type": "application/json",
	} {
		if got.Header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
		}
	}
}

// Over TLS the gateway is who it says, and knows who we are.
func TestTLS(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	ca, key := filepath.Join(t.TempDir(), "ca.pem"), filepath.Join(t.TempDir(), "key.pem")
	own := server.TLS.Certificates[0] // signed by itself: good enough to be shown by the client too
	private, err := x509.MarshalPKCS8PrivateKey(own.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{ca: {Type: "CERTIFICATE", Bytes: own.Certificate[0]}, key: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		says string
		args []string
		code int
	}{
		{"certificate", nil, client.ExitUnreachable},
		{"certificate", []string{"-ca", ca}, client.ExitUnreachable},
		{"status 418", []string{"-ca", ca, "-cert", ca, "-key", key}, client.ExitNotTheAPI},
	} {
		got := run(t.Context(), server.URL, stated, append(c.args, "tax/inn")...)
		if got.code != c.code || !strings.Contains(got.failed, c.says) {
			t.Errorf("%v: %+v", c.args, got)
		}
	}
}

// Who is asked to type the question may go, too.
func TestAnInterruptEndsTheReadingOfTheQuestion(t *testing.T) {
	in, typing := io.Pipe()
	defer typing.Close()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, cancel)
	var out, failed strings.Builder
	code := client.Lookup(ctx, []string{"tax/inn"}, client.Streams{In: in, Out: &out, Err: &failed})
	if code != client.ExitInterrupted || failed.String() != "gateway lookup: interrupted\n" {
		t.Errorf("exit code %d: %s", code, failed.String())
	}
}

// A question that is pending is not lost with a gateway that cannot be reached: how to go on is said again.
func TestHowToGoOnIsSaidAfterATroubleToo(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	got := run(t.Context(), server.URL, "", "-resume", someID)
	if got.code != client.ExitUnreachable || !strings.HasSuffix(got.failed, "\nTo go on: gateway lookup -url "+server.URL+" -follow -wait 10m -resume "+someID+"\n") {
		t.Errorf("%+v", got)
	}
}

// With -follow a pending answer is asked for until it is there.
func TestAPendingAnswerIsFollowed(t *testing.T) {
	asked := 0
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		message := `"message":{"code":"` + code() + `","ru":"а","en":"b"}`
		if asked++; asked == 1 {
			w.Header().Set("Location", "/v1/lookups/"+someID)
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusAccepted)
			_, _ = io.WriteString(w, `{"lookup_id":"`+someID+`","lookup":"tax/inn","outcome":"pending","retry_after":1,"action":"wait",`+message+`}`)
			return
		}
		if r.Method != http.MethodGet || r.URL.Path != "/v1/lookups/"+someID {
			t.Errorf("%s %s", r.Method, r.URL)
		}
		_, _ = io.WriteString(w, `{"lookup":"tax/inn","lookup_id":"`+someID+`","outcome":"mismatch","action":"none",`+message+
			`,"source":{"registry":"tax","answered_at":"2026-11-22T09:14:03Z","cached":false,"attempts":1}}`)
	})
	got := run(t.Context(), url, stated, "-follow", "tax/inn")
	if got.code != client.ExitAnswered || !strings.HasPrefix(got.out, "tax/inn: mismatch\n") || got.failed != "" || asked != 2 {
		t.Errorf("%+v, asked %d times", got, asked)
	}
}
