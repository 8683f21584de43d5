package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// started runs the program on a free port until the test ends, and returns what it printed first.
func started(t *testing.T, args ...string) (url, printed string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), writer)
		_ = writer.CloseWithError(io.EOF)
		ended <- err
	}()
	text := make([]byte, 4096)
	n, err := reader.Read(text)
	if err != nil {
		t.Fatalf("it printed nothing: %v, %v", err, <-ended)
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }()
	url = regexp.MustCompile(`http://[^ ,]+`).FindString(string(text[:n]))
	return url, string(text[:n]), func() error {
		cancel()
		return <-ended
	}
}

func TestItServesUntilItIsToldToStop(t *testing.T) {
	url, printed, stop := started(t, "-seed", "7")
	resp, err := http.Get(url + "/personas")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	if resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte(`"patent-worker"`)) {
		t.Errorf("%d: %.100s", resp.StatusCode, body)
	}
	if !strings.Contains(printed, "seed 7") {
		t.Errorf("the seed is not said: %s", printed)
	}
	if err := stop(); err != nil {
		t.Errorf("it stopped with %v", err)
	}
}

func TestAnExchangeThatHangsDoesNotHoldItUp(t *testing.T) {
	url, _, stop := started(t)
	exchange(t, url+"/admin/faults", `{"fault": "hang", "lookup": "pension/snils-check"}`)
	hanging := make(chan error, 1)
	go func() {
		resp, err := http.Post(url+"/pension", "application/soap+xml", strings.NewReader("<question/>"))
		if err == nil {
			resp.Body.Close()
		}
		hanging <- err
	}()
	for !strings.Contains(exchange(t, url+"/admin/faults", ""), `"struck": 1`) {
		runtime.Gosched() // until the exchange hangs
	}
	if err := stop(); err != nil {
		t.Errorf("it stopped with %v", err)
	}
	if err := <-hanging; err == nil {
		t.Error("the exchange was answered")
	}
	http.DefaultClient.CloseIdleConnections()
}

// exchange posts JSON, or gets where there is none.
func exchange(t *testing.T, url, body string) string {
	t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%d %s %v", resp.StatusCode, text, err)
	}
	return string(text)
}

func TestASeedIsTakenAndSaidWhereNoneIsGiven(t *testing.T) {
	first, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := configure(nil)
	if err != nil {
		t.Fatal(err)
	}
	if first.Seed == 0 || first.Seed == second.Seed {
		t.Errorf("seeds %d and %d", first.Seed, second.Seed)
	}
}

func TestWrongFlagsAndFilesAreErrorsThatSayWhere(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("addr: 127.0.0.1:0\nmvd:\n  procesing: 1s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"-config", bad}, "[3:3] unknown field"},
		{[]string{"-config", "/nowhere.yaml"}, "no such file"},
		{[]string{"-addr", "0.0.0.0:8090"}, "loopback"},
		{[]string{"demo"}, "unexpected argument"},
	} {
		err := run(t.Context(), c.args, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: got %v, want %q", c.args, err, c.says)
		}
	}
}

func TestTheConfigurationThatIsShippedIsTheDefault(t *testing.T) {
	shipped, err := configure([]string{"-config", "../../configs/mock.yaml", "-seed", "1"})
	if err != nil {
		t.Fatal(err)
	}
	standard, err := configure([]string{"-seed", "1"})
	if err != nil {
		t.Fatal(err)
	}
	shipped.Now, standard.Now = nil, nil
	if !reflect.DeepEqual(shipped, standard) {
		t.Errorf("configs/mock.yaml:\n%+v\ndefaults:\n%+v", shipped, standard)
	}
}
