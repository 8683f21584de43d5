package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sverka/sverka/internal/app"
	"github.com/sverka/sverka/internal/demo/secret"
	"github.com/sverka/sverka/mock"
)

// The real program reads its callers again on SIGHUP: a mistake is said by its field and changes nothing, what is right holds at once.
func TestSIGHUPReadsTheCallersAgain(t *testing.T) {
	directory := t.TempDir()
	example, err := os.ReadFile("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(directory, "gateway")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Chdir(directory)
	if err := secret.Write("run", mock.Defaults()); err != nil {
		t.Fatal(err)
	}
	hash, err := app.NewKey("portal.key")
	if err != nil {
		t.Fatal(err)
	}
	const entry = "  %s:\n    keys: [{sha256: %s}]\n    lookups: {tax/inn: verdict}\n    purposes: [data_prefill]\n    bases: [public_service]\n    rate: 100\n    day: %d\n"
	write(t, "callers.yaml", "callers:\n"+fmt.Sprintf(entry, "portal", hash, 10))
	write(t, "gateway.yaml", strings.NewReplacer("127.0.0.1:8080", "127.0.0.1:0", "127.0.0.1:9464", "127.0.0.1:0", "127.0.0.1:9465", "127.0.0.1:0",
		"drain: 5s", "drain: 0s", "\naccess: off", "\naccess: {callers_file: callers.yaml} #").Replace(string(example)))
	gateway := exec.CommandContext(t.Context(), program, "-config", "gateway.yaml")
	log, err := gateway.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := gateway.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = gateway.Process.Signal(syscall.SIGTERM)
		if err := gateway.Wait(); err != nil {
			t.Errorf("it did not go cleanly: %v", err)
		}
	}()
	lines := bufio.NewScanner(log)
	until := func(text string) string {
		for lines.Scan() {
			if strings.Contains(lines.Text(), text) {
				return lines.Text()
			}
		}
		t.Fatalf("the log never says %q", text)
		return ""
	}
	_, url, _ := strings.Cut(until(`"msg":"started"`), `"api":"`)
	url, _, _ = strings.Cut(url, `"`)
	key, err := os.ReadFile("portal.key")
	if err != nil {
		t.Fatal(err)
	}
	status := func() int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+url+"/v1/messages", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(string(key)))
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		return response.StatusCode
	}
	if got := status(); got != http.StatusOK {
		t.Fatalf("with his key: %d", got)
	}
	again := func() {
		if err := gateway.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	write(t, "callers.yaml", "callers:\n"+fmt.Sprintf(entry, "portal", hash, 0))
	again()
	if said := until("what cannot stays as it was"); !strings.Contains(said, "callers.yaml:8: callers.portal.day: must be from 1") || status() != http.StatusOK {
		t.Errorf("a mistake: %s, then %d", said, status())
	}
	write(t, "callers.yaml", "callers:\n"+fmt.Sprintf(entry, "another", strings.Repeat("ab", 32), 10))
	again()
	until("read again: callers")
	if got := status(); got != http.StatusUnauthorized {
		t.Errorf("who was taken out: %d", got)
	}
	http.DefaultClient.CloseIdleConnections()
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
