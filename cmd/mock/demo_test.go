package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What "make run" prints: a question and its answer, and commands that hold.
func TestTheDemoAsksOneQuestionAndSaysWhatToTry(t *testing.T) {
	gateway, err := filepath.Abs("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	var out bytes.Buffer
	if err := runDemo(t.Context(), []string{"-any-port", "-once", "-gateway", gateway}, &out, io.Discard); err != nil {
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
	err := runDemo(t.Context(), []string{"-any-port"}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "configs/gateway.yaml: no such file") || !strings.Contains(err.Error(), "where configs/ is") {
		t.Errorf("got %v", err)
	}
}
