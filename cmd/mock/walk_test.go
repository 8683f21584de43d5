//go:build readme

package main

import (
	"context"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The README's commands, run by a shell and curl as they stand there: `make readme-check`, and CI.
func TestTheREADMEsCommandsDoWhatItSays(t *testing.T) {
	url, _, _ := process(t)
	script := strings.ReplaceAll(fenced(t, "sh"), "http://127.0.0.1:8090", url)
	command := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", script)
	var failed strings.Builder
	command.Stderr = &failed
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, failed.String())
	}
	text := string(out)
	for _, says := range []string{`"id": "entry-banned"`, `"count": 2`, "500\n500\n200\n", "\nok\n"} {
		_, after, found := strings.Cut(text, says)
		if !found {
			t.Fatalf("it does not say %q, where it should: %s", says, text)
		}
		text = after
	}
}

// The demo's curl commands, run by sh as they are printed. What the token of operators allows is done without a word; who has none is told so.
func TestTheDemosCommandsDoWhatTheySay(t *testing.T) {
	gateway, err := filepath.Abs("../../configs/gateway.yaml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	ctx, end := context.WithCancel(t.Context())
	text, ended := make(printed, 1), make(chan error, 1)
	go func() { ended <- runDemo(ctx, []string{"-any-port", "-gateway", gateway}, text, io.Discard) }()
	defer func() {
		end()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	commands := regexp.MustCompile(`(?m)^  (\w.*\| curl .*)$`).FindAllStringSubmatch(<-text, -1)
	says := []string{`"outcome":"match"`, `"kind":"unavailable"`, ""}
	if len(commands) != len(says) {
		t.Fatalf("it prints %q", commands)
	}
	for i, command := range commands {
		out, err := exec.CommandContext(t.Context(), "sh", "-euc", command[1]).Output()
		if err != nil || !strings.Contains(string(out), says[i]) || says[i] == "" && len(out) > 0 {
			t.Errorf("%s\n%s %v", command[1], out, err)
		}
	}
}

// printed is what was written at once.
type printed chan string

func (p printed) Write(text []byte) (int, error) {
	p <- string(text)
	return len(text), nil
}
