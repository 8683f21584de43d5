package main

import (
	"bytes"
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// forbidden reports whether a package is the mocks, or is there for tests: neither has any business in production.
func forbidden(pkg string) bool {
	for _, room := range []string{"mock", "internal/demo", "internal/e2e", "internal/bench", "internal/interop", "adapters/adapterstest"} {
		room = "github.com/sverka/sverka/" + room
		if pkg == room || strings.HasPrefix(pkg, room+"/") {
			return true
		}
	}
	for _, other := range []string{"testing", "github.com/chromedp/", "github.com/getkin/", "go.uber.org/goleak", "pgregory.net/rapid"} {
		if pkg == strings.TrimSuffix(other, "/") || strings.HasPrefix(pkg, other+"/") || strings.HasSuffix(other, "/") && strings.HasPrefix(pkg, other) {
			return true
		}
	}
	return false
}

// goes runs the go command.
func goes(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", args...)
	var failed bytes.Buffer
	command.Stderr = &failed
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, failed.String())
	}
	return string(out)
}

// The gateway is built of nothing that pretends to be a registry. That the same list has the mocks for cmd/demo shows that it would
// have them here.
func TestTheGatewayDoesNotContainTheMocks(t *testing.T) {
	for program, contains := range map[string]bool{"../demo": true, ".": false} {
		var found []string
		for pkg := range strings.Lines(goes(t, "list", "-deps", program)) {
			if pkg = strings.TrimSpace(pkg); forbidden(pkg) {
				found = append(found, pkg)
			}
		}
		if len(found) > 0 != contains {
			t.Errorf("%s is built of %v", program, found)
		}
	}
}

// Nor has the program itself a word of them: no function, no persona, no page.
func TestTheProgramHasNoWordOfTheMocks(t *testing.T) {
	directory := t.TempDir()
	goes(t, "build", "-trimpath", "-o", directory+string(filepath.Separator), ".", "../demo")
	for program, contains := range map[string]bool{"demo": true, "gateway": false} {
		file := filepath.Join(directory, program)
		info, err := buildinfo.ReadFile(file)
		if err != nil || info.Main.Path != "github.com/sverka/sverka" {
			t.Fatalf("%s is not ours: %v %v", program, info, err)
		}
		binary, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"github.com/sverka/sverka/mock.", "github.com/sverka/sverka/internal/demo.", "entry-banned", "X-Mock-Fault"} {
			if bytes.Contains(binary, []byte(word)) != contains {
				t.Errorf("%s: %q is in it: %v, want %v", program, word, !contains, contains)
			}
		}
	}
}
