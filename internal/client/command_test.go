package client_test

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"
	"golang.org/x/tools/txtar"

	"github.com/sverka/sverka/internal/client"
	"github.com/sverka/sverka/internal/gen/api"
)

func TestMain(m *testing.M) {
	flag.Bool("update", false, "write testdata/*.txtar anew")
	goleak.VerifyTestMain(m)
}

func update() bool { return flag.Lookup("update").Value.String() == "true" }

// canary stands for a person's data: wherever it comes out where it should not, a test sees it.
const canary = "КАНАРЕЙКИН"

// stated is a whole query, with the canary for a name.
const stated = `{"subject": {"family_name": "` + canary + `", "birth_date": "1991-04-17", "sex": "male", "snils": "99000000153"},
	"purpose": "complaint", "basis": {"kind": "public_service"}, "actor": {"kind": "system"}, "case_id": "2026-000123"}`

// ran is what a run of "gateway lookup" came to.
type ran struct {
	code        int
	out, failed string
}

// run runs "gateway lookup" against url, with in for its standard input.
func run(ctx context.Context, url, in string, args ...string) ran {
	var out, failed bytes.Buffer
	code := client.Lookup(ctx, append([]string{"-url", url}, args...), client.Streams{In: strings.NewReader(in), Out: &out, Err: &failed})
	return ran{code, out.String(), failed.String()}
}

// serve is a gateway that answers each request by h, until the test ends.
func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// replying is a gateway that always gives the same response.
func replying(t *testing.T, status int, body string, headers ...string) string {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

// code is a message's code, whichever words the catalogue has today.
func code() string { return string(api.MessageCode("").AllValues()[0]) }

// TestGoldens holds what is printed to what is written down in testdata: -- response --, a status, headers and a body,
// and what each stream gets, -- out -- and -- err --. "go test -update" writes them anew; read the difference.
func TestGoldens(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no goldens", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			head, body, _ := strings.Cut(string(archive.Files[0].Data), "\n\n")
			lines := strings.Split(head, "\n")
			status, _ := strconv.Atoi(lines[0])
			var headers []string
			for _, line := range lines[1:] {
				name, value, _ := strings.Cut(line, ": ")
				headers = append(headers, name, value)
			}
			args := strings.Fields(string(archive.Comment))
			want, _ := strconv.Atoi(args[0])
			url := replying(t, status, strings.ReplaceAll(body, "$CODE", code()), headers...)
			got := run(t.Context(), url, stated, args[1:]...)
			if got.code != want {
				t.Errorf("exit code %d, want %d", got.code, want)
			}
			if strings.Contains(got.failed, canary) {
				t.Error("the subject is repeated")
			}
			archive.Files = append(archive.Files[:1], txtar.File{Name: "out", Data: golden(got.out, url)}, txtar.File{Name: "err", Data: golden(got.failed, url)})
			compare(t, file, txtar.Format(archive))
		})
	}
}

// golden is printed text without what differs from run to run.
func golden(printed, url string) []byte {
	printed = strings.ReplaceAll(printed, url, "$URL")
	return []byte(strings.ReplaceAll(printed, " "+code()+"\n", " $CODE\n"))
}

func compare(t *testing.T, file string, got []byte) {
	t.Helper()
	if update() {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// With -json the document comes as the API gave it, whatever it says, and nothing else on that stream.
func TestJSONIsTheDocumentAsItCame(t *testing.T) {
	pending := `{"lookup_id":"` + someID + `","lookup":"tax/inn","outcome":"pending",  "retry_after":60,
		"message":{"code":"` + code() + `","ru":"а","en":"b"},"action":"wait"}`
	url := replying(t, 202, pending, "Content-Type", "application/json", "Location", "/v1/lookups/"+someID, "Retry-After", "60")
	got := run(t.Context(), url, stated, "-json", "tax/inn")
	if got.code != client.ExitPending || got.out != pending+"\n" || !strings.Contains(got.failed, "-resume "+someID) {
		t.Errorf("%+v", got)
	}
	problem := `{"type":"/docs#refused","title":"t","status":503,"kind":"refused","origin":"gateway","retryable":true,"retry_after":1,
		"message":{"code":"` + code() + `","ru":"а","en":"b"},"action":"wait"}`
	got = run(t.Context(), replying(t, 503, problem, "Content-Type", "application/problem+json"), stated, "-json", "tax/inn")
	if got.code != client.ExitGateway || got.out != problem+"\n" || got.failed != "" {
		t.Errorf("%+v", got)
	}
}

// The API's paths know a lookup_id as it is written by the gateway, in small letters; RFC 9562 has readers take both.
func TestALookupIDMayBeInCapitals(t *testing.T) {
	problem := `{"type":"/docs#invalid","title":"t","status":404,"kind":"invalid","reason":"lookup_id","origin":"caller","retryable":false,
		"lookup_id":"` + someID + `","message":{"code":"` + code() + `","ru":"а","en":"b"},"action":"none"}`
	var path string
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.Path
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(problem))
	})
	if got := run(t.Context(), url, "", "-resume", strings.ToUpper(someID)); got.code != client.ExitCaller || path != "/v1/lookups/"+someID {
		t.Errorf("%s is asked: %+v", path, got)
	}
}

const someID = "0198f2c4-7a10-7c3e-9d55-2f64b1a0c9e7"

type broken struct{}

// Write implements io.Writer.
func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAnAnswerThatCannotBePrintedIsNoSuccess(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/match.txtar")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(string(archive.Files[0].Data), "\n\n")
	url := replying(t, 200, strings.ReplaceAll(body, "$CODE", code()), "Content-Type", "application/json")
	var failed bytes.Buffer
	got := client.Lookup(t.Context(), []string{"-url", url, "migration/status"}, client.Streams{In: strings.NewReader(stated), Out: broken{}, Err: &failed})
	if got != client.ExitFailed {
		t.Errorf("exit code %d: %s", got, failed.String())
	}
}

// Who breaks off before the gateway has told an id is told that the question may be on its way, and how to go on; who could not reach it
// at all, or does not follow, is not.
func TestAQuestionBrokenOffAtOnceCanBeGoneOnWith(t *testing.T) {
	const says = "ask the same again"
	for _, args := range [][]string{{"-follow", "tax/inn"}, {"-plan", "tax/inn"}} {
		ctx, interrupt := context.WithCancel(t.Context())
		url := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // till then a server does not see that its client goes away
			interrupt()
			<-r.Context().Done()
		})
		got := run(ctx, url, stated, args...)
		if got.code != client.ExitInterrupted || strings.Contains(got.failed, says) != (args[0] == "-follow") {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if got := run(t.Context(), "http://127.0.0.1:1", stated, "-follow", "tax/inn"); strings.Contains(got.failed, says) {
		t.Errorf("%+v", got)
	}
}
