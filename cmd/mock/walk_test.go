//go:build readme

package main

import (
	"os/exec"
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
