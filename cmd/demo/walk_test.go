//go:build readme

package main

import (
	"context"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// The demo's curl commands, run by sh as they are printed. What the token of operators allows is done without a word; who has none is told so.
func TestTheDemosCommandsDoWhatTheySay(t *testing.T) {
	gateway := shipped(t)
	ctx, end := context.WithCancel(t.Context())
	text, ended := make(printed, 1), make(chan error, 1)
	go func() { ended <- run(ctx, []string{"-any-port", "-gateway", gateway}, text, io.Discard) }()
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
