package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"go.uber.org/goleak"

	"github.com/sverka/sverka/internal/command"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// shipped returns the gateway's configuration that is shipped, and goes to a directory of the test's own.
func shipped(t *testing.T) string {
	t.Helper()
	file, err := filepath.Abs("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	return file
}

// What "make run" prints: a question and its answer, and commands that hold.
func TestTheDemoAsksOneQuestionAndSaysWhatToTry(t *testing.T) {
	gateway := shipped(t)
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-any-port", "-once", "-gateway", gateway}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"outcome": "match"`, `"verdict": "lawful"`, "curl -s http://127.0.0.1:", "/docs", "/metrics", "/personas", "-X DELETE"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("it does not print %s", want)
		}
	}
	info, err := os.Stat("run/operate.token")
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the operate token: %v, %v", info, err)
	}
}

func TestTheDemoSaysWhatIsMissing(t *testing.T) {
	t.Chdir(t.TempDir())
	err := run(t.Context(), []string{"-any-port"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "configs/gateway.yaml: no such file") || !strings.Contains(err.Error(), "where configs/ is") {
		t.Errorf("got %v", err)
	}
}

// on writes configurations of the mocks and of a gateway that listen where it is said, and returns the flags that name them.
func on(t *testing.T, shipped, mocks, api string) []string {
	t.Helper()
	text, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	var gateway map[string]any
	if err := yaml.Unmarshal(text, &gateway); err != nil {
		t.Fatal(err)
	}
	for listener, addr := range map[string]string{"api": api, "observe": "127.0.0.1:0", "operate": "127.0.0.1:0"} {
		gateway[listener].(map[string]any)["listen"] = addr
	}
	text, err = yaml.Marshal(gateway)
	err = errors.Join(err, os.WriteFile("gateway.yaml", text, 0o600), os.WriteFile("mock.yaml", fmt.Appendf(nil, "addr: %s\n", mocks), 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return []string{"-once", "-gateway", "gateway.yaml", "-config", "mock.yaml"}
}

// With an audit log, as "make run" has it, whose keys are there afterwards.
func TestTheDemoIsAudited(t *testing.T) {
	flags := on(t, shipped(t), "127.0.0.1:0", "127.0.0.1:0")
	var out bytes.Buffer
	if err := run(t.Context(), flags, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"run/audit", "run/audit.pub", "run/officer.key"} {
		if _, err := os.Stat(file); err != nil || !strings.Contains(out.String(), file) {
			t.Errorf("%s: %v, in %s", file, err, &out)
		}
	}
}

// A second demo, started by mistake, leaves alone what the first one reads, whichever of its addresses is taken.
func TestAStartThatFailsWritesNothing(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	gateway := shipped(t)
	for what, addr := range map[string][2]string{
		"the mocks cannot listen":   {taken.Addr().String(), "127.0.0.1:0"},
		"the gateway cannot listen": {"127.0.0.1:0", taken.Addr().String()},
	} {
		err := run(t.Context(), on(t, gateway, addr[0], addr[1]), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "-any-port") {
			t.Errorf("%s: got %v", what, err)
		}
		if _, err := os.Stat(secrets); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: it wrote secrets: %v", what, err)
		}
	}
}

func TestExitCodesTellMisuseFromTrouble(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	busy := on(t, shipped(t), taken.Addr().String(), "127.0.0.1:0")
	for _, c := range []struct {
		code int
		says string
		args []string
	}{
		{0, "-any-port", []string{"-h"}},
		{command.Misused, `unexpected argument "now"`, []string{"now"}},
		{command.Misused, "demo -h lists the flags", []string{"-seed", "7"}},
		{command.Misused, "no such file", []string{"-config", "nowhere.yaml"}},
		{command.Failed, "is another one running?", busy},
	} {
		var logs bytes.Buffer
		err := run(t.Context(), c.args, io.Discard, &logs)
		if got := command.Exit("demo", err, &logs); got != c.code || !strings.Contains(logs.String(), c.says) {
			t.Errorf("%v: exit code %d, want %d, and %q in %s", c.args, got, c.code, c.says, &logs)
		}
		if c.code == 0 && !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%v: got %v", c.args, err)
		}
	}
}
