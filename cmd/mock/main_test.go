package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"go.uber.org/goleak"

	"github.com/sverka/sverka/internal/command"
)

// TestMain is the program itself where a test starts it as a process: see process.
func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	goleak.VerifyTestMain(m)
}

// started runs the program on a free port until the test ends, and returns what it printed first.
func started(t *testing.T, args ...string) (url, printed string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), writer, io.Discard)
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
		resp, err := http.Post(url+"/personas/entry-banned/pension/snils-check", "", http.NoBody)
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
	first, second := optionsOf(t), optionsOf(t)
	if first.config.Seed == 0 || first.config.Seed == second.config.Seed {
		t.Errorf("seeds %d and %d", first.config.Seed, second.config.Seed)
	}
}

func optionsOf(t *testing.T, args ...string) options {
	t.Helper()
	o, err := readOptions(args, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// What is wrong is said in one sentence that names it, and nothing is started.
func TestWrongFlagsAndFilesAreErrorsThatSayWhere(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("addr: 127.0.0.1:0\nmvd:\n  procesing: 1s\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		says string
		args []string
	}{
		{"[3:3] unknown field", []string{"-config", bad}},
		{"[3:3] unknown field", []string{"-check-config", "-config", bad}},
		{"no such file", []string{"-config", "/nowhere.yaml"}},
		{"addr: expected an address of loopback", []string{"-addr", "0.0.0.0:8090"}},
		{"addr: expected an address of loopback", []string{"-addr", "127.0.0.1:99999"}},
		{`unexpected argument "serve"; mock -h`, []string{"serve"}},
		{"-sede", []string{"-sede", "7"}},
		{`"seven"`, []string{"-seed", "seven"}},
		{"ports.fms: no such registry; known are", []string{"-port", "fms=127.0.0.1:0"}},
		{"ports.tax: expected an address of its own, it is that of addr", []string{"-addr", "127.0.0.1:8090", "-port", "tax=127.0.0.1:8090"}},
		{"tax was given before", []string{"-port", "tax", "-port", "tax"}},
		{"expected a name, or name=127.0.0.1:port", []string{"-door", "tls="}},
		{"doors.hang: no such door; known are [tls mutual_tls refuse", []string{"-door", "hang"}},
		{"doors.tls: expected an address of loopback", []string{"-door", "tls=192.0.2.1:443"}},
		{"doors.refuse: fault: to refuse connections expected an IPv4 address", []string{"-addr", "127.0.0.1:0", "-door", "refuse=[::1]:0"}},
		{"tls_directory", []string{"-addr", "127.0.0.1:0", "-door", "tls", "-door", "mutual_tls", "-tls", bad}},
	} {
		err := run(t.Context(), c.args, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: got %v, want %q", c.args, err, c.says)
		}
	}
}

func TestExitCodesTellMisuseFromTrouble(t *testing.T) {
	var logs bytes.Buffer
	for code, args := range map[int][]string{
		0: {"-h"}, command.Misused: {"-door", "hang"}, command.Failed: {"-addr", "127.0.0.1:0", "-door", "refuse=[::1]:0"},
	} {
		if got := command.Exit("mock", run(t.Context(), args, io.Discard, &logs), &logs); got != code {
			t.Errorf("%v: exit code %d, want %d", args, got, code)
		}
	}
	for _, says := range []string{"-check-config", "demo, beside", "mock: doors.hang: no such door"} {
		if !strings.Contains(logs.String(), says) {
			t.Errorf("it does not say %q: %s", says, logs.String())
		}
	}
}

// A second mock, started by mistake, leaves alone the secrets that the first one's gateway reads.
func TestAStartThatFailsWritesNoSecrets(t *testing.T) {
	url, _, _ := started(t)
	_, addr, _ := strings.Cut(strings.TrimSuffix(url, "/"), "//")
	directory := filepath.Join(t.TempDir(), "run")
	if err := run(t.Context(), []string{"-addr", addr, "-secrets", directory}, io.Discard, io.Discard); err == nil {
		t.Fatal("two listen at one address")
	}
	if _, err := os.Stat(directory); !os.IsNotExist(err) {
		t.Errorf("it wrote secrets: %v", err)
	}
}

// What -check-config prints is itself a configuration, the same one.
func TestCheckConfigPrintsWhatItComesTo(t *testing.T) {
	args := []string{"-seed", "7", "-port", "tax", "-door", "refuse=127.0.0.1:8455", "-tls", "here"}
	var out bytes.Buffer
	if err := run(t.Context(), append(args, "-check-config"), &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "mock.yaml")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	want, got := optionsOf(t, args...).config, optionsOf(t, "-config", file).config
	got.Now, want.Now = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTheConfigurationThatIsShippedIsTheDefault(t *testing.T) {
	shipped := optionsOf(t, "-config", "../../configs/mock.yaml", "-seed", "1").config
	standard := optionsOf(t, "-seed", "1").config
	shipped.Now, standard.Now = nil, nil
	if len(shipped.Ports)+len(shipped.Doors) == 0 {
		shipped.Ports, shipped.Doors = nil, nil
	}
	if !reflect.DeepEqual(shipped, standard) {
		t.Errorf("configs/mock.yaml:\n%+v\ndefaults:\n%+v", shipped, standard)
	}
}

// Every key is written down, so that nobody has to look for one.
func TestTheConfigurationThatIsShippedHasEveryKey(t *testing.T) {
	var shipped, all map[string]any
	text, err := os.ReadFile("../../configs/mock.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-check-config"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(yaml.Unmarshal(text, &shipped), yaml.Unmarshal(out.Bytes(), &all)); err != nil {
		t.Fatal(err)
	}
	if got, want := keys("", shipped), keys("", all); !slices.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
}

func keys(under string, m map[string]any) []string {
	var all []string
	for key, value := range m {
		all = append(all, under+key)
		if inner, ok := value.(map[string]any); ok {
			all = append(all, keys(under+key+".", inner)...)
		}
	}
	slices.Sort(all)
	return all
}
